"""Logistic regression in plain Python: a few dozen columns and some ten thousand rows take seconds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import mul

_STEPS = 30
_STILL = 1e-5  # a step smaller than this moves nothing that is printed


def logistic(
    columns: Sequence[Sequence[float]], labels: Sequence[bool], penalty: float
) -> tuple[float, list[tuple[float, float, float]]]:
    """(constant, (mean, deviation, weight) of each column), by Newton's method.

    Columns are brought to mean 0 and deviation 1 first; `penalty` is that of the squared weights (ridge).
    """
    scales = [_scale(column) for column in columns]
    ones = [1.0] * len(labels)
    spread = [
        ones,
        *(
            [(value - mean) / deviation for value in column]
            for column, (mean, deviation) in zip(columns, scales, strict=True)
        ),
    ]
    wanted = [float(label) for label in labels]
    weights = [0.0] * len(spread)
    for _ in range(_STEPS):
        sums = [0.0] * len(wanted)
        for weight, column in zip(weights, spread, strict=True):
            if weight:
                sums = [sum_ + weight * value for sum_, value in zip(sums, column, strict=True)]
        told = [1 / (1 + math.exp(-max(-30.0, min(30.0, sum_)))) for sum_ in sums]
        off = [one - label for one, label in zip(told, wanted, strict=True)]
        doubt = [one * (1 - one) for one in told]
        slope = [sum(map(mul, column, off)) + (penalty * weights[n] if n else 0.0) for n, column in enumerate(spread)]
        curve = [[0.0] * len(spread) for _ in spread]
        for n, column in enumerate(spread):
            doubtful = list(map(mul, column, doubt))
            for m in range(n, len(spread)):
                curve[n][m] = curve[m][n] = sum(map(mul, doubtful, spread[m]))
            curve[n][n] += penalty if n else 0.0
        step = _solved(curve, slope)
        weights = [weight - part for weight, part in zip(weights, step, strict=True)]
        if max(map(abs, step)) < _STILL:
            break
    return weights[0], [(*scale, weight) for scale, weight in zip(scales, weights[1:], strict=True)]


def _scale(column: Sequence[float]) -> tuple[float, float]:
    mean = sum(column) / len(column)
    deviation = math.sqrt(sum((value - mean) ** 2 for value in column) / len(column))
    return mean, deviation or 1.0


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gauss with the largest element of each column as pivot."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for n in range(size):
        best = max(range(n, size), key=lambda m: abs(rows[m][n]))
        rows[n], rows[best] = rows[best], rows[n]
        pivot = rows[n][n]
        for m in range(n + 1, size):
            factor = rows[m][n] / pivot
            if factor:
                rows[m] = [one - factor * other for one, other in zip(rows[m], rows[n], strict=True)]
    found = [0.0] * size
    for n in reversed(range(size)):
        found[n] = (rows[n][size] - sum(map(mul, rows[n][n + 1 : size], found[n + 1 :]))) / rows[n][n]
    return found
