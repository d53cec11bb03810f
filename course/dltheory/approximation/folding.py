"""Section 8, folding: units of one layer add affine pieces, layers multiply them. Everything happens on [0, 1]."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from .. import plotting
from ..evidence import check, erratum, largest, smallest
from ..interactive import Explorer, Panel, explore, slider, switch
from ..numerics import Array
from ..tasks import numbers, recognize, task
from ..validation import require_count, require_positive, require_rising, require_shape
from ._common import Function, relu

#: A ReLU network: pairs (W, b) with W of shape (outputs, inputs), ReLUs between them and none after the last.
Layers = list[tuple[Array, Array]]
#: A continuous piecewise affine function on [0, 1]: knots (p + 1,) from 0 to 1 and its values there.
Polyline = tuple[Array, Array]
HALF: Polyline = (np.array([0.0, 1.0]), np.array([0.5, 0.5]))


def tent_network(k: int, slope: float = 2.0) -> Layers:
    """Build the map x -> slope * min(x, 1 - x), composed k times, in k hidden layers of two units. Right on [0, 1]."""
    require_count(k=k)
    require_positive(slope=slope)
    copy, fold, kinks = np.ones((2, 1)), slope * np.array([[1.0, -2.0]]), np.array([0.0, -0.5])
    return [(copy, kinks), *[(copy @ fold, kinks)] * (k - 1), (fold, np.zeros(1))]


def rectify(x: Array, z: Array) -> tuple[Array, Array]:
    """Apply the ReLU to affine pieces: knots x (p + 1,), values z (p + 1, m); new knots where a value crosses zero."""
    row, unit = np.nonzero(z[:-1] * z[1:] < 0)
    share = z[row, unit] / (z[row, unit] - z[row + 1, unit])
    finer = np.union1d(x, x[row] + share * np.diff(x)[row])
    finer = finer[np.diff(finer, prepend=-1.0) > 1e-9]  # one kink that two units share, seen twice by rounding
    finer[-1] = 1.0
    return finer, relu(np.column_stack([np.interp(finer, x, column) for column in z.T]))


def trace(layers: Layers) -> Iterator[tuple[Array, Array]]:
    """Yield the outputs of each layer on [0, 1] as knots (p + 1,) and values (p + 1, m): exact, nothing is sampled."""
    x, h = HALF[0], HALF[0][:, None]
    for index, (W, b) in enumerate(layers, start=1):
        if np.shape(W) != (len(b), h.shape[1]):
            raise ValueError(f"layers must fit: W number {index} must be ({len(b)}, {h.shape[1]}), got {np.shape(W)}")
        x, h = rectify(x, h @ W.T + b) if index < len(layers) else (x, h @ W.T + b)
        yield x, h


def polyline(layers: Layers) -> Polyline:
    """Return the knots and values on [0, 1] of a ReLU network R -> R."""
    *_, (x, y) = trace(layers)
    return x, y[:, 0]


def count_pieces(x: Array, y: Array) -> Array:
    """Count the affine pieces of functions given by their knots x (p + 1,) and values y (p + 1,) or (p + 1, m)."""
    require_rising(x=x)
    require_shape(*(len(x), None)[: np.ndim(y)], y=y)
    slopes = np.diff(y.T) / np.diff(x)
    kinks = np.abs(np.diff(slopes)) > 1e-6 * np.abs(slopes).max(axis=-1, keepdims=True)
    return np.asarray(kinks.sum(axis=-1) + 1)


def l1_distance(f: Polyline, g: Polyline) -> float:
    """Return the integral over [0, 1] of the absolute difference of two polylines, piece by piece and so exactly."""
    x = np.union1d(f[0], g[0])
    gap = np.interp(x, *f) - np.interp(x, *g)
    left, right = np.abs(gap[:-1]), np.abs(gap[1:])
    meet = (left**2 + right**2) / np.maximum(2 * (left + right), 1e-300)  # twice a triangle where the two cross
    return float(np.where(gap[:-1] * gap[1:] < 0, meet, (left + right) / 2) @ np.diff(x))


def first_teeth(target: Polyline, units: int) -> Polyline:
    """Follow the first pieces of a zigzag, then stay at mid-height: one hidden layer, one unit for each segment."""
    x, y = target
    if units >= len(x) - 1:
        return target
    turn, level = x[units - 2 : units].mean(), y[units - 2 : units].mean()
    return np.array([*x[: units - 1], turn, 1.0]), np.array([*y[: units - 1], level, level])


def random_layers(widths: Sequence[int], rng: np.random.Generator) -> Layers:
    """Draw a ReLU network with normal weights; the kinks of its first layer are uniform in [0, 1]."""
    for m in widths:
        require_count(widths=m)
    pairs = itertools.pairwise([1, *widths, 1])
    layers = [(rng.normal(size=(n, m)) * math.sqrt(2 / m), rng.normal(size=n)) for m, n in pairs]
    return [(layers[0][0], -layers[0][0][:, 0] * rng.random(len(layers[0][0]))), *layers[1:]]


def small_networks(L: int, f: Polyline, draws: int = 5, seed: int = 0) -> Iterator[Polyline]:
    """Yield networks of at most 2^L units in L layers: the constant 1/2, f's first teeth, folded tents, random fits."""
    rng, grid = np.random.default_rng(seed), np.linspace(0, 1, 2049)
    yield from (HALF, first_teeth(f, 2**L), polyline(tent_network(L)))
    splits = [cuts for parts in range(L) for cuts in itertools.combinations(range(1, 2**L), parts)]
    for cuts in splits * draws:
        *_, (x, h), _ = trace(random_layers(np.diff([0, *cuts, 2**L]).tolist(), rng))
        features = np.column_stack([np.ones_like(grid), *(np.interp(grid, x, unit) for unit in h.T)])
        weights = np.linalg.lstsq(features, np.interp(grid, *f))[0]
        yield x, weights[0] + h @ weights[1:]


