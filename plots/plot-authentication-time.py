#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws the time until a client is authenticated, by scheme, card and host, from authentication.csv."""

import mqtt_plot_authentication as authentication
import mqtt_plot_bars as bars
import mqtt_plot_data as data
import mqtt_plot_style as style

NAME = "authentication-time"
FILES = [authentication.FILE]


def get_label(row):
    """Returns the label of a bar."""
    scheme = style.get_label(row["scheme"], row["variant"])
    return f"{scheme}, {authentication.short(row['card'])}" if row["card"] else scheme


def draw(folder):
    """Returns the figure."""
    rows = authentication.read(folder)
    with_cards = [row for row in rows if row["card"]]
    if not with_cards:
        raise data.PlotError(f"{authentication.FILE}: no clients with cards")
    columns = ("protocol", "session_keys", "reading")
    first = [with_cards[0][column] for column in columns]
    shown = [
        row
        for row in authentication.sort_rows(rows)
        if not row["card"] or [row[column] for column in columns] == first
    ]
    devices = list(dict.fromkeys(row["client_device"] for row in shown))
    return bars.draw_bars(
        [
            authentication.make_stacks(data.where(shown, client_device=device), get_label)
            for device in devices
        ],
        authentication.PARTS,
        [f"Host {device}: from start to ready (ms)" for device in devices],
        "Time until a client is authenticated",
        "Cards under {}, keys of sessions in the {}, reading {}. One newcomer at a system at "
        "rest.".format(*first),
    )


if __name__ == "__main__":
    style.run(__doc__, NAME, draw)
