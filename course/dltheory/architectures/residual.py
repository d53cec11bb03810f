"""Section 5, skips: the Jacobian of many layers, deep networks on digits, a compact ResNet."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from .. import plotting
from ..data import pictures
from ..evidence import Measured, check, furthest, largest, smallest, three_errors
from ..interactive import Control, Explorer, Panel, choice, explore, slider
from ..numerics import Array, cached
from ..tasks import numbers, recognize, task
from ..training import fit_digits, made
from ..validation import require_count
from .layer import layer

KINDS = ("with a skip, h + f(h)", "plain, f(h)")


@cached
def jacobians(depth: int, skips: bool, a: float, width: int = 32) -> Array:
    """Return the Jacobians (depth + 1, width, width) from each of the layers to the output: random layers, one random input."""
    require_count(1, depth=depth, width=width)
    rng = np.random.default_rng(0)
    h, steps = rng.normal(size=width), []
    for _ in range(depth):
        W1, W2 = rng.normal(size=(2, width, width)) * np.sqrt([[[2]], [[1]]]) / math.sqrt(width)
        steps.append(skips * np.eye(width) + a * (W2 * (W1 @ h > 0)) @ W1)
        h = steps[-1] @ h / np.linalg.norm(steps[-1] @ h)  # no slope depends on the size of h
    found = [np.eye(width)]
    for step in reversed(steps):
        found.append(found[-1] @ step)
    return np.array(found[::-1])


@check("Residual layers", "mean over 4,000 draws of |Jδ|², over (1 + a²)^L with skips (L = 2, 5, 10, a = 0.3 or 1), a^2L without (L = 2, 4, a = 1): random "
       "layers of 16 units, the furthest", "==", kind="Monte Carlo")  # fmt: skip
def check_growth(step: Callable[[int, Array, Array], Array] = lambda keep, h, f: keep * h + f, size: float = 1.0) -> Measured:  # fmt: skip
    """δ is a fixed direction, carried along with the input."""
    rng, found = np.random.default_rng(5), []
    for L, a, keep in ((2, 1.0, 1), (5, 0.3, 1), (10, 0.3, 1), (5, 1.0, 1), (2, 1.0, 0), (4, 1.0, 0)):
        both = np.repeat(rng.normal(size=(2, 1, 16)), 4000, axis=1)  # h and δ
        start = (both[1, 0] ** 2).sum()
        for _ in range(L):
            W1, W2 = rng.normal(size=(2, 4000, 16, 16)) / 4
            pre = np.einsum("nij,tnj->tni", math.sqrt(2) * W1, both)
            both = step(keep, both, np.einsum("nij,tnj->tni", size * a * W2, pre * (pre[0] > 0)))
        found.append(three_errors((both[1] ** 2).sum(axis=1) / start / (keep + a**2) ** L, 1.0))
    return furthest(*found)


check_growth.breaks("no skip", step=lambda keep, h, f: f)
check_growth.breaks("f 5 % larger", size=1.05)


class _Deep(nn.Module):
    """Many networks at once: layers of 32 units make keep h + a W₂ ReLU(W₁ h) of h, for each of keep and a."""

    def __init__(self, depth: int, keep: Sequence[float], a: Sequence[float]) -> None:
        super().__init__()
        self.keep, self.a = (torch.tensor(part).view(-1, 1, 1).double() for part in (keep, a))
        self.maps = nn.Parameter(torch.randn(depth, 2, len(a), 32, 32) / torch.tensor([4.0, 32**0.5]).view(2, 1, 1, 1))
        self.ends = nn.ParameterList(torch.randn(len(a), *shape) / shape[0] ** 0.5 for shape in ((64, 32), (32, 10)))

    def forward(self, X: Tensor) -> Tensor:
        h = X.flatten(1) @ self.ends[0]
        for W1, W2 in self.maps:
            h = self.keep * h + self.a * (h @ W1).relu() @ W2
        return torch.as_tensor(h @ self.ends[1]).permute(1, 2, 0)  # (n, 10, networks)


@torch.enable_grad()
def fit(model: Any, steps: int = 200, lr: float = 2e-3, seed: int = 0) -> Any:
    """Train one network, or many at once, on digits with Adam, batches of 64, and return the model, switched to testing."""
    require_count(0, steps=steps)

    def loss(model: Any, X: Tensor, y: Tensor, share: float) -> Tensor:
        said = model(X).reshape(len(X), 10, -1)
        return nn.functional.cross_entropy(said, y[:, None].expand(-1, said.shape[2]), reduction="sum") / len(X)

    return fit_digits(model.train(), loss, steps, lr=lr, seed=seed).eval()


@cached
def deep_right(depth: int, seeds: int = 3) -> Array:
    """Return the shares (3, seeds) of 500 new digits right after 100 steps: layers f(h); h + f(h); h + f(h)/√depth."""
    require_count(1, depth=depth, seeds=seeds)
    keep, a = np.repeat([0, 1, 1], seeds).tolist(), np.repeat([1, 1, depth**-0.5], seeds).tolist()
    model, (_, _, X, y) = fit(made(lambda: _Deep(depth, keep, a)), 100), pictures()
    return np.asarray((model(X).argmax(dim=1) == y[:, None]).double().mean(dim=0).view(3, seeds))


@check("Residual layers", "share of new digits right after 100 steps, 30 layers h + f(h)/√30, mean of 3 seeds", ">=", 0.9, digits=2,
       only_if="30 layers f(h) get at most 0.3 right, and 3 layers of both kinds 0.85", kind="instance")  # fmt: skip
def check_deep(right: Callable[[int], Array] = deep_right) -> float:
    """The plain layers keep the mean square of what passes."""
    deep, low = right(30), right(3)[[0, 2]]
    apart = largest(deep[0]) <= 0.3 and smallest(low) > 0.85 and largest(low) < 1
    return float(deep[2].mean()) if apart and largest(deep) < 1 else math.nan


check_deep.breaks("10 layers", right=lambda depth: deep_right(min(depth, 10)))
check_deep.breaks("the skips with a = 1", right=lambda depth: deep_right(depth)[[0, 2, 1]])


class _Skip(nn.Sequential):
    def forward(self, X: Tensor) -> Tensor:
        return X + torch.as_tensor(super().forward(X))  # type: ignore[no-untyped-call]


def compact(channels: int, classes: int, widths: tuple[int, ...] = (64, 128, 256, 512), last: int = 4) -> nn.Sequential:
    """Return the compact ResNet of Listing 10.1: pictures (n, channels, side, side) to logits; `last` is side/8, the final maximum's."""
    require_count(1, channels=channels, classes=classes, last=last)

    def block(ins: int, outs: int, pool: bool = False) -> nn.Sequential:
        parts = [nn.Conv2d(ins, outs, 3, padding=1), nn.BatchNorm2d(outs), nn.ReLU(), nn.MaxPool2d(2)]
        return nn.Sequential(*parts[: 3 + pool])

    a, b, c, d = widths
    return nn.Sequential(block(channels, a), block(a, b, True), _Skip(block(b, b), block(b, b)), block(b, c, True), block(c, d, True),
                         _Skip(block(d, d), block(d, d)), nn.MaxPool2d(last), nn.Flatten(), nn.Linear(d, classes))  # fmt: skip


