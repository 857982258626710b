// SPDX-License-Identifier: GPL-2.0-or-later
#include "ns3/test.h"

/// Runs the suites that are linked in; takes the options of ns-3's own test runner.
int
main(int argc, char* argv[])
{
    return ns3::TestRunner::Run(argc, argv);
}
