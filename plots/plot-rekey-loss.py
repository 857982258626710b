#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws what members miss, and how long those who left can read on, from churn.csv."""

import mqtt_plot_rekey as rekey
import mqtt_plot_style as style

NAME = "rekey-loss"
FILES = [rekey.FILE]
PANELS = (
    (
        ("unopened_percent", "Not opened by members (%)"),
        ("leave_delay_mean_ms", "Read on by those who left (ms)"),
    ),
)


def draw(folder):
    """Returns the figure."""
    return rekey.draw_panels(folder, PANELS, "Messages while members come and go")


if __name__ == "__main__":
    style.run(__doc__, NAME, draw)
