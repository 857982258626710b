#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The same seed gives the same octets in every file, whatever the clock says and however many runs go
# side by side; another seed does not. Takes the path of compare-schemes.
set -eu
. "$(dirname "$0")/check.sh"

run() {
    out=$1
    shift
    "$program" --schemes=plain,tls12,tls13,tls13-mutual,tls13-psk,group-key,challenge-response:published \
        --subscribers=3,5 --duration=4s --runs=2 --pcap --keylog --ns3::mqtt::TlsScheme::ReconnectPerMessage=true \
        --out="$folder/$out" "$@" >/dev/null
}

# Compares all files but the record of the run itself, which tells the time.
same() {
    diff -rq --exclude=run.json "$folder/$1" "$folder/$2" >/dev/null
}

run first --jobs=1
sleep 1.1 # the next run sees another second of the wall clock
run second --jobs=3
run other --jobs=2 --RngSeed=7
run lossy --jobs=2 --network=wan
run lossy-again --jobs=1 --network=wan

same first second || fault "the same seed gave different files"
same lossy lossy-again || fault "the same seed gave different files on wan"
for file in $(cd "$folder/first" && find . -name '*.pcap' -path '*tls*') ./summary.csv; do
    cmp -s "$folder/first/$file" "$folder/other/$file" &&
        fault "another seed gave the same $file"
done
captures=$(find "$folder/first" -name '*.pcap' | wc -l)
[ "$captures" -ge 20 ] || fault "only $captures captures"
resumed=$(awk -F, '$1 == "tls13" && $2 == "publisher" && $4 == "ecdsa-p256-verify" {n += $5; r++}
    END {print (n == 2 * r) ? "yes" : "no"}' "$folder/first/operations.csv")
[ "$resumed" = yes ] || fault "publishers did not resume their sessions"
exit $faults
