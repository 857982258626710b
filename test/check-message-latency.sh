#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A short run of message-latency on all testbeds writes the tables beside the paper's figures, the
# same octets however many runs go side by side, and finds the paper's order. Takes its path.
set -eu
. "$(dirname "$0")/check.sh"

run() {
    out=$1
    shift
    "$program" --subscribers=10 --interval=1s --duration=20s --quiet --out="$folder/$out" "$@"
}

run one --jobs=1 >"$folder/text"
run two --jobs=2 >/dev/null
diff -rq --exclude=run.json "$folder/one" "$folder/two" >/dev/null ||
    fault "the files depend on the number of runs side by side"

for file in table5.csv table6.csv verdicts.csv paper/summary.csv native/summary.csv kept/hosts.csv; do
    [ -s "$folder/one/$file" ] || fault "no $file"
done
[ "$(head -1 "$folder/one/table5.csv")" = "scheme,subscribers,interval_s,fitted,error_percent,\
paper_mean_ms,paper_std_ms,simulation_mean_ms,simulation_std_ms,native_mean_ms,native_std_ms,\
kept_mean_ms,kept_std_ms" ] || fault "other columns in table5.csv"
[ "$(head -1 "$folder/one/table6.csv")" = "scheme,subscribers,\
paper_broker_cpu_percent,paper_broker_bytes_per_s,paper_publisher_bytes_per_s,\
simulation_broker_cpu_percent,simulation_broker_bytes_per_s,simulation_publisher_bytes_per_s,\
native_broker_cpu_percent,native_broker_bytes_per_s,native_publisher_bytes_per_s,\
kept_broker_cpu_percent,kept_broker_bytes_per_s,kept_publisher_bytes_per_s" ] ||
    fault "other columns in table6.csv"
awk -F, 'NR > 1 && ($6 == "" || $8 == "" || $10 == "" || $12 == "") {exit 1}
    END {exit NR != 4}' "$folder/one/table5.csv" || fault "table5.csv is not filled"

grep -q '^latency: .*,1,rows,1,yes$' "$folder/one/verdicts.csv" || fault "not the paper's order"
awk -F, '$1 ~ /^tls/ {exit !($12 < $10 / 2)}' "$folder/one/table5.csv" ||
    fault "TLS gains nothing by keeping its connection"
# Each testbed has the form of the schemes and the devices that it stands for.
awk -F, 'NR > 1 && $9 != "node-i7-8750h" {exit 1}' "$folder/one/paper/summary.csv" ||
    fault "other clients on the paper's testbed"
awk -F, '$1 == "group-key" && $2 != "published" {exit 1}' "$folder/one/paper/summary.csv" ||
    fault "not the published form on the paper's testbed"
awk -F, 'NR > 1 && $2 != "sound" {exit 1}' "$folder/one/native/summary.csv" ||
    fault "not the sound form on the native testbed"
grep -q 'broker receives least' "$folder/text" || fault "no word of what contradicts the paper's text"

# What the command line says of TLS wins.
run kept --testbeds=paper --schemes=tls12 --ns3::mqtt::TlsScheme::ReconnectPerMessage=false >/dev/null
awk -F, 'FNR == 2 {if (NR == 2) kept = $8; else exit !(kept < 40)}' \
    "$folder/kept/table5.csv" "$folder/one/table5.csv" || fault "the command line did not win"
status=0
run wrong --testbeds=mars >"$folder/stdout" 2>"$folder/stderr" || status=$?
[ $status -eq 1 ] || fault "took a testbed of mars"
grep -q 'testbeds.*mars' "$folder/stderr" || fault "no word of what is wrong with mars"
exit $faults
