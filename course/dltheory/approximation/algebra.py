"""Section 4, algebras: what the theorem of Stone and Weierstrass needs, and what happens without it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.polynomial.chebyshev import Chebyshev, chebvander

from .. import plotting
from ..evidence import check, largest
from ..numerics import Array
from ..tasks import numbers, recognize, task
from ._common import Activation, best_uniform_fit
from .stairs import ramp

#: From a size n and p points x of [0, 1] to the values (p, n) of n functions that span a part of the family.
Family = Callable[[int, Array], Array]

#: For each condition of Theorem 24 a family that lacks this one only, and one that has all four.
FAMILIES: dict[str, Family] = {
    "without i: spikes": lambda n, x: np.eye(len(x))[:, np.linspace(0, len(x) - 1, n).astype(int)],
    "without ii: f(0) = 0": lambda n, x: x[:, None] * chebvander(2 * x - 1, n - 1),
    "without iii: f(x) = f(1 − x)": lambda n, x: chebvander(2 * x - 1, 2 * n - 2)[:, ::2],
    "without iv: straight lines": lambda n, x: np.outer(x, np.arange(n)) + 1.0,
    "all four: cosine units": lambda n, x: np.cos(np.pi * np.outer(x, np.arange(n))),
}
SPIKES, VANISHING, SYMMETRIC, LINES, COSINES = FAMILIES.values()
GRID = np.linspace(0, 1, 401)


def parabola(x: Array) -> Array:
    """Return 1 + 3x - 2x^2, the target of the whole section."""
    return np.asarray(1 + 3 * x - 2 * x**2)


def smallest_errors(family: Family, sizes: Sequence[int] = (2, 4, 8, 16)) -> Array:
    """Return the best sup error of a family for the parabola, for each of its sizes, by linear programming."""
    return np.array([best_uniform_fit(family(n, GRID), parabola(GRID))[1] for n in sizes])


@check("Theorem 24", "largest best sup error of n cosine units over 1/(2n), n = 1, 2, 4, 8, 16: at most 0.83 for a kink, 1 for a ramp "
       "(n = 1), 1 for a triangle wave of n half-periods, 0.65, 1, 0.65 for three of n − 1, shifted",
       "<=", 1.0, 1e-5, kind="instance", only_if="the units are n")  # fmt: skip
def check_cosine_network(family: Family = COSINES) -> float:
    """Measure the best fits of targets with slopes up to 1; polynomials would do worse than 1 on the shifted waves."""
    x, found = np.linspace(0, 1, 193), []
    for n in (1, 2, 4, 8, 16):
        shifted = [np.abs((x * (n - 1) + s) % 2 - 1) / (n - 1) for s in (1 / 4, 1 / 2, 3 / 4) if n > 1]
        for y in (np.abs(x - 1 / 3), ramp(x), np.abs((x * n) % 2 - 1) / n, *shifted):
            units = family(n, x)
            found.append(best_uniform_fit(units, y)[1] * 2 * n if units.shape[1] == n else math.nan)
    return largest(found)


@check("Theorem 24", "residual of the best fit of σ(2z)² and σ(2z + 1)σ(z) by 15 units, over that of a constant (σ: cos unless handed)",
       "<=", 0.0, 1e-9, kind="instance", only_if="neither product is constant")  # fmt: skip
def check_product_of_cosines(activation: Activation = np.cos) -> float:
    """Fit products of two units by units with the weights 0 to 4 and the biases -1, 0, 1, on 201 points of [-1, 1]."""
    z, ratios = np.linspace(-1, 1, 201), []
    units = np.column_stack([activation(np.outer(z, np.arange(5)) + b) for b in (-1, 0, 1)])
    for product in (activation(2 * z) ** 2, activation(2 * z + 1) * activation(z)):
        constant = float(np.ptp(product)) / 2
        ratios.append(best_uniform_fit(units, product)[1] / constant if constant > 1e-9 else np.nan)
    return largest(ratios)


@check("Theorem 24", "sup error of 12 spikes on 401 points less that on their 12", "==", 17 / 8, 1e-6, kind="instance")
def check_without_continuity(family: Family = SPIKES) -> float:
    """Fit the parabola by spikes: perfect where they stand, as bad as zero in between."""
    features, y, at = family(12, GRID), parabola(GRID), np.linspace(0, 400, 12).astype(int)
    return best_uniform_fit(features, y)[1] - best_uniform_fit(features[at], y[at])[1]


@check("Theorem 24", "least sup error of 2, 4, 8, 16 functions without ii, iii, iv: its largest distance from the floors "
       "1, 1/2, 1/4", "<=", 0.0, 1e-6, kind="instance")  # fmt: skip
def check_floors(ii: Family = VANISHING, iii: Family = SYMMETRIC, iv: Family = LINES) -> float:
    """Fit the parabola by functions that vanish at 0, by symmetric ones, and by straight lines."""
    return largest([abs(smallest_errors(f).min() - floor) for f, floor in ((ii, 1), (iii, 1 / 2), (iv, 1 / 4))])


check_cosine_network.breaks("even frequencies only", family=lambda n, x: COSINES(2 * n, x)[:, ::2])
check_product_of_cosines.breaks("tanh in place of the cosine", activation=np.tanh)
check_without_continuity.breaks("cosine units, which are continuous", family=COSINES)
check_floors.breaks("ii given back: the constant", ii=lambda n, x: np.column_stack([VANISHING(n, x), x**0]))
check_floors.breaks("iii given back: odd powers", iii=lambda n, x: chebvander(2 * x - 1, 2 * n - 1))
check_floors.breaks("iv given back: products", iv=lambda n, x: np.hstack([LINES(n, x), LINES(n, x)[:, 1:] ** 2]))


def plot_counterexamples() -> dict[str, Array]:
    """Draw the best sup error against the number of functions: one condition dropped at a time, and none."""
    sizes, drawn = (1, 2, 3, 4, 6, 8, 12, 16, 24), {}
    fig, ax = plotting.figure(height=3.6)
    colors = (plotting.FOURTH, plotting.SECOND, plotting.THIRD, "black", plotting.MEASURED)
    for (name, family), color, marker in zip(FAMILIES.items(), colors, "Ds^vo", strict=True):
        drawn[name] = smallest_errors(family, sizes)
        plotting.measured(ax, sizes, drawn[name], label=name, color=color, marker=marker)
    ax.plot([1, 24], [9 / 16, 9 / 16], ":", color=plotting.TARGET, zorder=0)
    ax.text(10, 0.6, "best constant", color=plotting.TARGET)
    plotting.log_axes(ax, [1, 2, 4, 8, 16])
    ax.set_xlim(0.9, 200)
    plotting.label_axes(ax, "number of functions combined", "best sup error")
    plotting.describe(fig, "Best sup error against the number of functions, log axes. Flat: spikes at 17/8, functions "
                      "with f(0) = 0 at 1, symmetric ones at 1/2, lines at 1/4. Only the curve of the cosine units "
                      "falls, to 0.01 at 24 units.")  # fmt: skip
    return {"sizes": np.array(sizes, dtype=float), **drawn}


@task("the floor of symmetric functions", right="Right: nothing but pairs of values is needed to find it.")
def _floor(answer: Any) -> str:
    targets = [Chebyshev(c, domain=[0, 1]) for c in np.random.default_rng(0).normal(size=(5, 8))]
    found, y = np.array([numbers(answer(g)) for g in targets]), np.array([g(np.linspace(0, 1, 1001)) for g in targets])
    if found.shape != (5,):
        return "The function should return one number for each g."
    right = np.abs(y - y[:, ::-1]).max(axis=1) / 2
    slips = [
        (right, ""),
        (2 * right, "Twice too much: the one value that serves both points may lie halfway between."),
        (np.abs(y[:, -1] - y[:, 0]) / 2, "That looks at the two ends only; x and 1 − x may differ more elsewhere."),
        (np.ptp(y, axis=1) / 2, "That is the best constant's error. Which values do symmetric functions tie together?"),
    ]
    otherwise = f"For one g it says {found[0]:.5g}, where symmetric functions come as close as {right[0]:.5g}."
    return recognize(found, slips, otherwise, rtol=2e-3)
