"""Section 4, softmax and losses: what turns scores into probabilities, and which law of the data stands behind a loss."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, special, stats

from ..evidence import check, erratum, largest
from ..numerics import Array
from ..tasks import numbers, task

Loss = Callable[..., Any]


def sigmoid(z: ArrayLike) -> Any:
    """Return 1 / (1 + e^-z), entry by entry; complex numbers are allowed. Source: Section 2.4.3."""
    return 1 / (1 + np.exp(-np.asarray(z)))


def naive_softmax(Z: ArrayLike) -> Array:
    """Return e^z_i / Σ e^z_j for each row of scores (N, k), as the formula says: it overflows. Source: Section 2.4.4."""
    E = np.exp(np.asarray(Z, dtype=float))
    return np.asarray(E / E.sum(axis=1, keepdims=True))


@check("Section 2.4.3", "largest deviation of σ(1−σ) from the slope of σ (by a complex step), of 2σ(2z)−1 from tanh, and of "
       "σ(ln(t/(1−t))) from t; 400 numbers z from −8 to 8, t from 0.001 to 0.999", "<=", 0.0, 1e-12, kind="identity")  # fmt: skip
def check_sigmoid(sigma: Loss = sigmoid, slope: Loss = lambda s: s * (1 - s), tanh: Loss = lambda z: 2 * sigmoid(2 * z) - 1,
                  logit: Loss = lambda t: np.log(t / (1 - t))) -> float:  # fmt: skip
    """The slope comes from a complex step and not from the formula; tanh and σ itself are those of NumPy and SciPy."""
    z, t = np.linspace(-8, 8, 400), np.linspace(0.001, 0.999, 400)
    measured = np.imag(sigmoid(z + 1e-30j)) / 1e-30
    away = (sigma(z) - special.expit(z), slope(sigma(z)) - measured, tanh(z) - np.tanh(z), special.expit(logit(t)) - t)
    return largest([np.abs(part).max() for part in away])


check_sigmoid.breaks("tanh(z) = 2σ(z) − 1", tanh=lambda z: 2 * sigmoid(z) - 1)
check_sigmoid.breaks("slope σ(1 + σ)", slope=lambda s: s * (1 + s))


def _scores(k: int) -> Array:
    return 3 * np.random.default_rng(k).normal(size=(200, k))


@check("Section 2.4.4", "largest deviation of log(p_i/p_1) from z_i − z_1, of Σp_i from 1, of the p_i after all scores are moved by 5, and for k = 2 of p_1 "
       "from scipy's σ(z_1 − z_2); 200 random rows for each k from 2 to 6", "<=", 0.0, 1e-11, kind="identity")  # fmt: skip
def check_softmax(softmax: Callable[..., Array] = naive_softmax, single: Callable[..., Any] = special.expit) -> float:
    """For two classes scipy's sigmoid is the other side."""
    away = []
    for k in range(2, 7):
        Z = _scores(k)
        P = softmax(Z)
        away += [np.log(P / P[:, :1]) - (Z - Z[:, :1]), P.sum(axis=1) - 1, softmax(Z + 5) - P]
        if k == 2:
            away.append(P[:, 0] - single(Z[:, 0] - Z[:, 1]))
    return largest([np.abs(part).max() for part in away])


check_softmax.breaks("scores divided by their largest", softmax=lambda Z: naive_softmax(Z / Z.max(axis=1, keepdims=True)))  # fmt: skip
check_softmax.breaks("σ of the first score alone", softmax=lambda Z: np.column_stack([sigmoid(Z[:, 0]), sigmoid(-Z[:, 0])])
                     if Z.shape[1] == 2 else naive_softmax(Z))  # fmt: skip


@erratum(23, "Section 2.4.4", "largest difference to the softmax probability of the first of two classes, 200 random pairs of scores", "<=", 0.0, 1e-12,
         printed="e^d/(e^d + e^−d) with d = z_1 − z_2, which is σ(2d)", corrected="e^d/(e^d + 1), which is σ(d)")  # fmt: skip
def erratum_difference() -> tuple[float, float]:
    """With the scores ln 3 and 0 it is 0.9 as printed, and 3/4."""
    Z = _scores(2)
    p, d = naive_softmax(Z)[:, 0], Z[:, 0] - Z[:, 1]
    e = np.exp(d)
    return float(np.abs(e / (e + 1 / e) - p).max()), float(np.abs(e / (e + 1) - p).max())


def cross_entropy(z: Array, labels: NDArray[np.int_]) -> float:
    """Return the mean of −log p over labels (N,), one vector z (k,) of scores for all; for small scores only."""
    return float(-np.mean(np.log(naive_softmax(z[None])[0])[labels]))


