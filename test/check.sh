# SPDX-License-Identifier: GPL-2.0-or-later
# What the checks share; to be sourced. Takes the path of the program that is checked.
program=$1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
faults=0

# @param what is wrong
fault() {
    echo "$1"
    faults=1
}

# Bad input ends the program with one line of complaint, exit status 1 and nothing written.
# @param words that the line must hold, then options
refuse() {
    words=$1
    shift
    "$program" --out="$folder/out" "$@" >"$folder/stdout" 2>"$folder/stderr"
    status=$?
    [ $status -eq 1 ] || fault "$*: exit status $status"
    [ "$(wc -l <"$folder/stderr")" -eq 1 ] || fault "$*: not one line: $(cat "$folder/stderr")"
    [ -s "$folder/stdout" ] && fault "$*: wrote to the standard output"
    for word in $words; do
        grep -qF -- "$word" "$folder/stderr" || fault "$*: no '$word' in: $(cat "$folder/stderr")"
    done
    [ -e "$folder/out" ] && fault "$*: left something behind"
}
