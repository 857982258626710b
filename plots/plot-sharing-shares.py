#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws how long it takes to share a key by k and n, from sharing.csv."""

import mqtt_plot_data as data
import mqtt_plot_sharing as sharing
import mqtt_plot_style as style

NAME = "sharing-shares"
FILES = sharing.FILES
HEIGHT = 2.3  # inches


def draw(folder):
    """Returns the figure: bars for k and n, lines across for schemes without shares."""
    rows = sharing.select(sharing.read(folder), "shares")
    schemes = {row["scheme"] for row in rows if len(shares_of(rows, row["scheme"])) > 1}
    pairs = style.list_schemes(rows)
    dealt = [pair for pair in pairs if pair[0] in schemes]
    whole = [pair for pair in pairs if pair[0] not in schemes]
    if not dealt:
        raise data.PlotError("sharing.csv: one k and n for each scheme, so nothing to compare")
    title = "Key sharing by k of n shares"
    note = sharing.describe(rows, "shares") + " Bar: mean of the subscribers; line above it: the last one."
    figure, grid = style.make_panels(1, 1, len(pairs), title, note, HEIGHT, style.PAGE_WIDTH)
    panel = grid[0][0]
    groups = sorted({shares for pair in dealt for shares in shares_of(rows, pair[0])})
    width = sharing.GROUP_WIDTH / len(dealt)
    for number, pair in enumerate(dealt):
        for place, shares in enumerate(groups):
            mine = data.where(rows, scheme=pair[0], variant=pair[1], shares=shares)
            if not mine:
                continue
            mean, last = (
                data.mean_and_interval([row[column] for row in mine])[0]
                for column in ("delay_mean_ms", "delay_last_ms")
            )
            at = place + (number + 0.5) * width - sharing.GROUP_WIDTH / 2
            look = sharing.get_bar_style(pair, pairs)
            look["label"] = look["label"] if place == 0 else None
            panel.bar(at, mean, width * 0.75, **look)
            panel.vlines(at, mean, last, color="#444444", linewidth=0.8)
            panel.annotate(
                sharing.format_delay(mean),
                (at, max(mean, last)),
                xytext=(0, 1.5),
                textcoords="offset points",
                ha="center",
                fontsize=6,
            )
    for pair in whole:
        mine = data.where(rows, scheme=pair[0], variant=pair[1])
        look = style.get_line_style(pair, pairs)
        mean = data.mean_and_interval([row["delay_mean_ms"] for row in mine])[0]
        panel.axhline(
            mean, color=look["color"], linestyle=look["linestyle"], label=look["label"], zorder=0
        )
    style.make_logarithmic([panel], "y", [row["delay_mean_ms"] for row in rows])
    panel.margins(y=0.15)
    panel.set_xticks(range(len(groups)))
    panel.set_xticklabels([sharing.name_shares(shares) for shares in groups])
    panel.tick_params(axis="x", length=0)
    panel.grid(axis="x", visible=False)
    panel.set_ylabel("From publisher's start (ms)")
    style.finish(figure, *panel.get_legend_handles_labels())
    return figure


def shares_of(rows, scheme):
    """Returns the n and k that a scheme was run with."""
    return {row["shares"] for row in rows if row["scheme"] == scheme}


if __name__ == "__main__":
    style.run(__doc__, NAME, draw)
