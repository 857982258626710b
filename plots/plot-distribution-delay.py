#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws how long a key server takes to give keys to pairs, and where the time goes, from
distribution.csv."""

import mqtt_plot_data as data
import mqtt_plot_style as style

NAME = "distribution-delay"
FILES = ["distribution.csv"]

# Parts of a pair's delay, from the bottom up: colour and hatch.
PARTS = {
    "server_tpm_ms": ("server's TPM", "#882255", ""),
    "server_wait_ms": ("wait for it", "#CC6699", "////"),
    "nodes_ms": ("nodes' TPMs", "#DDCC77", "...."),
    "network_ms": ("network", "#56B4E9", "xxxx"),
    "server_cpu_ms": ("server's processor", "#0072B2", ""),
    "broker_ms": ("broker", "#000000", ""),
}
FIXED = ["network", "client_device", "broker_device"]
LINES = ("-", "--", ":", "-.")
MARKERS = (">", "s", "o", "D")
MOST_BARS = 2  # TPMs with a panel of their own


def draw(folder):
    """Returns the figure."""
    rows = data.read_table(
        folder,
        FILES[0],
        ["scheme", "variant", "tpm"] + FIXED,
        ["pairs", "publishers", "rng_run", "pairs_done", "total_ms", "pair_mean_ms"] + list(PARTS),
    )
    data.require_one(rows, FILES[0], FIXED + ["publishers"])
    tpms = data.distinct(rows, "tpm")
    shown = tpms[:MOST_BARS]
    variants = [v for v in ("sound", "published") if data.where(rows, variant=v)]
    hidden = max(row["network_ms"] + row["server_cpu_ms"] + row["broker_ms"] for row in rows)
    note = "Bars: " + _name(variants[0]) + ", mean from a pair's request to its confirmation; "
    note += f"network, server's processor and broker: {hidden:.2g} ms at most. "
    runs = len(data.distinct(rows, "rng_run"))
    note += "One run for each point." if runs == 1 else f"Means over {runs} runs."
    entries = len(tpms) * len(variants) + len(PARTS)
    figure, (grid,) = style.make_panels(
        1, 1 + len(shown), entries, "Keys from a key server", note, width=style.PAGE_WIDTH
    )
    handles = _draw_totals(grid[0], rows, tpms, variants)
    for panel, tpm in zip(grid[1:], shown):
        bars = _draw_bars(panel, data.where(rows, tpm=tpm, variant=variants[0]), tpm)
    top = max(panel.get_ylim()[1] for panel in grid[1:])
    for panel in grid[1:]:
        panel.set_ylim(0, top)
    handles += bars
    style.finish(figure, handles, [handle.get_label() for handle in handles])
    return figure


def _name(variant):
    """Returns what a variant of the scheme is called."""
    return style.get_label("key-server", variant)


def _mean(rows, column):
    """Returns the mean of a column."""
    return sum(row[column] for row in rows) / len(rows)


def _draw_totals(panel, rows, tpms, variants):
    """Draws the time for all pairs by their number. Returns the lines."""
    drawn = []
    for tpm, line, marker in zip(tpms, LINES * 9, MARKERS * 9):
        for variant in variants:
            chosen = data.where(rows, tpm=tpm, variant=variant)
            pairs = data.distinct(chosen, "pairs")
            values = [_mean(data.where(chosen, pairs=n), "total_ms") / 1000 for n in pairs]
            drawn += panel.plot(
                pairs,
                values,
                color="#882255",
                linestyle=line,
                marker=marker,
                markersize=4.5,
                markerfacecolor="#882255" if variant == "sound" else "white",
                linewidth=1.2 if variant == "sound" else 0.7,
                label=f"{_name(variant)}, {tpm}",
            )
    panel.set_title("All pairs")
    panel.set_xlabel("Pairs")
    panel.set_ylabel("First request to last confirmation (s)")
    style.make_logarithmic([panel], "x", [row["pairs"] for row in rows])
    style.make_logarithmic([panel], "y", [row["total_ms"] / 1000 for row in rows])
    return drawn


def _draw_bars(panel, rows, tpm):
    """Draws the parts of a pair's delay by the number of pairs. Returns a handle for each part."""
    pairs = data.distinct(rows, "pairs")
    places = range(len(pairs))
    below = [0.0] * len(pairs)
    handles = []
    for part, (label, colour, hatch) in PARTS.items():
        values = [_mean(data.where(rows, pairs=n), part) for n in pairs]
        handles.append(
            panel.bar(
                places,
                values,
                bottom=below,
                color=colour,
                hatch=hatch,
                edgecolor="white",
                linewidth=0.3,
                width=0.7,
                label=label,
            )
        )
        below = [start + value for start, value in zip(below, values)]
    panel.set_title(tpm)
    panel.set_xticks(list(places), [f"{n:g}" for n in pairs])
    panel.set_xlabel("Pairs")
    panel.set_ylabel("Delay of a pair (ms)")
    panel.grid(axis="x", visible=False)
    return handles


if __name__ == "__main__":
    style.run(__doc__, NAME, draw)
