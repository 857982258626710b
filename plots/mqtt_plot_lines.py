# SPDX-License-Identifier: GPL-2.0-or-later
"""A quantity by number of subscribers, one line for each scheme, one panel for each interval."""

import mqtt_plot_data as data
import mqtt_plot_style as style

# What a folder holds one value of; a figure that mixed them would mislead.
FIXED = [
    "publishers",
    "payload_bytes",
    "qos",
    "network",
    "client_device",
    "broker_device",
]
MOST_TICKS = 6


def draw_by_subscribers(folder, column, axis_label, title):
    """Returns a figure of a column of summary.csv by number of subscribers."""
    rows = data.read_table(
        folder, "summary.csv", ["scheme", "variant"] + FIXED, ["subscribers", "interval_s", column]
    )
    data.require_one(rows, "summary.csv", FIXED)
    pairs = style.list_schemes(rows)
    intervals = data.choose_few(data.distinct(rows, "interval_s"))
    note = describe_band(rows) + data.name_left_out(rows, "interval_s", intervals, "s")
    figure, grid = style.make_panels(1, len(intervals), len(pairs), title, note)
    for panel, interval in zip(grid[0], intervals):
        draw_lines(panel, data.where(rows, interval_s=interval), pairs, column)
        panel.set_xlabel("Subscribers")
        if len(intervals) > 1:
            panel.set_title(f"one message per {interval:g} s")
    grid[0][0].set_ylabel(axis_label)
    _share_axis(grid[0], [row[column] for row in rows])
    style.finish(figure, *grid[0][0].get_legend_handles_labels())
    return figure


def draw_lines(panel, rows, pairs, column, by="subscribers"):
    """Draws the lines of all schemes with their bands, by another column."""
    for pair in pairs:
        mine = data.where(rows, scheme=pair[0], variant=pair[1])
        counts = data.distinct(mine, by)
        summary = [
            data.mean_and_interval([row[column] for row in data.where(mine, **{by: count})])
            for count in counts
        ]
        means = [mean for mean, _ in summary]
        look = style.get_line_style(pair, pairs)
        panel.plot(counts, means, **look)
        banded = [(count, mean, half) for count, (mean, half) in zip(counts, summary) if half]
        if banded:
            # The band of a mean that cannot be negative stops there.
            panel.fill_between(
                [count for count, _, _ in banded],
                [max(mean - half, 0) for _, mean, half in banded],
                [mean + half for _, mean, half in banded],
                color=look["color"],
                alpha=0.18,
                linewidth=0,
            )
    counts = data.distinct(rows, by)
    style.make_logarithmic([panel], "x", counts)
    if len(counts) <= MOST_TICKS:
        panel.set_xticks(counts)
    panel.xaxis.set_major_formatter("{x:g}")


def _share_axis(panels, values):
    """Gives all panels one vertical axis, logarithmic if the values need it."""
    logarithmic = style.make_logarithmic(panels, "y", values)
    bottom = min(panel.get_ylim()[0] for panel in panels) if logarithmic else 0
    top = max(panel.get_ylim()[1] for panel in panels)
    for panel in panels:
        panel.set_ylim(bottom, top)


def describe_band(rows, by="subscribers"):
    """Returns what the shaded band is, where lines are drawn by a column."""
    keys = {}
    for row in rows:
        key = (row["scheme"], row["variant"], row[by], row["interval_s"])
        keys[key] = keys.get(key, 0) + 1
    least, most = min(keys.values()), max(keys.values())
    if most == 1:
        return "One run for each point: no confidence interval."
    runs = f"{most} runs" if least == most else f"{least} to {most} runs"
    return f"Band: 95 % confidence interval of the mean over {runs} (Student's t)."
