"""Section 5, deep and wide at the start: the kernel of a random network, layer by layer, and how far finite ones are from it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from .. import plotting
from ..evidence import Measured, check, erratum, furthest, furthest_from, three_errors
from ..interactive import Explorer, Panel, choice, explore, slider
from ..numerics import Array, cached, loglog_slope
from ..tasks import numbers, task
from ..validation import require_choice, require_count
from ._common import ACTIVATIONS, PairMap, count_weights, deep_kernels, erf_pairs, network, pair_map

Kernel = Callable[..., tuple[Array, Array]]
Network = Callable[..., Any]
#: The points of the checks: 6 on a circle, at angles that are not evenly spaced, of two lengths.
POINTS = np.array([[1.0, 1.5, 1.0, 1.5, 1.0, 1.5]]).T * np.array(
    [[np.cos(a), np.sin(a)] for a in (0, 0.3, 1, 2, 2.8, 4)]
)
SPREADS = {"sigma_w": 1.4, "sigma_b": 0.3}


def random_outputs(
    X: ArrayLike, widths: Sequence[int], draws: int, rng: np.random.Generator, activation: str = "relu",
    sigma_w: float = 1.0, sigma_b: float = 0.0, model: Network = network,
) -> Array:  # fmt: skip
    """Draw untrained networks with one output and so many units in each hidden layer; return what they say at X (n, d): (draws, n)."""
    require_choice(ACTIVATIONS, activation=activation)
    require_count(1, draws=draws)
    for m in widths:
        require_count(1, widths=m)
    X = np.asarray(X, dtype=float)
    layers = (X.shape[1], *widths, 1)
    size, phi = count_weights(layers), ACTIVATIONS[activation][0]
    return np.array([model(rng.normal(size=size), X, layers, phi, sigma_w, sigma_b)[:, 0] for _ in range(draws)])


def hidden_kernel(
    X: ArrayLike, width: int, depth: int, rng: np.random.Generator, activation: str = "relu", sigma_w: float = 1.0,
    sigma_b: float = 0.0, model: Network = network,
) -> Array:  # fmt: skip
    """Draw the hidden layers of one network, and return the covariance (n, n) of its output over the last layer's weights.

    By section 3 the output is exactly Gaussian then: the last hidden layer is a set of random features.
    """
    require_choice(ACTIVATIONS, activation=activation)
    require_count(1, width=width, depth=depth)
    X = np.asarray(X, dtype=float)
    layers, phi = (X.shape[1], *depth * [width]), ACTIVATIONS[activation][0]
    h = phi(model(rng.normal(size=count_weights(layers)), X, layers, phi, sigma_w, sigma_b))
    return np.asarray(sigma_w**2 * h @ h.T / width + sigma_b**2)


@cached
def _kernels(activation: str, depth: int, m: int, seeds: int, model: Network) -> Array:
    draws = (np.random.default_rng([seed, m]) for seed in range(seeds))
    return np.array([hidden_kernel(POINTS, m, depth, rng, activation, model=model, **SPREADS) for rng in draws])


def start_errors(
    activation: str, depth: int, widths: Sequence[int], seeds: int, kernel: Kernel = deep_kernels, model: Network = network
) -> Array:  # fmt: skip
    """Return (seeds, widths) how far the kernel of one random network is from its limit: root mean square over 36 pairs."""
    limit = kernel(POINTS, POINTS, depth, activation, **SPREADS)[0]
    found = np.array([_kernels(activation, depth, m, seeds, model) for m in widths])
    return np.asarray(np.sqrt(((found - limit) ** 2).mean(axis=(2, 3))).T)


_WIDTHS = (16, 32, 64, 128, 256, 512, 1024)


@check("Theorem 57", "slope in the width, 16 to 1,024, of the distance from the recursion to the kernel of one random network; ReLU and "
       "erf, 1 and 3 hidden layers, means over 20 seeds, furthest from −1/2", "==", -0.5, 0.1, kind="rate")  # fmt: skip
def check_start_rate(kernel: Kernel = deep_kernels, model: Network = network) -> float:
    """Fit a line to the means over seeds."""
    found = [
        loglog_slope(_WIDTHS, start_errors(activation, depth, _WIDTHS, 20, kernel, model).mean(axis=0))
        for activation in ("relu", "erf") for depth in (1, 3)
    ]  # fmt: skip
    return furthest_from(-0.5, found)


def _scaled(factor: float) -> Kernel:
    return lambda *args, **kwargs: (factor * deep_kernels(*args, **kwargs)[0], deep_kernels(*args, **kwargs)[1])


check_start_rate.breaks("one layer fewer", kernel=lambda X, Z, depth, *args, **kwargs: deep_kernels(
    X, Z, depth - 1, *args, **kwargs))  # fmt: skip
check_start_rate.breaks("a tenth too large", kernel=_scaled(1.1))
check_start_rate.breaks(
    "weights −1.1 or 1.1 in place of normal ones", model=lambda theta, *args: network(1.1 * np.sign(theta), *args)
)


@check("Theorem 57", "mean product of the outputs at two points, less Σ, the pair furthest from 0; one hidden layer of 30 units, ReLU and "
       "erf, all pairs of 6 points, 20,000 networks", "==", kind="Monte Carlo")  # fmt: skip
def check_outputs(kernel: Kernel = deep_kernels, model: Network = network) -> Measured:
    """With one hidden layer the covariance is right at every width."""
    found = []
    for activation in ("relu", "erf"):
        rng = np.random.default_rng(1)
        f = random_outputs(POINTS, (30,), 20_000, rng, activation, model=model, **SPREADS)
        Sigma = kernel(POINTS, POINTS, 1, activation, **SPREADS)[0]
        found += [three_errors(f[:, i] * f[:, j] - Sigma[i, j], 0.0) for i in range(6) for j in range(i, 6)]
    return furthest(*found)


check_outputs.breaks("6 % too large", kernel=_scaled(1.06))
check_outputs.breaks(
    "no biases", kernel=lambda X, Z, depth, name, sigma_w, sigma_b: deep_kernels(X, Z, depth, name, sigma_w)
)


SLOPES: dict[str, Callable[[Array], Array]] = {
    "relu": lambda z: 1.0 * (z > 0), "erf": lambda z: 2 / np.pi**0.5 * np.exp(-(z**2)), "tanh": lambda z: 1 - np.tanh(z) ** 2
}  # fmt: skip


@check("Pair maps (7.3)", "mean of φ(u)φ(v) and of φ'(u)φ'(v) over Gaussian pairs, beside the closed form for ReLU and erf and Gauss–Hermite "
       "quadrature for tanh, the pair furthest from it; 400,000 draws, two laws of the pair", "==", kind="Monte Carlo")  # fmt: skip
def check_pair_maps(maps: Callable[[str], PairMap] = pair_map) -> Measured:
    """Draw pairs, which know nothing of arcs."""
    (first, second), found = np.random.default_rng(3).normal(size=(2, 400_000)), []
    for (name, slope), (a, b, c) in itertools.product(SLOPES.items(), ((1.0, 2.0, 1.2), (0.5, 1.5, -0.6))):
        u, v = a**0.5 * first, c / a**0.5 * first + (b - c**2 / a) ** 0.5 * second
        said = maps(name)(*np.array([a, c, b]))
        found += [
            three_errors(f(u) * f(v), float(mean)) for f, mean in zip((ACTIVATIONS[name][0], slope), said, strict=True)
        ]
    return furthest(*found)


check_pair_maps.breaks("3 % too large", maps=lambda name: lambda *covariances: (
    1.03 * pair_map(name)(*covariances)[0], pair_map(name)(*covariances)[1]))  # fmt: skip
check_pair_maps.breaks(
    "two separate means multiplied", maps=lambda name: lambda uu, uv, vv: pair_map(name)(uu, 0 * uv, vv)
)


@check("Theorem 57", "mean of f⁴ over that of a Gaussian with the recursion's variance, from the variance of f given the hidden layers; ReLU "
       "without biases, 3 layers of 10 units, 20,000 networks; beside (1 + 5/10)³", "==", kind="Monte Carlo")  # fmt: skip
def check_not_gaussian(
    model: Network = network, power: Callable[[int, int], float] = lambda m, depth: (1 + 5 / m) ** depth
) -> Measured:
    """Given the hidden layers f is Gaussian with a variance v (section 3), so E f⁴ = 3 E v²: less noise than f⁴ itself."""
    rng = np.random.default_rng(5)
    v = [hidden_kernel([[1.0]], 10, 3, rng, "relu", np.sqrt(2), model=model)[0, 0] for _ in range(20_000)]
    return three_errors(np.square(v) / 2.0**2, power(10, 3))


check_not_gaussian.breaks("a Gaussian", power=lambda m, depth: 1.0)
check_not_gaussian.breaks("each layer adds 5/m", power=lambda m, depth: 1 + 5 * depth / m)
check_not_gaussian.breaks("4/m in place of 5/m", power=lambda m, depth: (1 + 4 / m) ** depth)


def _printed(theta: Array, X: Array, layers: Sequence[int], *how: Any) -> Any:
    """Return the outputs with the scale as printed, 1/√(outputs of the layer)."""
    scales = [np.repeat([(m / k) ** 0.5, 1.0], [m * k, k]) for m, k in itertools.pairwise(layers)]
    return network(theta * np.concatenate(scales), X, layers, *how)


@erratum(81, "Section 7.3", "variance of the output over Σ; erf, biases, two hidden layers of 200 units, 400 networks", "==", 1.0, 0.3,
         printed="scale σ_w/√n_l, by the outputs of a layer", corrected="σ_w/√n_{l−1}, by its inputs")  # fmt: skip
def erratum_fan_in() -> tuple[float, float]:
    """With the layer's own width the output's variance grows like the width before it."""
    X, Sigma = POINTS[:1], deep_kernels(POINTS[:1], POINTS[:1], 2, "erf", 1.4, 0.3)[0]
    found = [
        (random_outputs(X, (200, 200), 400, np.random.default_rng(6), "erf", 1.4, 0.3, model=model) ** 2).mean()
        / Sigma[0, 0]
        for model in (_printed, network)
    ]
    return float(found[0]), float(found[1])


#: The explorer's data and grid.
DATA_X, DATA_Y = np.array([-1.5, -0.4, 0.3, 1.6]), np.array([-0.5, 0.7, 0.3, -0.8])
GRID = np.linspace(-3, 3, 121)


def posterior(K: Array, across: Array, own: Array, y: ArrayLike) -> tuple[Array, Array]:
    """Return mean (k,) and covariance (k, k) of a Gaussian process given its values y at n points, by section 4.

    K (n, n), across (k, n) and own (k, k) are its kernel; 1e-6 of the mean variance is added to K's diagonal.
    """
    K = K + 1e-6 * np.trace(K) / len(K) * np.eye(len(K))
    A = np.linalg.solve(K, across.T).T
    return A @ np.asarray(y), own - A @ across.T


def draw_process(
    panel: Panel, depth: int, sigma_w: float, sigma_b: float, activation: str, given: str
) -> dict[str, Any]:
    """Draw mean, band and five samples of the process that a wide random network is, before or after it is given data."""
    x = np.concatenate([DATA_X, GRID])[:, None]
    Sigma = deep_kernels(x, x, depth, activation, sigma_w, sigma_b)[0]
    n = len(DATA_X)
    mean, cov = np.zeros(len(GRID)), Sigma[n:, n:]
    if given == "four points":
        mean, cov = posterior(Sigma[:n, :n], Sigma[n:, :n], cov, DATA_Y)
    size, axes = np.linalg.eigh(cov)
    # An eigenvector's sign is a convention; samples through the symmetric root depend on the kernel alone.
    root = axes * np.sqrt(np.maximum(size, 0)) @ axes.T
    samples = mean + np.random.default_rng(2).normal(size=(5, len(GRID))) @ root
    spread = 2 * np.sqrt(np.maximum(np.diag(cov), 0))
    panel.axes(xlabel="input x", ylabel="output", xlim=(-3, 3), ylim=(-4, 4))
    panel.fill("two standard deviations", GRID, mean - spread, mean + spread, color=plotting.BOUND)
    for i, sample in enumerate(samples):
        panel.line(f"sample {i}", GRID, sample, color=plotting.MEASURED, linewidth=0.8)
    panel.line("mean", GRID, mean, color=plotting.BOUND, linewidth=2)
    shown = n * (given == "four points")
    panel.points("data", DATA_X[:shown], DATA_Y[:shown], color="black")
    corr = Sigma[n, -1] / np.sqrt(Sigma[n, n] * Sigma[-1, -1]) if Sigma[n, n] * Sigma[-1, -1] > 0 else math.nan
    panel.note(f"correlation of the ends at the start: {corr:.2f}")
    return {"mean": mean, "spread": spread, "samples": samples, "correlation": corr}


def explore_process() -> Explorer:
    """Build the explorer of random deep networks of infinite width: prior and posterior."""
    return explore(
        draw_process, depth=slider(1, 20, "depth: hidden layers", value=2), sigma_w=slider(0.5, 4.0, "spread of weights σ_w", value=1.5, step=0.1),
        sigma_b=slider(0.0, 2.0, "spread of biases σ_b", value=0.5, step=0.1),
        activation=choice(("erf", "relu"), "activation"), given=choice(("four points", "nothing"), "given"),
        storyboard=[{"given": "nothing"}, {}, {"sigma_w": 4.0, "depth": 4}, {"activation": "relu", "depth": 20}],
        caption=lambda depth, sigma_w, sigma_b, activation, given: f"{activation}, depth {depth}, σ_w {sigma_w:g}, given {given}",
        alt="Five random functions and a band. Given nothing: smooth curves about 0. Given four points: all pass them. With large weights "
        "and depth they wiggle; with ReLU and depth 20 they are rough and fan out",
    )  # fmt: skip


@task("one layer more", right="Right: mean, biases, and nothing else. Repeat it, and you have the kernel at any depth.")
def _layer(layer: Callable[..., Any]) -> str:
    X = POINTS[:3]
    Sigma = deep_kernels(X, X, 0, "erf", 1.3, 0.4)[0]
    wanted = deep_kernels(X, X, 1, "erf", 1.3, 0.4)[0]
    size = np.diag(Sigma)
    mean = erf_pairs(size[:, None], Sigma, size)[0]
    said = numbers(layer(Sigma, 1.3, 0.4))
    if said.shape != wanted.shape:
        return f"Σ (3, 3) in, Σ (3, 3) out; yours has shape {said.shape}."
    if np.allclose(said, wanted):
        return ""
    if np.allclose(said, mean):
        return "That is the mean E φ(u)φ(v). The layer's weights and biases are still to come."
    if any(np.allclose(said, w * mean + b) for w, b in ((1.3, 0.4), (1.69, 0.4), (1.3, 0.16))):
        return "σ_w and σ_b are standard deviations. Which power of them stands in a covariance?"
    if np.allclose(said, 1.69 * mean):
        return "The biases are missing: what do they add to the covariance of two outputs?"
    if np.allclose(said, 1.69 * erf_pairs(Sigma, Sigma, Sigma)[0] + 0.16):
        return "The variances stand on the diagonal of Σ: one column of them, and one row."
    if np.allclose(np.diag(said), np.diag(wanted)):
        return "Right on the diagonal, wrong elsewhere. Which variances belong to the entry (i, j)?"
    return "Write down Cov(f(x), f(z)) for f = σ_w h·w/√m + σ_b b. What is the mean of h(x)·h(z)/m?"
