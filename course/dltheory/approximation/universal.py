"""Chapter 1, approximation, first half: which functions can a network represent at all?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, special

from .. import plotting
from ..evidence import Erratum, Evidence, check, erratum, loglog_slope, variant
from ..interactive import Explorer, Panel, choice, explore, parse_function, slider, switch, text

Array = NDArray[Any]
Function = Callable[[Array], Array]
Activation = Callable[[ArrayLike], Any]
Network = tuple[Array, Array, Array]


def relu(z: ArrayLike) -> Array:
    """Return max(z, 0) elementwise."""
    return np.maximum(np.asarray(z, dtype=float), 0.0)


def step(z: ArrayLike) -> Array:
    """Return 1 where z >= 0 and 0 elsewhere: the threshold unit."""
    return np.where(np.asarray(z) >= 0, 1.0, 0.0)


def chebyshev_points(n: int, low: float = 0.0, high: float = 1.0) -> Array:
    """Return n points of [low, high], both ends among them, that crowd towards the ends.

    A polynomial of degree well below n that is small on them is small on the whole interval.
    """
    return (low + high) / 2 - (high - low) / 2 * np.cos(np.pi * np.arange(n) / (n - 1))


def _require_positive(**values: float) -> None:
    for name, value in values.items():
        if not (isinstance(value, int | float | np.number) and math.isfinite(value) and value > 0):
            raise ValueError(f"{name} must be a finite number above 0, got {value!r}")


def _require_count(least: int = 1, **values: int) -> None:
    for name, value in values.items():
        if not isinstance(value, int | np.integer) or isinstance(value, bool) or value < least:
            raise ValueError(f"{name} must be a whole number of at least {least}, got {value!r}")


def _ceil(ratio: float) -> int:
    # 3 / 0.1 is a shade above 30 in float64; a plain ceiling would spend one node too many.
    return math.ceil(round(ratio, 9))


# --- Section 1: stairs ----------------------------------------------------------------------------------------------


def threshold_network(g: Function, rho: float, eps: float, sample: float = 0.0) -> tuple[Array, Array]:
    """Build the stairs f(x) = sum_i a_i 1[x >= b_i] with ceil(rho/eps) threshold nodes.

    Parameters
    ----------
    g : callable
        Target on [0, 1], elementwise.
    rho : float
        Lipschitz constant of `g`.
    eps : float
        The error wanted.
    sample : float
        Where in each stair, from 0 (its left end) to 1, the target's value is taken.

    Returns
    -------
    a, b : ndarray of shape (ceil(rho/eps),)
        Output weights and thresholds.

    Raises
    ------
    ValueError
        If `rho` or `eps` is not a finite positive number, or `sample` lies outside [0, 1].

    Source: Theorem 14 (Telgarsky 2021).
    """
    _require_positive(rho=rho, eps=eps)
    if not 0 <= sample <= 1:
        raise ValueError(f"sample must lie in [0, 1], got {sample!r}")
    b = np.arange(_ceil(rho / eps)) * (eps / rho)
    heights = g(np.minimum(b + sample * eps / rho, 1.0))
    return np.diff(heights, prepend=0.0), b


def threshold_output(x: ArrayLike, a: Array, b: Array) -> Array:
    """Evaluate sum_i a_i 1[x >= b_i] at points x of shape (n,)."""
    return step(np.asarray(x, dtype=float)[:, None] - b) @ a


def stair_error(g: Function, a: Array, b: Array) -> float:
    """Return sup |f - g| over [0, 1] for the stairs f: on a grid, and just before each new stair."""
    x = np.concatenate([np.linspace(0, 1, 1001), np.nextafter(b[1:], 0), np.nextafter(b[1:], 2)])
    return float(np.abs(threshold_output(x, a, b) - g(x)).max())


def zigzag(rho: float, rng: np.random.Generator, pieces: int = 40) -> Function:
    """Return a random piecewise linear function on [0, 1] with slopes in [-rho, rho]."""
    knots = np.linspace(0, 1, pieces + 1)
    values = np.concatenate([[0.0], np.cumsum(rng.uniform(-rho, rho, pieces) / pieces)])
    return lambda x: np.interp(x, knots, values)


def _ramp(x: Array) -> Array:
    return x


def _wave(x: Array) -> Array:
    return np.sin(2 * np.pi * x) / 4


def _jump(x: Array) -> Array:
    # At an irrational point, where no stair of equal width ever begins.
    return x + step(x - math.sqrt(1 / 3)) / 2


#: The twelve accuracies at which Theorem 14 is tested.
EPS_GRID = np.geomspace(0.3, 0.005, 12)


@check("Theorem 14")
def check_threshold_error(
    network: Callable[..., tuple[Array, Array]] = threshold_network,
    targets: Sequence[tuple[Function, float]] = ((_ramp, 1.0), (_wave, math.pi / 2)),
    seed: int = 0,
) -> Evidence:
    """Measure the largest sup error in units of eps, over 12 values of eps, the targets and 6 random zigzags."""
    rng = np.random.default_rng(seed)
    targets = [*targets, *((zigzag(2.0, rng), 2.0) for _ in range(6))]
    worst = max(stair_error(g, *network(g, rho, eps)) / eps for g, rho in targets for eps in EPS_GRID)
    return Evidence("Theorem 14", "largest sup error of the stairs, in units of ε", worst, "<=", 1.0, 1e-9)


@variant(check_threshold_error, "one node fewer")
def broken_one_node_fewer() -> Evidence:
    """Leave the last threshold node out."""

    def shorter(g: Function, rho: float, eps: float) -> tuple[Array, Array]:
        a, b = threshold_network(g, rho, eps)
        return a[:-1], b[:-1]

    return check_threshold_error(network=shorter)


@variant(check_threshold_error, "half the Lipschitz constant")
def broken_half_the_constant() -> Evidence:
    """Claim that the ramp rises half as fast as it does."""
    return check_threshold_error(targets=[(_ramp, 0.5)])


@variant(check_threshold_error, "a target with a jump")
def broken_jump() -> Evidence:
    """Add a jump to the ramp, which the claimed constant does not know of."""
    return check_threshold_error(targets=[(_jump, 1.0)])


@check("Theorem 14")
def check_threshold_rate(g: Function = _wave, rho: float = math.pi / 2) -> Evidence:
    """Measure the log-log slope of the sup error against the number of nodes."""
    networks = [threshold_network(g, rho, rho / nodes) for nodes in np.geomspace(10, 1000, 12).astype(int).tolist()]
    slope = loglog_slope([len(a) for a, _ in networks], [stair_error(g, a, b) for a, b in networks])
    return Evidence("Theorem 14", "slope of log error against log nodes", slope, "==", -1.0, 0.05)


@variant(check_threshold_rate, "a target that is not Lipschitz")
def broken_rate_of_a_root() -> Evidence:
    """Approximate the square root, whose slope at 0 is infinite: the error falls like the root of the nodes."""
    return check_threshold_rate(np.sqrt, 1.0)


@check("Theorem 14")
def check_midpoint_stairs(sample: float = 0.5) -> Evidence:
    """Measure the error of ten stairs on the ramp when the heights are taken inside the stairs."""
    error = stair_error(_ramp, *threshold_network(_ramp, 1.0, 0.1, sample))
    return Evidence("Theorem 14", "sup error of ten stairs with midpoint heights, g(x) = x", error, "==", 0.05, 1e-9)


@variant(check_midpoint_stairs, "heights from the left ends")
def broken_left_ends() -> Evidence:
    """Take the heights where the proof takes them."""
    return check_midpoint_stairs(sample=0.0)


@erratum(29, "Section 3.1")
def erratum_uniform_convergence() -> Erratum:
    """Some member close to the target is not the same as all late members close to it."""
    every = np.array([stair_error(_ramp, *threshold_network(_ramp, 1.0, 1 / m)) for m in range(1, 101)])
    every_second = np.where(np.arange(1, 101) % 2, every, 1.0)
    place = "largest error of members 50 to 100, ε = 0.02"
    return Erratum(
        "Section 3.1",
        Evidence(
            "Section 3.1",
            f"some member within ε (each second member is 0): {place}",
            every_second[49:].max(),
            "<=",
            0.02,
            1e-9,
        ),
        Evidence("Section 3.1", f"all late members within ε (the stairs): {place}", every[49:].max(), "<=", 0.02, 1e-9),
    )


@erratum(30, "Theorem 14")
def erratum_every_network() -> Erratum:
    """The theorem promises one network with ceil(rho/eps) nodes, not all of them."""
    a, b = threshold_network(_ramp, 1.0, 0.1)
    return Erratum(
        "Theorem 14",
        Evidence(
            "Theorem 14",
            "every network with 10 nodes, so also the one with all weights 0: sup error",
            stair_error(_ramp, 0 * a, b),
            "<=",
            0.1,
            1e-9,
        ),
        Evidence(
            "Theorem 14",
            "there is a network with 10 nodes, the stairs: sup error",
            stair_error(_ramp, a, b),
            "<=",
            0.1,
            1e-9,
        ),
    )


def plot_threshold_rate() -> dict[str, Array]:
    """Draw the sup error against the number of nodes for the ramp and for two targets that are not Lipschitz."""
    nodes = np.unique(np.geomspace(4, 600, 14).astype(int))
    targets: dict[str, Function] = {"jump": _jump, "√x": np.sqrt, "ramp x": _ramp}
    errors = {
        name: np.array([stair_error(g, *threshold_network(g, 1.0, 1 / m)) for m in nodes.tolist()])
        for name, g in targets.items()
    }
    _, ax = plotting.figure()
    for (name, values), color in zip(errors.items(), (plotting.THIRD, plotting.SECOND, plotting.MEASURED), strict=True):
        plotting.measured(ax, nodes, values, label=name, color=color)
    line = plotting.bound(ax, nodes, 1 / nodes, label="", zorder=4)
    plotting.label_line(line, "ε = ρ/m", at=len(nodes) // 2, offset=(-12, -14))
    plotting.log_axes(ax, [4, 10, 30, 100, 300])
    ax.set_xlim(3.5, 1500)
    plotting.label_axes(ax, "threshold nodes m", "sup error")
    return {"nodes": nodes.astype(float), **errors}


def draw_threshold_network(panel: Panel, eps: float, target: str, jump: bool) -> dict[str, Array]:
    """Draw a target, its eps-tube and the stairs that Theorem 14 builds for it."""
    x = np.linspace(0, 1, 801)
    continuous = parse_function(target)
    # A formula comes without its constant: the steepest slope on the grid stands in for it.
    rho = max(float(np.abs(np.diff(continuous(x))).max() * 800), 1e-9)
    if rho / eps > 1500:
        raise ValueError(
            f"target climbs with slope {rho:.0f} and needs {rho / eps:.0f} nodes; choose a gentler formula or a larger ε"
        )

    def g(z: Array) -> Array:
        return continuous(z) + 0.4 * step(z - 0.605) if jump else continuous(z)

    a, b = threshold_network(g, rho, eps)
    y, stairs, error = g(x), threshold_output(x, a, b), stair_error(g, a, b)
    panel.axes(xlabel="x", ylabel="g(x) and f(x)", xlim=(0, 1))
    panel.fill("allowed", x, y - eps, y + eps, color=plotting.BOUND)
    panel.line("target", x, y, color=plotting.TARGET)
    panel.line("stairs", x, stairs, color=plotting.MEASURED, linewidth=1.5)
    sign = "≤" if error <= eps * (1 + 1e-9) else ">"
    panel.note(f"{len(a)} nodes, ρ = {rho:.2f}\nerror {error:.3f} {sign} ε = {eps:.3f}")
    return {
        "x": x,
        "target": y,
        "stairs": stairs,
        "error": np.array(error),
        "eps": np.array(eps),
        "nodes": np.array(len(a)),
    }


def explore_threshold_network() -> Explorer:
    """Build the explorer of Theorem 14: the accuracy, a target of one's own, and a jump that breaks it."""
    return explore(
        draw_threshold_network,
        eps=slider(0.02, 0.5, "error wanted, ε", log=True),
        target=text(
            "target g(x), type your own",
            value="sin(2*pi*x)/3 + cos(7*x)/6",
            examples=("abs(x - 1/3) - abs(x - 3/4)", "exp(-40*(x - 0.4)**2)", "sqrt(x + 0.1)"),
        ),
        jump=switch("break it: add a jump"),
        storyboard=[{"eps": 0.3}, {"eps": 0.1}, {"eps": 0.1, "jump": True}],
        caption=lambda eps, target, jump: f"ε = {eps:g}" + (", broken by a jump" if jump else ""),
        alt="A target with its tube of width ε and the stairs of a threshold network: coarse, fine, and failing at a jump",
    )


