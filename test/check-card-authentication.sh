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
client_device,broker_device,rng_run,card,protocol,session_keys,reading,total_ms,apdu_ms,card_ms,\
host_ms,broker_ms,authority_ms,rest_ms,apdu_exchanges,apdu_bytes,tx_bytes,rx_bytes,round_trips" ] ||
    fault "other columns in authentication.csv"
grep -q 'rpi-3b, 1 subscriber there already' "$folder/text" || fault "no group of rpi-3b in the table"

# A column by its name, of the rows of one scheme in one variant, on one device, with one card (or
# none), protocol, place of keys and reading.
# @param scheme, variant, device, card, protocol, place, reading, name of the column
column() {
    awk -F, -v key="$1,$2,$3,$4,$5,$6,$7" -v name="$8" '
        NR == 1 {for (i = 1; i <= NF; i++) if ($i == name) wanted = i}
        $1 "," $2 "," $6 "," $9 "," $10 "," $11 "," $12 == key {print $wanted}' \
        "$folder/one/authentication.csv"
}

# @param a number, another, what is wrong unless the first is less
less() {
    awk -v a="$1" -v b="$2" 'BEGIN {exit !(a != "" && b != "" && a < b)}' || fault "$3: $1, $2"
}

# No part is negative, and on such a network little is left that is none of them.
awk -F, 'NR > 1 {for (i = 13; i <= 18; i++) if ($i < 0) exit 1}' "$folder/one/authentication.csv" ||
    fault "a negative time"
awk -F, 'NR > 1 && ($19 < -1 || $19 > 1) {exit 1}' "$folder/one/authentication.csv" ||
    fault "the parts do not add up"
for variant in sound published; do
    fast=$(column smart-card $variant rpi-3b card-j3r180 T1 host OR-1 total_ms)
    slow=$(column smart-card $variant rpi-3b card-j2e081 T1 host OR-1 total_ms)
    less "$fast" "$slow" "$variant: an old card is faster"
    one=$(column smart-card $variant rpi-3b card-j3r180 T1 host OR-1 apdu_exchanges)
    two=$(column smart-card $variant rpi-3b card-j3r180 T0 host OR-1 apdu_exchanges)
    less "$one" "$two" "$variant: T0 takes no more exchanges"
    out=$(column smart-card $variant rpi-3b card-j3r180 T1 host OR-1 card_ms)
    in=$(column smart-card $variant rpi-3b card-j3r180 T1 card OR-1 card_ms)
    less "$out" "$in" "$variant: keys are set in the card for nothing"
done
on_small=$(column smart-card sound esp32 card-j3r180 T1 host OR-1 total_ms)
tls_on_small=$(column tls13-mutual sound esp32 "" "" "" "" total_ms)
less "$on_small" "$tls_on_small" "a card is no faster than a microcontroller"
first=$(column smart-card published rpi-3b card-j3r180 T1 host OR-2 total_ms)
second=$(column smart-card published rpi-3b card-j3r180 T1 host OR-1 total_ms)
less "$first" "$second" "published: a card that speaks first takes longer"
tls=$(column tls13-mutual sound rpi-3b "" "" "" "" total_ms)
card=$(column smart-card sound rpi-3b card-j3r180 T1 host OR-1 total_ms)
less "$tls" "$card" "a card is faster than a Raspberry Pi"
[ "$(column tls13-mutual sound rpi-3b "" "" "" "" apdu_ms)" = 0 ] || fault "APDUs without a card"

set +e # refusals have an exit status
refuse --cards --cards=rpi-3b
refuse --cards --cards=none
refuse --protocols --protocols=T2
refuse --sessionKeys --sessionKeys=nowhere
refuse --readings --readings=OR-3
refuse --devices --devices=toaster
"$program" --help | grep -q -- '--sessionKeys' || fault "--help does not help"
exit $faults
