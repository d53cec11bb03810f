"""Section 6, step: a random network has a gradient of constant length, so a short step along it turns the sign."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..evidence import Measured, check, erratum, furthest, smallest, three_errors
from ..numerics import Array, loglog_slope
from ..tasks import numbers, task
from ..validation import require_choice, require_count

#: Activations, their slopes σ', and √E σ'(N)² for standard normal N.
BENDS: dict[str, tuple[Callable[[Array], Array], Callable[[Array], Array], float]] = {
    "ReLU": (lambda z: np.maximum(z, 0), lambda z: (z > 0) * 1.0, math.sqrt(0.5)),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2, 0.681471),
}
WAYS = ("against the output", "along the gradient", "random")


@dataclass(frozen=True)
class Lines:
    """Random networks (12.6) on straight lines through an input x of length √d, a network a row.

    What the k units see at x, and how much more for each unit of length, (draws, k); the outer weights, ±1, (draws, k); the
    gradients' lengths at x, (draws,); the activation; and the length of x.
    """

    heights: Array
    rates: Array
    signs: Array
    lengths: Array
    bend: Callable[[Array], Array]
    size: float

    def outputs(self, away: Any) -> Array:
        """Return outputs (draws, n) at the distances from x: (n,) for all, or (draws, n)."""
        moved = self.heights[:, :, None] + self.rates[:, :, None] * np.atleast_2d(away)[:, None, :]
        return np.asarray(np.einsum("rk,rkn->rn", self.signs, self.bend(moved)) / np.sqrt(self.signs.shape[1]))

    @property
    def straight(self) -> Array:
        """Where straight lines of these slopes would be 0, (draws,)."""
        return np.asarray(np.abs(self.outputs(0.0)[:, 0]) / np.maximum(self.lengths, 1e-300))

    def turned(self, times: float = 2.0) -> Array:
        """Return whether the sign has turned (draws,) at so many times the distance of the straight line's 0."""
        after = self.outputs(times * self.straight[:, None])[:, 0]
        return np.asarray(self.outputs(0.0)[:, 0] * after < 0)


def draw_lines(d: int, k: int, draws: int, bend: str = "ReLU", way: str = "against the output", seed: int = 0) -> Lines:
    """Draw networks with k units in d dimensions; the way is −sign(f) ∇f, ∇f or a random direction."""
    require_count(1, d=d, k=k, draws=draws)
    require_choice(tuple(BENDS), bend=bend)
    require_choice(WAYS, way=way)
    rng, x, rows = np.random.default_rng([seed, d, k]), np.ones(d), []
    act, slope, _ = BENDS[bend]
    for _ in range(draws):
        W, a = rng.normal(size=(k, d)) / math.sqrt(d), rng.choice([-1.0, 1.0], size=k)
        z = W @ x
        gradient = (a * slope(z)) @ W / math.sqrt(k)
        u = {"along the gradient": gradient, "random": rng.normal(size=d)}.get(way, -np.sign(a @ act(z)) * gradient)
        rows.append((z, W @ u / max(float(np.linalg.norm(u)), 1e-300), a, np.linalg.norm(gradient)))
    heights, rates, signs, lengths = (np.array(part) for part in zip(*rows, strict=True))
    return Lines(heights, rates, signs, lengths, act, float(np.linalg.norm(x)))


@check("Proposition 79", "mean square of the gradient's length, ReLU, 1,000 networks each; d = 2 to 100, k = 1 to 100, furthest from 1/2",
       "==", kind="Monte Carlo")  # fmt: skip
def check_length(draw: Callable[..., Lines] = draw_lines) -> Measured:
    """Products of different units have the mean 0; a unit's own part is 1/k, half of the time."""
    return furthest(*(three_errors(draw(d, k, 1000).lengths ** 2, 0.5) for d in (2, 10, 100) for k in (1, 10, 100)))


def _longer(factor: float, d: int, k: int, draws: int) -> Lines:
    lines = draw_lines(d, k, draws)
    return replace(lines, rates=factor * lines.rates, lengths=factor * lines.lengths)


check_length.breaks("weights of variance 1", draw=lambda d, k, draws: _longer(math.sqrt(d), d, k, draws))


@check("Proposition 79", "smallest length of a gradient, over √E σ'(N)²; 50 networks each, ReLU and tanh, k = 300, d = 100 and 1,000",
       ">=", 0.6, kind="class bound", only_if="their squares are 1 on average, up to a quarter")  # fmt: skip