# --- Section 2: boxes -----------------------------------------------------------------------------------------------


def bump(z: ArrayLike, low: ArrayLike, high: ArrayLike, gamma: float, activation: Activation = relu) -> Array:
    """Return a sum of four units: with ReLUs it is 1 on [low, high] and 0 outside [low - gamma, high + gamma].

    Parameters
    ----------
    z, low, high : array_like
        Points and ends of the plateau; their shapes are broadcast.
    gamma : float
        Width of the ramps.
    activation : callable
        Activation of the units, elementwise.

    Source: proof of Theorem 16 (Telgarsky 2021).
    """
    z, low, high = np.asarray(z, dtype=float), np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    signed = ((1, low - gamma), (-1, low), (-1, high), (1, high + gamma))
    return sum((sign * activation((z - corner) / gamma) for sign, corner in signed), start=np.zeros(1))


@dataclass(frozen=True)
class BoxNetwork:
    """A network with two hidden layers, one plateau per box of a grid on [0, 1]^d.

    Parameters
    ----------
    alpha : ndarray of shape (n, ..., n), d axes
        Height of each plateau.
    gamma : float
        Width of the ramps around each box.
    activation : callable
        The activation of both hidden layers.

    Source: Theorem 16 (Telgarsky 2021).
    """

    alpha: Array
    gamma: float
    activation: Activation = relu

    @property
    def n(self) -> int:
        """Boxes along one axis."""
        return self.alpha.shape[0]

    @property
    def d(self) -> int:
        """Dimension of the input."""
        return self.alpha.ndim

    @property
    def nodes(self) -> int:
        """Hidden units, counted as in the proof: 4 d + 1 for each box."""
        return (4 * self.d + 1) * self.alpha.size

    def __call__(self, X: Array) -> Array:
        """Return the outputs (N,) at the rows of X (N, d)."""
        if X.ndim != 2 or X.shape[1] != self.d:
            raise ValueError(f"X must have shape (N, {self.d}), got {X.shape}")
        left = np.arange(self.n) / self.n
        # In blocks, so that the table of points and boxes stays small.
        blocks = np.array_split(X, max(1, len(X) * self.alpha.size // 2_000_000))
        return np.concatenate([self._plateaus(block, left) @ self.alpha.ravel() for block in blocks])

    def _plateaus(self, X: Array, left: Array) -> Array:
        total = np.full((len(X), *([1] * self.d)), 1.0 - self.d)
        for j in range(self.d):
            side = bump(X[:, j, None], left, left + 1 / self.n, self.gamma, self.activation)
            total = total + side.reshape(len(X), *(self.n if axis == j else 1 for axis in range(self.d)))
        return self.activation(total).reshape(len(X), -1)


def box_centres(n: int, d: int) -> Array:
    """Return the centres (n^d, d) of the n^d equal boxes of [0, 1]^d, the last coordinate running fastest."""
    axis = (np.arange(n) + 0.5) / n
    return np.stack(np.meshgrid(*[axis] * d, indexing="ij"), axis=-1).reshape(-1, d)


def box_network(g: Function, d: int, delta: float, eps: float) -> BoxNetwork:
    """Build the network of Theorem 16 on [0, 1]^d: boxes of side at most delta, ramps that cost at most eps.

    Parameters
    ----------
    g : callable
        Target, from (N, d) to (N,), that changes by at most `eps` within a distance `delta` in the maximum norm.
    d : int
        Dimension.
    delta, eps : float
        As above; the L1 error is at most 2 eps.

    Raises
    ------
    ValueError
        If `d` is not a positive whole number, or `delta` or `eps` is not a finite positive number.

    Source: Theorem 16 (Telgarsky 2021).
    """
    _require_count(d=d)
    _require_positive(delta=delta, eps=eps)
    n = _ceil(1 / delta)
    alpha = g(box_centres(n, d))
    # One ramp may cost eps / sum |alpha|, and costs at most (h + 2 gamma)^d - h^d.
    volume = n ** -float(d) + eps / max(float(np.abs(alpha).sum()), 1e-12)
    gamma = min((volume ** (1 / d) - 1 / n) / 2, 0.5 / n)
    return BoxNetwork(alpha.reshape([n] * d), gamma)


def l1_error(network: BoxNetwork, g: Function) -> float:
    """Return the integral of |f - g| over [0, 1]^d by Gauss's rule with three points on each ramp and half plateau."""
    gauss, weight = np.polynomial.legendre.leggauss(3)
    h, gamma = 1 / network.n, network.gamma
    # Each plateau in two halves: for a monotone target the error changes its sign near the middle.
    edges = np.array([0.0, gamma, h / 2, h - gamma, h])
    starts = np.add.outer(np.arange(network.n) * h, edges[:-1]).ravel()
    widths = np.tile(np.diff(edges), network.n)
    points = (starts[:, None] + widths[:, None] * (gauss + 1) / 2).ravel()
    weights = (widths[:, None] * weight / 2).ravel()
    X = np.stack(np.meshgrid(*[points] * network.d, indexing="ij"), axis=-1).reshape(-1, network.d)
    W = np.stack(np.meshgrid(*[weights] * network.d, indexing="ij"), axis=-1).reshape(-1, network.d).prod(axis=1)
    return float(W @ np.abs(network(X) - g(X)))


def mountain(X: Array) -> Array:
    """Return 1 + |mean(x) - 0.4| / 2 + max(x) / 2 for the rows of X (N, d).

    Its values at two points differ by at most their distance in the maximum norm, in every dimension.
    """
    return 1.0 + np.abs(X.mean(axis=1) - 0.4) / 2 + X.max(axis=1) / 2


def box_constants(g: Function, X: Array, side: float) -> Array:
    """Evaluate h = sum_i alpha_i 1_(R_i) at the rows of X (N, d), with alpha_i = g at the lowest corner of box R_i.

    Source: Lemma 15.
    """
    return g(np.floor(X / side) * side)


@check("Lemma 15")
def check_box_constants(side: float = 0.125, delta: float = 0.125, seed: int = 0) -> Evidence:
    """Measure sup |g - h| in units of eps for two targets in d = 1, 2, 3, 4.

    Parameters
    ----------
    side : float
        Side of the boxes; the lemma allows `delta`.
    delta : float
        Both targets change by at most eps = delta within a max-norm distance delta.
    """
    rng, worst = np.random.default_rng(seed), 0.0
    for d in (1, 2, 3, 4):
        X = rng.uniform(size=(4000, d))
        # The largest deviations sit just inside the far corners of the boxes, where no random point lands.
        X = np.vstack([X, np.nextafter((np.floor(X / side) + 1) * side, 0)])
        for g in (mountain, lambda X: X.max(axis=1)):
            worst = max(worst, float(np.abs(box_constants(g, X, side) - g(X)).max()) / delta)
    return Evidence("Lemma 15", "sup |g − h| in units of ε, heights from the corners, d ≤ 4", worst, "<=", 1.0, 1e-9)


@variant(check_box_constants, "boxes twice as wide as δ")
def broken_wide_boxes() -> Evidence:
    """Cut the cube into boxes of side 2 delta."""
    return check_box_constants(side=0.25)


@check("Theorem 16")
def check_box_error(change: Callable[[BoxNetwork], BoxNetwork] = lambda network: network) -> Evidence:
    """Measure the largest L1 error of the box network in units of eps, in d = 1, 2, 3.

    Parameters
    ----------
    change : callable
        Applied to each network before it is measured.
    """
    worst = 0.0
    for d, eps in ((1, 0.02), (2, 0.1), (3, 0.25)):
        network = change(box_network(mountain, d, delta=eps, eps=eps))
        worst = max(worst, l1_error(network, mountain) / eps)
    return Evidence("Theorem 16", "largest L1 error of the box network in units of ε, d = 1, 2, 3", worst, "<=", 2.0)


@variant(check_box_error, "threshold units instead of ReLUs")
def broken_threshold_boxes() -> Evidence:
    """Use thresholds in both hidden layers, as printed."""
    return check_box_error(lambda network: BoxNetwork(network.alpha, network.gamma, step))


@variant(check_box_error, "ramps as wide as half a box")
def broken_wide_ramps() -> Evidence:
    """Widen the ramps beyond what the proof allows."""
    return check_box_error(lambda network: BoxNetwork(network.alpha, 0.5 / network.n))


def boxes_needed(g: Function, d: int, eps: float, split: int) -> int:
    """Return how many equal boxes a piecewise constant function needs for sup error eps.

    Parameters
    ----------
    g : callable
        Target, from (N, d) to (N,), that does not fall when a coordinate grows.
    d : int
        Dimension.
    eps : float
        The sup error wanted.
    split : int
        How many of the axes are cut, each into the same number of intervals.
    """
    for n in range(1, 1000):
        centres = box_centres(n, split)
        low, high = (
            np.hstack([centres + shift / (2 * n), np.full((len(centres), d - split), side)])
            for shift, side in ((-1, 0.0), (1, 1.0))
        )
        # The best constant on a box lies half-way between the extremes, which sit in opposite corners.
        if (g(high) - g(low)).max() / 2 <= eps * (1 + 1e-9):
            return n**split
    raise ValueError(f"eps must be reachable with 999 intervals on each cut axis, got {eps!r}")


@check("Remark 1")
def check_price_of_dimension(
    g: Function = lambda X: X.mean(axis=1), cut_one_axis: bool = False, eps: float = 0.1
) -> Evidence:
    """Measure the factor by which one more dimension multiplies the boxes needed, for d = 1, ..., 4."""
    dimensions = np.arange(1, 5)
    boxes = [boxes_needed(g, d, eps, 1 if cut_one_axis else d) for d in dimensions.tolist()]
    factor = math.exp(np.polyfit(dimensions, np.log(boxes), 1)[0])
    return Evidence("Remark 1", "growth of the number of boxes per dimension, ε = 0.1", factor, ">=", 5.0, 1e-9)


@variant(check_price_of_dimension, "a target of one coordinate")
def broken_one_coordinate() -> Evidence:
    """Let the target depend on one coordinate only and cut only that axis: nothing grows."""
    return check_price_of_dimension(lambda X: X[:, 0], cut_one_axis=True)


@erratum(32, "Lemma 15")
def erratum_euclidean_boxes() -> Erratum:
    """A cube of side delta has Euclidean diameter sqrt(d) delta; the hypothesis must be in the maximum norm."""
    d, delta = 9, 0.1
    corner = np.full((1, d), delta)
    # Both targets change by at most the distance, in the norm named; half the range is the best a constant can do.
    euclidean = float((corner.sum(axis=1) / math.sqrt(d) / 2).max())
    maximum = float((corner.mean(axis=1) / 2).max())
    where = "sup error of the best constant on a cube of side δ, in units of ε, d = 9"
    return Erratum(
        "Lemma 15",
        Evidence("Lemma 15", f"distances in the Euclidean norm: {where}", euclidean / delta, "<=", 1.0, 1e-9),
        Evidence("Lemma 15", f"distances in the maximum norm: {where}", maximum / delta, "<=", 1.0, 1e-9),
    )


@erratum(33, "Theorem 16, proof")
def erratum_threshold_bump() -> Erratum:
    """The plateau is made of ReLUs; four thresholds cancel to 0 exactly where the plateau should be 1."""
    middle = {name: float(bump(0.5, 0.4, 0.6, 0.05, unit)[0]) for name, unit in (("step", step), ("relu", relu))}
    return Erratum(
        "Theorem 16, proof",
        Evidence("Theorem 16", "threshold units: height in the middle of the box", middle["step"], "==", 1.0, 1e-9),
        Evidence("Theorem 16", "ReLU units: height in the middle of the box", middle["relu"], "==", 1.0, 1e-9),
    )


def plot_boxes() -> dict[str, Array]:
    """Draw a box network in two dimensions, its error, and the units it takes against the dimension."""
    eps = 0.1
    network = box_network(mountain, 2, eps, eps)
    axis = np.linspace(0, 1, 161)
    X = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    values = network(X).reshape(161, 161)
    error = np.abs(values - mountain(X).reshape(161, 161))
    dimensions = np.arange(1, 11)
    fig, (left, middle, right) = plotting.figure(3, height=3.0)
    for ax, image, title, (low, high) in (
        (left, values, "Network f(x)", (1.0, 2.0)),
        (middle, error, "|f(x) − g(x)|, cut off at ε", (0.0, eps)),
    ):
        drawn = ax.imshow(image, origin="lower", extent=(0, 1, 0, 1), vmin=low, vmax=high)
        fig.colorbar(drawn, ax=ax, shrink=0.8, extend="max")
        ax.grid(False)
        plotting.label_axes(ax, "$x_1$", "$x_2$", title)
    price = {}
    for accuracy, color in ((0.5, plotting.MEASURED), (0.2, plotting.SECOND), (0.1, plotting.THIRD)):
        price[f"nodes {accuracy:g}"] = (4 * dimensions + 1) * float(_ceil(1 / accuracy)) ** dimensions
        (line,) = right.plot(dimensions, price[f"nodes {accuracy:g}"], "o-", markersize=3, color=color)
        plotting.label_line(line, f"ε = {accuracy:g}", at=-1, offset=(4, 0))
    right.set_yscale("log")
    right.set_xlim(0.5, 15)
    right.set_xticks([1, 4, 7, 10])
    plotting.label_axes(right, "dimension d", "hidden units", "The price")
    return {"network": values, "error": error, "dimensions": dimensions.astype(float), **price}


# --- Section 3: polynomials -----------------------------------------------------------------------------------------


def bernstein_basis(m: int, x: ArrayLike) -> Array:
    """Return the m + 1 Bernstein polynomials of degree m: the binomial probabilities of k hits in m trials.

    Parameters
    ----------
    m : int
        Degree.
    x : array_like of shape (n,)
        Points of [0, 1].

    Returns
    -------
    ndarray of shape (n, m + 1)

    Raises
    ------
    ValueError
        If `m` is not a positive whole number or a point lies outside [0, 1].

    Source: equation (3.5).
    """
    _require_count(m=m)
    x, k = np.asarray(x, dtype=float), np.arange(m + 1)
    if not ((x >= 0) & (x <= 1)).all():
        raise ValueError(f"x must lie in [0, 1], got values from {x.min():g} to {x.max():g}")
    log_binomial = special.gammaln(m + 1) - special.gammaln(k + 1) - special.gammaln(m - k + 1)
    return np.exp(log_binomial + special.xlogy(k, x[:, None]) + special.xlog1py(m - k, -x[:, None]))


def bernstein(f: Function, m: int, x: ArrayLike, interval: tuple[float, float] = (0.0, 1.0)) -> Array:
    """Return the Bernstein polynomial of f of degree m on an interval, at points x.

    Parameters
    ----------
    f : callable
        Target on the interval, elementwise.
    m : int
        Degree.
    x : array_like of shape (n,)
        Points of the interval.
    interval : (float, float)
        Its ends, the lower one first.

    Returns
    -------
    ndarray of shape (n,)

    Raises
    ------
    ValueError
        If the ends are not in order, `m` is not a positive whole number, or a point lies outside.

    Source: equation (3.7); the change of interval is Proposition 18.
    """
    low, high = interval
    if not low < high:
        raise ValueError(f"interval must be (low, high) with low below high, got {interval!r}")
    t = (np.asarray(x, dtype=float) - low) / (high - low)
    return bernstein_basis(m, t) @ f(low + (high - low) * np.arange(m + 1) / m)


def _kink(x: Array) -> Array:
    return np.abs(x - 0.5)


def _smooth(x: Array) -> Array:
    return np.sin(3 * x)


def bernstein_error(f: Function, m: int) -> float:
    """Return the sup error of the Bernstein polynomial on 1,001 points of [0, 1]."""
    x = np.linspace(0, 1, 1001)
    return float(np.abs(bernstein(f, m, x) - f(x)).max())


_DEGREES = (1, 2, 5, 10, 30, 100, 300)


@check("Theorem 17")
def check_partition_of_unity(first: int = 0) -> Evidence:
    """Measure how far the Bernstein polynomials k = first, ..., m are from summing to 1."""
    x = np.linspace(0, 1, 201)
    worst = max(np.abs(bernstein_basis(m, x)[:, first:].sum(axis=1) - 1).max() for m in _DEGREES)
    return Evidence("Theorem 17", "largest |Σ b_k − 1| over x and m ≤ 300", worst, "<=", 0.0, 1e-12)


@variant(check_partition_of_unity, "the sum starts at k = 1")
def broken_partition() -> Evidence:
    """Leave the polynomial k = 0 out, as two printed sums do."""
    return check_partition_of_unity(first=1)


@check("Theorem 17")
def check_bernstein_variance(first: int = 0) -> Evidence:
    """Measure how far sum_k (x - k/m)^2 b_k is from x (1 - x) / m."""
    x = np.linspace(0, 1, 201)
    worst = 0.0
    for m in _DEGREES:
        squares = (x[:, None] - np.arange(m + 1) / m) ** 2 * bernstein_basis(m, x)
        worst = max(worst, float(np.abs(squares[:, first:].sum(axis=1) - x * (1 - x) / m).max()))
    return Evidence("Theorem 17", "largest deviation of the variance from x(1 − x)/m", worst, "<=", 0.0, 1e-12)


@variant(check_bernstein_variance, "the sum starts at k = 1")
def broken_variance() -> Evidence:
    """Leave the polynomial k = 0 out."""
    return check_bernstein_variance(first=1)


@check("Theorem 17")
def check_promised_degree(f: Function = _kink, rho: float = 1.0, spread: float = 0.5) -> Evidence:
    """Take the degree that the proof promises for eps and measure the error in units of eps.

    Parameters
    ----------
    f : callable
        Target on [0, 1].
    rho : float
        Lipschitz constant of `f`, so that delta = eps / (2 rho).
    spread : float
        R, the largest difference of two values of `f`.
    """
    worst = 0.0
    for eps in (0.3, 0.2, 0.1):
        # The first degree above R / (2 eps delta^2); rounded, or float64 falls a shade below a whole number.
        degree = math.floor(round(spread / (2 * eps * (eps / (2 * rho)) ** 2), 9)) + 1
        worst = max(worst, bernstein_error(f, degree) / eps)
    return Evidence("Theorem 17", "sup error at the degree that the proof promises, in units of ε", worst, "<=", 1.0)


@variant(check_promised_degree, "a target with a jump")
def broken_promised_degree() -> Evidence:
    """Approximate a function that is not continuous."""
    return check_promised_degree(_jump, spread=1.5)


def _bernstein_slope(f: Function) -> float:
    degrees = [10, 20, 40, 80, 160, 320]
    return loglog_slope(degrees, [bernstein_error(f, m) for m in degrees])


@check("Theorem 17")
def check_kink_rate(f: Function = _kink) -> Evidence:
    """Measure the log-log slope of the error against the degree for a target with a kink."""
    return Evidence(
        "Theorem 17", "slope of log error against log degree, |x − 1/2|", _bernstein_slope(f), "==", -0.5, 0.05
    )


@variant(check_kink_rate, "a jump in place of the kink")
def broken_kink_rate() -> Evidence:
    """Put a jump where the kink was: the error does not fall."""
    return check_kink_rate(_jump)


@check("Theorem 17")
def check_smooth_rate(f: Function = _smooth) -> Evidence:
    """Measure the log-log slope of the error against the degree for a smooth target."""
    return Evidence(
        "Theorem 17", "slope of log error against log degree, sin 3x", _bernstein_slope(f), "==", -1.0, 0.05
    )


@variant(check_smooth_rate, "a kink in a smooth target")
def broken_smooth_rate() -> Evidence:
    """Replace the smooth target by one with a kink."""
    return check_smooth_rate(_kink)


@check("Theorem 17")
def check_kink_constant(f: Function = _kink) -> Evidence:
    """Compare the error at 1/2 with C(m, m/2) / 2^(m+1), for m = 10, 100, 1000."""
    worst = 0.0
    for m in (10, 100, 1000):
        exact = math.comb(m, m // 2) / 2 ** (m + 1)
        worst = max(worst, abs(float(bernstein(f, m, [0.5])[0]) / exact - 1))
    return Evidence("Theorem 17", "relative deviation from C(m, m/2)/2^(m+1) at x = 1/2", worst, "<=", 0.0, 1e-10)


@variant(check_kink_constant, "the kink moved aside")
def broken_kink_constant() -> Evidence:
    """Move the kink away from the centre by a hundredth."""
    return check_kink_constant(lambda x: np.abs(x - 0.51))


@check("Theorem 17")
def check_popoviciu(f: Function = _kink, modulus: Callable[[float], float] = lambda delta: min(delta, 0.5)) -> Evidence:
    """Measure the error in units of the modulus of continuity at m^(-1/2)."""
    worst = max(bernstein_error(f, m) / modulus(m**-0.5) for m in (1, 2, 3, 5, 10, 30, 100, 300, 1000))
    return Evidence("Theorem 17", "largest error in units of ω(1/√m), m ≤ 1000", worst, "<=", 1.25)


@variant(check_popoviciu, "a jump that the modulus leaves out")
def broken_popoviciu() -> Evidence:
    """Use the modulus of the ramp for the ramp with a jump."""
    return check_popoviciu(_jump, lambda delta: delta)


@check("Proposition 18")
def check_interval(
    polynomial: Callable[[Function, Array], Array] = lambda f, x: bernstein(f, 60, x, (-3.0, 5.0)),
) -> Evidence:
    """Compare the sup error on [-3, 5] with that of the pulled-back target on [0, 1].

    Parameters
    ----------
    polynomial : callable
        Maps a target on [-3, 5] and points x there to the values of its Bernstein polynomial of degree 60.
    """
    x, t = np.linspace(-3, 5, 501), np.linspace(0, 1, 501)
    wide = np.abs(polynomial(np.arctan, x) - np.arctan(x)).max()
    unit = np.abs(bernstein(lambda z: np.arctan(-3 + 8 * z), 60, t) - np.arctan(-3 + 8 * t)).max()
    claim = "difference of the sup errors on [−3, 5] and on [0, 1]"
    return Evidence("Proposition 18", claim, abs(wide - unit), "<=", 0.0, 1e-10)


@variant(check_interval, "the interval turned around")
def broken_interval() -> Evidence:
    """Carry the polynomial over with the ends of the interval exchanged."""
    return check_interval(lambda f, x: bernstein(f, 60, 2 - x, (-3.0, 5.0)))


def landau_smoothing(f: Function, n: int, x: ArrayLike, points: int = 400) -> Array:
    """Average f, set to 0 outside [0, 1], over the kernel (1 - u^2)^n around each x, by Gauss's rule.

    Parameters
    ----------
    f : callable
        Target on [0, 1].
    n : int
        Half the degree of the polynomial that comes out.
    x : array_like of shape (k,)
        Points of [0, 1].
    points : int
        Nodes of the quadrature; kinks of `f` limit its accuracy.

    Source: equation (3.10), Theorem 23.
    """
    _require_count(n=n, points=points)
    x = np.asarray(x, dtype=float)
    node, weight = np.polynomial.legendre.leggauss(points)
    t = (node + 1) / 2
    kernel = (1 - (t - x[:, None]) ** 2) ** n
    return kernel @ (f(t) * weight / 2) / (weight @ (1 - node**2) ** n)


def _arch(x: Array) -> Array:
    return np.sin(np.pi * x) / np.pi


@check("Theorem 23")
def check_landau_error(f: Function = _arch, size: float = 1 / math.pi) -> Evidence:
    """Take n = 2 M / (eps delta^2), delta = eps / 2, as the exercise's steps promise, and measure the error over eps.

    Parameters
    ----------
    f : callable
        1-Lipschitz target on [0, 1] that vanishes at both ends.
    size : float
        M, the largest value of |f|.
    """
    x, worst = np.linspace(0, 1, 201), 0.0
    for eps in (0.4, 0.2, 0.1):
        n = math.ceil(2 * size / (eps * (eps / 2) ** 2))
        worst = max(worst, float(np.abs(landau_smoothing(f, n, x) - f(x)).max()) / eps)
    return Evidence("Theorem 23", "sup error at the promised n, in units of ε", worst, "<=", 1.0)


@variant(check_landau_error, "a target that does not vanish at 1")
def broken_landau_ends() -> Evidence:
    """Arrange f(0) = 0 only, as the exercise does."""
    return check_landau_error(_ramp, 1.0)


@check("Theorem 23")
def check_landau_moment(kernel: Function = lambda u: 1 - u**2) -> Evidence:
    """Compare J'_n with J_(n+1) / (2 (n + 1)), all three by quadrature, for n from 0 to 200."""
    node, weight = np.polynomial.legendre.leggauss(300)
    worst = 0.0
    for n in (0, 1, 2, 5, 20, 200):
        second = weight @ (node**2 * kernel(node) ** n)
        worst = max(worst, abs(second * 2 * (n + 1) / (weight @ kernel(node) ** (n + 1)) - 1))
    return Evidence("Theorem 23", "relative deviation of J'_n from J_(n+1)/(2(n+1))", worst, "<=", 0.0, 1e-10)


@variant(check_landau_moment, "another kernel")
def broken_landau_kernel() -> Evidence:
    """Use the tent 1 - |u| in place of 1 - u^2."""
    return check_landau_moment(lambda u: 1 - np.abs(u))


@erratum(36, "Proposition 18")
def erratum_direction_of_the_map() -> Erratum:
    """A function on [0, 1] is carried to [a, b] by the inverse of the map that stretches [0, 1] to [a, b]."""
    x = np.linspace(2, 5, 301)
    share = {name: float(((t >= 0) & (t <= 1)).mean()) for name, t in (("phi", 2 + 3 * x), ("inverse", (x - 2) / 3))}
    claim = "share of [2, 5] where it is defined for f on [0, 1]"
    return Erratum(
        "Proposition 18",
        Evidence("Proposition 18", f"f∘φ, {claim}", share["phi"], "==", 1.0),
        Evidence("Proposition 18", f"f∘φ⁻¹, {claim}", share["inverse"], "==", 1.0),
    )


@erratum(37, "Section 3.3")
def erratum_first_summand() -> Erratum:
    """Both sums of the proof start at k = 0."""
    basis = bernstein_basis(5, [0.1])[0]
    return Erratum(
        "Section 3.3",
        Evidence(
            "Section 3.3", "sum from k = 1: partition of unity at m = 5, x = 0.1", basis[1:].sum(), "==", 1.0, 1e-12
        ),
        Evidence("Section 3.3", "sum from k = 0: partition of unity at m = 5, x = 0.1", basis.sum(), "==", 1.0, 1e-12),
    )


@erratum(41, "Theorem 23")
def erratum_landau_ends() -> Erratum:
    """The extension by 0 needs f(0) = f(1) = 0: subtract the straight line through the ends first."""
    end = np.array([1.0])
    printed = abs(float(landau_smoothing(np.square, 1000, end)[0]) - 1)
    corrected = abs(float(landau_smoothing(lambda t: t**2 - t, 1000, end)[0]))
    claim = "error at x = 1, n = 1000, f(x) = x², beside ε = 0.1"
    return Erratum(
        "Theorem 23",
        Evidence("Theorem 23", f"only f(0) = 0 arranged: {claim}", printed, "<=", 0.1),
        Evidence("Theorem 23", f"straight line subtracted first: {claim}", corrected, "<=", 0.1),
    )


def plot_bernstein_rates() -> dict[str, Array]:
    """Draw the error of Bernstein polynomials against the degree for a kink, a smooth target and a jump."""
    degrees = np.unique(np.geomspace(4, 1000, 12).astype(int) // 2 * 2)
    errors = {
        name: np.array([bernstein_error(f, m) for m in degrees.tolist()])
        for name, f in (("jump", _jump), ("|x − 1/2|", _kink), ("sin 3x", _smooth))
    }
    _, ax = plotting.figure()
    plotting.bound(ax, degrees, 1.25 / np.sqrt(degrees), label="bound 5/4 · ω(1/√m)\nfor |x − 1/2|")
    for (name, values), color in zip(errors.items(), (plotting.THIRD, plotting.MEASURED, plotting.SECOND), strict=True):
        plotting.measured(ax, degrees, values, label=name, color=color)
    plotting.log_axes(ax, [4, 10, 30, 100, 300, 1000])
    ax.set_xlim(3.5, 9000)
    plotting.label_axes(ax, "degree m", "sup error")
    return {"degrees": degrees.astype(float), **errors}


def plot_landau() -> dict[str, Array]:
    """Draw Landau's kernels, and what they make of a target with and without f(1) = 0."""
    u, x = np.linspace(-1, 1, 401), np.linspace(0, 1, 301)
    drawn: dict[str, Array] = {"u": u, "x": x}
    _, (left, right) = plotting.figure(2, height=3.2)
    for n, shade, at in ((3, 0.35, 0.4), (30, 0.6, 0.13), (300, 1.0, 0.03)):
        kernel = (1 - u**2) ** n
        drawn[f"kernel {n}"] = kernel / (kernel.sum() * (u[1] - u[0]))
        (line,) = left.plot(u, drawn[f"kernel {n}"], color=plotting.MEASURED, alpha=shade)
        plotting.label_line(line, f"n = {n}", at=int(np.argmax(u > at)), offset=(6, 6))
    left.set_xticks([-1, -0.5, 0, 0.5, 1])
    plotting.label_axes(left, "u", "kernel (1 − u²)ⁿ / Jₙ")
    drawn["printed"] = landau_smoothing(np.square, 300, x)
    drawn["corrected"] = landau_smoothing(lambda t: t**2 - t, 300, x) + x
    right.plot(x, x**2, color=plotting.TARGET, linewidth=5, alpha=0.5)
    for name, color, label in (
        ("printed", plotting.THIRD, "x² as it is"),
        ("corrected", plotting.MEASURED, "line removed,\nadded back"),
    ):
        (line,) = right.plot(x, drawn[name], color=color)
        plotting.label_line(line, label)
    right.set_xlim(0.5, 1.3)
    right.set_ylim(0.2, 1.05)
    right.set_xticks([0.5, 0.75, 1.0])
    plotting.label_axes(right, "x", "f(x) and Pₙ(x), n = 300")
    return drawn


_CURVES: dict[str, Function] = {
    "kink |x − 1/2|": _kink,
    "smooth sin 3x": _smooth,
    "Runge's bell": lambda x: 1 / (1 + 25 * (2 * x - 1) ** 2),
    "root √x": np.sqrt,
}


_INTERVALS = {"[0, 1]": (0.0, 1.0), "[−3, 5]": (-3.0, 5.0)}


def draw_bernstein(
    panel: Panel, beside: Panel, degree: int, target: str, interval: str, jump: bool
) -> dict[str, Array]:
    """Draw a target with its Bernstein polynomial, and the error with Popoviciu's bound."""
    ends = _INTERVALS[interval]
    x, t = np.linspace(*ends, 401), np.linspace(0, 1, 401)
    curve = _CURVES[target]

    def f(z: Array) -> Array:
        # Clipped because the affine map may miss the ends by one rounding.
        unit = np.clip((z - ends[0]) / (ends[1] - ends[0]), 0, 1)
        return curve(unit) + 0.5 * step(unit - 0.3) if jump else curve(unit)

    polynomial = bernstein(f, degree, x, ends)
    error = np.abs(polynomial - f(x))
    # omega of the continuous part on the grid: the largest change over 1/sqrt(m) of the interval.
    lag = min(400, math.ceil(400 / math.sqrt(degree)))
    values = curve(t)
    modulus = max(float(np.abs(values[shift:] - values[: len(t) - shift]).max()) for shift in range(1, lag + 1))
    panel.axes(xlabel="x", ylabel="f(x) and polynomial", xlim=ends)
    panel.line("target", x, f(x), color=plotting.TARGET)
    panel.line("polynomial", x, polynomial, color=plotting.MEASURED)
    beside.axes(xlabel="x", ylabel="|error|", xlim=ends, yscale="log", ylim=(1e-5, 2))
    beside.line("error", x, np.maximum(error, 1e-9), color=plotting.MEASURED)
    beside.rule("bound", y=1.25 * modulus, color=plotting.BOUND, linestyle="--")
    sign = "≤" if error.max() <= 1.25 * modulus else ">"
    beside.note(f"sup error {error.max():.3f} {sign} bound {1.25 * modulus:.3f}")
    return {"x": x, "polynomial": polynomial, "error": error, "bound": np.array(1.25 * modulus)}


def explore_bernstein() -> Explorer:
    """Build the explorer of Bernstein polynomials: degree, target, interval, and a jump that breaks continuity."""
    return explore(
        draw_bernstein,
        panels=2,
        size=(9.0, 3.4),
        degree=slider(1, 400, "degree m", log=True),
        target=choice(list(_CURVES), "target"),
        interval=choice(list(_INTERVALS), "interval"),
        jump=switch("break it: add a jump"),
        storyboard=[{"degree": 12}, {"degree": 400}, {"degree": 400, "jump": True}],
        caption=lambda degree, target, interval, jump: (
            f"degree {degree}, {target}" + (", broken by a jump" if jump else "")
        ),
        alt="Bernstein polynomials of degree 12 and 400 beside a kink, and failing at a jump; their errors with the bound",
    )


# --- Section 4: algebras --------------------------------------------------------------------------------------------


def best_uniform_fit(features: Array, y: Array) -> tuple[Array, float]:
    """Return the linear combination of features with the smallest sup error, by linear programming.

    Parameters
    ----------
    features : ndarray of shape (n, m)
        Values of m functions at n points.
    y : ndarray of shape (n,)
        Values of the target there.

    Returns
    -------
    fit : ndarray of shape (n,)
        Values of the best combination.
    error : float
        Its sup error over the n points.

    Raises
    ------
    ValueError
        If the shapes do not match.
    """
    if features.ndim != 2 or features.shape[0] != len(y):
        raise ValueError(f"features must have shape ({len(y)}, m), got {features.shape}")
    # An orthonormal basis of the same span: nearly dependent features would confuse the solver.
    left, scale, _ = np.linalg.svd(features, full_matrices=False)
    basis = left[:, scale > 1e-12 * scale[0]] * math.sqrt(len(y))
    rank = basis.shape[1]
    slack = np.ones((len(y), 1))
    solution = optimize.linprog(
        np.r_[np.zeros(rank), 1.0],
        A_ub=np.block([[basis, -slack], [-basis, -slack]]),
        b_ub=np.r_[y, -y],
        bounds=[(None, None)] * rank + [(0, None)],
        method="highs",
    )
    fit = basis @ solution.x[:-1]
    return fit, float(np.abs(fit - y).max())


def cosine_features(n: int, x: Array) -> Array:
    """Return the n cosine units cos(pi k x), k = 0, ..., n - 1, at points x (p,) as columns (p, n)."""
    return np.cos(np.pi * np.outer(x, np.arange(n)))


@check("Theorem 24")
def check_product_of_cosines(activation: Activation = np.cos, seed: int = 0) -> Evidence:
    """Compare the product of two units in R^5 with half the sum of the units of their sum and their difference."""
    rng = np.random.default_rng(seed)
    X, (v, w), (b, c) = rng.uniform(size=(500, 5)), rng.normal(size=(2, 5)), rng.normal(size=2)
    product = activation(X @ v + b) * activation(X @ w + c)
    units = (activation(X @ (v + w) + b + c) + activation(X @ (v - w) + b - c)) / 2
    deviation = np.abs(product - units).max()
    return Evidence("Theorem 24", "largest |product − sum of two units| in d = 5", deviation, "<=", 0.0, 1e-12)


@variant(check_product_of_cosines, "tanh in place of the cosine")
def broken_product_of_tanh() -> Evidence:
    """Multiply two tanh units: the product is no combination of these units."""
    return check_product_of_cosines(np.tanh)


def sawtooth(n: int) -> Function:
    """Return the triangle wave with slopes +-1 and n half-periods on [0, 1]: the hardest target for n cosine units."""
    return lambda x: np.abs((x * n) % 2 - 1) / n - 1 / (2 * n)


@check("Theorem 24")
def check_cosine_network(features: Callable[[int, Array], Array] = cosine_features) -> Evidence:
    """Measure the best sup error of n cosine units for 1-Lipschitz targets, in units of 1/(2n)."""
    x, worst = np.linspace(0, 1, 385), 0.0
    for n in (1, 2, 4, 8, 16, 32):
        for g in (lambda z: np.abs(z - 1 / 3), _ramp, sawtooth(n)):
            worst = max(worst, best_uniform_fit(features(n, x), g(x))[1] * 2 * n)
    return Evidence("Theorem 24", "best sup error of n cosine units, in units of ρ/(2n)", worst, "<=", 1.0, 1e-5)


@variant(check_cosine_network, "only even frequencies")
def broken_even_cosines() -> Evidence:
    """Use cos(2 pi k x), which cannot tell x from 1 - x."""
    return check_cosine_network(lambda n, x: cosine_features(2 * n, x)[:, ::2])


def spikes(size: int, x: Array) -> Array:
    """Return the indicators of `size` single points of the grid x: an algebra without continuity."""
    return np.eye(len(x))[:, np.linspace(0, len(x) - 1, size).astype(int)]


def vanishing(size: int, x: Array) -> Array:
    """Return x times the polynomials below degree `size`: all of them are 0 at 0."""
    return x[:, None] * chebyshev.chebvander(2 * x - 1, size - 1)


def symmetric(size: int, x: Array) -> Array:
    """Return the first `size` even polynomials about 1/2: none of them separates x from 1 - x."""
    return chebyshev.chebvander(2 * x - 1, 2 * size - 2)[:, ::2]


def linear_units(size: int, x: Array) -> Array:
    """Return `size` units with the identity as activation: products of them are missing."""
    return np.outer(x, np.arange(size)) + 1.0


Family = Callable[[int, Array], Array]
_SIZES = (2, 4, 8, 16)


def smallest_errors(family: Family, target: Function, sizes: Sequence[int] = _SIZES) -> Array:
    """Return the best sup error of a family of functions on [0, 1] for each of its sizes."""
    x = chebyshev_points(201)
    return np.array([best_uniform_fit(family(size, x), target(x))[1] for size in sizes])


def _stays(family: Family, target: Function, bound: float, claim: str) -> Evidence:
    smallest = smallest_errors(family, target).min()
    return Evidence("Theorem 24", f"smallest sup error, up to 16 functions, {claim}", smallest, ">=", bound, 1e-6)


@check("Theorem 24")
def check_without_continuity(family: Family = spikes) -> Evidence:
    """Approximate the constant 1 by combinations of spikes: the error stays 1."""
    return _stays(family, np.ones_like, 1.0, "spikes for the constant 1")


@check("Theorem 24")
def check_with_common_zero(family: Family = vanishing) -> Evidence:
    """Approximate the constant 1 by functions that vanish at 0: the error stays 1."""
    return _stays(family, np.ones_like, 1.0, "functions with f(0) = 0 for the constant 1")


@check("Theorem 24")
def check_without_separation(family: Family = symmetric) -> Evidence:
    """Approximate x by functions symmetric about 1/2: the error stays 1/2."""
    return _stays(family, _ramp, 0.5, "functions with f(x) = f(1 − x) for x")


@check("Theorem 24")
def check_without_products(family: Family = linear_units) -> Evidence:
    """Approximate x^2 by straight lines: the error stays 1/8."""
    return _stays(family, np.square, 0.125, "straight lines for x²")


@variant(check_without_continuity, "continuity restored")
def broken_by_hats() -> Evidence:
    """Replace the spikes by continuous hat functions."""

    def hats(size: int, x: Array) -> Array:
        return relu(1 - np.abs(x[:, None] * (size - 1) - np.arange(size)))

    return check_without_continuity(hats)


@variant(check_with_common_zero, "the common zero removed")
def broken_by_constants() -> Evidence:
    """Add the constant function."""
    return check_with_common_zero(lambda size, x: np.column_stack([vanishing(size, x), np.ones_like(x)]))


@variant(check_without_separation, "separation restored")
def broken_by_separation() -> Evidence:
    """Add one function that tells x from 1 - x, and its products."""
    return check_without_separation(lambda size, x: chebyshev.chebvander(2 * x - 1, size))


@variant(check_without_products, "products restored")
def broken_by_products() -> Evidence:
    """Add the pairwise products of the units."""

    def with_products(size: int, x: Array) -> Array:
        units = linear_units(size, x)
        return np.column_stack([units, units[:, :1] * units, units[:, 1:2] * units])

    return check_without_products(with_products)


def plot_counterexamples() -> dict[str, Array]:
    """Draw the best sup error against the number of functions: one hypothesis dropped at a time, and none."""
    sizes = np.array([1, 2, 3, 4, 6, 8, 12, 16, 24])
    families: dict[str, tuple[Family, Function]] = {
        "no products (iv)": (linear_units, np.square),
        "no separation (iii)": (symmetric, _ramp),
        "common zero (ii)": (vanishing, np.ones_like),
        "not continuous (i)": (spikes, np.ones_like),
        "all four hold": (cosine_features, _ramp),
    }
    errors = {name: smallest_errors(family, g, sizes.tolist()) for name, (family, g) in families.items()}
    _, ax = plotting.figure(height=3.6)
    colors = (plotting.FOURTH, plotting.THIRD, plotting.SECOND, plotting.TARGET, plotting.MEASURED)
    for (name, values), color in zip(errors.items(), colors, strict=True):
        (line,) = ax.plot(sizes, values, "o-", markersize=4, color=color)
        nudge = {"not continuous (i)": 7, "common zero (ii)": -7}.get(name, 0)
        plotting.label_line(line, name, offset=(5, nudge))
    plotting.log_axes(ax, [1, 2, 4, 8, 16])
    ax.set_xlim(0.9, 110)
    plotting.label_axes(ax, "number of functions combined", "best sup error")
    return {"sizes": sizes.astype(float), **errors}


# --- Section 5: any activation but a polynomial ---------------------------------------------------------------------


def tanh_derivatives(t: Any, count: int) -> list[Any]:
    """Return tanh and its first `count` derivatives at the point where tanh is t.

    The k-th derivative is a polynomial in t with whole coefficients, so a `fractions.Fraction` comes back exact.

    Parameters
    ----------
    t : float or Fraction
        A value of tanh, in (-1, 1).
    count : int
        The highest derivative.

    Raises
    ------
    ValueError
        If `t` is no value of tanh or `count` is negative.
    """
    if not -1 < t < 1:
        raise ValueError(f"t must be a value of tanh, between -1 and 1, got {t!r}")
    _require_count(0, count=count)

    def polynomials() -> Iterator[list[int]]:
        coefficients = [0, 1]
        while True:
            yield coefficients
            # d/dz p(tanh z) = p'(t) (1 - t^2)
            slope = [power * value for power, value in enumerate(coefficients)][1:]
            coefficients = [p - q for p, q in zip([*slope, 0, 0], [0, 0, *slope], strict=True)]

    return [
        sum(c * t**power for power, c in enumerate(p)) for p, _ in zip(polynomials(), range(count + 1), strict=False)
    ]


def monomial_network(k: int, h: float, b: float = 0.5) -> Network:
    """Build k + 1 tanh units whose combination tends to x^k as h goes to 0: a central difference of order k.

    Parameters
    ----------
    k : int
        The power.
    h : float
        Step of the difference in the input weight.
    b : float
        The bias, where the k-th derivative of tanh must not vanish.

    Returns
    -------
    a, w, b : ndarray of shape (k + 1,)
        Output weights, input weights, biases.

    Raises
    ------
    ValueError
        If `k` is negative, `h` is not positive, or the derivative vanishes at `b`.

    Source: Theorem 19, step 4 of its proof (Leshno et al. 1993).
    """
    _require_count(0, k=k)
    _require_positive(h=h)
    derivative = float(tanh_derivatives(math.tanh(b), k)[k])
    if abs(derivative) < 1e-12:
        raise ValueError(f"b must be a point where derivative {k} of tanh does not vanish, got {b!r}")
    j = np.arange(k + 1)
    a = (-1.0) ** (k - j) * special.binom(k, j) / (h**k * derivative)
    return a, (j - k / 2) * h, np.full(k + 1, float(b))


def unit_network(x: Array, a: Array, w: Array, b: Array, activation: Activation = np.tanh) -> Array:
    """Evaluate sum_i a_i sigma(w_i x + b_i) at points x of shape (n,)."""
    return activation(np.outer(x, w) + b) @ a


def monomial_error(k: int, h: float, network: Callable[..., Network] = monomial_network) -> float:
    """Return the sup error of the difference network for x^k on [-1, 1]."""
    x = np.linspace(-1, 1, 201)
    return float(np.abs(unit_network(x, *network(k, h)) - x**k).max())


@check("Theorem 19")
def check_monomials(network: Callable[..., Network] = monomial_network) -> Evidence:
    """Measure the log-log slope of the error against the step for x, x^2, x^3: the one farthest from 2."""
    steps = np.geomspace(0.02, 0.2, 6)
    slopes = [loglog_slope(steps, [monomial_error(k, h, network) for h in steps]) for k in (1, 2, 3)]
    worst = max(slopes, key=lambda slope: abs(slope - 2))
    return Evidence("Theorem 19", "slope of log error against log h for x, x², x³", worst, "==", 2.0, 0.05)


@variant(check_monomials, "one unit fewer")
def broken_one_unit_fewer() -> Evidence:
    """Leave one unit of the difference out."""

    def shorter(k: int, h: float) -> Network:
        a, w, b = monomial_network(k, h)
        return a[:-1], w[:-1], b[:-1]

    return check_monomials(shorter)


def random_unit_errors(
    activation: Activation, widths: Sequence[int], rng: np.random.Generator, power: int = 4
) -> Array:
    """Return the best sup error for x^power on [-1, 1] from random units, for growing width.

    Parameters
    ----------
    activation : callable
        Activation of the units sigma(w x + b) with w of law N(0, 4) and b of law N(0, 1).
    widths : sequence of int
        Numbers of units; each set contains the one before.
    """
    x = chebyshev_points(201, -1, 1)
    w, b = 2 * rng.normal(size=max(widths)), rng.normal(size=max(widths))
    features = activation(np.outer(x, w) + b)
    return np.array([best_uniform_fit(features[:, :width], x**power)[1] for width in widths])


def cubic(z: ArrayLike) -> Array:
    """Return z^3 elementwise: a polynomial activation."""
    return np.asarray(z, dtype=float) ** 3


@check("Theorem 19")
def check_units_suffice(activation: Activation = np.tanh, seed: int = 0) -> Evidence:
    """Measure the best sup error of 12 random units for x^4, the worst of five draws."""
    rng = np.random.default_rng(seed)
    worst = max(random_unit_errors(activation, [12], rng)[0] for _ in range(5))
    return Evidence("Theorem 19", "best sup error of 12 random units for x⁴, ε = 0.01", worst, "<=", 1e-2)


@variant(check_units_suffice, "a polynomial activation")
def broken_by_a_polynomial() -> Evidence:
    """Use the cube as activation."""
    return check_units_suffice(cubic)


@check("Remark 2")
def check_polynomial_activation(activation: Activation = cubic, seed: int = 0) -> Evidence:
    """Measure the best sup error of up to 256 cubic units for x^4: Chebyshev's 1/8 at each width from 4 on."""
    errors = random_unit_errors(activation, [4, 8, 32, 256], np.random.default_rng(seed))
    farthest = errors[np.argmax(np.abs(errors - 0.125))]
    return Evidence("Remark 2", "best sup error of 4 to 256 cubic units for x⁴", farthest, "==", 0.125, 1e-6)


@variant(check_polynomial_activation, "an activation that is no polynomial")
def broken_by_tanh() -> Evidence:
    """Use tanh: the error falls far below 1/8."""
    return check_polynomial_activation(np.tanh)


@check("Lemma 20")
def check_nonvanishing_derivatives(t: Fraction = Fraction(1, 2)) -> Evidence:
    """Count the derivatives of tanh, up to the 30th, that vanish at artanh(t), in exact arithmetic."""
    zeros = sum(value == 0 for value in tanh_derivatives(t, 30))
    return Evidence("Lemma 20", f"derivatives of tanh up to 30 that vanish at artanh({t})", zeros, "==", 0)


@variant(check_nonvanishing_derivatives, "the point 0")
def broken_at_zero() -> Evidence:
    """Take the derivatives at 0, where all even ones vanish."""
    return check_nonvanishing_derivatives(Fraction(0))


def disc_points(rings: int = 40, around: int = 60) -> Array:
    """Return points (1 + rings * around, 2) of the unit disc: its centre, and rings up to its edge."""
    radius = np.arange(1, rings + 1) / rings
    angle = 2 * np.pi * (np.arange(around) + 0.37) / around
    on_rings = np.stack([np.outer(radius, np.cos(angle)), np.outer(radius, np.sin(angle))], axis=-1)
    return np.vstack([np.zeros((1, 2)), on_rings.reshape(-1, 2)])


def directions(m: int) -> Array:
    """Return m unit vectors (m, 2) with equal angles over a half turn."""
    angle = np.pi * np.arange(m) / m
    return np.column_stack([np.cos(angle), np.sin(angle)])


def ridge_fit(g: Function, m: int, degree: int) -> tuple[Array, float]:
    """Fit g on the unit disc by sum_k g_k(theta_k . x) with m directions and polynomial profiles g_k.

    Parameters
    ----------
    g : callable
        Target, from (N, 2) to (N,).
    m : int
        Number of directions.
    degree : int
        Degree of the profiles.

    Returns
    -------
    profiles : ndarray of shape (m, degree + 1)
        Chebyshev coefficients of the profiles.
    error : float
        Sup error on points of the disc that the fit has not seen.

    Source: Theorem 21 (Vostrecov and Kreines 1961), in two dimensions.
    """
    _require_count(m=m)
    _require_count(0, degree=degree)
    X, unseen = disc_points(), disc_points(51, 72)
    features = chebyshev.chebvander(X @ directions(m).T, degree).reshape(len(X), -1)
    coefficients = np.linalg.lstsq(features, g(X), rcond=1e-12)[0]
    profiles = coefficients.reshape(m, degree + 1)
    return profiles, float(np.abs(ridge_output(unseen, profiles) - g(unseen)).max())


def ridge_output(X: Array, profiles: Array) -> Array:
    """Evaluate the sum of ridge functions of `ridge_fit` at the rows of X (N, 2)."""
    z = X @ directions(len(profiles)).T
    return sum((chebyshev.chebval(z[:, k], profile) for k, profile in enumerate(profiles)), start=np.zeros(len(X)))


def hill(X: Array) -> Array:
    """Return exp(-4 |x|^2) for the rows of X (N, d): radial and smooth."""
    return np.exp(-4 * (X**2).sum(axis=1))


def wave_packet(X: Array) -> Array:
    """Return exp(-2 |x|^2) (1 + sin(3 x_1)) for the rows of X (N, 2): smooth and not radial."""
    return np.exp(-2 * (X**2).sum(axis=1)) * (1 + np.sin(3 * X[:, 0]))


def cone_from_ridges(X: Array, theta: Array) -> Array:
    """Return (pi / 2m) sum_k |theta_k . x|, which tends to |x| when the m directions spread evenly.

    Parameters
    ----------
    X : ndarray of shape (N, 2)
        Points.
    theta : ndarray of shape (m, 2)
        Unit vectors.
    """
    return np.pi / (2 * len(theta)) * np.abs(X @ theta.T).sum(axis=1)


def cone_error(theta: Array) -> float:
    """Return the sup error of `cone_from_ridges` for |x| on the unit disc; it is attained on the edge."""
    angle = np.pi * np.arange(4 * len(theta)) / (2 * len(theta))
    edge = np.column_stack([np.cos(angle), np.sin(angle)])
    return float(np.abs(cone_from_ridges(edge, theta) - 1).max())


@check("Theorem 21")
def check_cone(spread: Callable[[int], Array] = directions) -> Evidence:
    """Measure the log-log slope of the error against the number of directions, for |x| as a sum of |theta_k . x|."""
    counts = [4, 8, 16, 32, 64]
    slope = loglog_slope(counts, [cone_error(spread(m)) for m in counts])
    return Evidence("Theorem 21", "slope of log error against log directions, ‖x‖ from ridges", slope, "==", -2.0, 0.05)


@variant(check_cone, "directions from a quarter turn only")
def broken_quarter_turn() -> Evidence:
    """Take all directions from the first quadrant: the cone never becomes round."""
    return check_cone(lambda m: directions(2 * m)[:m])


@check("Theorem 21")
def check_ridge_polynomials(fewer: int = 0) -> Evidence:
    """Write each monomial of degree m - 1 in two variables as a sum of m ridge functions, for m = 2, ..., 8."""
    worst = 0.0
    for m in range(2, 9):
        for power in range(m):
            target = lambda X, p=power, q=m - 1 - power: X[:, 0] ** p * X[:, 1] ** q  # noqa: E731
            worst = max(worst, ridge_fit(target, m - fewer, m - 1)[1])
    return Evidence("Theorem 21", "largest error, monomials of degree m − 1 from m directions", worst, "<=", 0.0, 1e-9)


@variant(check_ridge_polynomials, "one direction fewer")
def broken_one_direction_fewer() -> Evidence:
    """Leave one direction out."""
    return check_ridge_polynomials(fewer=1)


def lift(profiles: Array, units: int, bias: bool = True) -> tuple[Network, float]:
    """Replace each profile of a sum of ridge functions by tanh units: dimension lifting.

    Parameters
    ----------
    profiles : ndarray of shape (m, degree + 1)
        Chebyshev coefficients of the profiles, from `ridge_fit`.
    units : int
        Units for each profile.
    bias : bool
        Whether the units have a bias; without one they are odd functions.

    Returns
    -------
    network : tuple of ndarray, (a (m units,), W (m units, 2), b (m units,))
        The one-hidden-layer network sum_i a_i tanh(w_i . x + b_i) on the plane.
    error : float
        The sum of the sup errors of the m one-dimensional fits on [-1, 1].

    Source: Theorem 22 (Pinkus 1999).
    """
    _require_count(units=units)
    z = chebyshev_points(301, -1, 1)
    w = np.full(units, 3.0) if bias else np.linspace(0.5, 8, units)
    b = -3.0 * np.linspace(-1.3, 1.3, units) if bias else np.zeros(units)
    features = np.tanh(np.outer(z, w) + b)
    wanted = chebyshev.chebvander(z, profiles.shape[1] - 1) @ profiles.T
    a = np.linalg.lstsq(features, wanted, rcond=1e-11)[0]
    error = float(np.abs(features @ a - wanted).max(axis=0).sum())
    W = np.concatenate([np.outer(w, theta) for theta in directions(len(profiles))])
    return (a.T.ravel(), W, np.tile(b, len(profiles))), error


@check("Theorem 22")
def check_dimension_lifting(bias: bool = True) -> Evidence:
    """Fit the hill with 6 directions of 10 tanh units each and measure the sup error on the disc."""
    a, W, b = lift(ridge_fit(hill, 6, 16)[0], 10, bias)[0]
    X = disc_points(51, 72)
    error = np.abs(np.tanh(X @ W.T + b) @ a - hill(X)).max()
    return Evidence("Theorem 22", "sup error of 6 × 10 tanh units for exp(−4‖x‖²), ε = 0.01", error, "<=", 0.01)


@variant(check_dimension_lifting, "no bias")
def broken_lift_without_bias() -> Evidence:
    """Use the class as printed, without the bias."""
    return check_dimension_lifting(bias=False)


@check("Theorem 22")
def check_lifting_sum(turn: float = 0.0) -> Evidence:
    """Measure the sup error of lifted networks in units of the ridge error plus the one-dimensional errors.

    Parameters
    ----------
    turn : float
        Angle by which the directions are turned after the fit, in radians.
    """
    X, worst = disc_points(51, 72), 0.0
    turned = X @ np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    for m, units in ((3, 6), (4, 8), (6, 10)):
        profiles, ridge = ridge_fit(wave_packet, m, 16)
        (a, W, b), lines = lift(profiles, units)
        error = np.abs(np.tanh(turned @ W.T + b) @ a - wave_packet(X)).max()
        worst = max(worst, float(error) / (ridge + lines))
    return Evidence("Theorem 22", "sup error over (ridge error + Σ one-dimensional errors)", worst, "<=", 1.0)


@variant(check_lifting_sum, "directions turned after the fit")
def broken_turned_directions() -> Evidence:
    """Carry the profiles along directions turned by 0.3 radians."""
    return check_lifting_sum(turn=0.3)


@erratum(39, "Theorem 19, proof")
def erratum_order_of_derivative() -> Erratum:
    """A polynomial of degree k has a k-th derivative other than 0; the next one vanishes."""
    cube = np.polynomial.Polynomial([0, 0, 0, 1])
    return Erratum(
        "Theorem 19, proof",
        Evidence("Theorem 19", "derivative k = 3 of z³ at 1", cube.deriv(3)(1.0), "==", 0.0),
        Evidence("Theorem 19", "derivative k + 1 = 4 of z³ at 1", cube.deriv(4)(1.0), "==", 0.0),
    )


@erratum(40, "Theorem 22")
def erratum_ridge_without_bias() -> Erratum:
    """Without a bias tanh units span only odd functions, and no odd function is near x^2."""
    x = chebyshev_points(201, -1, 1)
    fits = {}
    for name, bias in (("printed", 0.0), ("corrected", 1.0)):
        features = np.tanh(np.outer(x, np.linspace(0.2, 4, 10)) + bias * np.linspace(-3, 3, 10))
        fits[name] = best_uniform_fit(features, x**2)[1]
    return Erratum(
        "Theorem 22",
        Evidence("Theorem 22", "σ(θ·x): best sup error of 10 tanh units for x², ε = 0.01", fits["printed"], "<=", 0.01),
        Evidence(
            "Theorem 22", "σ(θ·x + b): best sup error of 10 tanh units for x², ε = 0.01", fits["corrected"], "<=", 0.01
        ),
    )


def plot_activations() -> dict[str, Array]:
    """Draw the error of difference networks against the step, and of random units against the width."""
    steps, widths = np.geomspace(1e-4, 0.5, 25), [1, 2, 3, 4, 6, 8, 12, 16, 24]
    monomials = {f"x^{k}": np.array([monomial_error(k, h) for h in steps]) for k in (1, 2, 3)}
    _, (left, right) = plotting.figure(2, height=3.4)
    for (k, errors), color in zip(
        enumerate(monomials.values(), 1), (plotting.MEASURED, plotting.SECOND, plotting.THIRD), strict=True
    ):
        (line,) = left.plot(steps, errors, color=color)
        plotting.label_line(line, f"$x^{k}$", at=0, offset=(-5, 0))
    left.plot(steps, 4 * steps**2, color=plotting.TARGET, linestyle=":")
    left.annotate(
        "slope 2", (1e-2, 4e-4), xytext=(-8, 8), textcoords="offset points", color=plotting.TARGET, ha="right"
    )
    plotting.log_axes(left)
    left.set_xlim(2e-5, 4)
    plotting.label_axes(left, "step h", "sup error on [−1, 1]", "k + 1 tanh units for $x^k$")
    bands = {}
    for name, activation, color in (("tanh", np.tanh, plotting.MEASURED), ("cube", cubic, plotting.SECOND)):
        rng = np.random.default_rng(0)
        bands[name] = np.array([random_unit_errors(activation, widths, rng) for _ in range(10)])
        plotting.band(right, widths, np.maximum(bands[name], 1e-9), label=name, color=color)
    plotting.bound(right, widths, np.full(len(widths), 0.125), label="", linewidth=1)
    right.annotate("1/8", (1, 0.125), xytext=(0, -12), textcoords="offset points", color=plotting.BOUND)
    right.set_yscale("log")
    right.set_xlim(0, 30)
    plotting.label_axes(right, "number of units", "best sup error for $x^4$", "Random units, 10 draws")
    return {"steps": steps, **monomials, "widths": np.array(widths, dtype=float), **bands}


def plot_ridges() -> dict[str, Array]:
    """Draw the hill as a sum of 1, 2 and 4 ridge functions, and the error of ridge sums and lifted networks."""
    axis = np.linspace(-1, 1, 121)
    X = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2)
    inside = (X**2).sum(axis=1) <= 1
    _, axes = plotting.figure(4, height=2.6, gridspec_kw={"width_ratios": (1, 1, 1, 1.7)})
    drawn: dict[str, Array] = {}
    for ax, m in zip(axes, (1, 2, 4), strict=False):
        values = ridge_output(X, ridge_fit(hill, m, 16)[0])
        drawn[f"sum of {m}"] = values[inside]
        ax.imshow(
            np.where(inside, values, np.nan).reshape(121, 121), origin="lower", extent=(-1, 1, -1, 1), vmin=0, vmax=1
        )
        ax.grid(False)
        plotting.label_axes(ax, "$x_1$", "$x_2$" if m == 1 else "", f"{m} direction{'s' * (m > 1)}")
    counts = np.array([1, 2, 3, 4, 6, 8, 10, 12])
    fits = [ridge_fit(hill, m, 20) for m in counts.tolist()]
    X = disc_points(51, 72)
    drawn["hill"] = np.array([error for _, error in fits])
    drawn["cone"] = np.array([cone_error(directions(m)) for m in counts.tolist()])
    networks = [lift(profiles, 12)[0] for profiles, _ in fits]
    drawn["hill, lifted"] = np.array([np.abs(np.tanh(X @ W.T + b) @ a - hill(X)).max() for a, W, b in networks])
    plotting.measured(axes[3], counts, drawn["hill"], label="hill")
    plotting.measured(axes[3], counts, drawn["hill, lifted"], label="hill, 12 tanh\nunits each", color=plotting.THIRD)
    plotting.measured(axes[3], counts, drawn["cone"], label="cone", color=plotting.SECOND)
    axes[3].set_yscale("log")
    axes[3].set_xlim(0, 22)
    axes[3].set_xticks([0, 4, 8, 12])
    plotting.label_axes(axes[3], "directions m", "sup error")
    return {"directions": counts.astype(float), **drawn}
