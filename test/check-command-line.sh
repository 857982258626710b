#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Bad input ends a scenario with one line that names the culprit, exit status 1 and nothing written.
# Takes the path of compare-schemes.
set -u
. "$(dirname "$0")/check.sh"

refuse '--schemes tls14 tls13' --schemes=plain,tls14
refuse '--schemes plain:published' --schemes=plain:published
refuse '--subscribers 0' --subscribers=0
refuse '--subscribers ten' --subscribers=10,ten
refuse '--publishers' --publishers=-1
refuse '--interval' --interval=1parsec
refuse '--interval' --interval=0s
refuse '--duration' --duration=soon
refuse '--payload' --payload=3
refuse '--qos' --qos=3
refuse '--network mars lan' --network=mars
refuse '--clientDevice abacus rpi-3b' --clientDevice=abacus
refuse '--brokerDevice' --brokerDevice=no-such-file.csv
refuse 'tpm-st33 cpu' --clientDevice=tpm-st33
refuse '--placement' --placement=everywhere
refuse '--costs' --costs=free
refuse '--runs' --runs=0
refuse '--jobs' --jobs=0
refuse 'nonsense' --nonsense
refuse 'nonsense' --nonsense=1
refuse 'ns3::mqtt::TlsScheme::Version' --ns3::mqtt::TlsScheme::Version=1.1
refuse 'ChainLength' --ns3::mqtt::TlsScheme::ChainLength=9
refuse 'AddressFamily ipv6' --ns3::mqtt::Network::AddressFamily=ipv5
refuse 'NoSuch' --ns3::mqtt::TlsScheme::NoSuch=1
refuse 'ns3::mqtt::NoSuch' --ns3::mqtt::NoSuch::Thing=1
# What only OpenSSL or the run itself finds wrong.
refuse 'TlsScheme suites ROT13 AES' --schemes=tls13 --ns3::mqtt::TlsScheme::CipherSuites=ROT13
refuse 'TlsScheme groups P-257 P-256' --schemes=tls13 --ns3::mqtt::TlsScheme::Groups=P-257

printf 'unit,operation,base_ms,ns_per_byte,kind,source\ncpu,sha-256,-1,,measured,nowhere\n' \
    >"$folder/bad.csv"
refuse 'bad.csv 2' --clientDevice="$folder/bad.csv"
printf 'unit,operation,base_ms,ns_per_byte,kind,source\ncpu,sha-256,1,,measured,somewhere\n' \
    >"$folder/short.csv"
refuse 'short.csv mqtt-' --schemes=plain --clientDevice="$folder/short.csv"
: >"$folder/file"
"$program" --out="$folder/file" >/dev/null 2>&1 && fault "--out: took a file for a folder"

"$program" --help | grep -q -- '--subscribers' || fault "--help does not help"
exit $faults
