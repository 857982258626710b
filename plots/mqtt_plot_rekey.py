# SPDX-License-Identifier: GPL-2.0-or-later
"""Figures of groups whose members come and go, from churn.csv."""

import math

import mqtt_plot_data as data
import mqtt_plot_lines as lines
import mqtt_plot_style as style

FILE = "churn.csv"

# What a folder holds one value of; a figure that mixed them would mislead.
FIXED_TEXTS = ["visitors", "network", "client_device", "broker_device"]
FIXED_NUMBERS = ["churn_rate_per_s", "publishers", "interval_s", "payload_bytes", "qos"]
MOST_TICKS = 5
LINEAR_RATIO = 3  # of the greatest value to the least; above it an axis is logarithmic


def draw_panels(folder, panels, title, height=style.PANEL_HEIGHT):
    """Returns a figure: rows of panels, each a column of churn.csv with the label of its axis."""
    columns = [column for row in panels for column, _ in row]
    rows = data.read_table(
        folder, FILE, ["scheme", "variant"] + FIXED_TEXTS, ["group_size"] + FIXED_NUMBERS + columns
    )
    data.require_one(rows, FILE, FIXED_TEXTS + FIXED_NUMBERS)
    pairs = style.list_schemes(_select(rows, panels[0][0][0]))
    rate = rows[0]["churn_rate_per_s"]
    note = f"{rate:g} joins and leaves a second. " + lines.describe_band(rows, "group_size")
    figure, grid = style.make_panels(
        len(panels), len(panels[0]), len(pairs), title, note, height
    )
    for axes, row in zip(grid, panels):
        for panel, (column, label) in zip(axes, row):
            panel.set_ylabel(label)
            _draw_panel(panel, rows, column)
    style.finish(figure, *grid[0][0].get_legend_handles_labels())
    return figure


def _select(rows, column):
    """Returns the rows that have a figure in a column."""
    selected = [row for row in rows if not math.isnan(row[column])]
    if not selected:
        raise data.PlotError(f"{FILE}: no {column}: none of these schemes renews keys")
    return selected


def _draw_panel(panel, rows, column):
    """Draws a column by the size of the group, of the runs that have a figure for it."""
    drawn = _select(rows, column)
    lines.draw_lines(panel, drawn, style.list_schemes(drawn), column, "group_size")
    sizes = data.distinct(rows, "group_size")
    style.make_logarithmic([panel], "x", sizes, 1)
    panel.set_xlim(0.8 * min(sizes), 1.25 * max(sizes))
    if len(sizes) <= MOST_TICKS:
        panel.set_xticks(sizes)
    panel.set_xlabel("Members")
    values = [row[column] for row in drawn]
    if not style.make_logarithmic([panel], "y", values, LINEAR_RATIO):
        top = max(values)
        # The line of what is nothing at all stays off the frame.
        panel.set_ylim(-0.02 if top == 0 else 0, 1.15 * top or 1)
