"""Section 1, stairs: one unit, two units, and a network of thresholds that approximates a Lipschitz function."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit

from .. import plotting
from ..evidence import check, erratum, largest
from ..interactive import Explorer, Panel, explore, parse_function, slider, switch, text
from ..numerics import Array
from ..tasks import numbers, recognize, task
from ..validation import require_positive, require_shape
from ._common import Function, step, values_at

Stairs = tuple[Array, Array]


def threshold_network(g: Function, rho: float, eps: float) -> Stairs:
    """Build the stairs f(x) = sum_i a_i 1[x >= b_i] with ceil(rho/eps) threshold units. `g` is the target on [0, 1],
    elementwise, `rho` its Lipschitz constant and `eps` the error wanted, both above 0. Returns output weights a and
    thresholds b, each (ceil(rho/eps),). Source: Theorem 14 (Telgarsky 2021).
    """
    require_positive(rho=rho, eps=eps)
    # 3 / 0.1 is a shade above 30 in float64; a plain ceiling would spend one unit too many.
    b = np.arange(math.ceil(round(rho / eps, 9))) * (eps / rho)
    return np.diff(values_at(b, "g", g), prepend=0.0), b


def threshold_output(x: ArrayLike, a: Array, b: Array) -> Array:
    """Evaluate sum_i a_i 1[x >= b_i] at points x of shape (n,)."""
    return step(np.asarray(x, dtype=float)[:, None] - b) @ a


def stair_error(g: Function, a: Array, b: Array) -> float:
    """Return sup |f - g| over [0, 1] for the stairs f: on a grid, and just before each new stair."""
    require_shape(np.size(b), b=b, a=a)
    x = np.concatenate([np.linspace(0, 1, 1001), np.nextafter(b[1:], 0), np.nextafter(b[1:], 2)])
    return float(np.abs(threshold_output(x, a, b) - g(x)).max())


def ramp(x: Array) -> Array:
    """Return x: the steepest function of Lipschitz constant 1."""
    return x


def jump(x: Array) -> Array:
    """Return the ramp with a jump of 1/2 at an irrational point, where no stair of equal width ever begins."""
    return x + step(x - math.sqrt(1 / 3)) / 2


def zigzag(rho: float, rng: np.random.Generator, pieces: int = 40) -> Function:
    """Return a random piecewise linear function on [0, 1] with slopes in [-rho, rho]."""
    knots = np.linspace(0, 1, pieces + 1)
    values = np.concatenate([[0.0], np.cumsum(rng.uniform(-rho, rho, pieces) / pieces)])
    return lambda x: np.interp(x, knots, values)


#: The twelve accuracies at which Theorem 14 is tested, and the targets with their Lipschitz constants.
EPS_GRID = np.geomspace(0.3, 0.005, 12)
TARGETS: Sequence[Any] = ((ramp, 1.0), (lambda x: 1 - x, 1.0), (lambda x: np.sin(2 * np.pi * x) / 4, math.pi / 2))


@check("Theorem 14", "largest error of the stairs, divided by ε, for 12 values of ε from 0.3 to 0.005 and 9 targets: a ramp up, a ramp "
       "down, a wave, 6 random zigzags",
       "<=", 1.0, 1e-9, kind="construction", only_if="no stairs have more than ⌈ρ/ε⌉ units")  # fmt: skip
def check_threshold_error(
    network: Callable[..., Stairs] = threshold_network, targets: Sequence[Any] = TARGETS, seed: int = 0
) -> float:
    """Measure the largest sup error of the stairs; the ramps attain the bound."""
    rng, found = np.random.default_rng(seed), []
    for g, rho in [*targets, *((zigzag(2.0, rng), 2.0) for _ in range(6))]:
        for eps in EPS_GRID:
            a, b = network(g, rho, eps)
            found.append(stair_error(g, a, b) / eps if len(a) <= math.ceil(round(rho / eps, 9)) else math.nan)
    return largest(found)


check_threshold_error.breaks("one unit fewer", network=lambda *given: [v[:-1] for v in threshold_network(*given)])
check_threshold_error.breaks("a target with a jump", targets=[(jump, 1.0)])


@erratum(29, "Section 3.1", "largest error of members 50 to 100, ε = 0.02", "<=", 0.02, 1e-9,
         printed="g_m → f uniformly if for each ε some member is within ε (stairs of m units, each second one set to "
         "0)", corrected="if all late members are (the stairs)")  # fmt: skip
def erratum_uniform_convergence() -> tuple[float, float]:
    """Some member close to the target is not the same as all late members close to it."""
    stairs = [threshold_network(ramp, 1.0, 1 / m) for m in range(50, 101)]
    printed = max(stair_error(ramp, a * (len(a) % 2), b) for a, b in stairs)
    return printed, max(stair_error(ramp, a, b) for a, b in stairs)


@erratum(30, "Theorem 14", "sup error on g(x) = x, ε = 0.1", "<=", 0.1, 1e-9,
         printed="every network with ⌈ρ/ε⌉ threshold units is within ε (all 10 weights 0)",
         corrected="there is one that is (the stairs)")  # fmt: skip
def erratum_every_network() -> tuple[float, float]:
    """The theorem promises one network with ceil(rho/eps) units, not all of them."""
    a, b = threshold_network(ramp, 1.0, 0.1)
    return stair_error(ramp, 0 * a, b), stair_error(ramp, a, b)


def draw_units(panel: Panel, w: float, b: float, second: float) -> dict[str, Any]:
    """Draw one sigmoid unit, and the sum with a second one of the same weight, which stands at x = 0.8."""
    x = np.linspace(0, 1, 401)
    first, other = expit(w * x + b), second * expit(w * (x - 0.8))
    panel.axes(xlabel="x", ylabel="output", xlim=(0, 1), ylim=(-1.1, 2.1))
    panel.line("half", x, np.full_like(x, 0.5), label="½", color=plotting.TARGET, linestyle=":")
    if second:
        panel.line("first", x, first, label="first unit", color=plotting.SECOND, linestyle="--")
    panel.line("sum", x, first + other, label="sum of two" if second else "one unit", color=plotting.MEASURED)
    return {"x": x, "output": first + other}


def explore_units() -> Explorer:
    """Build the explorer of one sigmoid unit and a second one: weight, bias, and the second one's output weight."""
    return explore(
        draw_units, w=slider(1, 100, "weight w", value=10), b=slider(-100, 20, "bias b", value=-3),
        second=slider(-1.0, 1.0, "output weight of a second unit at 0.8", value=0.0),
        storyboard=[{"b": -3}, {"b": -6}, {"b": -6, "w": 60}, {"b": -6, "w": 60, "second": -1}],
        caption=lambda w, b, second: f"w = {w}, b = {b}".replace("-", "−") + (", second unit times −1" if second else ""),
        alt="A soft step that is one half at 0.3; with another bias at 0.6; with a larger weight it is steep and stands "
        "at 0.1; with a second unit subtracted it becomes a bump from 0.1 to 0.8",
    )  # fmt: skip


