#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws how long it takes to share a key by number of subscribers, from sharing.csv."""

import mqtt_plot_lines as lines
import mqtt_plot_sharing as sharing
import mqtt_plot_style as style

NAME = "sharing-subscribers"
FILES = sharing.FILES
COLUMNS = {"delay_mean_ms": "mean of the subscribers", "delay_last_ms": "the last one"}


def draw(folder):
    """Returns the figure."""
    rows = sharing.select(sharing.read(folder), "subscribers")
    pairs = style.list_schemes(rows)
    title = "Key sharing by number of subscribers"
    note = sharing.describe(rows, "subscribers")
    figure, grid = style.make_panels(1, 2, len(pairs), title, note)
    for panel, (column, name) in zip(grid[0], COLUMNS.items()):
        lines.draw_lines(panel, rows, pairs, column)
        panel.set_title(name)
        panel.set_xlabel("Subscribers")
    values = [row[column] for row in rows for column in COLUMNS]
    if not style.make_logarithmic(grid[0], "y", values):
        for panel in grid[0]:
            panel.set_ylim(bottom=0)
    least = min(panel.get_ylim()[0] for panel in grid[0])
    most = max(panel.get_ylim()[1] for panel in grid[0])
    for panel in grid[0]:
        panel.set_ylim(least, most)
    grid[0][0].set_ylabel("From publisher's start (ms)")
    style.finish(figure, *grid[0][0].get_legend_handles_labels())
    return figure


if __name__ == "__main__":
    style.run(__doc__, NAME, draw)
