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
    """Raise a ValueError unless each value is one of `choices`, which are no string: "AB" is in "ABCD"."""
    if isinstance(choices, str):
        raise ValueError(f"choices must be a list, a tuple or a set, got {choices!r}")
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


def require_at_least(least: float, /, **values: Any) -> None:
    """Raise a ValueError unless each value is a finite number of at least `least`, or an array of such numbers."""
    for name, value in values.items():
        if not (_are_numbers(value) and (np.asarray(value) >= least).all()):
            raise ValueError(f"{name} must be a finite number of at least {least:g}, got {value!r}")


def require_finite(**values: Any) -> None:
    """Raise a ValueError unless each value is a finite number, or an array of such numbers."""
    for name, value in values.items():
        if not _are_numbers(value):
            raise ValueError(f"{name} must be finite, got {value!r}")


def require_multiple(of: int, /, **values: int) -> None:
    """Raise a ValueError unless each value is a whole number that `of` divides."""
    for name, value in values.items():
        if not isinstance(value, int | np.integer) or isinstance(value, bool) or value % of:
            raise ValueError(f"{name} must be a multiple of {of}, got {value!r}")


def require_rising(least: float = -math.inf, /, **arrays: Any) -> None:
    """Raise a ValueError unless each array is a row of one number or more that rise, the first one at least `least`."""
    for name, array in arrays.items():
        if not (_are_numbers(array) and np.ndim(array) == 1 and _rises(np.asarray(array), least)):
            place = "" if least == -math.inf else f", from {least:g} or later"
            raise ValueError(f"{name} must rise{place}, got {array!r}")


def _are_numbers(value: Any) -> bool:
    numbers = value if isinstance(value, np.ndarray) else np.array(value, dtype=object)
    if numbers.dtype == object:
        return all(_is_number(one) for one in numbers.flat)
    return numbers.dtype.kind in "iuf" and bool(np.isfinite(numbers).all())


def _rises(row: Any, least: float) -> bool:
    return len(row) > 0 and row[0] >= least and bool((np.diff(row) > 0).all())
