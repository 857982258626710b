#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A scheme that is linked with a scenario is known there: by name, in the files, in the figures and to
# the conformance tests, though nothing else knows of it. Takes the paths of compare-schemes without
# it and with it, and of the conformance tests with it.
set -eu
. "$(dirname "$0")/check.sh"
with=$2
conformance=$3
scheme=pre-shared-key
here=$(cd "$(dirname "$0")/.." && pwd)

# Nothing but the example itself, its documents and what links it may name it.
named=$(cd "$here" && grep -rlE "$scheme|PreSharedKeyScheme|PreSharedKeyAgent" model helper scenarios plots profiles || true)
[ -z "$named" ] || fault "known to $named"
[ "$(wc -l <"$here/examples/$scheme-scheme.cc")" -le 120 ] || fault "more than 120 lines"

"$program" --schemes=$scheme --out="$folder/none" >/dev/null 2>"$folder/stderr" && fault "known without being linked"
grep -q "allowed: .*plain" "$folder/stderr" || fault "not told what there is: $(cat "$folder/stderr")"

"$with" --schemes=plain,$scheme --subscribers=5,10 --duration=10s --quiet --out="$folder/out" >"$folder/text" ||
    fault "compare-schemes fails"
grep -q "Pre-shared key" "$folder/text" || fault "not in the table"
"$with" --help | grep -q "$scheme" || fault "not in --help"
# 5 and 10 subscribers, ten messages each
awk -F, -v scheme=$scheme '
    NR == 1 {for (i = 1; i <= NF; i++) place[$i] = i}
    $1 == scheme {rows++; sum += $place["deliveries"]; state = $place["client_state_bytes"]}
    END {exit !(rows == 2 && sum == 150 && state >= 16)}' "$folder/out/summary.csv" ||
    fault "not every message was delivered: $(cat "$folder/out/summary.csv")"
grep -q "^$scheme,.*aes-128-gcm" "$folder/out/operations.csv" || fault "its cryptography is not counted"

"$conformance" --schemes=$scheme >"$folder/conformance" || fault "$(grep -A3 FAIL "$folder/conformance")"
[ "$(grep -c '^  ok' "$folder/conformance")" -ge 30 ] || fault "fewer than thirty tests"

[ $faults -eq 0 ] || exit 1
python=
for one in python3 /usr/bin/python3; do
    "$one" -c 'import matplotlib' 2>/dev/null && python=$one && break
done
if [ -z "$python" ]; then
    echo "no matplotlib: the figures were not drawn"
    exit 77
fi
"$python" "$here/plots/draw.py" "$folder/out" >/dev/null || fault "no figures"
[ -s "$folder/out/latency-by-subscribers.png" ] || fault "no figure of latency"
exit $faults
