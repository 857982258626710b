#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A short run of key-sharing-delay writes the files of every scenario and sharing.csv, the same octets
# however many runs go side by side; everybody gets the key with as many brokers down as may be, and
# nobody with one more. Takes its path.
set -eu
. "$(dirname "$0")/check.sh"

run() {
    out=$1
    shift
    "$program" --subscribers=5 --quiet --out="$folder/$out" "$@"
}

run one --shares=2of3 --devices=esp32,i7-8565u --networks=lan,wan --brokersDown=0,1,2 --limit=20s \
    --jobs=1 >"$folder/text"
run two --shares=2of3 --devices=esp32,i7-8565u --networks=lan,wan --brokersDown=0,1,2 --limit=20s \
    --jobs=2 >/dev/null
diff -rq --exclude=run.json "$folder/one" "$folder/two" >/dev/null ||
    fault "the files depend on the number of runs side by side"

for file in summary.csv phases.csv operations.csv hosts.csv latencies.csv sharing.csv run.json; do
    [ -s "$folder/one/$file" ] || fault "no $file"
done
[ "$(head -1 "$folder/one/sharing.csv")" = "scheme,variant,subscribers,publishers,interval_s,\
payload_bytes,qos,network,client_device,broker_device,rng_run,duration_s,k,n,brokers_down,\
delay_mean_ms,delay_p50_ms,delay_p95_ms,delay_last_ms,subscribers_with_key,publisher_cpu_ms,\
subscriber_cpu_ms,messages,octets" ] || fault "other columns in sharing.csv"
grep -q '5 subscribers, esp32, lan, 2 down' "$folder/text" || fault "no brokers down in the table"

# A column by its name, of the rows of one scheme with some brokers down.
# @param file, scheme, brokers down, name of the column
column() {
    awk -F, -v scheme="$2" -v down="$3" -v name="$4" '
        NR == 1 {for (i = 1; i <= NF; i++) {at[$i] = i}}
        NR > 1 && $1 == scheme && $at["brokers_down"] == down {print $at[name]}' \
        "$folder/$1/sharing.csv"
}

# @param file, scheme, brokers down, subscribers that should have the key in every run
expect() {
    column "$1" "$2" "$3" subscribers_with_key | awk -v wanted="$4" '
        $1 != wanted {exit 1} END {exit NR == 0}' || fault "$2, $3 down: not $4 have the key"
}
expect one threshold 0 5
expect one threshold 1 5
expect one threshold 2 0
for scheme in rsa-exchange ecdh-exchange; do
    expect one $scheme 0 5
    expect one $scheme 1 0
    [ -z "$(column one $scheme 2 k)" ] || fault "$scheme has one broker, and runs with two down"
done
[ -z "$(column one threshold 2 delay_mean_ms)" ] || fault "a delay of keys that nobody has"

# What the figures are for: public keys take a microcontroller longer than shares.
awk -F, 'NR == 1 {for (i = 1; i <= NF; i++) {at[$i] = i}}
    $at["client_device"] == "esp32" && $at["network"] == "lan" && $at["brokers_down"] == 0 {
        delay[$1] = $at["delay_last_ms"]}
    END {exit !(delay["threshold"] < delay["ecdh-exchange"] &&
                delay["threshold"] < delay["rsa-exchange"])}' "$folder/one/sharing.csv" ||
    fault "shares are not the fastest on a microcontroller"

# One list at a time or all combinations.
lists='--schemes=threshold --shares=2of3,1of1 --devices=esp32,rpi-3b --networks=lan --brokersDown=0'
run each $lists >/dev/null
run all --vary=all $lists >/dev/null
[ "$(wc -l <"$folder/each/sharing.csv")" -eq 4 ] || fault "each list beside the base: not 3 runs"
[ "$(wc -l <"$folder/all/sharing.csv")" -eq 5 ] || fault "all combinations: not 4 runs"

set +e # refusals have an exit status
refuse --shares --shares=3of2
refuse --shares --shares=2of
refuse --devices --devices=toaster
refuse --networks --networks=string
refuse --brokersDown --brokersDown=-1
refuse --clientDevice --clientDevice=esp32
refuse --networks --network=lan
refuse --interval --interval=1s,2s
refuse --limit --limit=0s
"$program" --help | grep -q -- '--brokersDown' || fault "--help does not help"
exit $faults
