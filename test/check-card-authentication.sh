#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A short run of card-authentication writes authentication.csv, the same octets however many runs go
# side by side, and its parts add up. Takes its path.
set -eu
. "$(dirname "$0")/check.sh"

run() {
    out=$1
    shift
    "$program" --devices=esp32,rpi-3b --cards=card-j3r180,card-j2e081 --quiet --out="$folder/$out" "$@"
}

run one --jobs=1 >"$folder/text"
run two --jobs=2 >/dev/null
diff -rq --exclude=run.json "$folder/one" "$folder/two" >/dev/null ||
    fault "the files depend on the number of runs side by side"
for file in authentication.csv run.json; do
    [ -s "$folder/one/$file" ] || fault "no $file"
done
[ "$(head -1 "$folder/one/authentication.csv")" = "scheme,variant,subscribers,publishers,network,\
client_device,broker_device,rng_run,card,protocol,session_keys,total_ms,apdu_ms,card_ms,host_ms,\
broker_ms,authority_ms,network_ms,apdu_exchanges,apdu_bytes,tx_bytes,rx_bytes,round_trips" ] ||
    fault "other columns in authentication.csv"
grep -q 'rpi-3b, 1 subscriber there already' "$folder/text" || fault "no group of rpi-3b in the table"

# A column by its name, of the rows of one scheme in one variant, on one device, with one card (or
# none), protocol and place of keys.
# @param scheme, variant, device, card, protocol, place, name of the column
column() {
    awk -F, -v key="$1,$2,$3,$4,$5,$6" -v name="$7" '
        NR == 1 {for (i = 1; i <= NF; i++) if ($i == name) wanted = i}
        $1 "," $2 "," $6 "," $9 "," $10 "," $11 == key {print $wanted}' \
        "$folder/one/authentication.csv"
}

# @param a number, another, what is wrong unless the first is less
less() {
    awk -v a="$1" -v b="$2" 'BEGIN {exit !(a != "" && b != "" && a < b)}' || fault "$3: $1, $2"
}

# All parts are there and none is negative: what is left for the network is its time.
awk -F, 'NR > 1 {for (i = 12; i <= 18; i++) if ($i < 0) exit 1}' "$folder/one/authentication.csv" ||
    fault "a negative time"
awk -F, 'NR > 1 && ($18 < 0.1 || $18 > 60) {exit 1}' "$folder/one/authentication.csv" ||
    fault "a network that takes no time, or all of it"
for variant in sound published; do
    fast=$(column smart-card $variant rpi-3b card-j3r180 T1 host total_ms)
    slow=$(column smart-card $variant rpi-3b card-j2e081 T1 host total_ms)
    less "$fast" "$slow" "$variant: an old card is faster"
    one=$(column smart-card $variant rpi-3b card-j3r180 T1 host apdu_exchanges)
    two=$(column smart-card $variant rpi-3b card-j3r180 T0 host apdu_exchanges)
    less "$one" "$two" "$variant: T0 takes no more exchanges"
    out=$(column smart-card $variant rpi-3b card-j3r180 T1 host card_ms)
    in=$(column smart-card $variant rpi-3b card-j3r180 T1 card card_ms)
    less "$out" "$in" "$variant: keys are set in the card for nothing"
done
tls=$(column tls13-mutual sound rpi-3b "" "" "" total_ms)
card=$(column smart-card sound rpi-3b card-j3r180 T1 host total_ms)
less "$tls" "$card" "a card is faster than a Raspberry Pi"
[ "$(column tls13-mutual sound rpi-3b "" "" "" apdu_ms)" = 0 ] || fault "APDUs without a card"

set +e # refusals have an exit status
refuse --cards --cards=rpi-3b
refuse --cards --cards=none
refuse --protocols --protocols=T2
refuse --sessionKeys --sessionKeys=nowhere
refuse --devices --devices=toaster
"$program" --help | grep -q -- '--sessionKeys' || fault "--help does not help"
exit $faults