@task("weights of three stairs", right="Right: each weight is a *change* of height, so the first k add up to height k.")
def _three_stairs(a: Any) -> str:
    a = numbers(a)
    if a.shape != (3,) or not np.isfinite(a).all():
        return "Three numbers are asked for, such as [2, 3, -1]."
    slips = [
        ([4, -3, 2], ""),
        ([4, 1, 3], "Those are the heights. A unit stays on: the second stair is as high as two weights together."),
        ([4, 3, -2], "Changes of height, but with the wrong sign: from 4 down to 1 the change is below 0."),
    ]
    heights = ", ".join(f"{height:g}" for height in np.cumsum(a))
    return recognize(a, slips, f"Your stairs have the heights {heights}; wanted are 4, 1, 3.")


def draw_threshold_network(panel: Panel, eps: float, target: str, broken: bool) -> dict[str, Any]:
    """Draw a target, its eps-tube and the stairs that Theorem 14 builds for it."""
    x = np.linspace(0, 1, 801)
    continuous = parse_function(target)
    # A formula comes without its constant: the steepest slope on the grid stands in for it.
    rho = max(float(np.abs(np.diff(continuous(x))).max() * 800), 1e-9)
    if rho / eps > 1500:
        words = f"target climbs with slope {rho:.0f} and needs {rho / eps:.0f} units; choose a gentler formula"
        raise ValueError(f"{words} or a larger ε")

    def g(z: Array) -> Array:
        return continuous(z) + 0.4 * step(z - 0.605) if broken else continuous(z)

    a, b = threshold_network(g, rho, eps)
    y, stairs, error = g(x), threshold_output(x, a, b), stair_error(g, a, b)
    room = 0.1 + 0.4 * np.ptp(y)  # no matter how wide the tube is, so that the axes stand still while ε moves
    ylim = (y.min() - room, y.max() + room)
    panel.axes(xlabel="x", ylabel="target g(x) and stairs f(x)", xlim=(0, 1), ylim=ylim)
    panel.fill("allowed, g ± ε", x, y - eps, y + eps, color=plotting.BOUND)
    panel.line("edge", x, y + eps, label="g + ε", color=plotting.BOUND, linestyle="--", linewidth=0.8)
    panel.line("g", x, y, label=True, color=plotting.TARGET)
    panel.line("f", x, stairs, label=True, color=plotting.MEASURED, linewidth=1.5)
    sign = "≤" if error <= eps * (1 + 1e-9) else ">"
    panel.note(f"{len(a)} units, ρ = {rho:.2f}\nerror {error:.3f} {sign} ε = {eps:.3f}")
    return {"x": x, "target": y, "stairs": stairs, "error": error, "eps": eps, "units": len(a)}


