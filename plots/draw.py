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
    left_out = []
    for script in sorted(pathlib.Path(__file__).parent.glob("plot-*.py")):
        figure = runpy.run_path(str(script))
        paths = {name: os.path.join(options.folder, name) for name in figure["FILES"]}
        if not all(map(os.path.isfile, paths.values())):
            left_out.append(figure["NAME"])
            continue
        try:
            style.draw_to(options.folder, options.out, figure["NAME"], figure["draw"])
            drawn += 1
        except data.UnsuitableError as error:
            print(f"Left out, {figure['NAME']}: {error}")
        except (data.PlotError, OSError) as error:
            print(f"{figure['NAME']}: {error}", file=sys.stderr)
            failed += 1
    if drawn and left_out:
        print(f"Left out, as {options.folder} has no files for them: {', '.join(left_out)}")
    if drawn == failed == 0:
        print(f"{options.folder}: nothing to draw from", file=sys.stderr)
    return 1 if failed or not drawn else 0


if __name__ == "__main__":
    sys.exit(main())
