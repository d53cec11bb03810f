"""Checks of arguments, with one wording for the whole course: the argument's name, what it was, what is allowed."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

import numpy as np


def _is_number(value: Any) -> bool:
    is_real = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    return is_real and math.isfinite(value)


def require_positive(**values: float) -> None:
    """Raise a ValueError unless each value is a finite number above 0."""
    for name, value in values.items():
        if not (_is_number(value) and value > 0):
            raise ValueError(f"{name} must be a finite number above 0, got {value!r}")


def require_between(low: float, high: float, /, **values: float) -> None:
    """Raise a ValueError unless each value is a finite number from `low` to `high`, the ends included."""
    for name, value in values.items():
        if not (_is_number(value) and low <= value <= high):
            raise ValueError(f"{name} must be a number from {low:g} to {high:g}, got {value!r}")


def require_count(least: int = 1, /, **values: int) -> None:
    """Raise a ValueError unless each value is a whole number of at least `least`."""
    for name, value in values.items():
        if not isinstance(value, int | np.integer) or isinstance(value, bool) or value < least:
            raise ValueError(f"{name} must be a whole number of at least {least}, got {value!r}")


def require_choice(choices: Collection[Any], /, **values: Any) -> None:
    """Raise a ValueError unless each value is one of `choices`."""
    for name, value in values.items():
        if value not in choices:
            raise ValueError(f"{name} must be one of {list(choices)}, got {value!r}")


def require_shape(*shape: int | None, **arrays: Any) -> None:
    """Raise a ValueError unless each array has this shape; None stands for any length.

    ``require_shape(None, d, X=X)`` asks for a matrix with d columns.
    """
    for name, array in arrays.items():
        got = tuple(np.shape(array))
        if len(got) != len(shape) or any(want not in (None, have) for want, have in zip(shape, got, strict=True)):
            words = ", ".join("n" if want is None else str(want) for want in shape)
            raise ValueError(f"{name} must have shape ({words}{',' if len(shape) == 1 else ''}), got {got}")
