"""Section 5, depth: how large the gradient is in a random network of up to sixty layers."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from scipy.special import softmax

from .. import plotting
from ..evidence import Measured, check, erratum, furthest, furthest_from, largest, three_errors
from ..interactive import Explorer, Panel, choice, explore, slider
from ..numerics import Array, cached
from ..tasks import numbers, recognize, task
from ..validation import require_choice, require_count, require_positive

DEPTHS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 45, 60)
WIDTHS = (8, 32, 64)
#: Activations and their slopes.
BENDS: dict[str, tuple[Callable[[Array], Array], Callable[[Array], Array]]] = {
    "linear": (lambda z: z, np.ones_like),
    "ReLU": (lambda z: np.maximum(z, 0), lambda z: (z > 0).astype(float)),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
}


def passes(Ws: Array, x: Array, bend: str) -> tuple[Array, list[Array]]:
    """Send x (d,) through layers Ws (depth, draws, d, d), all but the last bent; return the output and the slopes."""
    act, slope = BENDS[bend]
    z, slopes = Ws[0] @ x, []
    for W in Ws[1:]:
        slopes.append(slope(z))
        z = (W @ act(z)[..., None])[..., 0]
    return z, slopes


def back(Ws: Array, delta: Array, slopes: Sequence[Array]) -> Array:
    """Send delta (draws, d) from the output back to the first layer: transposed layers and slopes in turn."""
    for W, slope in zip(Ws[:0:-1], slopes[::-1], strict=True):
        delta = slope * (np.swapaxes(W, 1, 2) @ delta[..., None])[..., 0]
    return delta


@cached
def first_layer(bend: str, d: int, scale: float = 1.0, draws: int = 100, seed: int = 0) -> Array:
    """Return |p|², p·q and |q|² for the parts p of the output and q of y (unit length) at layer 1, (3, depths, draws); σ√d = scale."""
    require_choice(tuple(BENDS), bend=bend)
    require_count(2, d=d)
    require_positive(scale=scale)
    rng, y = np.random.default_rng(seed), np.eye(d)[1]
    x = np.ones(d) if bend == "tanh" else np.eye(d)[0]  # tanh is straight near 0
    found = np.empty((3, len(DEPTHS), draws))
    for part in np.array_split(np.arange(draws), math.ceil(draws / 20)):
        Ws = rng.normal(size=(max(DEPTHS), len(part), d, d)) * (scale / math.sqrt(d))
        for row, depth in enumerate(DEPTHS):
            out, slopes = passes(Ws[:depth], x, bend)
            p, q = back(Ws[:depth], out, slopes), back(Ws[:depth], np.broadcast_to(y, out.shape), slopes)
            found[:, row, part] = (p * p).sum(axis=1), (p * q).sum(axis=1), (q * q).sum(axis=1)
    return found


def gradients(bend: str, d: int, scale: float, draws: int = 100) -> Array:
    """Return the squared norms of the first layer's gradient, (depths, draws): with layers c W it is cᴸ⁻¹ (cᴸ p − q)."""
    require_choice(("linear", "ReLU"), bend=bend)
    require_positive(scale=scale)
    p, pq, q = first_layer(bend, d, draws=draws)
    c = scale ** np.array(DEPTHS, dtype=float)[:, None]
    return np.asarray((c / scale) ** 2 * (c**2 * p - 2 * c * pq + q))


def promised(d: int, depth: int, sigma: float, rho: float = 1.0, gamma: float = 1.0) -> float:
    """Return Theorem 52's bound on the mean squared norm of a layer's gradient; ρ = |x|⁴, γ = |x|²|y|²."""
    return float(2 * rho / (3 * sigma**2) * (sigma**4 * d * (d + 2)) ** depth + 2 * gamma * (sigma**2 * d) ** (depth - 1))  # fmt: skip


def exact(d: int, depth: int, layer: int, sigma: float, rho: float = 1.0, gamma: float = 1.0) -> float:
    """Return the mean itself, for normal entries: the first term loses a power of (d − 1)/(d + 2), and both their factor 2."""
    m = depth - layer + 1
    pair = (d * (d + 2.0)) ** (depth - m) * ((d * (d + 2.0)) ** m - (d * (d - 1.0)) ** m) / 3
    return float(rho * sigma ** (4 * depth - 2) * pair + gamma * (sigma**2 * d) ** (depth - 1))


