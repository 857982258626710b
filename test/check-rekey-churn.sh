#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A short run of rekey-churn writes the files of every scenario and churn.csv, the same octets however
# many runs go side by side, and finds what group keys are for. Takes its path.
set -eu
. "$(dirname "$0")/check.sh"

run() {
    out=$1
    shift
    "$program" --sizes=10,20 --duration=20s --quiet --out="$folder/$out" "$@"
}

run one --schemes=group-key,group-key:published,ecqv-conf,plain --jobs=1 >"$folder/text"
run two --schemes=group-key,group-key:published,ecqv-conf,plain --jobs=2 >/dev/null
diff -rq --exclude=run.json "$folder/one" "$folder/two" >/dev/null ||
    fault "the files depend on the number of runs side by side"

for file in summary.csv phases.csv operations.csv hosts.csv latencies.csv churn.csv run.json; do
    [ -s "$folder/one/$file" ] || fault "no $file"
done
[ "$(head -1 "$folder/one/churn.csv")" = "scheme,variant,group_size,churn_rate_per_s,visitors,\
publishers,interval_s,payload_bytes,qos,network,client_device,broker_device,rng_run,duration_s,\
joins,leaves,joins_unfinished,leaves_unnoticed,renewals,renewals_incomplete,renewal_messages,\
renewal_bytes,member_link_packets,member_link_bytes,authority_link_packets,authority_link_bytes,\
authority_ms,authority_rekey_ms,broker_rekey_ms,member_ms,member_worst_ms,spread_mean_ms,\
spread_max_ms,delay_mean_ms,delay_max_ms,leave_delay_mean_ms,leave_delay_max_ms,join_mean_ms,\
deliveries_expected,deliveries,unopened_percent" ] || fault "other columns in churn.csv"
grep -q 'group of 20' "$folder/text" || fault "no group of 20 in the table"

# A column by its name, of the rows of one scheme in one variant.
# @param file, scheme, variant, name of the column
column() {
    awk -F, -v scheme="$2" -v variant="$3" -v name="$4" '
        NR == 1 {for (i = 1; i <= NF; i++) if ($i == name) wanted = i}
        $1 == scheme && $2 == variant {print $wanted}' "$folder/$1/churn.csv"
}

for scheme in group-key ecqv-conf; do
    column one $scheme sound renewals | awk '$1 < 2 {exit 1} END {exit NR != 2}' ||
        fault "$scheme: no renewals"
    column one $scheme sound leaves_unnoticed | awk '$1 != 0 {exit 1}' ||
        fault "$scheme: who left reads on"
done
column one group-key published leaves_unnoticed | awk '$1 == 0 {exit 1}' ||
    fault "as printed who left is shut out, which the paper has no means for"
column one plain sound renewals | awk '$1 != 0 {exit 1}' || fault "plain MQTT renews keys"
[ -z "$(column one plain sound renewal_bytes | tr -d '\n')" ] || fault "a cost of no renewals"
for scheme in group-key ecqv-conf plain; do
    column one $scheme sound unopened_percent | awk '$1 != 0 {exit 1}' ||
        fault "$scheme: messages that could not be opened"
done
# Everybody gets the key: twice the members, twice the octets.
column one group-key sound renewal_bytes | awk 'NR == 1 {few = $1}
    NR == 2 {exit !($1 > 1.7 * few && $1 < 2.2 * few)}' || fault "octets do not follow the size"

run still --schemes=group-key --churnRate=0 >/dev/null
column still group-key sound joins | awk '$1 != 0 {exit 1}' || fault "joins at no rate"

set +e # refusals have an exit status
refuse --sizes --schemes=group-key --sizes=2
refuse --sizes --schemes=group-key --sizes=10 --publishers=9
refuse --subscribers --schemes=group-key --subscribers=10
refuse --churnRate --schemes=group-key --churnRate=often
refuse --churnRate --schemes=group-key --churnRate=-1
refuse --visitors --schemes=group-key --visitors=nobody
"$program" --help | grep -q -- '--churnRate' || fault "--help does not help"
exit $faults
