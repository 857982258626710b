#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws how long it takes to share a key with brokers down, and where nobody gets it."""

import math

import mqtt_plot_data as data
import mqtt_plot_sharing as sharing
import mqtt_plot_style as style

NAME = "sharing-outages"
FILES = sharing.FILES
LOOKS = (("#000000", ""), ("#0072B2", "...."), ("#56B4E9", "////"), ("#E69F00", ""))
LOST = "#D55E00"
HEIGHT = 2.4  # inches


def draw(folder):
    """Returns the figure: a group for each k and n, a bar in it for each number of brokers down."""
    rows = sharing.select(sharing.read(folder), "shares", "brokers_down")
    downs = data.distinct(rows, "brokers_down")
    if len(downs) < 2:
        raise data.PlotError("sharing.csv: no runs with brokers down")
    dealt = {row["scheme"] for row in rows if row["n"] > 1}
    kinds = sorted(
        {(row["scheme"], row["variant"], row["shares"]) for row in rows},
        key=lambda kind: (kind[0] not in dealt, kind),
    )
    note = sharing.describe(rows, "shares", "brokers_down") + (
        " Mean of the subscribers. Cross: nobody gets the key."
    )
    title = "Key sharing with brokers down"
    figure, grid = style.make_panels(1, 1, len(downs), title, note, HEIGHT, style.PAGE_WIDTH)
    panel = grid[0][0]
    width = sharing.GROUP_WIDTH / len(downs)
    for number, down in enumerate(downs):
        colour, hatch = LOOKS[number % len(LOOKS)]
        bars, lost = [], []
        for place, (scheme, variant, shares) in enumerate(kinds):
            at = place + (number + 0.5) * width - sharing.GROUP_WIDTH / 2
            mine = data.where(
                rows, scheme=scheme, variant=variant, shares=shares, brokers_down=down
            )
            delays = [row["delay_mean_ms"] for row in mine]
            if mine and not math.isnan(sum(delays)):
                bars.append((at, data.mean_and_interval(delays)[0]))
            elif mine:
                lost.append(at)
        label = "all brokers up" if down == 0 else f"{down:g} down"
        panel.bar(
            [at for at, _ in bars],
            [mean for _, mean in bars],
            width * 0.9,
            color=colour,
            hatch=hatch,
            edgecolor="white",
            linewidth=0.3,
            label=label,
        )
        for at in lost:
            # In the frame of the axis, so that it stands at the foot of any scale.
            panel.annotate(
                "\u00d7",
                (at, 0),
                xycoords=panel.get_xaxis_transform(),
                ha="center",
                va="bottom",
                fontsize=8,
                color=LOST,
            )
    panel.set_yscale("log")
    least = min(row["delay_mean_ms"] for row in rows if not math.isnan(row["delay_mean_ms"]))
    panel.set_ylim(bottom=least / 3)
    panel.yaxis.set_major_formatter("{x:g}")
    panel.set_xticks(range(len(kinds)))
    panel.set_xticklabels([name(*kind, dealt) for kind in kinds])
    panel.tick_params(axis="x", length=0)
    panel.grid(axis="x", visible=False)
    panel.set_ylabel("From publisher's start (ms)")
    style.finish(figure, *panel.get_legend_handles_labels())
    return figure


def name(scheme, variant, shares, dealt):
    """Returns what a group is called."""
    label = style.get_label(scheme, variant)
    return f"{label}\n{sharing.name_shares(shares)}" if scheme in dealt else label


if __name__ == "__main__":
    style.run(__doc__, NAME, draw)