LAWS: Mapping[str, Any] = {"squared": stats.norm, "absolute": stats.laplace}


@check("MSE, MAE and CE as likelihoods", "largest distance between where a loss is least and where the log likelihood (scipy's normal, Laplace and multinomial "
       "laws, three scales) is largest, of both from mean, median and frequencies, and of cross-entropy from −log likelihood, but for a constant, at 5 scores; 20 random samples of 31 numbers or labels", "<=", 0.0, 1e-6, kind="construction")  # fmt: skip
def check_likelihood(square: Loss = lambda c, y: np.mean((y - c) ** 2), size: Loss = lambda c, y: np.mean(np.abs(y - c)),
                     entropy: Loss = cross_entropy, laws: Mapping[str, Any] = LAWS) -> float:  # fmt: skip
    """Two searches, one through the losses here and one through the densities of SciPy, and a closed form."""
    return largest([_apart(rng, square, size, entropy, laws) for rng in map(np.random.default_rng, range(20))])


def _apart(rng: np.random.Generator, square: Loss, size: Loss, entropy: Loss, laws: Mapping[str, Any]) -> float:
    y, scale = rng.standard_t(2, size=31), float(rng.choice([0.5, 1.0, 3.0]))
    labels = rng.choice(3, size=31, p=[0.5, 0.3, 0.2])
    counts, away = np.bincount(labels, minlength=3), []
    for name, loss, known in (("squared", square, y.mean()), ("absolute", size, np.median(y))):
        away += [_lowest(functools.partial(loss, y=y), y) - known]
        away += [_lowest(lambda c, law=laws[name]: float(-law.logpdf(y, c, scale).sum()), y) - known]  # type: ignore[misc]

    def unlikely(z: Array) -> float:
        return float(-stats.multinomial.logpmf(counts, 31, special.softmax(z)) / 31)

    ends = [optimize.minimize(cost, np.zeros(3), tol=1e-7).x for cost in (lambda z: entropy(z, labels), unlikely)]
    away += [np.abs(special.softmax(z) - counts / 31).max() for z in ends]
    away.append(np.ptp([entropy(z, labels) - unlikely(z) for z in np.random.default_rng(0).normal(size=(5, 3))]))
    return largest(np.abs(away))


def _lowest(cost: Callable[[float], float], y: Array) -> float:
    """Return the lowest point of a convex function between the ends of y."""
    found = optimize.minimize_scalar(cost, bounds=(y.min(), y.max()), method="bounded", options={"xatol": 1e-9})
    return float(found.x)


check_likelihood.breaks("squares under a Laplace law", laws={**LAWS, "squared": stats.laplace})
check_likelihood.breaks("the power 1.5 in place of 2", square=lambda c, y: np.mean(np.abs(y - c) ** 1.5))
check_likelihood.breaks("(1 − p)² in place of −log p, and p² for other classes", entropy=lambda z, labels: float(np.mean(
    ((naive_softmax(z[None]) - np.eye(3)[labels]) ** 2).sum(axis=1))))  # fmt: skip


@task("a softmax for large scores", right="Right: a shift, its own for each row, changes the exponentials' size only.")
def _large(softmax: Callable[..., Any]) -> str:
    Z = np.array([[1.0, 3.0, 2.0], [0.5, -0.5, 0.0]])
    with np.errstate(all="ignore"):
        small = numbers(softmax(Z.copy()))
        if small.shape != Z.shape:
            return f"A row of probabilities for each row of scores: the shape should be {Z.shape}, not {small.shape}."
        if not np.allclose(small.sum(axis=1), 1):
            return "Each row should add up to 1: sum over axis 1, and keep that axis."
        if not np.allclose(small, special.softmax(Z, axis=1), atol=1e-10):
            return "Small scores give other probabilities than the formula. Shift the scores; a shift subtracts, it does not divide."
        cases = (
            ([[1000.0, 999.0]], "A score of 1,000 still overflows. What can be subtracted from a row without changing it?"),
            ([[-1000.0, -1001.0]], "With scores near −1,000 all exponentials are 0. One of them should be 1."),
            ([[1000.0, 999.0], [-1000.0, -1001.0]], "One shift for all rows is not enough: each row needs its own."),
            ([[2000.0, 0.0, -2000.0], [-2000.0, 0.0, 2000.0]], "One score of a row still overflows. Which one, taken off, leaves none above 0?"),
        )  # fmt: skip
        for scores, words in cases:
            if not np.allclose(numbers(softmax(np.array(scores))), special.softmax(scores, axis=1), atol=1e-10):
                return words
    return ""