def layer_norms(d: int, depth: int, sigma: float, draws: int, rng: np.random.Generator, y_size: float = 1.0) -> Array:
    """Return the squared norms of all layers' gradients in random linear networks, (depth, draws), by torch; |x| = 1, |y| = y_size."""
    import torch
    from torch.func import grad, vmap

    require_count(2, d=d)
    x, y = torch.eye(d, dtype=torch.float64)[:2]
    slope = grad(lambda Ws: ((functools.reduce(lambda h, W: W @ h, Ws, x) - y_size * y) ** 2).sum() / 2)
    Ws = torch.tensor(sigma * rng.normal(size=(draws, depth, d, d)))
    return np.asarray((vmap(slope)(Ws) ** 2).sum(dim=(2, 3)).T)


CASES = ((3, 2, 0.6, 1.0), (8, 3, 0.5, 0.0), (12, 4, 0.25, 2.0), (4, 3, 0.15, 3.0))  # d, depth, sigma, |y|


@check("Lemma 51", "mean squared norm of a layer's gradient over the bound, furthest from 1/2 (its factor 2 is never needed); normal entries, "
       "4 sizes, all layers, 20,000 draws", "==", 0.5, 0.02, kind="Monte Carlo")  # fmt: skip
def check_lemma(norms: Callable[..., Array] = layer_norms) -> float:
    """The two means in the bound are measured on products of layers drawn by themselves."""
    rng, found, draws = np.random.default_rng(0), [], 20_000
    for d, depth, sigma, size in CASES:
        Ws, got = sigma * rng.normal(size=(depth, draws, d, d)), norms(d, depth, sigma, draws, rng, size).mean(axis=1)
        h, A, fourth, gram = np.ones((draws, d, 1)) / math.sqrt(d), np.eye(d)[None], [], []
        for W, V in zip(Ws, Ws[::-1], strict=True):
            fourth.append(((h**2).sum(axis=(1, 2)) ** 2).mean())
            gram.append(((np.swapaxes(A, 1, 2) @ A) ** 2).sum(axis=(1, 2)).mean())
            h, A = W @ h, A @ V
        bound = 2 * sigma**2 * np.array(fourth) * gram[::-1] + 2 * (d * sigma**2) ** (depth - 1) * size**2
        found += list(got / bound)
    return furthest_from(0.5, found)


check_lemma.breaks("5 % more", norms=lambda *network: 1.05 * layer_norms(*network))


@check("Theorem 52", "mean squared norm of a layer's gradient over the exact mean, furthest from 1, and at layer 1 over half of the bound where y decides, "
       "times 1 − ((d − 1)/(d + 2))^L where y = 0; normal entries, 4 sizes, all layers, 20,000 draws or more", "==", kind="Monte Carlo")  # fmt: skip
def check_gradient(norms: Callable[..., Array] = layer_norms, mean: Any = exact, bound: Any = promised) -> Measured:
    """The bound is never attained; where one of its terms decides one knows by how much it misses."""
    rng, found = np.random.default_rng(1), []
    for d, depth, sigma, size in CASES:
        got = norms(d, depth, sigma, 20_000 if size else 80_000, rng, size)
        found += [three_errors(got[k] / mean(d, depth, k + 1, sigma, gamma=size**2), 1.0) for k in range(depth)]
        if size in (0, 3):  # one term decides
            due = (1.0 if size else 1 - ((d - 1) / (d + 2)) ** depth) * bound(d, depth, sigma, gamma=size**2) / 2
            found.append(three_errors(got[0] / due, 1.0))
    return furthest(*found)


check_gradient.breaks("half of the bound, as if exact", mean=lambda d, depth, layer, *rest, **data: promised(d, depth, *rest, **data) / 2)  # fmt: skip
check_gradient.breaks("the bound without the factor 2", bound=lambda *of, **data: promised(*of, **data) / 2)


@erratum(73, "below Theorem 52", "ŷ dominates the mean squared gradient above that border: share of y at σ⁴ = 1/16 of it, or of ŷ at 16 times it, the "
         "smaller; d = 10, 8 layers, |x| = |y| = 1, 2,000 draws", ">=", 0.5, printed="σ⁴ > d(d + 2)", corrected="σ⁴ > 1/(d(d + 2))")  # fmt: skip
