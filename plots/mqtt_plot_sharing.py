# SPDX-License-Identifier: GPL-2.0-or-later
"""What the figures of key-sharing-delay have in common: its table, and bars side by side."""

import collections
import math

import mqtt_plot_data as data
import mqtt_plot_style as style

FILES = ["sharing.csv"]
TEXTS = ["scheme", "variant", "network", "client_device"]
NUMBERS = [
    "subscribers",
    "k",
    "n",
    "brokers_down",
    "delay_mean_ms",
    "delay_last_ms",
    "subscribers_with_key",
]
SWEPT = ["subscribers", "client_device", "network", "shares", "brokers_down"]
GROUP_WIDTH = 0.8  # of the distance from group to group


def read(folder):
    """Returns the rows of sharing.csv, each with its k and n as one: shares."""
    rows = data.read_table(folder, "sharing.csv", TEXTS, NUMBERS)
    for row in rows:
        row["shares"] = (row["n"], row["k"])
    return rows


def select(rows, *varied):
    """Returns the rows in which all that was swept is at its base, varied columns apart.

    The base of a column is its most frequent value; that of shares is one for each scheme.
    """
    for column in SWEPT:
        if column not in varied:
            keys = [(row["scheme"] if column == "shares" else "", row[column]) for row in rows]
            bases = {}
            for (group, value), _ in collections.Counter(keys).most_common():
                bases.setdefault(group, value)
            rows = [
                row
                for row in rows
                if row[column] == bases[row["scheme"] if column == "shares" else ""]
            ]
    return rows


def describe(rows, *varied):
    """Returns a sentence on what is the same in all rows."""
    parts = []
    if "subscribers" not in varied:
        parts.append(f"{rows[0]['subscribers']:g} subscribers")
    for column in ("client_device", "network"):
        if column not in varied:
            parts.append(rows[0][column])
    shared = [row for row in rows if row["n"] > 1]
    if "shares" not in varied and shared:
        parts.append(f"threshold {name_shares(shared[0]['shares'])}")
    return ", ".join(parts) + "."


def name_shares(shares):
    """Returns a name of n and k."""
    n, k = shares
    return f"{k:g} of {n:g}"


def get_bar_style(pair, pairs):
    """Returns the arguments of bar() for a scheme, told apart in grey by hatches."""
    look = style.get_line_style(pair, pairs)
    hatch = {"-": "", "--": "////", "-.": "....", ":": "xxxx"}[look["linestyle"]]
    return {
        "color": look["color"],
        "hatch": hatch,
        "edgecolor": "white",
        "linewidth": 0.3,
        "label": look["label"],
    }


def draw_groups(rows, column, groups, names, title):
    """Returns a figure of bars: mean delay by scheme in groups, and a mark for the last one's.

    column: that groups differ in; groups: its values in order; names: what they are called.
    """
    pairs = style.list_schemes(rows)
    note = describe(rows, column) + " Bar: mean of the subscribers; line above it: the last one."
    figure, grid = style.make_panels(1, 1, len(pairs), title, note, width=style.PAGE_WIDTH)
    panel = grid[0][0]
    width = GROUP_WIDTH / len(pairs)
    for number, pair in enumerate(pairs):
        places, means, lasts = [], [], []
        for place, group in enumerate(groups):
            mine = data.where(rows, scheme=pair[0], variant=pair[1], **{column: group})
            mean = [row["delay_mean_ms"] for row in mine]
            if mean and not math.isnan(sum(mean)):
                places.append(place + (number + 0.5) * width - GROUP_WIDTH / 2)
                means.append(data.mean_and_interval(mean)[0])
                lasts.append(data.mean_and_interval([row["delay_last_ms"] for row in mine])[0])
        panel.bar(places, means, width * 0.92, **get_bar_style(pair, pairs))
        panel.vlines(places, means, lasts, color="#444444", linewidth=0.8)
        for place, mean, last in zip(places, means, lasts):
            panel.annotate(
                format_delay(mean),
                (place, max(mean, last)),
                xytext=(0, 1.5),
                textcoords="offset points",
                ha="center",
                va="bottom",
                fontsize=5.5,
            )
    panel.set_yscale("log")
    panel.margins(y=0.1)
    panel.yaxis.set_major_formatter("{x:g}")
    panel.set_xticks(range(len(groups)))
    panel.set_xticklabels(names)
    panel.tick_params(axis="x", length=0)
    panel.grid(axis="x", visible=False)
    panel.set_ylabel("From publisher's start (ms)")
    style.finish(figure, *panel.get_legend_handles_labels())
    return figure


def format_delay(value):
    """Returns a delay with three significant digits."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
