# SPDX-License-Identifier: GPL-2.0-or-later
"""Tables of results: reading them with checks, and means over runs with their uncertainty."""

import csv
import math
import os
import statistics

# 97.5 % quantiles of Student's t for 1, 2, ... degrees of freedom.
T_QUANTILES = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
    2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
    2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip
NORMAL_QUANTILE = 1.95996


class PlotError(Exception):
    """What is wrong with the results, in one line for the person at the terminal."""


class UnsuitableError(PlotError):
    """Right results that a figure cannot show, since it has no axis for what they vary."""


def read_table(folder, name, texts, numbers):
    """Reads a CSV file.

    folder: where it is; name: its name; texts, numbers: columns that it must have.
    Returns a list of dictionaries with those columns, the numbers as float.
    """
    path = os.path.join(folder, name)
    if not os.path.isfile(path):
        raise PlotError(f"{path}: no such file; a scenario writes it")
    with open(path, newline="", encoding="utf-8") as file:
        reader = csv.DictReader(file)
        present = reader.fieldnames or []
        missing = [column for column in texts + numbers if column not in present]
        if missing:
            raise PlotError(f"{path}: no column {', '.join(missing)}")
        rows = [_read_row(path, reader.line_num, row, texts, numbers) for row in reader]
    if not rows:
        raise PlotError(f"{path}: no rows")
    return rows


def _read_row(path, line, row, texts, numbers):
    """Returns the wanted columns of a row; complains with the line if one is not right."""
    wanted = {column: row[column] for column in texts + numbers}
    if None in wanted.values():
        raise PlotError(f"{path}:{line}: too few columns")
    for column in numbers:
        try:
            # Nothing was measured where nothing stands.
            wanted[column] = float(wanted[column] or "nan")
        except ValueError:
            raise PlotError(f"{path}:{line}: {column} is not a number: {row[column]!r}") from None
    return wanted


def require_one(rows, name, columns):
    """Complains if rows differ in a column that a figure does not show."""
    for column in columns:
        values = distinct(rows, column)
        if len(values) > 1:
            listed = ", ".join(str(value) for value in values)
            raise UnsuitableError(
                f"{name}: several values of {column} ({listed}); one a folder, please"
            )


def distinct(rows, column):
    """Returns the values of a column, each once, in order."""
    return sorted({row[column] for row in rows})


def choose_few(values):
    """Returns values for at most three panels: all, or least, middle and greatest."""
    return values if len(values) <= 3 else [values[0], values[len(values) // 2], values[-1]]


def name_left_out(rows, column, shown, unit):
    """Returns a sentence on the values of a column that are not shown, empty if all are."""
    hidden = [f"{value:g}" for value in distinct(rows, column) if value not in shown]
    return f" Not shown: {', '.join(hidden)} {unit}." if hidden else ""


def where(rows, **wanted):
    """Returns the rows that have the wanted values."""
    return [row for row in rows if all(row[key] == value for key, value in wanted.items())]


def mean_and_interval(values):
    """Returns the mean of some runs and half the width of its 95 % confidence interval.

    The half width is None for one run or where a run has no value.
    """
    mean = statistics.fmean(values)
    if len(values) < 2 or math.isnan(mean):
        return mean, None
    return mean, _quantile(len(values) - 1) * statistics.stdev(values) / math.sqrt(len(values))


def _quantile(freedom):
    """Returns the 97.5 % quantile of Student's t."""
    if freedom <= len(T_QUANTILES):
        return T_QUANTILES[freedom - 1]
    # First term of the expansion in 1/freedom: off by less than 0.001 from here on.
    return NORMAL_QUANTILE + (NORMAL_QUANTILE**3 + NORMAL_QUANTILE) / (4 * freedom)
