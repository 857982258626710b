#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws mean latency by number of subscribers beside the paper's Figure 6, from table5.csv."""

import mqtt_plot_paper as paper
import mqtt_plot_style as style

NAME = "message-latency"
FILES = ["table5.csv"]


def draw(folder):
    """Returns the figure."""
    lines = paper.read_lines(folder, FILES[0], "mean_ms", ["paper", "simulation"])
    return paper.draw_lines(
        lines,
        "Mean latency (ms)",
        "Latency at one message a second (Figure 6)",
        "Fitted on 10 and 50 subscribers; 30 is a prediction.",
    )


if __name__ == "__main__":
    style.run(__doc__, NAME, draw)
