# SPDX-License-Identifier: GPL-2.0-or-later
"""Horizontal bars made of parts, for what was found beside what a paper says."""

import fnmatch
import typing

import mqtt_plot_data as data
import mqtt_plot_style as style

BAR_HEIGHT = 0.185  # inches
ROOM = 0.55  # inches for title and axis


class Bar(typing.NamedTuple):
    """A bar: its label, and the rows of a table that it is made of."""

    label: str
    pattern: str  # of the column bar; the first that fits is drawn
    source: str  # of the column of that name; the paper's bars are in bold
    steps: tuple = ()  # of the column step; none for any


def collect(rows, bars, value):
    """Adds up a column by parts.

    rows: with the columns bar, source, part, and step where bars ask for it; bars: in their order;
    value: name of the column. Returns a list of (bar, dictionary from parts to sums); what was not
    run is left out.
    """
    stacks = []
    for bar in bars:
        names = list(dict.fromkeys(row["bar"] for row in data.where(rows, source=bar.source)))
        name = next((name for name in names if fnmatch.fnmatchcase(name, bar.pattern)), None)
        sums = {}
        for row in data.where(rows, bar=name, source=bar.source):
            if not bar.steps or row["step"] in bar.steps:
                sums[row["part"]] = sums.get(row["part"], 0) + row[value]
        if sums:
            stacks.append((bar, sums))
    return stacks


def draw_bars(groups, parts, axis_labels, title, note):
    """Returns a figure with a panel for each group of bars, one above the other.

    groups: of what collect() gives; parts: from names to (colour, hatch), in their order;
    axis_labels: of the groups.
    """
    labelled = [(stacks, label) for stacks, label in zip(groups, axis_labels) if stacks]
    if not labelled:
        raise data.PlotError("nothing to draw")
    present = {part for stacks, _ in labelled for _, sums in stacks for part in sums}
    shown = [part for part in parts if part in present]
    count = sum(len(stacks) for stacks, _ in labelled)
    height = BAR_HEIGHT * count / len(labelled) + ROOM
    figure, grid = style.make_panels(
        len(labelled), 1, len(shown), title, note, height, style.PAGE_WIDTH
    )
    for (panel,), (stacks, label) in zip(grid, labelled):
        _draw_stacks(panel, stacks, parts)
        panel.set_xlabel(label)
    handles = [
        style.pyplot.Rectangle(
            (0, 0), 1, 1, facecolor=parts[part][0], hatch=parts[part][1], edgecolor="white"
        )
        for part in shown
    ]
    style.finish(figure, handles, shown)
    return figure


def _draw_stacks(panel, stacks, parts):
    """Draws the bars of a group from top to bottom, each with its sum at its end."""
    places = list(range(len(stacks)))[::-1]
    ends = [0.0] * len(stacks)
    for part, (colour, hatch) in parts.items():
        widths = [sums.get(part, 0) for _, sums in stacks]
        panel.barh(
            places,
            widths,
            left=ends,
            height=0.72,
            color=colour,
            hatch=hatch,
            edgecolor="white",
            linewidth=0.3,
        )
        ends = [end + width for end, width in zip(ends, widths)]
    panel.set_yticks(places)
    panel.set_yticklabels([bar.label for bar, _ in stacks])
    for label, (bar, _), place, end in zip(panel.get_yticklabels(), stacks, places, ends):
        weight = "bold" if bar.source == "paper" else "normal"
        label.set_weight(weight)
        panel.annotate(
            f"{end:,.0f}" if end >= 100 else f"{end:.3g}",
            (end, place),
            xytext=(2.5, 0),
            textcoords="offset points",
            va="center",
            fontsize=6.5,
            weight=weight,
        )
    panel.tick_params(axis="y", length=0)
    panel.grid(axis="y", visible=False)
    panel.set_xlim(0, 1.1 * max(ends))
    panel.set_ylim(-0.6, len(stacks) - 0.4)
