"""Section 3, attacks without gradients: differences of outputs, random search, another network's pushes; queries are counted."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ..data import pictures
from ..evidence import Measured, check, furthest, largest, three_errors
from ..numerics import Array, cached
from ..tasks import numbers, task
from ..training import share_right
from ..validation import require_count, require_positive
from ._common import Attack, trained
from .attacks import noise

if TYPE_CHECKING:
    from torch import Tensor, nn

Estimate = Callable[..., Any]


class Queried:
    """A model whose outputs alone can be seen: no gradients, and each picture shown to it counts as one query."""

    def __init__(self, model: nn.Module) -> None:
        self._model, self.queries = model, 0

    def __call__(self, X: Tensor) -> Tensor:
        """Return the outputs, and count the pictures."""
        import torch

        self.queries += len(X)
        with torch.no_grad():
            return self._model(X)  # type: ignore[no-any-return]


def wrong_leads(f: Tensor, y: Tensor) -> Tensor:
    """Return by how much the largest wrong logit beats the right one, (n,); above 0 the answer is wrong."""
    return f.scatter(1, y[:, None], -np.inf).max(dim=1).values - f.gather(1, y[:, None])[:, 0]


def differences(box: Any, x: Tensor, y: Tensor, V: Tensor, h: float = 1e-5) -> Tensor:
    """Estimate the gradient of the margin at one input x (1, ...) from its slopes along orthonormal directions V (m, ...).

    Each direction costs two queries; what is returned has the shape of x, and is the gradient's part among the directions.
    """
    require_positive(h=h)
    rise = wrong_leads(box(x + h * V), y.expand(len(V))) - wrong_leads(box(x - h * V), y.expand(len(V)))
    return (rise.view(-1, *[1] * (x.ndim - 1)) * V).sum(dim=0, keepdim=True) / (2 * h)


def directions(m: int, rng: np.random.Generator, shape: tuple[int, ...] = (1, 8, 8)) -> Tensor:
    """Return m random orthonormal directions (m, ...)."""
    import torch

    require_count(1, m=m)
    return torch.as_tensor(np.linalg.qr(rng.normal(size=(int(np.prod(shape)), m)))[0].T.reshape(m, *shape).copy())


def by_search(box: Any, X: Tensor, y: Tensor, eps: float, queries: int, seed: int = 0) -> tuple[Tensor, Array]:
    """Search at random: turn a few pixels of the push from −eps to eps or back, and keep that if the margin rises.

    Returns the pictures, and the shares that are still right after 0, 1, ..., `queries` queries, that of the picture itself not counted.
    """
    import torch

    require_positive(eps=eps)
    require_count(1, queries=queries)
    draw = functools.partial(torch.rand, X.shape, generator=torch.Generator().manual_seed(seed), dtype=X.dtype)
    signs = torch.where(draw() < 0.5, -1.0, 1.0).to(X.dtype)
    best = wrong_leads(box((X + eps * signs).clamp(0, 1)), y)
    right = [float((wrong_leads(box(X), y) < 0).double().mean()), float((best < 0).double().mean())]
    for k in range(1, queries):
        share = max(0.5 / (1 + 5 * k / queries) ** 2, 1 / 64)  # many pixels first, then about one
        tried = torch.where(draw() < share, -signs, signs)
        found = wrong_leads(box((X + eps * tried).clamp(0, 1)), y)
        better = found > best
        signs[better], best = tried[better], torch.maximum(best, found)
        right.append(float((best < 0).double().mean()))
    return (X + eps * signs).clamp(0, 1), np.array(right)


def _estimated(n: int, draw: Callable[[], Tensor], estimate: Estimate, h: float) -> list[tuple[Tensor, Tensor]]:
    """Return for n digits the gradient as it is estimated along drawn directions, and as it is."""
    import torch

    (_, _, X, y), model = pictures(), trained("dense")
    X, y = X[:n].clone().requires_grad_(True), y[:n]
    (slopes,) = torch.autograd.grad(wrong_leads(model(X), y).sum(), X)
    box, X = Queried(model), X.detach()
    return [(estimate(box, X[i : i + 1], y[i : i + 1], draw(), h)[0], slopes[i]) for i in range(n)]


@check("Black box (12.1)", "largest distance between a gradient and its central differences along 64 orthonormal directions, relative to its length; 30 digits", "<=", 0.0, 1e-6,
       kind="construction")  # fmt: skip
def check_differences(estimate: Estimate = differences, h: float = 1e-6) -> float:
    """The network is piecewise linear: but at a kink, differences are exact."""
    pairs = _estimated(30, functools.partial(directions, 64, np.random.default_rng(0)), estimate, h)
    return largest([float((got - slope).norm() / slope.norm()) for got, slope in pairs])


check_differences.breaks("steps of a fifth of the grey scale", h=0.2)


@check("Black box (12.1)", "squared cosine between a gradient and its estimate from m random directions, over m/64; m = 4, 16 and 48, 400 digits each, "
       "furthest from 1", "==", kind="Monte Carlo")  # fmt: skip
def check_directions(draw: Callable[..., Any] = directions, estimate: Estimate = differences) -> Measured:
    """The estimate is the gradient's projection on a random subspace of m dimensions."""
    rng, found = np.random.default_rng(0), []
    for m in (4, 16, 48):
        pairs = _estimated(400, functools.partial(draw, m, rng), estimate, 1e-7)
        cosines = [float((got * slope).sum() / (got.norm() * slope.norm())) for got, slope in pairs]
        found.append(three_errors(np.square(cosines) * 64 / m, 1.0))
    return furthest(*found)


