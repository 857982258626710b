#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws mean latency by number of subscribers, from summary.csv."""

import mqtt_plot_lines
import mqtt_plot_style as style

NAME = "latency-by-subscribers"
FILES = ["summary.csv"]


def draw(folder):
    """Returns the figure."""
    return mqtt_plot_lines.draw_by_subscribers(
        folder, "latency_mean_ms", "Mean latency (ms)", "Latency from publish to delivery"
    )


if __name__ == "__main__":
    style.run(__doc__, NAME, draw)
