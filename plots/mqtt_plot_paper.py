# SPDX-License-Identifier: GPL-2.0-or-later
"""Simulation and paper in one picture, from table5.csv and table6.csv of message-latency."""

import math

import mqtt_plot_data as data
import mqtt_plot_style as style

# Where figures come from, what a legend calls it, and how its lines look: the scheme gives colour
# and marker, the source the line and whether the marker is open.
SOURCES = {
    "paper": ("paper", {"linestyle": ":", "markerfacecolor": "white", "linewidth": 0.9}),
    "simulation": ("simulation", {"linestyle": "-"}),
    "native": ("OpenSSL", {"linestyle": "--"}),
    "kept": ("the same, kept open", {"linestyle": "-."}),
}
GREY = "#555555"


def read_lines(folder, name, column, sources):
    """Returns the values of a column at one message a second.

    The result is a dictionary: from (scheme, source) to a list of (subscribers, value), in order;
    what was not run is left out.
    """
    columns = [f"{source}_{column}" for source in sources]
    intervals = ["interval_s"] if name == "table5.csv" else []
    rows = data.read_table(folder, name, ["scheme"], ["subscribers"] + intervals + columns)
    if intervals:
        rows = data.where(rows, interval_s=1.0)
    lines = {}
    for scheme in list_schemes(rows):
        for source, wanted in zip(sources, columns):
            points = sorted(
                (row["subscribers"], row[wanted])
                for row in data.where(rows, scheme=scheme)
                if not math.isnan(row[wanted])
            )
            if points:
                lines[scheme, source] = points
    if not lines:
        raise data.PlotError(f"{name}: nothing at one message a second")
    return lines


def list_schemes(rows):
    """Returns the schemes of rows in their usual order."""
    return [name for name, _ in style.list_schemes([{**row, "variant": "sound"} for row in rows])]


def get_look(scheme, source, schemes):
    """Returns the arguments of plot() for a scheme's figures from a source."""
    look = style.get_line_style((scheme, "sound"), [(name, "sound") for name in schemes])
    look.update(markeredgecolor=look["color"], markeredgewidth=0.8, **SOURCES[source][1])
    return look


def make_panel(lines, title, note):
    """Returns a figure and its panel, with room for the legend of the lines."""
    entries = len({scheme for scheme, _ in lines}) + len({source for _, source in lines})
    figure, grid = style.make_panels(1, 1, entries, title, note)
    return figure, grid[0][0]


def finish(figure, lines, proxies):
    """Puts a legend below: schemes by their colours, then sources.

    proxies: a function from the arguments of plot() to what stands for such figures.
    """
    schemes = list(dict.fromkeys(scheme for scheme, _ in lines))
    sources = list(dict.fromkeys(source for _, source in lines))
    looks = [get_look(scheme, sources[-1], schemes) for scheme in schemes]
    for look in looks:
        look.update(linestyle="", markerfacecolor=look["color"])
    for source in sources:
        look = get_look(schemes[0], source, schemes)
        grey = look["markerfacecolor"] if look["markerfacecolor"] == "white" else GREY
        look.update(color=GREY, markeredgecolor=GREY, markerfacecolor=grey, marker="o")
        look["label"] = SOURCES[source][0]
        looks.append(look)
    style.finish(figure, [proxies(look) for look in looks], [look["label"] for look in looks])


def draw_lines(lines, axis_label, title, note, logarithmic=False):
    """Returns a figure with a line for each scheme and source over the number of subscribers."""
    figure, panel = make_panel(lines, title, note)
    schemes = list(dict.fromkeys(scheme for scheme, _ in lines))
    for (scheme, source), points in lines.items():
        panel.plot(*zip(*points), **get_look(scheme, source, schemes))
    panel.set_xticks(sorted({count for points in lines.values() for count, _ in points}))
    panel.xaxis.set_major_formatter("{x:g}")
    panel.set_xlabel("Subscribers")
    panel.set_ylabel(axis_label)
    if not logarithmic or not style.make_logarithmic(
        [panel], "y", [value for points in lines.values() for _, value in points]
    ):
        panel.set_ylim(bottom=0)
    finish(figure, lines, lambda look: style.pyplot.Line2D([], [], **look))
    return figure
