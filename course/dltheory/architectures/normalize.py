"""Section 6, normalization: statistics of a batch or of an example, their slopes, training and testing."""

from __future__ import annotations

import copy
import functools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from .. import plotting
from ..data import pictures
from ..evidence import check, largest
from ..interactive import Control, Explorer, Panel, choice, explore
from ..numerics import Array
from ..tasks import numbers, task
from ..training import made
from ..validation import require_choice, require_count
from .residual import fit

WAYS = ("batch normalization", "layer normalization")


def normalized(Z: Tensor, axes: Sequence[int], delta: float = 1e-5) -> tuple[Tensor, Tensor]:
    """Return an array with mean 0 and variance about 1 over some axes, and what it was divided by."""
    sigma = (delta + Z.var(dim=tuple(axes), correction=0, keepdim=True)).sqrt()
    return (Z - Z.mean(dim=tuple(axes), keepdim=True)) / sigma, sigma


def slopes(G: Tensor, N: Tensor, sigma: Tensor, axes: Sequence[int], mean: float = 1, spread: float = 1) -> Tensor:
    """Return the loss's slopes in Z, given those in N, G; `mean` and `spread` are 0 where the statistics are taken for constants."""
    over = functools.partial(torch.mean, dim=tuple(axes), keepdim=True)
    return (G - mean * over(G) - spread * N * over(G * N)) / sigma


@check("Normalization (10.3)", "largest gap to torch's batch and layer normalization, values and slopes: 3 shapes, δ = 10⁻⁵ or 0.1", "<=", 1e-9, kind="construction")  # fmt: skip
def check_torch(normalized: Callable[..., Any] = normalized, slopes: Callable[..., Tensor] = slopes) -> float:  # fmt: skip
    """The library's own slopes are the judge."""
    generator, gaps, library = torch.Generator().manual_seed(6), list[float](), nn.functional.batch_norm
    for shape in ((5, 4, 3, 2), (2, 6, 1, 1), (9, 2, 4, 4)):
        for delta in (1e-5, 0.1):
            Z, G = torch.randn(2, *shape, generator=generator, dtype=torch.float64) + 1
            Z.requires_grad_(True)
            for axes, wanted in (((0, 2, 3), library(Z, None, None, training=True, eps=delta)),
                                 ((1, 2, 3), nn.functional.layer_norm(Z, shape[1:], eps=delta))):  # fmt: skip
                N, sigma = normalized(Z.detach(), axes, delta)
                (theirs,) = torch.autograd.grad(wanted, Z, G)
                gaps += [float(abs(N - wanted.detach()).max()), float(abs(slopes(G, N, sigma, axes) - theirs).max())]
    return largest(gaps)


check_torch.breaks("δ forgotten", normalized=lambda Z, axes, delta: normalized(Z, axes, 0))
check_torch.breaks("statistics taken for constants", slopes=lambda G, N, sigma, axes: slopes(G, N, sigma, axes, 0, 0))
check_torch.breaks("the spread taken for constant", slopes=lambda G, N, sigma, axes: slopes(G, N, sigma, axes, 1, 0))


@functools.cache
def trained_layers(kind: str = "batch", seed: int = 0) -> Any:
    """Return two convolutions without biases, each normalized ("batch", "layer") or not ("none"), and a map, trained on digits; do not train it further."""
    require_choice(("batch", "layer", "none"), kind=kind)
    norm: Any = {"batch": nn.BatchNorm2d, "layer": functools.partial(nn.GroupNorm, 1), "none": nn.Identity}[kind]
    return fit(made(lambda: nn.Sequential(
        nn.Conv2d(1, 8, 3, 2, 1, bias=False), norm(8, eps=1e-12), nn.ReLU(), nn.Conv2d(8, 16, 3, 2, 1, bias=False), norm(16, eps=1e-12), nn.ReLU(),
        nn.Flatten(), nn.Linear(64, 10)), seed), 300, 5e-3, seed)  # fmt: skip


