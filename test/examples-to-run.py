#! /usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
# What test.py of an ns-3 tree runs besides the suites: (command, when to run it, when under valgrind).
cpp_examples = [
    ("publish-subscribe", "True", "True"),
    ("tls-capture", "True", "True"),
    ("card-authentication --devices=rpi-3b --quiet --out=card-authentication", "True", "False"),
    ("compare-schemes --schemes=all --subscribers=5 --duration=5s --runs=1 --quiet --out=compare-schemes", "True", "False"),
    ("key-server-delay --pairs=1,5 --quiet --out=key-server-delay", "True", "False"),
    ("key-sharing-delay --subscribers=5 --shares=2of3 --quiet --out=key-sharing-delay", "True", "False"),
    ("message-latency --subscribers=10 --interval=1s --duration=20s --quiet --out=message-latency", "True", "False"),
    ("rekey-churn --sizes=10 --duration=20s --quiet --out=rekey-churn", "True", "False"),
    ("secure-setup --listed=0,2 --quiet --out=secure-setup", "True", "False"),
    ("mqtt-bench --quick --quiet --out=mqtt-bench", "True", "False"),
]
python_examples = []
