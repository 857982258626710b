#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws who gets a key, and when, with brokers down, from sharing.csv."""

import mqtt_plot_data as data
import mqtt_plot_sharing as sharing
import mqtt_plot_style as style

NAME = "sharing-outages"
FILES = sharing.FILES
COLOURS = ("#000000", "#E69F00", "#56B4E9", "#009E73", "#0072B2", "#D55E00", "#CC79A7", "#999933")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "d")
SPREAD = 0.9  # of the distance from group to group that is taken


def draw(folder):
    """Returns the figure: shares of subscribers with the key, and mean delays."""
    rows = sharing.select(sharing.read(folder), "shares", "brokers_down")
    downs = data.distinct(rows, "brokers_down")
    if len(downs) < 2:
        raise data.PlotError("sharing.csv: no runs with brokers down")
    kinds = sorted(
        {(row["scheme"], row["variant"], row["shares"]) for row in rows},
        key=lambda kind: (kind[0] != "threshold", kind),
    )
    title = "Key sharing with brokers down"
    note = sharing.describe(rows, "shares", "brokers_down") + (
        " Left: no bar where nobody gets the key; 'none' where no such broker is."
    )
    figure, grid = style.make_panels(1, 2, len(kinds), title, note)
    having, delay = grid[0]
    width = SPREAD / len(kinds)
    for number, (scheme, variant, shares) in enumerate(kinds):
        mine = data.where(rows, scheme=scheme, variant=variant, shares=shares)
        label = style.get_label(scheme, variant)
        label += f", {sharing.name_shares(shares)}" if scheme == "threshold" else ""
        colour = COLOURS[number % len(COLOURS)]
        hatch = "" if scheme == "threshold" else "////"
        points = summarise(mine, downs)
        places = [place + (number + 0.5) * width - SPREAD / 2 for place, _, _ in points]
        having.bar(
            places,
            [percent for _, percent, _ in points],
            width * 0.85,
            color=colour,
            hatch=hatch,
            edgecolor="white",
            linewidth=0.3,
            label=label,
        )
        for place, (_, percent, _) in zip(places, points):
            if percent == 0:
                having.annotate("0", (place, 0), ha="center", va="bottom", fontsize=5, color=colour)
        delay.plot(
            [place for place, _, _ in points],
            [mean for _, _, mean in points],
            color=colour,
            marker=MARKERS[number % len(MARKERS)],
            linestyle="-" if scheme == "threshold" else "--",
            markersize=4,
        )
    for panel in grid[0]:
        panel.set_xlabel("Brokers down")
        panel.set_xticks(range(len(downs)))
        panel.set_xticklabels([f"{down:g}" for down in downs])
        panel.grid(axis="x", visible=False)
    having.set_ylabel("Subscribers with the key (%)")
    delay.set_ylabel("Mean delay (ms)")
    style.make_logarithmic([delay], "y", [row["delay_mean_ms"] for row in rows])
    style.finish(figure, *having.get_legend_handles_labels())
    return figure


def summarise(rows, downs):
    """Returns (place, percent of subscribers with the key, mean delay) for brokers down."""
    points = []
    for place, down in enumerate(downs):
        mine = data.where(rows, brokers_down=down)
        if mine:
            percents = [100 * row["subscribers_with_key"] / row["subscribers"] for row in mine]
            points.append(
                (
                    place,
                    data.mean_and_interval(percents)[0],
                    data.mean_and_interval([row["delay_mean_ms"] for row in mine])[0],
                )
            )
    return points


if __name__ == "__main__":
    style.run(__doc__, NAME, draw)
