#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws what it costs to renew the key of a group, by its size, from churn.csv."""

import mqtt_plot_rekey as rekey
import mqtt_plot_style as style

NAME = "rekey-cost"
FILES = [rekey.FILE]
PANELS = (
    (("renewal_bytes", "Sent by all (bytes)"), ("authority_ms", "Authority's processor (ms)")),
    (("member_ms", "A member's processor (ms)"), ("delay_mean_ms", "Join or leave to last key (ms)")),
)


def draw(folder):
    """Returns the figure."""
    return rekey.draw_panels(folder, PANELS, "A renewal of a group's key", 2.2)


if __name__ == "__main__":
    style.run(__doc__, NAME, draw)
