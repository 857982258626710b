#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws how long it takes to share a key by network, from sharing.csv."""

import mqtt_plot_data as data
import mqtt_plot_sharing as sharing
import mqtt_plot_style as style

NAME = "sharing-networks"
FILES = sharing.FILES


def draw(folder):
    """Returns the figure."""
    rows = sharing.select(sharing.read(folder), "network")
    networks = data.distinct(rows, "network")
    return sharing.draw_groups(rows, "network", networks, networks, "Key sharing by network")


if __name__ == "__main__":
    style.run(__doc__, NAME, draw)
