#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every suite of the test runner is among those that run. Takes the path of test-runner and the
# names of those.
set -eu
. "$(dirname "$0")/check.sh"
shift
for suite in $("$program" --list); do
    case " $* " in
        *" $suite "*) ;;
        *) fault "suite $suite is not run" ;;
    esac
done
exit $faults
