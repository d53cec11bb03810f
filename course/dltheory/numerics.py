"""Small numerical tools that several chapters share."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .validation import require_finite, require_positive

Array = NDArray[Any]  # an array of numbers
Cached = TypeVar("Cached", bound=Callable[..., Any])


def loglog_slope(x: ArrayLike, y: ArrayLike) -> float:
    """Return the least-squares slope of log y against log x.

    Parameters
    ----------
    x, y : array_like of shape (n,)
        Positive values, n >= 2.

    Raises
    ------
    ValueError
        If the shapes differ, fewer than two points are given, or a value is not positive and finite.
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if x.shape != y.shape or x.ndim != 1 or len(x) < 2:
        raise ValueError(f"x and y must be one-dimensional, equally long, two points or more; got {x.shape}, {y.shape}")
    for name, values in (("x", x), ("y", y)):
        if not (np.isfinite(values).all() and (values > 0).all()):
            raise ValueError(f"{name} must be positive and finite on log axes, got {values}")
    return float(np.polyfit(np.log(x), np.log(y), 1)[0])


def gaussian_kernel(x: ArrayLike, z: ArrayLike, length: float) -> Array:
    """Return exp(-|x - z|² / (2 length²)) for all pairs of numbers, or of rows of x (n, d) and z (m, d): (n, m)."""
    require_positive(length=length)
    x, z = np.asarray(x, dtype=float), np.asarray(z, dtype=float)
    squares = ((x[:, None] - z) ** 2).sum(axis=2) if x.ndim == 2 else np.subtract.outer(x, z) ** 2
    return np.asarray(np.exp(-squares / (2 * length**2)))


def rotation(degrees: float) -> Array:
    """Return the matrix (2, 2) that turns the plane to the left."""
    require_finite(degrees=degrees)
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([[c, -s], [s, c]])


def cached(function: Cached) -> Cached:
    """Remember the results of a slow function of hashable arguments; arrays in them come back read-only.

    A caller who wrote into a remembered array would change what every later caller sees.
    """

    @functools.cache
    def remembered(*args: Any, **kwargs: Any) -> Any:
        return _read_only(function(*args, **kwargs))

    return functools.wraps(function)(remembered)  # type: ignore[return-value]


def _read_only(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        view = value.view()
        view.setflags(write=False)
        return view
    if isinstance(value, dict):
        return {key: _read_only(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return tuple(_read_only(item) for item in value)
    return value
