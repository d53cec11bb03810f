"""Section 1, a straight line: its distance in three norms, exactly; what the dimension does to it, and what training does."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.optimize import linprog

from ..data import digits
from ..evidence import check, furthest_from
from ..numerics import Array, loglog_slope
from ..tasks import numbers, recognize, task
from ..validation import require_choice, require_count, require_positive
from ._common import Attack

#: The norm that a push is measured in, and the norm of the weights that it meets: its dual.
DUAL = {"inf": 1, "2": 2, "1": np.inf}
Margin = Callable[[Array, Array, str], Array]


def margins(scores: Array, w: Array, norm: str) -> Array:
    """Return how far inputs with these scores w·x + b (n,) are from the line, in the norm "inf", "2" or "1"."""
    require_choice(tuple(DUAL), norm=norm)
    return np.asarray(np.abs(scores) / np.linalg.norm(w, DUAL[norm]))


def zeros_and_ones(copies: int = 1) -> tuple[Array, Array, Array, Array]:
    """Return 262 pictures (n, 64 copies²) of 0 or 1, labels −1 or 1, and 98 new ones; a grey value fills copies² pixels."""
    require_count(1, copies=copies)
    split, found = digits(np.random.default_rng(0)), []
    for X, y in ((split.X_train, split.y_train), (split.X_test, split.y_test)):
        kept = X[y < 2].reshape(-1, 8, 8)
        found += [np.kron(kept, np.ones((1, copies, copies))).reshape(len(kept), -1), 2.0 * y[y < 2] - 1]
    return found[0], found[1], found[2], found[3]


def straight(X: Array, y: Array, ridge: float) -> tuple[Array, float]:
    """Fit labels y (n,) of X (n, d) by w·x + b: least squares plus `ridge` |w|², whatever the number of pixels: w (d,) and b."""
    require_positive(ridge=ridge)
    mean = X.mean(axis=0)
    Z = X - mean
    w = Z.T @ np.linalg.solve(Z @ Z.T + ridge * np.eye(len(Z)), y - y.mean())
    return w, float(y.mean() - w @ mean)


def weak_cues(d: int, rng: np.random.Generator, cue: float | None = None, n: int = 500) -> tuple[Array, Array]:
    """Draw n inputs (n, d) with labels: each coordinate is the label times `cue`, by default 3/√d, plus noise of size 1."""
    require_count(1, d=d, n=n)
    y = rng.choice([-1.0, 1.0], size=n)
    return y[:, None] * (3 / np.sqrt(d) if cue is None else cue) + rng.normal(size=(n, d)), y


def _lines(count: int = 30) -> list[tuple[Array, float, Array]]:
    """Return random lines w, b, and a point for each, in 2 to 60 dimensions."""
    found = []
    for rng in map(np.random.default_rng, range(count)):
        d = int(rng.integers(2, 60))
        found.append((rng.normal(size=d), float(rng.normal()), rng.normal(size=d)))
    return found


def _shortest(w: Array, score: float, norm: str) -> float:
    """Return the length of the shortest push that takes the score to 0, found by a solver and not by the formula."""
    d = len(w)
    if norm == "2":
        return float(np.linalg.norm(np.linalg.lstsq(w[None], [-score], rcond=None)[0]))
    sizes = d if norm == "1" else 1  # |push| is below its own size, or all are below one
    eye, below = np.eye(d), np.eye(d) if norm == "1" else np.ones((d, 1))
    found = linprog(
        np.r_[np.zeros(d), np.ones(sizes)], np.block([[eye, -below], [-eye, -below]]), np.zeros(2 * d),
        np.r_[w, np.zeros(sizes)][None], [-score], bounds=[(None, None)] * d + [(0, None)] * sizes)  # fmt: skip
    return float(found.fun)


@check("Linear models", "length of the shortest push to the line over |w·x + b| / dual norm of w, furthest from 1; by linear programming (norms ∞ and "
       "1) and least squares (norm 2), 30 random lines and points, d = 2 to 59", "==", 1.0, 1e-8, kind="construction")  # fmt: skip
def check_margin(margin: Margin = margins) -> float:
    """A solver knows nothing of dual norms."""
    ratios = []
    for (w, b, x), norm in itertools.product(_lines(), DUAL):
        score = float(w @ x + b)
        ratios.append(float(_shortest(w, score, norm) / margin(np.array([score]), w, norm)[0]))
    return furthest_from(1.0, ratios)


check_margin.breaks("norms 1 and ∞ exchanged", margin=lambda scores, w, norm: margins(
    scores, w, {"1": "inf", "inf": "1", "2": "2"}[norm]))  # fmt: skip
check_margin.breaks("1 % too far", margin=lambda scores, w, norm: 1.01 * margins(scores, w, norm))


@check("Linear models", "score that one step of ascent leaves, as long as |w·x + b| / dual norm of w, over the score before it, furthest from 0; norms ∞ "
       "and 2, the same lines", "==", 0.0, 1e-8, kind="construction")  # fmt: skip
def check_reached(attack: type[Attack] = Attack, margin: Margin = margins) -> float:
    """No shorter push would do (the check before this one), and this one is an attack's own."""
    import torch

    left = []
    for (w, b, x), norm in itertools.product(_lines(), ("inf", "2")):
        line, X, score = torch.as_tensor(w), torch.as_tensor(x)[None], float(w @ x + b)
        far = margin(np.array([score]), w, norm)[0]
        step = attack(far, norm, 1, 1.0, "clean", losses=lambda f, y: -y * f, box=False)
        end = step(lambda Z, line=line: Z @ line, X, torch.tensor([np.sign(score)]))
        left.append(float(end[0] @ line + b) / score)
    return furthest_from(0.0, left)