def check_least(draw: Callable[..., Lines] = draw_lines, k: int = 300) -> float:
    """Concentration: one x, and networks that are drawn anew."""
    found = np.array([draw(d, k, 50, bend).lengths / BENDS[bend][2] for bend in BENDS for d in (100, 1000)])
    return smallest(found.ravel()) if (np.abs((found**2).mean(axis=1) - 1) < 0.25).all() else math.nan


check_least.breaks("3 units", k=3)


@check("Theorem 78", "share of random networks whose sign has turned after 2|f|/‖∇f‖ along −sign(f) ∇f; k = 300, d = 1,000, 100 networks, "
       "ReLU and tanh, smaller", ">=", 0.99, kind="class bound")  # fmt: skip
def check_turned(draw: Callable[..., Lines] = draw_lines, k: int = 300, way: str = WAYS[0]) -> float:
    """Take the length at which a straight line would be at −f."""
    return smallest([draw(1000, k, 100, bend, way).turned().mean() for bend in BENDS])


check_turned.breaks("3 units", k=3)
check_turned.breaks("along +∇f, as printed", way="along the gradient")
check_turned.breaks("a random direction", way="random")


@check("Theorem 78", "power of d with which the shortest turning step grows relative to the input, median of 200 ReLU networks, k = 100; "
       "d = 25 to 1,600", "==", -0.5, 0.1, kind="rate", only_if="a straight line's way is right to 20 %, mostly")  # fmt: skip
def check_relative(draw: Callable[..., Lines] = draw_lines) -> float:
    """Walk until the sign turns, in steps of 2 % of a straight line's way."""
    sizes, found = (25, 100, 400, 1600), []
    for d in sizes:
        lines = draw(d, 100, 200)
        away = first_turn(lines)
        mostly = np.median(np.abs(away / lines.straight - 1)) < 0.2
        found.append(np.median(away) / lines.size if mostly else math.inf)
    return loglog_slope(sizes, found)


check_relative.breaks("25 dimensions each time", draw=lambda d, k, draws: draw_lines(25, k, draws))
check_relative.breaks("weights of variance 1/d²", draw=lambda d, k, draws: _longer(1 / math.sqrt(d), d, k, draws))


def first_turn(lines: Lines) -> Array:
    """Return how far one must go until the sign turns for the first time, (draws,); infinite beyond 3 straight lines' worth."""
    times = np.arange(1, 151) / 50
    found = lines.outputs(0.0) * lines.outputs(times * lines.straight[:, None]) < 0
    return np.where(found.any(axis=1), times[found.argmax(axis=1)], math.inf) * lines.straight


@erratum(116, "Theorem 78", "share of 1,000 linear f with f(x) > 0 that have f < 0 after some step η of 0.001 to 1,000", ">=", 1.0,
         printed="x + η∇f(x)", corrected="x − η∇f(x)")  # fmt: skip
def erratum_direction() -> tuple[float, float]:
    """Up the gradient a linear f only grows; with σ(z) = z, which the theorem admits, (12.6) is linear."""
    rng = np.random.default_rng(0)
    w, x, eta = rng.normal(size=(1000, 20)), rng.normal(size=(1000, 20)), 10.0 ** np.arange(-3, 4)[:, None]
    x *= np.sign((w * x).sum(axis=1))[:, None]  # so that f(x) > 0
    f, slope2 = (w * x).sum(axis=1), (w * w).sum(axis=1)
    up, down = ((f + sign * eta * slope2 < 0).any(axis=0).mean() for sign in (1, -1))
    return float(up), float(down)


@task(
    "an input without a slope",
    right="Right: all units are off there, and around it. So x must be chosen before the weights.",
)
def _without_slope(find: Callable[..., Any]) -> str:
    W = np.random.default_rng(8).normal(size=(40, 50)) / math.sqrt(50)
    x = numbers(find(W.copy()))
    if x.shape != (50,):
        return f"One input is asked for, of shape (50,); yours has the shape {x.shape}."
    if not np.isclose(np.linalg.norm(x), math.sqrt(50)):
        return f"Its length should be √d = {math.sqrt(50):.3g}, and is {np.linalg.norm(x):.3g}."
    on = W @ x
    if (on < -1e-9).all():
        return ""
    if (np.abs(on) < 1e-9).all():
        return "All units stand at their kink there. Go on, until they are really off."
    return f"{int((on > 0).sum())} of the 40 units are on there, and each of them adds its slope."
