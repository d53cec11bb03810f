"""Section 1, conditions: which directions lead down, and what gradient and Hessian say of a stationary point."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ..evidence import check, furthest_from
from ..numerics import Array
from ..tasks import task
from ._common import Function, random_function


@check("Descent directions (5.1)", "widest angle with −∇f at which a step of 10⁻⁷ still goes down, in degrees; furthest from "
       "90 on both sides of −∇f at a random point of each of 50 random functions of two variables", "==", 90.0, 0.01,
       kind="instance", digits=4)  # fmt: skip
def check_descent_cone(
    gradient: Callable[[Function, Array], Array] = lambda f, x: f.gradient(x), alpha: float = 1e-7
) -> float:
    """Bisect for the angle at which f stops falling."""
    rng, found = np.random.default_rng(0), []
    for _ in range(50):
        f = random_function(rng, d=2)
        x = f.minimizer + rng.normal(size=2)
        g = gradient(f, x)
        down = -g / max(float(np.linalg.norm(g)), 1e-300)
        for across in (np.array([-down[1], down[0]]), np.array([down[1], -down[0]])):
            low, high = 0.0, math.pi
            for _ in range(40):
                middle = (low + high) / 2
                falls = f.value(x + alpha * (math.cos(middle) * down + math.sin(middle) * across)) < f.value(x)
                low, high = (middle, high) if falls else (low, middle)
            found.append(math.degrees(low))
    return furthest_from(90, found)


check_descent_cone.breaks("a step of length 1", alpha=1.0)
check_descent_cone.breaks("the gradient a little farther on", gradient=lambda f, x: f.gradient(x + 0.05))


def _smallest_curvature(H: Array) -> float:
    return float(np.linalg.eigvalsh(H)[0])


@check("Second-order conditions (5.1)",
       "stationary points that are judged wrongly, or not although H has no eigenvalue 0, of 300 random functions of three "
       "variables; the truth is f at 500 points at the distance 10⁻³", "==", 0.0, kind="class bound")  # fmt: skip
def check_second_order(smallest: Callable[[Array], float] = _smallest_curvature, enough: float = 1e-9) -> float:
    """Call it a minimum if the smallest eigenvalue is positive, none if it is negative, and look around."""
    rng, wrong = np.random.default_rng(0), 0
    for draw in range(300):
        frame, _ = np.linalg.qr(rng.normal(size=(3, 3)))
        curvatures = rng.choice([-1.0, 0.0, 1.0, 1.0], size=3) * rng.uniform(0.2, 2, size=3)
        H, U, c = frame * curvatures @ frame.T, rng.normal(size=(5, 3)), rng.normal(size=(2, 5))
        if draw % 2:  # no cubic part, and the quartic one rises: an eigenvalue 0 may belong to a minimum
            c = np.stack([0 * c[0], np.abs(c[1])])
        s = np.concatenate([rng.normal(size=(494, 3)), frame.T, -frame.T])
        z = 1e-3 * s / np.linalg.norm(s, axis=1, keepdims=True)
        falls = bool(((z @ H * z).sum(axis=1) / 2 + (z @ U.T) ** 3 @ c[0] + (z @ U.T) ** 4 @ c[1] < 0).any())
        low = smallest(H)
        if low > enough:
            wrong += falls
        elif low < -1e-9:
            wrong += not falls
        else:
            wrong += bool(curvatures.all()) or math.isnan(low)
    return float(wrong)


check_second_order.breaks("an eigenvalue 0 counted as positive", enough=-1e-9)
check_second_order.breaks("an eigenvalue 0 counted as negative", smallest=lambda H: _smallest_curvature(H) - 0.01)
check_second_order.breaks("diagonal entries for eigenvalues", smallest=lambda H: float(np.diag(H).min()))


_CASES: tuple[tuple[list[float], list[list[float]], str, str], ...] = (
    ([1, 0], [[2, 0], [0, 1]], "none", "Where the gradient is not 0, the point is not stationary, whatever H is."),
    ([0, 0], [[2, 0], [0, 1]], "minimum", "All eigenvalues are positive here."),
    ([0, 0], [[1, 2], [2, 1]], "saddle", "Its diagonal is positive, but along (1, −1) f falls: take eigenvalues."),
    ([0, 0, 0], [[-1, 0, 0], [0, -1, 0], [0, 0, 1]], "saddle",
     "Its determinant is positive, and yet f falls along two axes: take eigenvalues, one by one."),
    ([0, 0, 0], [[-2, 1, 0], [1, -2, 0], [0, 0, -1]], "maximum", "All eigenvalues are negative here."),
    ([0, 0], [[1, 0], [0, 0]], "silent", "An eigenvalue is 0: x² + y³ and x² + y⁴ share this H, and only one has a minimum."),
    ([0, 0], [[-1, 0], [0, 0]], "silent", "An eigenvalue is 0: −x² + y³ and −x² − y⁴ share this H."),
    ([0, 0, 0], [[1, 0, 0], [0, -1, 0], [0, 0, 0]], "saddle",
     "An eigenvalue is 0, but another one is positive and a third negative: that f rises one way and falls another is settled."),
    ([0, 0], [[0, 0], [0, 0]], "silent", "H = 0 says nothing: x³ + y³ and x⁴ + y⁴ have it."),
)  # fmt: skip


@task("judge a point",
      right="Right. What decides is the signs of the eigenvalues; where one is 0 and the others agree, nothing.")  # fmt: skip
def _verdict(judge: Any) -> str:
    for g, H, kind, why in _CASES:
        said = str(judge(np.array(g, dtype=float), np.array(H, dtype=float))).strip().lower()
        if said != kind:
            return f"For ∇f = {g} and H = {H} yours says {said!r}, and it is {kind!r}. {why}"
    return ""
