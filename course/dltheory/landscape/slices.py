"""Section 9, slices: what two directions out of many show of a loss, and what rescaling a ReLU network does to the picture."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .. import plotting
from ..evidence import Measured, check, furthest, three_errors
from ..interactive import Explorer, Panel, choice, explore, slider
from ..numerics import Array
from ..tasks import numbers, task
from ..validation import require_choice, require_count
from .paths import says, small_nets, small_sample

Plane = Callable[[int, np.random.Generator], Array]
SPAN, LOW, HIGH = np.linspace(-1, 1, 25), -1.5, 3.0
DIRECTIONS = ("same size in every weight", "unit by unit")
WHERE = ("the whole layer", "every second unit")


def random_plane(d: int, rng: np.random.Generator) -> Array:
    """Return two orthonormal directions (2, d), drawn uniformly."""
    require_count(2, d=d)
    return np.asarray(np.linalg.qr(rng.normal(size=(d, 2)))[0].T)


def planes_that_fall(curvatures: Array, n: int, rng: np.random.Generator, plane: Plane = random_plane) -> Array:
    """Return for each of n planes whether Σ λᵢxᵢ², with the curvatures λ (d,), falls somewhere on it, as 0 or 1 (n,)."""
    planes = np.array([plane(len(curvatures), rng) for _ in range(n)])
    return np.asarray((np.linalg.eigvalsh(planes * curvatures @ planes.transpose(0, 2, 1))[:, 0] < 0).astype(float))


@check("Slices of a saddle", "share of random planes on which a saddle with one falling direction out of d falls somewhere, against 2^(−(d−2)/2); "
       "d = 4, 6, 10, 14, 4,000 planes each, furthest in standard errors", "==", kind="Monte Carlo", only_if="planes are spanned by orthonormal pairs")  # fmt: skip
def check_planes(plane: Plane = random_plane, sizes: Sequence[int] = (4, 6, 10, 14)) -> Measured:
    """Planes must be orthonormal pairs in d dimensions."""
    found = []
    for d in sizes:
        one = plane(d, np.random.default_rng(d))
        fine = one.shape == (2, d) and np.allclose(one @ one.T, np.eye(2))
        falls = planes_that_fall(np.append(np.ones(d - 1), -1.0), 4000, np.random.default_rng(d), plane)
        found.append(three_errors(falls if fine else falls * math.nan, 2.0 ** (-(d - 2) / 2)))
    return furthest(*found)


check_planes.breaks("two of the axes", plane=lambda d, rng: np.eye(d)[rng.permutation(d)[:2]])
check_planes.breaks("entries drawn from [0, 1]", plane=lambda d, rng: np.linalg.qr(rng.uniform(size=(d, 2)))[0].T)
check_planes.breaks("one dimension fewer", plane=lambda d, rng: np.pad(random_plane(d - 1, rng), ((0, 0), (1, 0))))


def pictured() -> Array:
    """Return a ReLU network (75, 16) of 16 units, trained on 300 digits with the square loss."""
    return np.asarray(small_nets(16, pairs=1, n=300)[0, 0])


def rescaled(net: Array, factors: Array) -> Array:
    """Return a network (75, h) with the same outputs: what enters unit j times factors[j] > 0 (h,), what leaves it divided by it."""
    if np.shape(factors) != net.shape[1:] or not np.all(np.asarray(factors) > 0):
        raise ValueError(f"factors must be {net.shape[1]} positive numbers, got {factors!r}")
    return np.vstack([net[:65] * factors, net[65:] / factors])


def unit_by_unit(net: Array, noise: Array) -> Array:
    """Return the direction (75, h) whose part at each unit, hidden or output, is as long as the unit's own weights."""

    def lengths(M: Array) -> Array:
        into, out = np.linalg.norm(M[:65], axis=0), np.linalg.norm(M[65:], axis=1)
        return np.vstack([0 * M[:65] + into, 0 * M[65:] + out[:, None]])

    return noise * lengths(net) / lengths(noise)


def same_size(net: Array, noise: Array) -> Array:
    """Return the direction as drawn, times the size of a typical weight of the network as trained, whatever net is."""
    return np.asarray(noise * math.sqrt(np.mean(pictured() ** 2)))


def picture(net: Array, direction: Callable[[Array, Array], Array] = unit_by_unit, span: Array = SPAN) -> Array:
    """Return the loss (len(span), len(span)) on 100 of 300 digits around a network: columns along one direction, rows along another."""
    (X, Y), noise = (part[:100] for part in small_sample(300)), np.random.default_rng(3).normal(size=(2, *net.shape))
    one, other = (direction(net, part) for part in noise)
    s, t = (grid.reshape(-1, 1, 1) for grid in np.meshgrid(span, span))
    into = [X @ part[:64] + part[64] for part in (net, one, other)]
    said = np.maximum(into[0] + s * into[1] + t * into[2], 0) @ (net + s * one + t * other)[:, 65:].transpose(0, 2, 1)
    return np.asarray(((said - Y) ** 2).sum(axis=2).mean(axis=1).reshape(len(span), len(span)))


@check("Filter normalization", "largest relative change of the picture (7 × 7 points) when the hidden layer is multiplied by 8, what leaves it divided by 8; 16 ReLU units", "<=", 0.0, 1e-9,
       kind="construction", digits=1, only_if="random directions are as long as the weights, unit by unit, and those that are not change the picture by half")  # fmt: skip