def _listing(parameters: Iterable[Tensor], X: Tensor) -> Tensor:
    """Return the logits of a fresh network of Listing 10.1, from its numbers in their order: running means 0, variances 1."""
    P, kept = list(parameters), X
    for i in range(8):  # blocks: two skips, over 2 and 3, over 6 and 7; maxima after 1, 4, 5
        kept, (K, b, factor, constant) = X if i in (2, 6) else kept, P[4 * i : 4 * i + 4]
        X = layer(X, K, b, padding=1) / math.sqrt(1 + 1e-5)
        X = (X * factor.view(-1, 1, 1) + constant.view(-1, 1, 1)).relu()
        X = nn.functional.max_pool2d(X, 2) if i in (1, 4, 5) else X + kept if i in (3, 7) else X
    return nn.functional.linear(nn.functional.max_pool2d(X, 4).flatten(1), *P[32:])


@check("Listing 10.1", "numbers that the compact ResNet learns, for 3 colours and 10 classes", "==", 6_575_370, only_if="its logits of 2 pictures of 32 × 32 are those computed step by step, and 28 × 28 is an error", kind="construction", digits=7)  # fmt: skip
def check_compact(build: Callable[[int, int], Any] = compact) -> float:
    """The final maximum is over 4 × 4, and of 28 × 28 points three poolings leave 3 × 3."""
    model, X = build(3, 10), torch.randn(2, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    model.eval()
    sound = False
    with torch.no_grad(), contextlib.suppress(RuntimeError, ValueError, IndexError):
        sound = torch.allclose(model(X), _listing(model.parameters(), X), atol=1e-4)
    with contextlib.suppress(RuntimeError):
        sound = model(X[..., 2:-2, 2:-2]) is None
    return float(sum(part.numel() for part in model.parameters())) if sound else math.nan


check_compact.breaks("pooled over 3 × 3", build=lambda channels, classes: compact(channels, classes, last=3))
check_compact.breaks("one channel fewer at the end", build=lambda channels, classes: compact(channels, classes, (64, 128, 256, 511)))  # fmt: skip


def draw_depth(by_layer: Panel, spectrum: Panel, depth: int, kind: str, a: float) -> dict[str, Any]:
    """Draw how long the gradient is at each layer, and by what the whole chain multiplies its directions."""
    J = jacobians(depth, kind == KINDS[0], a)
    lengths, values = np.linalg.norm(J, axis=(1, 2)) / math.sqrt(32), np.linalg.svd(J[0], compute_uv=False)
    by_layer.axes(xlabel="layer (0: the input)", ylabel="length of the gradient", yscale="log", ylim=(1e-8, 1e8))
    spectrum.axes(xlabel="direction", ylabel="is multiplied by", yscale="log", ylim=(1e-8, 1e8))
    for panel, y, first in ((by_layer, lengths, 0), (spectrum, values, 1)):
        panel.points("values", first + np.arange(len(y)), np.maximum(y, 1e-30), color=plotting.MEASURED, markersize=3)
        panel.rule("one", y=1, color=plotting.TARGET, linewidth=0.8)
    by_layer.note(f"at the input {lengths[0]:.1e}, at the output 1")
    return {"lengths": lengths, "values": values}


def explore_depth() -> Explorer:
    """Build the explorer of many layers, with and without skips."""
    return explore(
        draw_depth, panels=2, size=(9.0, 3.5), depth=slider(1, 100, "layers", value=50), kind=choice(KINDS, "each layer"),
        a=Control("slider", "size a of f", 0.1, tuple(round(0.1 * i, 1) for i in range(1, 16))), caption=lambda kind, a, **_: f"50 layers, {kind}, a = {a}",
        storyboard=[{"kind": KINDS[1], "a": 0.9}, {"kind": KINDS[1], "a": 1.0}, {"kind": KINDS[0], "a": 0.1}],
        alt="Left the length of the gradient, from layer to layer, right what 32 directions are multiplied by. 50 layers, plain with a = 0.9 and 1, and with skips and a = 0.1",
    )  # fmt: skip


@task("a skip that changes the width", right="Right: at the start the layer is this projection, and the rest can be learned on top of it.")  # fmt: skip
def _wider(wide: Callable[..., Any]) -> str:
    h, W, *maps = (np.random.default_rng(0).normal(size=size) for size in (8, (12, 8), (20, 8), (12, 20)))
    try:
        said, f = numbers(wide(h, W, *maps)), maps[1] @ np.maximum(maps[0] @ h, 0)
    except ValueError as error:
        return f"h has 8 numbers and f(h) 12, so the skip has to be a matrix. NumPy says: {error}"
    if said.shape != (12,):
        return f"The layer returns 12 numbers; yours has the shape {said.shape}."
    outside = "The ReLU is inside f. After the sum it would cut the straight path."
    known = [(W @ h + f, ""), (np.maximum(W @ h + f, 0), outside), (f, "That is f alone. Where is the skip?"),
             (W @ h + maps[1] @ maps[0] @ h, "Your f has no ReLU.")]  # fmt: skip
    return recognize(said, known, "Asked for is W h plus f(h), where f is W2 times the ReLU of W1 h.")