@check("Proposition 31", "for the ReLU: most pieces of σ(f) for each piece of f, 200 random zigzags f of 1 to 8 pieces; attained",
       "==", 2.0, kind="class bound")  # fmt: skip
def check_relu_doubles(activate: Callable[[Array, Array], tuple[Array, Array]] = rectify, seed: int = 0) -> float:
    """Count pieces before and after a ReLU, on zigzags that cross zero in each piece; return the largest ratio."""
    rng, ratios = np.random.default_rng(seed), []
    for pieces in np.arange(200) % 8 + 1:
        x = np.linspace(0, 1, pieces + 1)
        z = ((0.5 + rng.random(pieces + 1)) * (-1.0) ** np.arange(pieces + 1))[:, None]
        ratios.append(count_pieces(*activate(x, z))[0] / pieces)
    return largest(ratios)


check_relu_doubles.breaks("clipped at 0.2", activate=lambda x, z: rectify((up := rectify(x, z))[0], 0.2 - up[1]))


@check("Proposition 31", "each bend of f₁ or f₂ begins one piece of f₁ + f₂: largest miscount, 200 pairs of random zigzags",
       "==", 0.0, kind="class bound")  # fmt: skip
def check_sums_add(combine: Callable[[Array, Array], Array] = np.add, seed: int = 0) -> float:
    """Count pieces on all knots of both zigzags and on the places where they cross; one piece for each bend, and one."""
    rng, beyond = np.random.default_rng(seed), []
    for p, q in rng.integers(1, 9, size=(200, 2)):
        knots = [np.array([0, *np.sort(rng.random(n - 1)), 1]) for n in (p, q)]
        f, g = ((x, rng.normal(size=len(x))) for x in knots)
        x = np.union1d(*knots)
        gap = np.interp(x, *f) - np.interp(x, *g)
        cross = (gap[:-1] * gap[1:] < 0).nonzero()[0]
        x = np.union1d(x, x[cross] + np.diff(x)[cross] * gap[cross] / (gap[cross] - gap[cross + 1]))
        beyond.append(abs(count_pieces(x, combine(np.interp(x, *f), np.interp(x, *g))) - (p + q - 1)))
    return largest(beyond)


check_sums_add.breaks("the larger of the two instead of their sum", combine=np.maximum)


@check("Lemma 32", "largest share of the bound that a unit or output beyond layer 1 reaches, 200 random networks",
       "<=", 1.0, kind="class bound", only_if="the count finds 256 pieces of Δ⁸")  # fmt: skip
def check_piece_bound(count: Callable[[Array, Array], Array] = count_pieces, relus: int = 1, seed: int = 0) -> float:
    """Count pieces in networks of two to four layers of one to six units; return the largest share of the bound."""
    rng, shares = np.random.default_rng(seed), []
    for _ in range(200):
        widths = rng.integers(1, 7, size=rng.integers(2, 5)).tolist()
        *units, output = (count(x, y) for x, y in trace(random_layers([relus * m for m in widths], rng)))
        shares += [found.max() / (2**i * math.prod(widths[: i - 1])) for i, found in enumerate(units, start=1) if i > 1]
        shares.append(output[0] / (2 * sum(widths) / len(widths)) ** len(widths))
    return largest(shares) if count(*polyline(tent_network(8))) == 2**8 else math.nan


