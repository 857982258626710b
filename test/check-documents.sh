#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every command that README.md and the manual show works, and what they name exists: targets of make, links,
# tests, schemes with a full chapter, attributes. Takes the path of compare-schemes; exit status 77 if
# something to draw or dissect with is missing.
set -u
. "$(dirname "$0")/check.sh"
root=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "$(dirname "$program")/.." && pwd)
manual="$root"/doc/*.rst
skipped=0

# Commands: lines with a prompt in the manual, indented ones and those of shell blocks in README.md, each once.
commands() {
    awk '/^```/ {fence = fence ? "" : $0; next}
         fence ? fence ~ /sh|console/ : /^    [^ ]/ {sub(/^ +/, ""); sub(/^\$ /, ""); print}' "$root/README.md"
    sed -n 's/^ \{1,\}\$ //p' $manual
}

# @param command line: says what is missing if it needs what is not there
missing() {
    case $1 in
        *python3*) ${1%% *} -c 'import matplotlib' 2>/dev/null || echo "${1%% *} with matplotlib" ;;
        tshark*) command -v tshark >/dev/null || echo tshark ;;
    esac
}

mkdir "$folder/here"
for entry in "$root"/*; do
    case $(basename "$entry") in
        build* | results) ;;
        *) ln -s "$entry" "$folder/here/" ;;
    esac
done
ln -s "$build" "$folder/here/build"
cd "$folder/here" || exit 1

commands | awk '!seen[$0]++' >"$folder/commands"
[ "$(wc -l <"$folder/commands")" -ge 15 ] || fault "hardly any commands found in the documents"
while read -r line; do
    lacking=$(missing "$line")
    case $line in
        make\ *)
            for target in $(echo "${line%%#*}" | tr ' ' '\n' | grep -v -e '^make$' -e = -e '^-'); do
                grep -q "^$target:" Makefile || fault "no such target: $line"
            done
            continue
            ;;
        ./ns3* | ./test.py* | ./waf* | git\ * | cd\ *) # in an ns-3 tree, which is not here
            echo "Not run, for want of an ns-3 tree: $line"
            continue
            ;;
        mosquitto*)
            echo "Played by the tests with real clients: $line"
            continue
            ;;
        build/live/*) # until it is told to stop; on a free port
            sh -c "exec $line --port=0" >"$folder/log" 2>&1 </dev/null &
            for _ in $(seq 300); do
                grep -q listening "$folder/log" && break
                sleep 0.1
            done
            kill $!
            wait $! || fault "fails: $line"
            continue
            ;;
    esac
    if [ -n "$lacking" ]; then
        echo "Skipped, for want of $lacking: $line"
        skipped=1
    elif ! timeout 100 sh -c "$line" >"$folder/log" 2>&1 </dev/null; then
        fault "fails: $line"
        tail -3 "$folder/log"
    fi
done <"$folder/commands"

for link in $(sed -n 's/.*](\([^):]*\)).*/\1/p' README.md CONTRIBUTING.md); do
    [ -e "$link" ] || fault "a link to $link, which is not there"
done
for name in $(grep -hoE '(test|plots|profiles|tools|examples)/[A-Za-z0-9*_/-]+\.(cc|sh|csv|py)' README.md CONTRIBUTING.md $manual); do
    # shellcheck disable=SC2086 # may be a pattern
    ls $name >/dev/null 2>&1 || fault "the documents name $name, which is not there"
done

"$program" --help >"$folder/help"
schemes=$(sed -n '/^Schemes:/,/^Devices:/p' "$folder/help" | grep -v '^Devices' | tr ' ' '\n' | grep -v -e : -e '^$')
[ -n "$schemes" ] || fault "no schemes in --help"
for scheme in $schemes; do
    chapter=$(grep -lF "\`\`$scheme\`\`" $manual | while read -r page; do
        whole=yes
        for section in Parties Messages Sizes 'What it protects against' 'What it does not protect against' Readings \
            Attributes Measured Sources; do
            grep -qx "$section" "$page" || whole=
        done
        [ -n "$whole" ] && echo "$page"
    done)
    [ -n "$chapter" ] || fault "no chapter with all sections names the scheme $scheme"
done

for type in $("$program" --PrintTypeIds | grep -oE 'ns3::mqtt::[A-Za-z]+'); do
    for attribute in $("$program" --PrintAttributes="$type" 2>/dev/null | sed -n "s/^ *--$type::\([A-Za-z]*\)=.*/\1/p"); do
        grep -qE "\`\`(${type##*::}::)?$attribute\`\`" $manual || fault "the manual has no attribute $type::$attribute"
    done
done

suites=$("$build/test-runner" --list) || fault "no suites"
for suite in $suites; do
    grep -qF "\`\`$suite\`\`" doc/mqtt-security.rst || fault "the manual does not name the suite $suite"
done
"$build/test/mqtt-conformance" --claims >"$folder/table" || fault "no table of claims"
grep -v '^``test-' "$folder/table" | while read -r row; do
    grep -qxF "$row" doc/mqtt-security.rst || echo "$row"
done >"$folder/claims"
[ -s "$folder/claims" ] && fault "schemes claim what the manual does not say: $(cat "$folder/claims")"

version=$(sed -n 's/.*_VERSION "\(.*\)"$/\1/p' helper/mqtt-run-record.cc)
for file in README.md CITATION.cff; do
    grep -qE "version.*[{\"]$version[}\"]" "$file" || fault "$file has another version than $version"
done

[ $faults -eq 0 ] || exit 1
[ $skipped -eq 0 ] || exit 77
