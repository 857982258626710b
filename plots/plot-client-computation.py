#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws a client's computation by operation beside the paper's Figure 7, from figure7.csv."""

import mqtt_plot_bars as bars
import mqtt_plot_data as data
import mqtt_plot_style as style

NAME = "client-computation"
FILES = ["figure7.csv"]

COUNTED = ("certificate", "confirmation")  # steps of the scheme that the paper counts
PAPER_BARS = [
    bars.Bar("ECQV, paper", "ecqv-*/paper-unchecked", "paper", COUNTED),
    bars.Bar("TLS, paper", "TLS", "paper"),
]
# The parts of bars, in order, with their colours and hatches.
PARTS = {
    "point multiplication": ("#009E73", ""),
    "point addition": ("#56B4E9", "...."),
    "ECDHE": ("#E69F00", ""),
    "ECDSA verification": ("#D55E00", "////"),
    "ECDSA signature": ("#CC79A7", "xxxx"),
    "other": ("#999999", ""),
    "not split": ("#555555", ""),
}


def list_bars(source):
    """Returns the bars of a device profile."""
    return [
        bars.Bar("ECQV, steps that the paper counts", "ecqv-*/paper-unchecked", source, COUNTED),
        bars.Bar("ECQV, all steps", "ecqv-*/paper-unchecked", source),
        bars.Bar("ECQV, all steps, d G = Q checked", "ecqv-*:published/paper", source),
        bars.Bar("ECQV, all steps, sound, P-256", "ecqv-????/compressed", source),
        bars.Bar("TLS by the paper's count", "TLS", source),
        bars.Bar("TLS 1.2 handshake, mutual", "tls12-mutual/p256-chain1", source),
    ]


def draw(folder):
    """Returns the figure."""
    rows = data.read_table(folder, FILES[0], ["bar", "step", "source", "part"], ["ms"])
    return bars.draw_bars(
        [
            bars.collect(rows, PAPER_BARS + list_bars("calibrated"), "ms"),
            bars.collect(rows, list_bars("native"), "ms"),
        ],
        PARTS,
        [
            "Profile fitted to the two steps of ECQV that the paper counts (ms)",
            "Profile of a Raspberry Pi 3B with OpenSSL (ms)",
        ],
        "Computation of a client's set-up (Figure 7)",
        "Bold: figures of the paper. ECQV as published on secp256k1 where nothing else is said; "
        "TLS on P-256.",
    )


if __name__ == "__main__":
    style.run(__doc__, NAME, draw)
