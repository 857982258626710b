#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A short run of secure-setup writes the tables beside the paper's figures, the same octets however
# many runs go side by side, and finds the paper's octets where points are written as it writes them.
# Takes its path.
set -eu
. "$(dirname "$0")/check.sh"

run() {
    out=$1
    shift
    "$program" --schemes=plain,ecqv-auth:published,ecqv-conf:published,ecqv-conf,tls12,tls12-mutual,tls13-psk \
        --listed=0,2 --quiet --out="$folder/$out" "$@"
}

run one --jobs=1 >"$folder/text"
run two --jobs=2 >/dev/null
diff -rq --exclude=run.json "$folder/one" "$folder/two" >/dev/null ||
    fault "the files depend on the number of runs side by side"

# Takes file, columns.
has_columns() {
    [ "$(head -1 "$folder/one/$1")" = "$2" ] || fault "other columns in $1, or no such file"
}

has_columns setup.csv "variant,listed,rng_run,scheme,form,settings,subscribers,network,client_device,\
broker_device,setup_ms,round_trips,mqtt_packets_tx,mqtt_packets_rx,mqtt_bytes_tx,mqtt_bytes_rx,\
trailer_bytes_tx,trailer_bytes_rx,handshake_bytes,certificate_bytes,segments_tx,segments_rx,\
payload_bytes_tx,payload_bytes_rx,interface_packets_tx,interface_packets_rx,interface_bytes_tx,\
interface_bytes_rx,client_ms,broker_ms,authority_ms"
has_columns setup-packets.csv "variant,listed,rng_run,layer,direction,name,bytes,trailer_bytes"
has_columns setup-phases.csv "variant,listed,rng_run,party,phase,packets_tx,packets_rx,bytes_tx,bytes_rx,processor_ms"
has_columns setup-operations.csv "variant,listed,rng_run,party,step,operation,count,bytes,charged_ms"
has_columns tables1-4.csv "packet,field,source,bytes"
has_columns tls-messages.csv "variant,message,bytes,paper_bytes"
has_columns computation.csv "who,step,paper_ms,calibrated_ms,error_percent,native_ms,operations"
has_columns figure6.csv "bar,source,part,bytes"
has_columns figure7.csv "bar,step,source,part,ms"

# Takes variant, then what awk is to find true in its row of setup.csv without a list.
expect() {
    awk -F, -v variant="$1" "\$1 == variant && \$2 == 0 {found = 1; exit !($2)} END {exit !found}" \
        "$folder/one/setup.csv" || fault "$1: not $2"
}

# The paper's tables add up to 376, of which 180 are sent; no packet and no round trip is added.
expect ecqv-conf:published/paper '$17 == 180 && $18 == 196 && $13 == 2 && $14 == 2 && $12 == 3'
expect ecqv-auth:published/paper '$17 == 180 && $18 == 196'
expect ecqv-conf:published/compressed '$17 == 114 && $18 == 65 + 33 + 33 + 48' # with ECIES
expect ecqv-conf/compressed '$13 == 2 && $14 == 2 && $12 == 3 && $31 > 0'
expect tls12/p256-chain1 '$12 == 5 && $19 > 1000 && $20 > 400 && $13 == 2'
expect tls12/resumed-tickets '$12 == 4 && $20 == 0'
awk -F, '$1 == "ecqv-conf:published/paper" {rx[$2] = $18} END {exit !(rx[2] == rx[0] + 2 * (16 + 3 * 66))}' \
    "$folder/one/setup.csv" || fault "the list is not two members longer"
grep -q '^all,sum of the tables,ecqv-auth:published/paper,376$' "$folder/one/tables1-4.csv" ||
    fault "not the paper's sum"

# The calibrated profile gives the two rows that it was fitted to, and nothing is set to the third.
awk -F, '/paper-unchecked,certificate,29,/ {one = $4 > 28.99 && $4 < 29.01}
    /paper-unchecked,confirmation,20,/ {two = $4 > 19.99 && $4 < 20.01}
    /^tls12-mutual\/p256-chain1,handshake,144,/ {three = $4 < 140 || $4 > 148}
    END {exit !(one && two && three)}' "$folder/one/computation.csv" || fault "not the paper's computation"
grep -q '366 octets; Tables 1 to 4 add up to 376' "$folder/text" || fault "no word of the paper's sums"

status=0
run wrong --paperDevice=abacus >"$folder/stdout" 2>"$folder/stderr" || status=$?
[ $status -eq 1 ] && grep -q 'paperDevice.*abacus' "$folder/stderr" || fault "took an abacus"
exit $faults
