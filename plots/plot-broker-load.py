#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws the load of the broker's processor by number of subscribers, from summary.csv."""

import mqtt_plot_lines
import mqtt_plot_style as style

NAME = "broker-load"
FILES = ["summary.csv"]


def draw(folder):
    """Returns the figure."""
    return mqtt_plot_lines.draw_by_subscribers(
        folder, "broker_cpu_percent", "Processor load (%)", "Load of the broker"
    )


if __name__ == "__main__":
    style.run(__doc__, NAME, draw)
