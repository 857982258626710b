#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Draws all figures that the CSV files of a folder allow."""

import os
import pathlib
import runpy
import sys

import mqtt_plot_data as data
import mqtt_plot_style as style


def main():
    """Draws; returns 1 if no figure could be drawn or the results of one are not right."""
    options = style.parse_options(__doc__)
    drawn = failed = 0
    for script in sorted(pathlib.Path(__file__).parent.glob("plot-*.py")):
        figure = runpy.run_path(str(script))
        paths = {name: os.path.join(options.folder, name) for name in figure["FILES"]}
        missing = [name for name, path in paths.items() if not os.path.isfile(path)]
        if missing:
            print(f"{figure['NAME']}: left out, {options.folder} has no {', '.join(missing)}")
            continue
        try:
            style.draw_to(options.folder, options.out, figure["NAME"], figure["draw"])
            drawn += 1
        except (data.PlotError, OSError) as error:
            print(f"{figure['NAME']}: {error}", file=sys.stderr)
            failed += 1
    if drawn == failed == 0:
        print(f"{options.folder}: nothing to draw from", file=sys.stderr)
    return 1 if failed or not drawn else 0


if __name__ == "__main__":
    sys.exit(main())
