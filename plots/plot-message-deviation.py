#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws latency with its deviation beside the paper's Figure 7, from table5.csv."""

import mqtt_plot_paper as paper
import mqtt_plot_style as style

NAME = "message-deviation"
FILES = ["table5.csv"]
GROUP_WIDTH = 0.84  # of the distance between groups of bars
SOURCES = ["paper", "simulation"]


def draw(folder):
    """Returns the figure."""
    means = paper.read_lines(folder, FILES[0], "mean_ms", SOURCES)
    deviations = paper.read_lines(folder, FILES[0], "std_ms", SOURCES)
    note = "One message a second; whiskers: one standard deviation up."
    figure, panel = paper.make_panel(means, "Latency and its deviation (Figure 7)", note)
    counts = sorted({count for points in means.values() for count, _ in points})
    width = GROUP_WIDTH / len(means)
    for number, key in enumerate(means):
        places = [
            counts.index(count) + (number + 0.5) * width - GROUP_WIDTH / 2
            for count, _ in means[key]
        ]
        draw_bars(panel, places, width, key, means[key], deviations.get(key))
    panel.set_xticks(range(len(counts)))
    panel.set_xticklabels([f"{count:g}" for count in counts])
    panel.grid(axis="x", visible=False)
    panel.set_xlabel("Subscribers")
    panel.set_ylabel("Latency (ms)")
    paper.finish(figure, means, lambda look: style.pyplot.Rectangle((0, 0), 1, 1, **fill(look)))
    return figure


def fill(look):
    """Returns how a bar looks where a line would have a look."""
    return {
        "facecolor": look["markerfacecolor"],
        "edgecolor": look["color"],
        "linewidth": 0.8,
    }


def draw_bars(panel, places, width, key, means, deviations):
    """Draws the bars of one scheme from one source, the paper's open."""
    upward = [value for _, value in deviations] if deviations else None
    panel.bar(
        places,
        [value for _, value in means],
        width,
        yerr=[[0] * len(means), upward] if upward else None,
        error_kw={"linewidth": 0.7, "capsize": 1.5, "ecolor": "#444444"},
        **fill(paper.get_look(*key, [key[0]])),
    )


if __name__ == "__main__":
    style.run(__doc__, NAME, draw)