def erratum_border() -> tuple[float, float]:
    """With y = 0 only the output's term is left."""

    def share(power: float) -> float:
        of = [layer_norms(10, 8, power**0.25, 2000, np.random.default_rng(2), y).mean() for y in (0.0, 1.0)]
        return float(1 - of[0] / of[1])

    printed, corrected = (min(share(border / 16), 1 - share(16 * border)) for border in (120.0, 1 / 120))
    return printed, corrected


def draw_depth(panel: Panel, scale: float, d: int, bend: str) -> dict[str, Array]:
    """Draw the first layer's squared gradient against depth: median and band of 100 networks, exact mean, Theorem 52."""
    low, middle, high = np.quantile(gradients(bend, d, scale), [0.1, 0.5, 0.9], axis=1)
    limit = np.array([promised(d, depth, scale / math.sqrt(d)) for depth in DEPTHS])
    panel.axes(xlabel="number of layers", ylabel="‖gradient, layer 1‖²", yscale="log", xlim=(0, 78), ylim=(1e-20, 1e20))
    panel.fill("band", DEPTHS, low, high, color=plotting.MEASURED)
    panel.line("median", DEPTHS, middle, "median", color=plotting.MEASURED)
    panel.line("bound", DEPTHS, limit, "Theorem 52", color=plotting.BOUND)
    arrays = {"median": middle, "band": np.stack([low, high]), "bound": limit}
    if bend == "linear":
        arrays["mean"] = np.array([exact(d, depth, 1, scale / math.sqrt(d)) for depth in DEPTHS])
        panel.line("mean", DEPTHS, arrays["mean"], "exact mean", color=plotting.SECOND)
    panel.note(f"60 layers: median {middle[-1]:.0e}, bound {limit[-1]:.0e}")
    return arrays


def explore_depth() -> Explorer:
    """Build the explorer of the gradient at random weights: size of the weights, width, and whether layers are bent."""
    return explore(
        draw_depth, scale=slider(0.6, 1.8, "σ√d", value=1.0, step=0.05), d=choice(WIDTHS, "width d", value=32),
        bend=choice(("linear", "ReLU"), "layers"), storyboard=[{"scale": 0.8}, {"d": 8}, {"scale": 1.2}, {"scale": 1.4, "bend": "ReLU", "d": 64}],
        caption=lambda scale, d, bend: f"{bend}, σ√d = {scale:g}, d = {d}",
        alt="Squared gradient against 1 to 60 layers on a log scale: median, band, exact mean, and Theorem 52 above "
        "them; for σ√d = 0.8, for 1 at width 8, for 1.2, and for 1.4 with ReLU.",
    )  # fmt: skip


def arriving(bend: str, scale: float, d: int = 64, draws: int = 40) -> Array:
    """Return what is left at layer 1 of an error of length 1 at the output, squared, (draws, depths)."""
    return np.asarray(first_layer(bend, d, scale, draws)[2].T)


def wide_limit(bend: str, scale: float) -> Array:
    """Return the same for infinite width, (depths,): a product of (σ√d)² times the mean squared slope at each layer."""
    require_choice(tuple(BENDS), bend=bend)
    require_positive(scale=scale)
    act, slope = BENDS[bend]
    nodes, weights = np.polynomial.hermite_e.hermegauss(200)
    weights, spread2, left = weights / weights.sum(), scale**2, [1.0]
    for _ in range(max(DEPTHS) - 1):
        left.append(left[-1] * scale**2 * float(weights @ slope(math.sqrt(spread2) * nodes) ** 2))
        spread2 = scale**2 * float(weights @ act(math.sqrt(spread2) * nodes) ** 2)
    return np.array([left[depth - 1] for depth in DEPTHS])


#: What σ√d is called by Glorot and Bengio 2010, and He and others 2015.
STARTS = {"Xavier": 1.0, "He": math.sqrt(2)}


@check("He initialization", "factor of a typical error's length a layer, over 1 − 5/4d; ReLU with σ√d = √2, d = 32, 12 to 60 layers, 400 draws",
       "==", 1.0, 0.006, kind="rate")  # fmt: skip
def check_rates(left: Callable[..., Array] = arriving, scale: float = STARTS["He"]) -> float:
    """The slope of the mean logarithm; squares of half of the normal numbers have the variance 5/d, which takes 5/4d."""
    late = np.array(DEPTHS) >= 12
    slope = np.polyfit(np.array(DEPTHS)[late], np.log(left("ReLU", scale, 32, 400)).mean(axis=0)[late], 1)[0]
    return float(np.exp(slope / 2) / (1 - 5 / (4 * 32)))