def check_rescaled(direction: Callable[[Array, Array], Array] = unit_by_unit, every: int = 1) -> float:
    """The whole layer: every = 1; only every second unit: every = 2."""
    factors, span, net = np.ones(16), np.linspace(-1, 1, 7), pictured()
    noise, factors[::every] = np.random.default_rng(0).normal(size=net.shape), 8.0
    D = direction(net, noise)
    along, size, length = (np.append(M[:65].sum(axis=0), M[65:].sum(axis=1)) for M in (D * noise, noise**2, net**2))
    if not (np.allclose(along, np.sqrt(size * length)) and math.isclose(np.sum(D * D), np.sum(net * net))):
        return math.nan
    changes = []
    for way in (direction, same_size):
        before, after = (picture(one, way, span) for one in (net, rescaled(net, factors)))
        changes.append(np.abs(after / before - 1).max() if np.ptp(before) > 0.5 else math.nan)
    return float(changes[0]) if changes[1] > 0.5 else math.nan


check_rescaled.breaks("weight by weight", direction=lambda net, noise: noise * np.abs(net))
check_rescaled.breaks(
    "the neighbour's length", direction=lambda net, noise: unit_by_unit(np.roll(net, 1, axis=1), noise)
)
check_rescaled.breaks("every second unit", every=2)
check_rescaled.breaks("one length for all", direction=lambda net, noise: noise * np.linalg.norm(net) / 35)


def draw_slice(surface: Panel, cut: Panel, directions: str, factor: float, where: str) -> dict[str, Any]:
    """Draw the loss around a network after rescaling, as colours, and along one direction as a curve beside the first one."""
    require_choice(WHERE, where=where)
    way, factors = (same_size, unit_by_unit)[DIRECTIONS.index(directions)], np.ones(16)
    factors[:: 1 + WHERE.index(where)] = factor
    net = rescaled(pictured(), factors)
    values, before = picture(net, way), picture(pictured(), way)[12]
    surface.axes(xlabel="along direction 1", ylabel="along direction 2", xlim=(-1, 1), ylim=(-1, 1))
    surface.ax.grid(False)
    surface.image("loss", np.log10(values), (-1, 1, -1, 1), cmap="cividis", vmin=LOW, vmax=HIGH)
    surface.points("network", [0], [0], color="white", marker="x")
    cut.axes(xlabel="along direction 1", ylabel="loss", xlim=(-1, 1), ylim=(10**LOW, 10**HIGH), yscale="log")
    cut.line("first", SPAN, before, label="as trained", color=plotting.TARGET, linewidth=3)
    cut.line("now", SPAN, values[12], label="rescaled" if factor != 1 else False, color=plotting.MEASURED)
    surface.note(f"log₁₀ of the loss: yellow is {HIGH:g}, dark −{-LOW:g}")
    X, Y = small_sample(300)
    cut.note(f"the same function: {np.mean(says(net, X).argmax(axis=1) == Y.argmax(axis=1)):.0%} right")
    return {"surface": values, "cut": values[12], "factors": factors}


def explore_slice() -> Explorer:
    """Build the explorer of a slice through the loss around a rescaled network."""
    return explore(
        draw_slice, panels=2, size=(9.0, 3.8), directions=choice(DIRECTIONS, "directions"),
        factor=slider(0.2, 10.0, "factor of the hidden units", value=1.0, log=True), where=choice(WHERE, "which units"),
        caption=lambda directions, factor, where: f"{directions}; {where} times {factor:.2g}",
        storyboard=[{"factor": 5.0}, {"directions": DIRECTIONS[1], "factor": 5.0}, {"directions": DIRECTIONS[1], "factor": 5.0, "where": WHERE[1]}],
        alt="Left the loss around a network in two directions, of one size or sized unit by unit; right a cut through it, and the one before all, or "
        "every second one, of the hidden units were rescaled",
    )  # fmt: skip


@task("a sharp twin", right="Right: not one output has changed, and the loss is over a hundred times as curved. So sharpness alone makes no network good or bad.")  # fmt: skip
def _twin(make: Callable[..., Any]) -> str:
    net = pictured()
    said, shapes = make(net[:64].copy(), net[64].copy(), net[65:].copy()), [(64, 16), (16,), (10, 16)]
    if not (isinstance(said, tuple | list) and [numbers(part).shape for part in said] == shapes):
        return "Return W, b and V in their old shapes, {}, {} and {}.".format(*shapes)
    twin, x = np.vstack([numbers(part) for part in said]), np.random.default_rng(2).normal(size=(50, 64))
    c = twin[0] / net[0]
    if not np.allclose(says(twin, x), says(net, x), rtol=1e-6, atol=1e-9):
        with_bias = np.vstack([twin[:64], net[64:65] * c, twin[65:]])
        why = "What enters a unit times c, what leaves it divided by c: which axis of V belongs to the unit?"
        if np.array_equal(twin[65:], net[65:]):
            why = "V is what it was: what leaves a unit has to be divided by c."
        elif (c < 0).any():
            why = "relu(cz) = c relu(z) holds for c > 0 only."
        elif np.allclose(says(with_bias, x), says(net, x), rtol=1e-6):
            why = "relu(cz) = c relu(z) holds for the whole z = xW + b. What about b?"
        return f"Some outputs have changed. {why}"
    X, _ = small_sample(300)  # along V the loss is a quadratic, with the curvatures 2 HᵀH/n of the hidden outputs H
    new, old = (np.linalg.norm(np.maximum(X @ one[:64] + one[64], 0), 2) ** 2 for one in (twin, net))
    words = f"The outputs are the same, but along V the curvature is {new / old:.3g} times the old one. What V is multiplied with must grow: by how much?"
    return words if new < 99.9 * old else ""
