#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# tshark finds nothing malformed in the captures of every scheme, and with the key log it reads the
# MQTT inside TLS. Takes the path of compare-schemes; exit status 77 without tshark.
set -eu
. "$(dirname "$0")/check.sh"
command -v tshark >/dev/null || { echo "tshark is missing; skipped"; exit 77; }

# @param capture, key log, display filter: prints the number of packets
count() {
    tshark -r "$1" -o "tls.keylog_file:$2" -d tls.port==8883,mqtt -Y "$3" 2>/dev/null | wc -l
}

for qos in 0 1 2; do
    "$program" --schemes=all --subscribers=4 --duration=3s --qos=$qos --pcap --keylog \
        --ns3::mqtt::TlsScheme::ReconnectPerMessage=true --out="$folder/qos$qos" >/dev/null
    for run in "$folder/qos$qos"/*-run1; do
        keys=$run/keys.txt
        [ -e "$keys" ] || : >"$keys"
        malformed='_ws.malformed'
        subscribers=4
        case $(basename "$run") in
            ecqv*) # trailers of four packet types; the publisher subscribes to its keys
                malformed='_ws.malformed && !(mqtt.msgtype in {1,2,8,9})'
                subscribers=5
                ;;
            ecdh-exchange* | rsa-exchange*) subscribers=9 ;; # all five to what the exchange sends them
            threshold*) subscribers=8 ;; # the four to shares at this broker, too
            key-server-published*) subscribers=15 ;; # as below, and the publisher to four TOPIC3
            key-server*) subscribers=11 ;; # KS, AC, five nodes to TOPIC2, four to TOPIC4
        esac
        for capture in "$run"/*.pcap; do
            name=$(basename "$run") # scheme, subscribers, interval, run
            [ "$(count "$capture" "$keys" "$malformed")" -eq 0 ] ||
                fault "$name: malformed packets at QoS $qos"
            [ "$(count "$capture" "$keys" 'tls.alert_message.desc != 0')" -eq 0 ] ||
                fault "$name: TLS alerts at QoS $qos"
        done
        capture=$(ls "$run"/broker*.pcap)
        published=$(count "$capture" "$keys" 'mqtt.msgtype == 3')
        [ "$published" -ge 12 ] || fault "$name: tshark sees $published PUBLISH packets at QoS $qos"
        subscribed=$(count "$capture" "$keys" 'mqtt.msgtype == 8')
        [ "$subscribed" -eq $subscribers ] || fault "$name: tshark sees $subscribed SUBSCRIBE packets"
        case $name in
            tls*)
                hidden=$(count "$capture" /dev/null 'mqtt')
                [ "$hidden" -eq 0 ] || fault "$name: MQTT is readable without the key log"
                ;;
        esac
    done
done
exit $faults
