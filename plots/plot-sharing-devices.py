#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws how long it takes to share a key by device of the clients, from sharing.csv."""

import mqtt_plot_data as data
import mqtt_plot_sharing as sharing
import mqtt_plot_style as style

NAME = "sharing-devices"
FILES = sharing.FILES


def draw(folder):
    """Returns the figure, slow devices first."""
    rows = sharing.select(sharing.read(folder), "client_device")

    def slowness(device):
        return -max(row["delay_mean_ms"] for row in data.where(rows, client_device=device))

    devices = sorted(data.distinct(rows, "client_device"), key=slowness)
    title = "Key sharing by device of the clients"
    return sharing.draw_groups(rows, "client_device", devices, devices, title)


if __name__ == "__main__":
    style.run(__doc__, NAME, draw)