check_reached.breaks("norms 1 and ∞ exchanged", margin=lambda scores, w, norm: margins(
    scores, w, {"inf": "1", "2": "2"}[norm]))  # fmt: skip
check_reached.breaks("the gradient in place of its sign", attack=lambda far, norm, *rest, **more: Attack(
    far, "2", *rest, **more))  # fmt: skip


@check("Linear models", "slope of the median distance in the norm ∞ against d, log axes; weak cues, d = 16 to "
       "16,384, 500 inputs", "==", -0.5, 0.03, kind="rate",
       only_if="99 % are right at each d, and no coordinate alone for more than 65 % in the end")  # fmt: skip
def check_weak_cues(draw: Callable[..., Any] = weak_cues, cue: float | None = None) -> float:
    """The best line adds all coordinates."""
    sizes, far = (16, 64, 256, 1024, 4096, 16384), []
    for d in sizes:
        X, y = draw(d, np.random.default_rng(d), cue)
        if np.mean(y * X.sum(axis=1) > 0) < 0.99 or (d == sizes[-1] and (y[:, None] * X > 0).mean(axis=0).max() > 0.65):
            return math.nan
        far.append(np.median(margins(X.sum(axis=1), np.ones(d), "inf")))
    return loglog_slope(sizes, far)


check_weak_cues.breaks("all evidence in one coordinate", draw=lambda d, rng, cue: (
    (drawn := weak_cues(d, rng, 0.0))[0] + 3 * np.sqrt(d) * drawn[1][:, None] * np.eye(1, d), drawn[1]))  # fmt: skip
check_weak_cues.breaks("cues that do not get weaker", cue=0.75)


def _median(fitted: Callable[..., tuple[Array, float]], ridge: float, copies: int = 1, norm: str = "inf") -> float:
    """Return the median distance of the new digits, or nan unless the line gets all 98 right."""
    X, y, X_new, y_new = zeros_and_ones(copies)
    w, b = fitted(X, y, ridge)
    scores = X_new @ w + b
    return float(np.median(margins(scores, w, norm))) if (y_new * scores > 0).all() else math.nan


@check("Linear models", "median distance of new digits in the norm ∞ with each grey value on 64 pixels, over that with one pixel each; 0 against 1, ridge 0.1",
       "==", 1.0, 1e-6, kind="instance")  # fmt: skip
def check_enlarged(fitted: Callable[..., tuple[Array, float]] = straight, norm: str = "inf") -> float:
    """The ridge grows with the number of pixels, as |x|² does."""
    return _median(fitted, 0.1 * 64, 8, norm) / _median(fitted, 0.1, 1, norm)


check_enlarged.breaks("distances in the norm 2", norm="2")


@check("Linear models", "median distance of new digits in the norm ∞ with ridge 10, over that with ridge 0.001; 0 "
       "against 1", ">=", 3.0, kind="instance",
       only_if="both lines get all 98 new digits right")  # fmt: skip
def check_ridge(fitted: Callable[..., tuple[Array, float]] = straight, ridge: float = 10.0) -> float:
    """Two lines that no test set tells apart."""
    return _median(fitted, ridge) / _median(fitted, 0.001)


check_ridge.breaks("ridge 0.01", ridge=0.01)


@task("what no push can change", right="Right: beyond ε|w|₁ no push within ε can turn the score, and up to it one can.")
def _safe(share: Callable[..., Any]) -> str:
    rng = np.random.default_rng(4)
    X, w, b = rng.normal(size=(400, 7)), np.array([1.0, -0.4, 0.7, 0.9, -1.2, 0.5, 0.3]), 1.5
    y, eps = np.sign(X @ w + b + rng.normal(size=400)), 0.2
    said, score, cost = numbers(share(w, b, X, y, eps)), X @ w + b, eps * np.abs(w).sum()
    if said.ndim:
        return "One number is asked for: take the mean."
    slips = [
        (np.mean(y * score > cost), ""),
        (np.mean(y * score > 0), "That is the share that is right without any push."),
        (np.mean(np.abs(score) > cost), "An answer that is wrong to begin with counts as safe here: use the label."),
        (np.mean(y * score > eps * np.linalg.norm(w)), "That is the Euclidean length of w. Which norm is dual to ∞?"),
        (np.mean(y * score > eps * np.abs(w).max()), "For pushes in the norm ∞ all weights count, not the largest only."),
        (np.mean(y * score > eps), "A push of eps in each pixel moves the score by more than eps: by how much at most?"),
        (np.mean(y * (score - b) > cost), "Where is b?"),
        (np.mean(y * score <= cost), "That is the share that can be made wrong."),
        (np.mean(y * score > eps * w.sum()), "In w.sum() signs cancel: the norm 1 is the sum of the sizes."),
        (np.mean(y * np.sign(score - cost) > 0), "For y = −1 the attacker raises the score: use y (w·x + b)."),
    ]  # fmt: skip
    words = "A share is asked for: of the inputs with y(w·x + b) larger than what a push can take off."
    return recognize(said, slips, words)