check_piece_bound.breaks("three ReLUs counted as one unit", relus=3)
check_piece_bound.breaks("a count that stops at two pieces", count=lambda x, y: np.minimum(count_pieces(x, y), 2))


@check("Theorem 30", "smallest ∫|f − g| as a multiple of its bound ¼ − (P − 1)/2ᵏ⁺¹, k = L² + 2; 179 networks g of at most 2ᴸ units "
       "in at most L layers, L = 1, 2, 3, and one layer of half the pieces of f; P pieces of g, counted; g = ½ attains it",
       ">=", 1.0, 1e-9, kind="class bound", given=("networks",), only_if="for each L there are some")  # fmt: skip
def check_small_networks(target: Callable[..., Layers] = tent_network, networks: Any = small_networks) -> float:
    """Measure exact distances, each in units of the larger of g's own bound and the one that its size gives."""
    ratios = []
    for L, least in ((1, 1 / 16), (2, 1 / 8), (3, 1 / 8)):
        f, k = polyline(target(L**2 + 2)), L**2 + 2
        held = [*((g, least) for g in networks(L, f)), (first_teeth(f, 2 ** (k - 1)), 0.0)]
        if len(held) == 1:
            return math.nan
        ratios += [l1_distance(f, g) / max(0.25 - (count_pieces(*g) - 1) / 2 ** (k + 1), low) for g, low in held]
    return smallest(ratios)


check_small_networks.breaks("one layer, a unit for every piece", networks=lambda L, f: [first_teeth(f, 2**11)])
check_small_networks.breaks("one fold too few", target=lambda k: tent_network(k - 1))
check_small_networks.breaks("tents of height 0.95", target=lambda k: [*tent_network(k)[:-1], tent_network(k, 1.9)[-1]])


@erratum(48, "Theorem 30, proof", "by arithmetic, triangles left at L = 2, where the next line says 15.5", "==", 15.5,
         printed="from the 2^(L²+2) − 1 triangles subtract 2·2ᴸ, halve",
         corrected="subtract 2·2^(L²), halve")  # fmt: skip
def erratum_surviving_triangles() -> tuple[float, float]:
    """The small network has up to 2^(L^2) pieces, and not as many as it has units."""
    return (2**6 - 1 - 2 * 2**2) / 2, (2**6 - 1 - 2 * 2**4) / 2


def draw_depth(panel: Panel, beside: Panel, folds: int, units: int, low: bool) -> dict[str, Any]:
    """Draw the folded tent with a shallow network, and the distance of shallow networks against their size."""
    target = polyline(tent_network(folds, 1.4 if low else 2.0))
    fit, sizes = first_teeth(target, units), np.unique(np.geomspace(2, 600, 40).astype(int))
    distance = np.array([l1_distance(target, first_teeth(target, m)) for m in sizes.tolist()])
    limit = np.maximum(0.25 - sizes / 2 ** (folds + 1), 0)  # m units make at most m + 1 pieces
    panel.axes(xlabel="x", ylabel="value", xlim=(0, 1), ylim=(-0.05, 1.1))
    panel.line("deep", *target, color=plotting.TARGET, linewidth=3.5 if folds < 6 else 1)
    panel.line("one layer", *fit, color=plotting.MEASURED, linewidth=1.5)
    panel.note(f"grey: deep, {len(target[0]) - 1} pieces, {2 * folds} units\nblue: one layer, {units} units")
    beside.axes(xlabel="units m of one layer", ylabel="∫|deep − one layer|", xscale="log", ylim=(-0.01, 0.3))
    beside.rule("the constant 1/2", y=l1_distance(target, HALF), color=plotting.SECOND, linestyle=":")
    beside.line("one layer", sizes, distance, color=plotting.MEASURED)
    beside.line("bound", sizes, limit, color=plotting.BOUND, linestyle="--")
    beside.points("here", [units], [l1_distance(target, fit)], color=plotting.MEASURED)
    verdict = "broken" if (distance < limit - 1e-9).any() else "holds"
    words = f"blue: follow the teeth, then mid-height; dotted: that alone\ndashed: bound for any one layer, {verdict}"
    beside.note(words)
    return {"target": target[1], "fit": fit[1], "sizes": sizes, "distance": distance, "bound": limit}


