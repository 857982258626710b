# SPDX-License-Identifier: GPL-2.0-or-later
"""The look that all figures share, and how a script draws one."""

import argparse
import math
import os
import sys

import mqtt_plot_data as data

try:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot, ticker
except ImportError as error:
    sys.exit(
        f"{sys.executable} cannot import matplotlib ({error}); on Debian install the package "
        "python3-matplotlib and use /usr/bin/python3"
    )

COLUMN_WIDTH = 3.5  # inches, one column of a two-column page
PAGE_WIDTH = 7.16  # inches, both columns
PANEL_HEIGHT = 2.6  # inches
LEGEND_ROW = 0.125  # inches
NOTE_ROW = 0.27  # inches, with the space around it

# A family of schemes shares a colour (Okabe and Ito, completed from Paul Tol's "muted"); line and
# marker tell its members apart, also in grey.
SCHEMES = {
    "plain": ("#000000", "-", "o"),
    "tls12": ("#0072B2", "-", "s"),
    "tls12-mutual": ("#0072B2", "--", "D"),
    "tls13": ("#56B4E9", "-", "^"),
    "tls13-mutual": ("#56B4E9", "--", "v"),
    "tls13-psk": ("#56B4E9", ":", "<"),
    "challenge-response": ("#E69F00", "-", "P"),
    "group-key": ("#D55E00", "--", "X"),
    "ecqv-auth": ("#009E73", "-", "p"),
    "ecqv-conf": ("#009E73", "--", "h"),
    "ecqv-anon": ("#009E73", ":", "*"),
    "threshold": ("#CC79A7", "-.", "d"),
    "rsa-exchange": ("#332288", "-", "H"),
    "ecdh-exchange": ("#332288", "--", "D"),
    "key-server": ("#882255", "-", ">"),
    "smart-card": ("#999933", "-.", "8"),
}
OTHER_COLOURS = ("#661100", "#88CCEE", "#117733", "#DDCC77", "#CC6677", "#AA4499")
OTHER_MARKERS = ("o", "s", "^", "D", "v", "P")  # half filled, so unlike those above
OTHER_LINES = ("-", "--", "-.", ":")

PHASES = {
    "enrol": ("#0072B2", ""),
    "handshake": ("#E69F00", "////"),
    "key-distribution": ("#009E73", "...."),
    "rekey": ("#CC79A7", "xxxx"),
}

SETTINGS = {
    "font.size": 8,
    "axes.titlesize": 8,
    "axes.labelsize": 8,
    "xtick.labelsize": 7,
    "ytick.labelsize": 7,
    "legend.fontsize": 7,
    "figure.titlesize": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#DDDDDD",
    "grid.linewidth": 0.5,
    "lines.linewidth": 1.2,
    "hatch.linewidth": 0.5,
    "pdf.fonttype": 42,
    "svg.hashsalt": "mqtt",
}


def get_label(scheme, variant):
    """Returns the name under which a scheme is listed; its published form is marked."""
    return scheme if variant == "sound" else f"{scheme}:{variant}"


def list_schemes(rows):
    """Returns (scheme, variant) of all rows: known schemes in their order, then the others."""
    known = list(SCHEMES)
    pairs = {(row["scheme"], row["variant"]) for row in rows}

    def place(pair):
        scheme, variant = pair
        rank = known.index(scheme) if scheme in SCHEMES else len(known)
        return rank, scheme, variant != "sound", variant

    return sorted(pairs, key=place)


def get_line_style(pair, pairs):
    """Returns the arguments of plot() for a scheme: (scheme, variant) out of all that are drawn.

    The published form has an open marker and a thin line, a scheme that is not known a half filled
    marker.
    """
    scheme, variant = pair
    sound = variant == "sound"
    filling = "full"
    if scheme in SCHEMES:
        colour, line, marker = SCHEMES[scheme]
    else:
        others = sorted({name for name, _ in pairs if name not in SCHEMES})
        number = others.index(scheme)
        colour = OTHER_COLOURS[number % len(OTHER_COLOURS)]
        marker = OTHER_MARKERS[number % len(OTHER_MARKERS)]
        line = OTHER_LINES[number % len(OTHER_LINES)]
        filling = "left"
    return {
        "color": colour,
        "linestyle": line,
        "marker": marker,
        "markerfacecolor": colour if sound else "white",
        "markerfacecoloralt": "white",
        "fillstyle": filling,
        "markeredgecolor": "white" if sound and filling == "full" else colour,
        "markeredgewidth": 0.3 if sound else 0.8,
        "linewidth": 1.2 if sound else 0.7,
        "markersize": 7 if marker == "*" else 4.5,
        "label": get_label(scheme, variant),
    }


