#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws what it costs a client to get ready, by phase, from phases.csv and summary.csv."""

import math

import mqtt_plot_data as data
import mqtt_plot_style as style

NAME = "setup-cost"
FILES = ["phases.csv", "summary.csv"]
ROLES = ("client", "subscriber")  # the first that the table has
BAR_HEIGHT = 0.2  # inches for each scheme
UNITS = "in TPM or card"  # a part of the bars beside the phases
UNITS_LOOK = ("#BBBBBB", "\\\\\\\\")


def draw(folder):
    """Returns the figure."""
    keys = ["scheme", "variant"]
    sizes = ["subscribers", "interval_s"]
    phases, units, role = select(
        data.read_table(
            folder,
            "phases.csv",
            keys + ["role", "phase"],
            sizes + ["rng_run", "bytes_tx", "bytes_rx", "processor_ms"],
        )
    )
    size = {key: phases[0][key] for key in sizes}
    runs = data.read_table(folder, "summary.csv", keys, sizes + ["setup_mean_ms"])
    runs = data.where(runs, **size)
    pairs = style.list_schemes(phases)[::-1]  # the axis grows upwards
    shown = [name for name in style.PHASES if data.where(phases, phase=name)]
    title = f"Getting ready: mean per {role}, {size['subscribers']:g} subscribers"
    height = BAR_HEIGHT * len(pairs) + 0.5
    parts = {name: style.PHASES[name] for name in shown}
    if units:
        parts[UNITS] = UNITS_LOOK
    figure, grid = style.make_panels(1, 3, len(parts), title, describe_whisker(runs), height)
    octets, work, ready = grid[0]
    rows = phases + units
    draw_stack(octets, rows, pairs, parts, lambda row: row["bytes_tx"] + row["bytes_rx"])
    draw_stack(work, rows, pairs, parts, lambda row: row["processor_ms"])
    draw_ready(ready, runs, pairs)
    octets.set_xlabel("Sent and received (bytes)")
    work.set_xlabel("Time of processor, TPM, card (ms)" if units else "Processor time (ms)")
    ready.set_xlabel("From start to ready (ms)")
    for panel in grid[0]:
        panel.set_yticks(range(len(pairs)))
        panel.set_yticklabels([])
        panel.tick_params(axis="y", length=0)
        panel.grid(axis="y", visible=False)
        panel.set_ylim(-0.6, len(pairs) - 0.4)
        panel.use_sticky_edges = False
        panel.margins(x=0.2)  # for the numbers at the ends
    for panel in (octets, work):
        panel.set_xlim(left=0)
        panel.locator_params(axis="x", nbins=4)
    if style.make_logarithmic([ready], "x", [row["setup_mean_ms"] for row in runs], 200):
        least, most = ready.get_xlim()
        ready.set_xlim(least, most * (most / least) ** 0.1)  # for the numbers, too
    else:
        ready.set_xlim(left=0)
        ready.locator_params(axis="x", nbins=4)
    octets.set_yticklabels([style.get_label(*pair) for pair in pairs])
    style.finish(figure, *octets.get_legend_handles_labels())
    return figure


def select(rows):
    """Returns rows for greatest number of subscribers and shortest interval.

    Those of one role, those of its units with UNITS for their phase, and the role.
    """
    roles = data.distinct(rows, "role")
    role = next((role for role in ROLES if role in roles), roles[0])
    rows = [row for row in rows if row["phase"] in style.PHASES]
    phases = data.where(rows, role=role)
    if not phases:
        raise data.PlotError(f"phases.csv: no phase of {', '.join(style.PHASES)} for role {role}")
    units = [{**row, "phase": UNITS} for row in rows if row["role"].startswith(role + "/")]
    for column, choose in (("subscribers", max), ("interval_s", min)):
        wanted = choose(data.distinct(phases, column))
        phases = data.where(phases, **{column: wanted})
        units = data.where(units, **{column: wanted})
    return phases, units, role


def draw_stack(panel, rows, pairs, parts, measure):
    """Draws one bar for each scheme, made of the means over runs of the parts."""
    ends = [0.0] * len(pairs)
    for phase, (colour, hatch) in parts.items():
        widths = [mean_per_run(rows, pair, phase, measure) for pair in pairs]
        panel.barh(
            range(len(pairs)),
            widths,
            left=ends,
            height=0.7,
            color=colour,
            hatch=hatch,
            edgecolor="white",
            linewidth=0.3,
            label=phase,
        )
        ends = [end + width for end, width in zip(ends, widths)]
    put_numbers(panel, ends)


def mean_per_run(rows, pair, phase, measure):
    """Returns the mean over runs of a measure in a phase; 0 where there was no such phase."""
    runs = {row["rng_run"] for row in data.where(rows, scheme=pair[0], variant=pair[1])}
    mine = data.where(rows, scheme=pair[0], variant=pair[1], phase=phase)
    return sum(measure(row) for row in mine) / len(runs)


def draw_ready(panel, runs, pairs):
    """Draws the time until a client is ready, with its confidence interval."""
    for place, (scheme, variant) in enumerate(pairs):
        values = [row["setup_mean_ms"] for row in data.where(runs, scheme=scheme, variant=variant)]
        if not values:
            continue
        mean, half = data.mean_and_interval(values)
        panel.barh(place, mean, height=0.7, color="#BBBBBB", xerr=half, error_kw={"linewidth": 0.8})
        put_numbers(panel, [mean + (half or 0)], [mean], place)


def put_numbers(panel, ends, values=None, first=0):
    """Writes values (the ends themselves by default) at the ends of bars."""
    for place, (end, value) in enumerate(zip(ends, values or ends), start=first):
        if math.isnan(value):
            continue
        panel.annotate(
            f"{value:,.0f}" if value >= 100 else f"{value:.3g}",
            (end, place),
            xytext=(2.5, 0),
            textcoords="offset points",
            va="center",
            fontsize=6,
        )


def describe_whisker(runs):
    """Returns what the whiskers at the right are."""
    pairs = {(row["scheme"], row["variant"]) for row in runs}
    counts = [len(data.where(runs, scheme=name, variant=form)) for name, form in pairs]
    count = max(counts, default=0)
    if count < 2:
        return "One run for each bar: no confidence interval."
    return f"Whiskers: 95 % confidence interval of the mean over {count} runs (Student's t)."


if __name__ == "__main__":
    style.run(__doc__, NAME, draw)
