#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws octets received at the broker beside the paper's Figure 8, from table6.csv."""

import mqtt_plot_paper as paper
import mqtt_plot_style as style

NAME = "message-broker-octets"
FILES = ["table6.csv"]


def draw(folder):
    """Returns the figure."""
    lines = paper.read_lines(folder, FILES[0], "broker_bytes_per_s", ["paper", "simulation"])
    return paper.draw_lines(
        lines,
        "Received at the broker (B/s)",
        "Traffic to the broker (Figure 8)",
        "Some 5 kB/s of the paper's do not depend on the scheme.",
    )


if __name__ == "__main__":
    style.run(__doc__, NAME, draw)
