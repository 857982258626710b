#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws octets of a client's set-up by message beside the paper's Figure 6, from figure6.csv."""

import mqtt_plot_bars as bars
import mqtt_plot_data as data
import mqtt_plot_style as style

NAME = "setup-octets"
FILES = ["figure6.csv"]

BARS = [
    bars.Bar("ECQV, tables of the paper", "scheme", "paper"),
    bars.Bar("ECQV, points as in the paper", "ecqv-*:published/paper", "measured"),
    bars.Bar("ECQV, points compressed", "ecqv-*:published/compressed", "measured"),
    bars.Bar("ECQV, sound, points compressed", "ecqv-????/compressed", "measured"),
    bars.Bar("TLS, text of the paper", "tls", "paper"),
    bars.Bar("TLS 1.2, P-256", "tls12/p256-chain1", "measured"),
    bars.Bar("TLS 1.2, P-256, mutual", "tls12-mutual/p256-chain1", "measured"),
    bars.Bar("TLS 1.2, RSA", "tls12/rsa2048-chain1", "measured"),
    bars.Bar("TLS 1.2, RSA, 2 links", "tls12/rsa2048-chain2", "measured"),
    bars.Bar("TLS 1.2, RSA, 4 links", "tls12/rsa2048-chain4", "measured"),
    bars.Bar("TLS 1.2, resumed", "tls12/resumed-tickets", "measured"),
    bars.Bar("TLS 1.3, P-256", "tls13/p256-chain1", "measured"),
    bars.Bar("TLS 1.3, P-256, mutual", "tls13-mutual/p256-chain1", "measured"),
    bars.Bar("TLS 1.3, RSA", "tls13/rsa2048-chain1", "measured"),
    bars.Bar("TLS 1.3, resumed", "tls13/resumed-tickets", "measured"),
    bars.Bar("TLS 1.3, PSK", "tls13-psk", "measured"),
]
# The parts of bars, in order, with their colours and hatches.
PARTS = {
    "CONNECT": ("#009E73", ""),
    "CONNACK": ("#56B4E9", "...."),
    "SUBSCRIBE": ("#0072B2", ""),
    "SUBACK": ("#004D40", "////"),
    "hellos": ("#F0E442", ""),
    "certificates": ("#D55E00", ""),
    "key exchange, signatures": ("#CC79A7", "xxxx"),
    "session ticket": ("#882255", "...."),
    "other messages, records": ("#999999", ""),
    "all but the certificate": ("#E69F00", "////"),
}


def draw(folder):
    """Returns the figure."""
    rows = data.read_table(folder, FILES[0], ["bar", "source", "part"], ["bytes"])
    return bars.draw_bars(
        [bars.collect(rows, BARS, "bytes")],
        PARTS,
        ["Added to plain MQTT by the scheme, or sent and received in the handshake (bytes)"],
        "Octets of a client's set-up (Figure 6)",
        "Bold: figures of the paper. One link where nothing else is said.",
    )


if __name__ == "__main__":
    style.run(__doc__, NAME, draw)