check_rates.breaks("Xavier's weights", scale=STARTS["Xavier"])
check_rates.breaks("σ 1 % larger", scale=1.01 * STARTS["He"])


def classifier_gradients(Ws: Sequence[Array], x: Array, y: Array) -> list[Array]:
    """Return the gradient of each layer of a deep linear classifier at x with the one-hot label y, for the cross-entropy."""
    signals = [x]
    for W in Ws:
        signals.append(W @ signals[-1])
    delta, found = softmax(signals[-1]) - y, []
    for W, signal in zip(Ws[::-1], signals[-2::-1], strict=True):
        found.append(np.outer(delta, signal))
        delta = W.T @ delta
    return found[::-1]


@check("Section 6.3", "largest deviation of a layer's gradient from torch's; cross-entropy of a linear classifier 5-4-4-4-3, 20 draws of weights",
       "<=", 0.0, 1e-10, kind="construction")  # fmt: skip
def check_classifier(gradients: Callable[..., Sequence[Array]] = classifier_gradients) -> float:
    """Torch differentiates the loss as it is written, with its own logarithm of the softmax."""
    import torch

    rng, away = np.random.default_rng(3), []
    for label in [0, 1, 2, 1] * 5:
        Ws = [rng.normal(size=shape) for shape in ((4, 5), (4, 4), (4, 4), (3, 4))]
        layers, x = [torch.tensor(W, requires_grad=True) for W in Ws], rng.normal(size=5)
        h = functools.reduce(lambda h, layer: layer @ h, layers, torch.tensor(x))
        torch.nn.functional.cross_entropy(h, torch.tensor(label)).backward()  # type: ignore[no-untyped-call]
        found = gradients(Ws, x, np.eye(3)[label])
        away += [np.abs(mine - np.asarray(layer.grad)).max() for mine, layer in zip(found, layers, strict=True)]
    return largest(away)


check_classifier.breaks("p in place of p − y", gradients=lambda Ws, x, y: classifier_gradients(Ws, x, 0 * y))


@erratum(76, "Section 6.4 d)", "largest deviation of the gradient flow of layer 3 from torch's; three balanced layers in the plane, singular values 2 and 1",
         "<=", 0.0, 1e-10, printed="… Σ² V₂ᵀ at the end", corrected="… Σ² V₃ᵀ at the end")  # fmt: skip
def erratum_frame() -> tuple[float, float]:
    """W¹ = Σ, W² = RΣ, W³ = ΣRᵀ with a quarter-turn R: V₁ = V₂ = 1, V₃ = R, U₃ = 1, and W = Σ³."""
    import torch

    S, R, goal = np.diag([2.0, 1]), np.array([[0.0, -1], [1, 0]]), np.array([[1.0, 3], [-2, 5]])
    layers = [torch.tensor(W, requires_grad=True) for W in (S, R @ S, S @ R.T)]
    (((layers[2] @ layers[1] @ layers[0] - torch.tensor(goal)) ** 2).sum() / 6).backward()  # type: ignore[no-untyped-call]
    common, flow = (goal - S**3) @ S**2 / 3, -np.asarray(layers[2].grad)
    return float(np.abs(common - flow).max()), float(np.abs(common @ R.T - flow).max())


@task("a start for every bend", right="Right: (σ√d)² times the mean squared slope must be 1 for the way back, and times the mean of φ(z)² for the way "
      "there; for such bends they are equal.")  # fmt: skip
def _stable(scale: Callable[..., Any]) -> str:
    for bend, square in ((BENDS["ReLU"][0], 0.5), (lambda z: np.where(z > 0, z, 0.4 * z), 0.58), (np.abs, 1.0), (lambda z: 2 * z, 4.0)):  # fmt: skip
        found = numbers(scale(bend))
        if found.ndim:
            return f"One number is asked for, σ√d; yours has the shape {found.shape}."
        if not np.isfinite(found):
            return "One finite number is asked for, σ√d."
        slips = [(square**-0.5, ""), (1 / square, "That is (σ√d)². Take the root."),
                 (square**0.5, "Turned round: the smaller φ(z)² is, the larger the weights must be."),
                 (1.0, "That is the value for linear layers. How much of a standard normal z is left after the bend?")]  # fmt: skip
        wrong = "What is the mean of φ(z)² for a standard normal z? By how much must (σ√d)² make up for it?"
        if wrong := recognize(found, slips, wrong, 0.03):
            return wrong
    return ""
