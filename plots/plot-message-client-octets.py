#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws octets received at the clients' host beside the paper's Figure 9, from table6.csv."""

import mqtt_plot_paper as paper
import mqtt_plot_style as style

NAME = "message-client-octets"
FILES = ["table6.csv"]


def draw(folder):
    """Returns the figure."""
    lines = paper.read_lines(folder, FILES[0], "publisher_bytes_per_s", ["paper", "simulation"])
    return paper.draw_lines(
        lines,
        "Received by the clients' host (B/s)",
        "Traffic to the publisher's host (Figure 9)",
        "One notebook has all clients.",
    )


if __name__ == "__main__":
    style.run(__doc__, NAME, draw)