def explore_threshold_network() -> Explorer:
    """Build the explorer of Theorem 14: the accuracy, a target of one's own, and a jump that breaks it."""
    examples = ("abs(x - 1/3) - abs(x - 3/4)", "exp(-40*(x - 0.4)**2)", "sqrt(x + 0.1)")
    return explore(
        draw_threshold_network, eps=slider(0.02, 0.5, "error wanted, ε", log=True),
        target=text("target g(x), type your own", value="sin(2*pi*x)/3 + cos(7*x)/6", examples=examples),
        broken=switch("break it: add a jump"), storyboard=[{"eps": 0.3}, {"eps": 0.1}, {"eps": 0.1, "broken": True}],
        caption=lambda eps, target, broken: f"ε = {eps:g}" + (", broken by a jump" if broken else ""),
        alt="A target g, a band of ε above and below it, and stairs f in it: coarse, fine, and leaving it at a jump",
    )  # fmt: skip


@task("stairs of your own", right="Right, and with unequal widths: each stair is as wide as the target lets it be.")
def _own_stairs(b: Any) -> str:
    b = np.sort(numbers(b).ravel())
    if len(b) == 0 or not np.isfinite(b).all() or b[0] < 0 or b[-1] > 1:
        return "The thresholds should be numbers in [0, 1], at least one of them."
    if b[0] > 0:
        return "Nothing is switched on at x = 0 yet: the first stair has to begin there."
    if len(b) > 10:
        return f"Those are {len(b)} thresholds; ten are enough if each stair climbs equally far."
    if stair_error(np.sqrt, np.diff(np.sqrt(b), prepend=0.0), b) <= 0.1 + 1e-9:
        return ""
    climbs = np.diff(np.sqrt(np.append(b, 1.0)))
    words = f"The stair that begins at {b[climbs.argmax()]:.3g} climbs by {climbs.max():.2g}, and 0.1 is allowed"
    return f"{words} (the last one must climb to 1 too). Where √x is steep, stairs must be narrower."
