#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws what is left of the paper's latencies without JavaScript, from table5.csv."""

import mqtt_plot_paper as paper
import mqtt_plot_style as style

NAME = "message-native"
FILES = ["table5.csv"]


def draw(folder):
    """Returns the figure."""
    lines = paper.read_lines(folder, FILES[0], "mean_ms", ["paper", "native", "kept"])
    # Only TLS has a connection to keep.
    lines = {
        (scheme, source): points
        for (scheme, source), points in lines.items()
        if source != "kept" or scheme.startswith("tls")
    }
    return paper.draw_lines(
        lines,
        "Mean latency (ms)",
        "The same without JavaScript",
        "Sound forms with OpenSSL on the same machines.",
        logarithmic=True,
    )


if __name__ == "__main__":
    style.run(__doc__, NAME, draw)
