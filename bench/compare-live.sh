#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The live broker against mosquitto, in turns on the same machine: one publisher, many subscribers, QoS 0, 64 octets.
# Takes the build folder and perhaps the number of rounds. Prints medians and ratios; writes live.csv to OUT.
set -eu
build=$1
rounds=${2:-5}
out=${OUT:-results/bench}
folder=$(mktemp -d)
broker=""
trap '[ -z "$broker" ] || kill "$broker" 2>/dev/null; rm -rf "$folder"' EXIT

mosquitto=$(command -v mosquitto || ls /usr/sbin/mosquitto 2>/dev/null || true)
[ -n "$mosquitto" ] || echo "Without mosquitto, which is not installed: only our own figures." >&2

# @param mqtt-live-broker or mosquitto: starts it on a free port, in $port
start() {
    case $1 in
        mqtt-live-broker)
            "$build/live/mqtt-live-broker" --port=0 >"$folder/out" &
            broker=$!
            while ! grep -q listening "$folder/out"; do sleep 0.05; done
            port=$(sed -n 's/.*://p' "$folder/out")
            ;;
        mosquitto)
            port=$("$build/live/mqtt-live-load" --freePort)
            printf 'listener %s 127.0.0.1\nallow_anonymous true\nset_tcp_nodelay true\n' "$port" >"$folder/conf"
            "$mosquitto" -c "$folder/conf" 2>/dev/null &
            broker=$!
            while ! "$build/live/mqtt-live-load" --port="$port" --subscribers=1 --warmUp=0 --duration=10ms \
                >/dev/null 2>&1; do sleep 0.05; done
            ;;
    esac
}

# @param broker, measurement, options of the load: one line of $folder/rows
measure() {
    name=$1
    what=$2
    shift 2
    start "$name"
    row=$("$build/live/mqtt-live-load" --port="$port" --subscribers=200 "$@" | tail -1)
    kill "$broker"
    wait "$broker" 2>/dev/null || true
    broker=""
    echo "$name,$what,$row" >>"$folder/rows"
    echo "  $name, $what: $row" >&2
}

round=0
while [ "$round" -lt "$rounds" ]; do
    for name in mqtt-live-broker ${mosquitto:+mosquitto}; do
        measure "$name" throughput
        measure "$name" latency --interval=20ms
    done
    measure mqtt-live-broker latency-with-slow-reader --interval=20ms --slow=1
    round=$((round + 1))
done

mkdir -p "$out"
{
    echo "broker,measurement,deliveries_per_s,messages,last_p50_us,last_p99_us,last_max_us"
    cat "$folder/rows"
} >"$out/live.csv"

# @param broker, measurement, column: the median
median() {
    grep "^$1,$2," "$folder/rows" | cut -d, -f"$3" | sort -g | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'
}

# @param what, our figure, the other figure, limit in words
compare() {
    awk -v what="$1" -v a="$2" -v b="$3" -v limit="$4" 'BEGIN {
        printf "%-46s %12.0f %12.0f %8.2f  %s\n", what, a, b, b ? a / b : 0, limit}'
}

echo
printf "%-46s %12s %12s %8s  %s\n" "medians of $rounds rounds" ours other ratio limit
if [ -n "$mosquitto" ]; then
    compare "deliveries/s, against mosquitto" \
        "$(median mqtt-live-broker throughput 3)" "$(median mosquitto throughput 3)" "at least 1"
    compare "p99 of the last subscriber, us, same" \
        "$(median mqtt-live-broker latency 6)" "$(median mosquitto latency 6)" "at most 1"
fi
compare "p99 with a slow reader, us, against without" \
    "$(median mqtt-live-broker latency-with-slow-reader 6)" "$(median mqtt-live-broker latency 6)" "at most 1.2"