def make_panels(
    rows, columns, legend_entries, title, note, panel_height=PANEL_HEIGHT, width=None
):
    """Makes a figure of panels with room below for a legend and a note.

    width: in inches; by default a column of a page for a single panel, a whole page for more.
    Returns the figure and the panels as a list of lists.
    """
    width = width or (COLUMN_WIDTH if columns == 1 else PAGE_WIDTH)
    legend_columns = 2 if width <= COLUMN_WIDTH else 4
    below = LEGEND_ROW * math.ceil(legend_entries / legend_columns) + NOTE_ROW
    height = rows * panel_height + below
    figure, panels = pyplot.subplots(
        rows, columns, figsize=(width, height), squeeze=False
    )
    figure.legend_columns = legend_columns
    figure.suptitle(title, x=0.5, y=1 - 0.06 / height, va="top")
    figure.text(0.5, 0.05 / height, note, ha="center", va="bottom", fontsize=6.5)
    figure.legend_top = below / height
    return figure, panels


def finish(figure, handles, labels):
    """Lays the panels out and puts one legend below them."""
    figure.tight_layout(rect=(0, figure.legend_top, 1, 1), pad=0.5, w_pad=1.8)
    figure.legend(
        handles,
        labels,
        loc="upper center",
        bbox_to_anchor=(0.5, figure.legend_top),
        ncol=figure.legend_columns,
        frameon=False,
        handlelength=2.8,
        labelspacing=0.25,
        columnspacing=1.2,
        borderaxespad=0,
    )


def make_logarithmic(panels, which, values, ratio=20):
    """Makes an axis logarithmic if the values on it need that to be told apart.

    panels: where; which: "x" or "y"; values: of all panels; ratio: of the greatest to the least
    that a linear axis can show. Returns whether it did.
    """
    values = [value for value in values if not math.isnan(value)]
    if not values or min(values) <= 0 or max(values) / min(values) <= ratio:
        return False
    few_decades = max(values) / min(values) < 300
    for panel in panels:
        getattr(panel, f"set_{which}scale")("log")
        axis = getattr(panel, f"{which}axis")
        axis.set_major_locator(ticker.LogLocator(subs=(1, 2, 5) if few_decades else (1,)))
        axis.set_major_formatter("{x:g}")
        axis.set_minor_formatter(ticker.NullFormatter())
    return True


def save(figure, folder, name):
    """Writes a figure as PNG and PDF, whole and without a date in them."""
    os.makedirs(folder, exist_ok=True)
    dateless = {"png": {"Software": None}, "pdf": {"CreationDate": None, "Producer": None}}
    for kind, metadata in dateless.items():
        path = os.path.join(folder, f"{name}.{kind}")
        figure.savefig(path + ".part", format=kind, dpi=200, metadata=metadata)
        os.replace(path + ".part", path)
        print(path)
    pyplot.close(figure)


def draw_to(folder, out, name, draw):
    """Draws one figure: draw(folder) returns it; writes it to the folder out."""
    with pyplot.rc_context(SETTINGS):
        save(draw(folder), out, name)


def parse_options(description):
    """Returns the options of a script that draws from a folder of results."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("folder", metavar="RESULT_DIR", help="folder with the CSV files")
    parser.add_argument("--out", metavar="DIR", help="where the figures go (default: RESULT_DIR)")
    options = parser.parse_args()
    options.out = options.out or options.folder
    return options


def run(description, name, draw):
    """The main program of a script with one figure; ends with 1 if the results are not right."""
    options = parse_options(description)
    try:
        draw_to(options.folder, options.out, name, draw)
    except (data.PlotError, OSError) as error:
        sys.exit(str(error))
