#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Runs a file of tests of the live programs with real clients and brokers. Takes the build folder and broker,
# gateway or faults; exit status 77 if a client or broker that is needed is missing.
set -u
tests=$(cd "$(dirname "$0")/live" && pwd)
MQTT_BUILD=$(cd "$1" && pwd) || exit 1
PATH=$PATH:/usr/sbin:/usr/local/sbin # where a broker is
export MQTT_BUILD PATH

for tool in mosquitto mosquitto_pub mosquitto_sub openssl; do
    command -v "$tool" >/dev/null || { echo "$tool is missing; skipped"; exit 77; }
done
for python in python3 /usr/bin/python3; do
    $python -c "import paho.mqtt.client" 2>/dev/null || continue
    cd "$tests" && exec $python -B -m unittest "test_$2"
done
echo "no Python 3 with paho-mqtt; skipped"
exit 77
