#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws what protocol and place of keys do to the time of a card, from authentication.csv."""

import mqtt_plot_authentication as authentication
import mqtt_plot_bars as bars
import mqtt_plot_data as data
import mqtt_plot_style as style

NAME = "authentication-card"
FILES = [authentication.FILE]


def get_label(row):
    """Returns the label of a bar."""
    scheme = style.get_label(row["scheme"], row["variant"])
    return f"{scheme}, {row['reading']}, {row['protocol']}, keys in the {row['session_keys']}"


def draw(folder):
    """Returns the figure."""
    rows = [row for row in authentication.read(folder) if row["card"]]
    if not rows:
        raise data.PlotError(f"{authentication.FILE}: no clients with cards")
    card, device = rows[0]["card"], rows[0]["client_device"]
    shown = authentication.sort_rows(data.where(rows, card=card, client_device=device))
    return bars.draw_bars(
        [authentication.make_stacks(shown, get_label)],
        authentication.PARTS,
        [f"{authentication.short(card)} at {device}: from start to ready (ms)"],
        "Authentication by one card",
        "OR-2: the card speaks first. Under T=0 the answer to a command with data is fetched by a "
        "further exchange.",
    )


if __name__ == "__main__":
    style.run(__doc__, NAME, draw)