check_directions.breaks("one direction more", draw=lambda m, rng: directions(m + 1, rng))


@check("Black box (12.1)", "share of 200 digits still right after 1,000 queries of random search, less that after 20 steps with gradients, in points of a hundred; "
       "norm ∞, ε = 0.1, dense network", "<=", 2.0, kind="instance", digits=2, only_if="it returns pictures within ε, and no query is hidden")  # fmt: skip
def check_search(search: Callable[..., tuple[Tensor, Array]] = by_search, queries: int = 1000) -> float:
    """The pictures that the search returns are looked at anew, and must be pictures, within ε; all queries are counted."""
    (_, _, X, y), model = (part[:200] for part in pictures()), trained("dense")
    Z = search(box := Queried(model), X, y, 0.1, queries)[0]
    if not (
        200 < box.queries <= 200 * (queries + 1)
        and float((Z - X).abs().max()) < 0.1 + 1e-12
        and bool(((Z >= 0) & (Z <= 1)).all())
    ):
        return math.nan
    return 100 * (share_right(model, Z, y) - share_right(model, Attack(0.1)(model, X, y), y))


check_search.breaks("30 queries", queries=30)
check_search.breaks(
    "the gradient, through the back door", search=lambda box, X, y, eps, _: (Attack(eps)(trained("dense"), X, y), None)
)
check_search.breaks("grey values outside of [0, 1]", search=lambda box, X, y, eps, queries: (
    X + eps * (by_search(box, X, y, eps, queries)[0] - X).sign(), None))  # fmt: skip


@cached
def transferred(eps: float) -> Array:
    """Return shares (4, 3) still right of the convolutional and of two dense networks (columns) under pushes made for each of them and noise (rows)."""
    _, _, X, y = pictures()
    models = trained(), trained("dense"), trained("dense", 1)
    pushed = [Attack(eps)(model, X, y) for model in models] + [noise(eps)(None, X, y)]
    return np.array([[share_right(model, Z, y) for model in models] for Z in pushed])


@check("Black box (12.1)", "share still right under another network's pushes: that under noise of the same size less that under the pushes, least of 6 pairs; norm ∞, "
       "ε = 0.15", ">=", 0.4, kind="instance", digits=2, only_if="noise leaves 90 %, and each one's own pushes harm it most")  # fmt: skip
def check_transfer(table: Callable[[float], Array] = transferred, eps: float = 0.15) -> float:
    """Three networks, each attacked with what was made for the others."""
    found = table(eps)
    own = np.diag(found)  # what was made for a network harms it most
    if (
        found.shape != (4, 3)
        or found.max() > 1
        or not (found[3] > 0.9).all()
        or not (found[:3] + np.eye(3) > own).all()
    ):
        return math.nan
    return float((found[3] - found[:3])[~np.eye(3, dtype=bool)].min())


check_transfer.breaks("ε = 0.02", eps=0.02)
check_transfer.breaks(
    "each under its own pushes", table=lambda eps: np.vstack([np.diag(transferred(eps))] * 3 + [transferred(eps)[3]])
)
check_transfer.breaks("noise in place of pushes for others", table=lambda eps: np.where(
    np.eye(4, 3, dtype=bool), transferred(eps), transferred(eps)[3]))  # fmt: skip


@task("only the answer", right="Right: each query halves the interval, and 20 of them leave a millionth.")
def _border(border: Callable[..., Any]) -> str:
    rng, asked = np.random.default_rng(0), []
    (x, z, w), true = rng.normal(size=(3, 5)), rng.uniform(0.1, 0.9)

    def right(point: Any) -> bool:
        asked.append(numbers(point))
        return bool(w @ (asked[-1] - x) / (w @ (z - x)) < true)

    t = numbers(border(right, x.copy(), z.copy()))
    if t.ndim:
        return f"One number t is asked for; yours has the shape {t.shape}."
    if len(asked) > 25:
        return f"You asked {len(asked)} times; 25 queries are allowed."
    if abs(t - (1 - true)) < 1e-4:
        return "That is the share that is left from the border to z: t counts from x."
    if not abs(t - true) < 2e-6:
        return f"The answer turns at t = {true:.6f}, you say {float(t):.6f}, after {len(asked)} queries. Which half of the interval can be left out?"
    return ""
