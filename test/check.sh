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
