#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A short run of key-server-delay writes the files of every scenario, distribution.csv and
# sequence.csv, the same octets however many runs go side by side, and finds what is to be expected of
# a key server. Takes its path.
set -eu
. "$(dirname "$0")/check.sh"

run() {
    out=$1
    shift
    "$program" --pairs=1,5,20 --quiet --out="$folder/$out" "$@"
}

run one --jobs=1 >"$folder/text"
run two --jobs=2 >/dev/null
diff -rq --exclude=run.json "$folder/one" "$folder/two" >/dev/null ||
    fault "the files depend on the number of runs side by side"

for file in summary.csv phases.csv operations.csv hosts.csv latencies.csv distribution.csv \
    sequence.csv run.json; do
    [ -s "$folder/one/$file" ] || fault "no $file"
done
[ "$(head -1 "$folder/one/distribution.csv")" = "scheme,variant,tpm,pairs,publishers,network,\
client_device,broker_device,rng_run,pairs_done,publishes_per_pair,subscribes_per_pair,total_ms,\
pair_mean_ms,pair_p95_ms,pair_max_ms,server_tpm_ms,server_wait_ms,server_cpu_ms,nodes_ms,network_ms,\
broker_ms,tpm_percent" ] || fault "other columns in distribution.csv"
[ "$(head -1 "$folder/one/sequence.csv")" = "scheme,variant,tpm,pairs,rng_run,time_ms,from,to,topic,\
frame,octets" ] || fault "other columns in sequence.csv"
grep -q nnsk_conf_ans "$folder/text" || fault "no sequence on the screen"

# A column by its name, of the rows of one TPM in one variant.
# @param file, TPM, variant, name of the column
column() {
    awk -F, -v tpm="$2" -v variant="$3" -v name="$4" '
        NR == 1 {for (i = 1; i <= NF; i++) if ($i == name) wanted = i}
        $3 == tpm && $2 == variant {print $wanted}' "$folder/one/$1"
}

for tpm in tpm-slb9670 tpm-st33; do
    for variant in sound published; do
        [ "$(column distribution.csv $tpm $variant pairs_done | xargs)" = "1 5 20" ] ||
            fault "$tpm, $variant: pairs without keys"
        column distribution.csv $tpm $variant publishes_per_pair | awk '$1 > 7 {exit 1}' ||
            fault "$tpm, $variant: more than seven messages for a pair"
        [ "$(column sequence.csv $tpm $variant frame | grep nnsk | xargs)" = "nnsk_key_req \
nnsk_key_ans nnsk_adv_req nnsk_adv_ans nnsk_conf_req nnsk_conf_ans" ] ||
            fault "$tpm, $variant: other frames"
        column distribution.csv $tpm $variant total_ms |
            awk 'NR > 1 && $1 <= last {exit 1} {last = $1}' ||
            fault "$tpm, $variant: more pairs do not take longer"
    done
done
[ "$(column sequence.csv tpm-slb9670 published octets | grep -vx 0 | xargs)" = \
    "89 105 137 85 89 41" ] || fault "as printed, other lengths"
[ "$(column sequence.csv tpm-slb9670 sound octets | grep -vx 0 | xargs)" = \
    "113 129 161 109 113 65" ] || fault "in the sound form, other lengths"
# Most of it is what the TPMs take, and the faster chip is faster.
column distribution.csv tpm-slb9670 sound tpm_percent | awk '$1 < 90 {exit 1}' ||
    fault "the TPMs are not what takes the time"
[ "$(column distribution.csv tpm-slb9670 sound pair_mean_ms | head -1 | cut -d. -f1)" -gt \
    "$(column distribution.csv tpm-st33 sound pair_mean_ms | head -1 | cut -d. -f1)" ] ||
    fault "the slower chip is not slower"

set +e # refusals have an exit status
refuse --subscribers --subscribers=10
refuse --pairs --pairs=0
refuse '--tpms tpm-slb9670' --tpms=tpm-none
refuse '--tpms tpm-slb9670' --tpms=rpi-3b
refuse '--schemes key-server:published' --schemes=plain
"$program" --help | grep -q -- '--tpms' || fault "--help does not help"
exit $faults