def right_in_batches(kind: str = "batch", size: int = 250, training: bool = False, contrast: float = 1.0, by_class: bool = False) -> float:  # fmt: skip
    """Return the share right of 500 new digits, times `contrast`, in batches of `size`, mixed or class by class, with statistics as in training or not."""
    require_count(1, size=size)
    (_, _, X, y), model = pictures(), copy.deepcopy(trained_layers(kind)).train(training)
    order = y.argsort(stable=True) if by_class else torch.arange(len(y))
    said = torch.cat([model(contrast * X[rows]) for rows in torch.split(order, size)])
    return float((said.argmax(dim=1) == y[order]).double().mean())


@check("f(cx) = f(x)", "largest change of a logit when 100 digits are multiplied by c = 0.1, 0.5 or 3, over the logits' spread: layer normalization, δ = 10⁻¹²", "<=", 1e-6, only_if="mirrored digits have other logits", kind="instance")  # fmt: skip
def check_contrast(build: Callable[[str], Any] = trained_layers, kind: str = "layer") -> float:
    """Without biases before it, the first normalization takes the factor out."""
    logits, X = build(kind), pictures()[2][:100]
    changes = [float(((logits(part) - logits(X)).abs().max() / logits(X).std()).detach()) for part in (X.flip(3), X / 10, X / 2, 3 * X)]  # fmt: skip
    return largest(changes[1:]) if changes[0] > 1 else math.nan


check_contrast.breaks("batch normalization, testing", kind="batch")
check_contrast.breaks("no normalization", kind="none")


def draw_companions(before: Panel, after: Panel, count: int, way: str) -> dict[str, Any]:
    """Draw the statistics of 300 random batches that hold the same digit, and what becomes of the digit in each of them."""
    Z, rng = trained_layers()[0](pictures()[2]).detach().numpy(), np.random.default_rng(0)  # (500, 8, 4, 4)
    rows = np.concatenate([np.zeros((300, 1), int), rng.integers(1, 500, (300, count - 1))], axis=1)
    seen = Z[rows, 5].reshape(300, -1) if way == WAYS[0] else np.tile(Z[0].ravel(), (300, 1))
    mean, spread = seen.mean(axis=1), seen.std(axis=1)
    out = (Z[0, 5, 1, 1] - mean) / spread
    before.axes(xlabel="mean", ylabel="standard deviation", xlim=(-0.1, 0.6), ylim=(0.1, 0.4))
    after.axes(xlabel="batch", ylabel="the value, normalized", xlim=(0, 300), ylim=(0, 3))
    for panel, x, y in ((before, mean, spread), (after, np.arange(300), out)):
        panel.points("points", x, y, color=plotting.MEASURED, markersize=3)
    before.note(f"statistics in 300 batches of {count}")
    after.note(f"the same digit each time; spread {out.std():.2f}")
    return {"mean": mean, "spread": spread, "out": out}


def explore_companions() -> Explorer:
    """Build the explorer of a batch's statistics, against its size."""
    return explore(
        draw_companions, panels=2, size=(9.0, 3.3), count=Control("slider", "digits in a batch", 8, (2, 4, 8, 16, 32, 64, 128, 256)), way=choice(WAYS, "statistics"),
        storyboard=[{"count": 2}, {"count": 32}, {"count": 2, "way": WAYS[1]}], caption=lambda count, way, **_: f"{way}, {count} digits",
        alt="Left mean and standard deviation of 300 batches, right what one value of the same digit becomes in each.",
    )  # fmt: skip


@task("a layer from a batch", right="Right: the two differ in the axis only. What one shares among examples, the other keeps to each.")  # fmt: skip
def _transposed(layer: Callable[..., Any]) -> str:
    def batch(Z: Array) -> Array:
        return np.asarray((Z - np.mean(Z, axis=0)) / np.std(Z, axis=0))

    Z = np.random.default_rng(1).normal(2, 3, (4, 7))
    if (said := numbers(layer(batch, Z))).shape != Z.shape:
        return f"Examples stay rows: the shape is (4, 7), yours is {said.shape}. Turn the result back."
    if np.allclose(said, batch(Z)):
        return "That normalizes each column. An example is a row."
    return "" if np.allclose(said, batch(Z.T).T) else "Each row should have mean 0 and variance 1, and keep its order."
