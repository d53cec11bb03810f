"""What several sections of the chapter need: draws of a linear problem in the directions of its data, Monte Carlo bounds."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import ArrayLike

from ..numerics import Array, cached
from ..validation import require_choice, require_count

Law = Literal["normal", "signs", "uneven"]


class Directions(NamedTuple):
    """Draws of a linear problem y = X w + noise, |w| = 1, seen in the singular directions of X: (draws, min(n, p)) each.

    `s` holds the eigenvalues of XᵀX/n, smallest first; `w` the coordinates of the true weights; `z` the coordinates of
    noise of variance one; `n` is the number of points. A fit is described by the share of each direction that it learns:
    1 for least squares, s/(s + penalty) for ridge, 1 - (1 - eta s)^t for gradient descent from zero.
    """

    s: Array
    w: Array
    z: Array
    n: int

    def mean_risk(self, share: ArrayLike, noise: float) -> Array:
        """Return the excess risk of each draw of X (draws,), averaged over Gaussian noise."""
        missed = ((np.asarray(share) - 1) * self.w) ** 2
        with np.errstate(divide="ignore", invalid="ignore"):
            learned_noise = np.asarray(share) ** 2 * noise / self.n / self.s
        return np.asarray((missed + learned_noise).sum(axis=1) + 1 - (self.w**2).sum(axis=1))

    def risk(self, share: ArrayLike, noise: float) -> Array:
        """Return the excess risk |fit - w|² of each draw (draws,), for noise of this variance; features isotropic."""
        missed = (np.asarray(share) - 1) * self.w
        with np.errstate(divide="ignore", invalid="ignore"):  # s > 0, unless a check is fed nonsense
            learned_noise = np.asarray(share) * np.sqrt(noise / self.n / self.s) * self.z
        return np.asarray(((missed + learned_noise) ** 2).sum(axis=1) + 1 - (self.w**2).sum(axis=1))


def directions(n: int, p: int, draws: int, seed: int = 0, law: Law = "normal") -> Directions:
    """Draw data sets of n points with p independent features of mean 0 and variance 1, and decompose them.

    `law` is that of the features: Gaussian, fair signs, or Gaussian with points of very uneven length. The true weights
    are all 1/sqrt(p). Remembered, read-only.
    """
    require_count(1, n=n, p=p, draws=draws)
    require_count(0, seed=seed)
    require_choice(get_args(Law), law=law)
    return Directions(*_directions(n, p, draws, seed, law), n)


@cached
def _directions(n: int, p: int, draws: int, seed: int, law: Law) -> tuple[Array, Array, Array]:
    rng = np.random.default_rng([seed, n, p])
    found = []
    for _ in range(draws):
        X = rng.choice([-1.0, 1.0], size=(n, p)) if law == "signs" else rng.normal(size=(n, p))
        if law == "uneven":
            X *= uneven_lengths(n, rng)[:, None]
        U, s, Vt = np.linalg.svd(X, full_matrices=False)
        found.append((s[::-1] ** 2 / n, Vt.sum(axis=1)[::-1] / math.sqrt(p), (rng.normal(size=n) @ U)[::-1]))
    s, w, z = (np.array(part) for part in zip(*found, strict=True))
    return s, w, z


def uneven_lengths(n: int, rng: np.random.Generator) -> Array:
    """Draw n factors of mean square 1 that make points of very uneven length, (n,)."""
    return np.sqrt(0.5 / rng.gamma(1.5, size=n))


def chebyshev(n: int) -> Array:
    """Return the n zeros of Chebyshev's polynomial, smallest first, (n,): close together near -1 and 1."""
    return -np.cos((np.arange(n) + 0.5) * np.pi / n)
