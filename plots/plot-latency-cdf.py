#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws the distribution of latency, from latencies.csv."""

import mqtt_plot_data as data
import mqtt_plot_style as style

NAME = "latency-cdf"
FILES = ["latencies.csv"]
LOW_PANEL = 1.9  # inches, where there are several rows of them


def draw(folder):
    """Returns the figure."""
    rows = data.read_table(
        folder,
        "latencies.csv",
        ["scheme", "variant"],
        ["subscribers", "interval_s", "latency_ms", "cumulative_share"],
    )
    pairs = style.list_schemes(rows)
    counts = data.choose_few(data.distinct(rows, "subscribers"))
    intervals = data.choose_few(data.distinct(rows, "interval_s"))
    note = "Over all deliveries of all runs."
    note += data.name_left_out(rows, "subscribers", counts, "subscribers")
    note += data.name_left_out(rows, "interval_s", intervals, "s")
    title = "Latency from publish to delivery"
    height = style.PANEL_HEIGHT if len(intervals) == 1 else LOW_PANEL
    figure, grid = style.make_panels(len(intervals), len(counts), len(pairs), title, note, height)
    for line, interval in zip(grid, intervals):
        for panel, count in zip(line, counts):
            draw_panel(panel, data.where(rows, subscribers=count, interval_s=interval), pairs)
            panel.set_title(describe(count, interval, len(intervals) > 1))
            panel.set_ylim(0, 1.02)
        line[0].set_ylabel("Share of deliveries")
    panels = [panel for line in grid for panel in line]
    if not style.make_logarithmic(panels, "x", [row["latency_ms"] for row in rows]):
        for panel in panels:
            panel.set_xlim(left=0)
    for panel in grid[-1]:
        panel.set_xlabel("Latency (ms)")
    style.finish(figure, *grid[0][0].get_legend_handles_labels())
    return figure


def describe(count, interval, with_interval):
    """Returns the title of a panel."""
    text = f"{count:g} subscribers" if count != 1 else "1 subscriber"
    return f"{text}, every {interval:g} s" if with_interval else text


def draw_panel(panel, rows, pairs):
    """Draws one line for each scheme, with markers at places of its own."""
    for number, pair in enumerate(pairs):
        mine = data.where(rows, scheme=pair[0], variant=pair[1])
        mine.sort(key=lambda row: (row["cumulative_share"], row["latency_ms"]))
        panel.plot(
            [row["latency_ms"] for row in mine],
            [row["cumulative_share"] for row in mine],
            **style.get_line_style(pair, pairs),
            markevery=(0.03 + 0.25 * number / len(pairs), 0.25),
        )


if __name__ == "__main__":
    style.run(__doc__, NAME, draw)