def explore_depth() -> Explorer:
    """Explore folding against width: number of folds, shallow units, and a tent too low to fold the interval."""
    return explore(
        draw_depth, panels=2, size=(9.0, 3.6), folds=slider(1, 9, "folds (layers) k", value=5),
        units=slider(2, 128, "units of the one-layer network", value=8), low=switch("break it: a tent of slope 1.4"),
        storyboard=[{"folds": 3, "units": 5}, {"folds": 7, "units": 16}, {"folds": 7, "units": 16, "low": True}],
        alt="The folded tent with a one-layer network, and the distance of one-layer networks against their size",
    )  # fmt: skip


@task("tent of the tent",
      right="Yes: two tents, each half as wide as the first and just as high. Was it what you drew?")  # fmt: skip
def _twice(f: Function) -> str:
    x = np.linspace(0, 1, 65)
    once, y = np.minimum(2 * x, 2 - 2 * x), numbers(f(x))
    if y.shape != x.shape:
        return "The function should return one number for each entry of x."
    slips = [
        (np.interp(once, x, once), ""),
        (2 * once, "This is twice the tent: the height doubles. Hand the *output* of the first fold to a second one."),
        (once**2, "This multiplies two tents. A composition hands the output of the first to the second."),
    ]
    return recognize(y, slips, "At x = 1/8 one fold gives 1/4. What should a second one make of that?")


_LEAN, _ZIG, _TENT = ([0, 0.5, 1], [0, 1, 0.5]), ([0, 0.25, 0.5, 1], [0, 0.75, 0.25, 1]), ([0, 0.5, 1], [0, 1, 0])


def _two(given: tuple[Any, Any], f: Any, g: Any, name: str, one: str, other: str) -> str:
    x, said = np.linspace(0, 1, 97), numbers(given)
    if said.shape != (2,) or not np.isfinite(said).all():
        return "Two numbers are asked for, such as 2 and 5."
    right = np.array([count_pieces(x, np.interp(np.interp(x, *inner), *outer)) for inner, outer in ((g, f), (f, g))])
    slips = [
        (right, ""),
        (right[::-1], f"The right two numbers, the other way round: in {name}, what stands inside acts first."),
        (right - 1, "Those are the bends; b bends separate b + 1 pieces."),
    ]
    return recognize(said, slips, one if said[0] != right[0] else other)


@task("two compositions", right="Yes. Whole range: everything is replayed. Half of the range: only that half.")
def _leaning(first: float, second: float) -> str:
    one = "F(lean(x)): the second piece of lean runs from 1 back to ½ only. What does F do between ½ and 1?"
    other = "lean(F(x)): both pieces of F run through all of [0, 1]. What does each replay?"
    return _two((first, second), _TENT, _LEAN, "F(lean(x))", one, other)


@task("lopsided compositions", right="Yes: a piece is cut where it *passes* a bend of what follows; ends do not count.")
def _lopsided(first: float, second: float) -> str:
    one = "lean(zig(x)): lean bends at the height ½ only. Which of the three pieces of zig pass that height?"
    other = "zig(lean(x)): zig bends at ¼ and ½. Which of the two does each piece of lean pass, not merely reach?"
    return _two((first, second), _LEAN, _ZIG, "lean(zig(x))", one, other)


@task("copies", right="Yes: each of the N pieces becomes N, at every further layer.")
def _copies(formula: Callable[[int, int], Any]) -> str:
    x = y = np.linspace(0, 1, 27001)  # holds every kink below
    answers = {(n, k): numbers(formula(n, k)) for n in (2, 3, 5) for k in (1, 2, 3)}
    if any(answer.ndim or np.isnan(answer) for answer in answers.values()):
        return "The formula should return one number."
    hints: dict[float, str] = {
        15: "That adds copies; a layer makes copies of copies.", 243: "Base and exponent are exchanged.",
        8: "That is the tent's count; it must grow with N.", 124: "Those are the bends; there is one piece more.",
        25: "One layer has N pieces already.", 625: "One layer has N pieces, not N².",
    }  # fmt: skip
    hint = hints.get(float(answers[5, 3]), "")
    for (n, k), answer in answers.items():
        y = np.abs((n * (x if k == 1 else y) + 1) % 2 - 1)
        if answer != (pieces := int(count_pieces(x, y))):
            return f"N = {n}, k = {k}: measured {pieces} pieces, your formula says {answer:g}. {hint}".rstrip()
    return ""
