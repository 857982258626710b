# SPDX-License-Identifier: GPL-2.0-or-later
"""What the figures of card-authentication share."""

import mqtt_plot_bars as bars
import mqtt_plot_data as data
import mqtt_plot_style as style

FILE = "authentication.csv"
KEYS = ["scheme", "variant", "client_device", "card", "protocol", "session_keys", "reading"]
VALUES = ["subscribers", "apdu_ms", "card_ms", "host_ms", "broker_ms", "authority_ms", "rest_ms"]
SERVERS = "broker and authorities"
REST = "network, waiting"
# The parts of bars, in order: columns, colours and hatches.
COLUMNS = {
    "line to the card (APDUs)": ("apdu_ms",),
    "card": ("card_ms",),
    "host": ("host_ms",),
    SERVERS: ("broker_ms", "authority_ms"),
    REST: ("rest_ms",),
}
PARTS = {
    "line to the card (APDUs)": ("#E69F00", "////"),
    "card": ("#999933", ""),
    "host": ("#0072B2", ""),
    SERVERS: ("#D55E00", "...."),
    REST: ("#999999", ""),
}


def read(folder):
    """Returns the rows with the fewest subscribers."""
    rows = data.read_table(folder, FILE, KEYS, VALUES)
    fewest = min(row["subscribers"] for row in rows)
    return [row for row in rows if row["subscribers"] == fewest]


def make_stacks(rows, get_label):
    """Returns what bars.draw_bars() wants of a panel: a bar for each label, means over runs.

    rows: in the order of bars; get_label: gives the label of a row.
    """
    labels = list(dict.fromkeys(get_label(row) for row in rows))
    stacks = []
    for label in labels:
        own = [row for row in rows if get_label(row) == label]
        sums = {
            part: sum(row[column] for row in own for column in columns) / len(own)
            for part, columns in COLUMNS.items()
        }
        if sums[REST] < 0:  # of what was done side by side, the servers' share is left out
            sums[SERVERS] += sums[REST]
            sums[REST] = 0
        stacks.append((bars.Bar(label, "", ""), sums))
    return stacks


def sort_rows(rows):
    """Returns the rows scheme by scheme, in the order of all figures, else as they were."""
    order = style.list_schemes(rows)
    return sorted(rows, key=lambda row: order.index((row["scheme"], row["variant"])))


def short(card):
    """Returns the name of a card without what all have in common."""
    return card.removeprefix("card-").upper()
