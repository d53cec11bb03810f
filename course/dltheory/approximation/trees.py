"""Section 9, two hidden layers, and trees: what a second layer is good for, and functions made of parts."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from .. import plotting
from ..evidence import check, erratum
from ..numerics import Array, cached
from ..tasks import task
from ..validation import require_choice, require_count
from ._common import Function

if TYPE_CHECKING:
    import torch

#: Signs of the thin shells of the radial target, from the centre outwards to radius 2; 0 beyond.
SHELL_SIGNS = np.array([1.0, -1.0, -1.0, 1.0, -1.0, 0.0])


def shell_target(X: Array) -> Array:
    """Return the sign of the shell of radius 0.4 j to 0.4 (j + 1) that holds each row of X (n, d)."""
    return np.asarray(SHELL_SIGNS[np.minimum(np.linalg.norm(X, axis=1) / 0.4, 5).astype(int)])


def part(a: Array, b: Array) -> Array:
    """Return sin(pi (a + b) / 2) cos(pi (a - b) / 4): smooth, within [-1, 1], and no function of one direction only."""
    return np.sin(np.pi * (a + b) / 2) * np.cos(np.pi * (a - b) / 4)


def tree_target(X: Array) -> Array:
    """Evaluate the binary tree whose joints all compute `part`, for X of shape (n, d) with d a power of 2."""
    while X.shape[1] > 1:
        X = part(X[:, 0::2], X[:, 1::2])
    return X[:, 0]


def tube_share(n: int, ratio: float = math.e) -> float:
    """Return the share of a ball in R^n that lies in a tube around a diameter, the ball `ratio` times as wide."""
    return float(special.betainc((n - 1) / 2, 3 / 2, ratio**-2))  # squared distances to the line are beta distributed


def parallel_network(groups: Sequence[int], widths: Sequence[int], seeds: int, order: Sequence[int]) -> torch.nn.Module:
    """Build `seeds` copies of a ReLU network (n, d) -> (n, seeds), trained at once. Each level has `groups` networks
    of these `widths` (inputs, hidden, output) side by side, (4, 2, 1) for a tree; `order` is that of the inputs.
    """
    import torch

    generator = torch.Generator().manual_seed(0)
    shapes = [(seeds * group, n, m) for group in groups for m, n in itertools.pairwise(widths)]

    class Parallel(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            # Normal weights of the usual size: variance 2 / inputs before a ReLU, 1 / inputs before an output.
            self.W = torch.nn.ParameterList(
                torch.randn(shape, generator=generator) * math.sqrt(min(shape[1], 2) / shape[2]) for shape in shapes
            )
            self.b = torch.nn.ParameterList(0.3 * torch.randn(*shape[:2], 1, generator=generator) for shape in shapes)

        def forward(self, X: torch.Tensor) -> torch.Tensor:
            h = X[:, list(order)].T.expand(seeds, -1, -1)
            for W, b in zip(self.W, self.b, strict=True):
                h = torch.baddbmm(b, W, h.reshape(len(W), W.shape[2], -1))
                h = h.relu() if W.shape[1] > 1 else h
            return h.reshape(seeds, -1).T

    return Parallel()


#: Networks by name: groups, widths, order of the inputs. Those of six inputs have 793 parameters, the others 651.
NETWORKS: dict[str, tuple[Sequence[int], Sequence[int], Sequence[int]]] = {
    "two hidden layers": ((1,), (6, 24, 24, 1), range(6)),
    "one hidden layer": ((1,), (6, 99, 1), range(6)),
    "tree": ((4, 2, 1), (2, 23, 1), range(8)),
    "wrong tree": ((4, 2, 1), (2, 23, 1), (0, 4, 2, 6, 1, 5, 3, 7)),
    "no tree": ((1,), (8, 65, 1), range(8)),
}


@cached
def learning_curves(network: str, target: str, seeds: int = 5, steps: int = 500) -> dict[str, Array]:
    """Train copies of a network on 4096 points of a target: "shells", "stripes" (shells of x_1 alone) or "tree". Points
    of the first two have uniform directions in R^6 and lengths up to 2, the others are uniform in [-1, 1]^8. Return
    ``steps`` (t,), ``errors`` (seeds, t) on 2000 new points over the target's variance, ``linear`` of an affine fit.
    """
    import torch

    from ..training import train

    require_choice(NETWORKS, network=network)
    require_choice(("shells", "stripes") if len(NETWORKS[network][2]) == 6 else ("tree",), target=target)
    require_count(seeds=seeds, steps=steps)
    rng, n = np.random.default_rng(0), 4096 + 2000
    X = rng.uniform(-1, 1, (n, 8))
    if target != "tree":
        X = rng.normal(size=(n, 6))
        X *= rng.uniform(0, 2, (n, 1)) / np.linalg.norm(X, axis=1, keepdims=True)
    y = tree_target(X) if target == "tree" else shell_target(X if target == "shells" else X[:, :1])
    groups, widths, order = NETWORKS[network]
    model = parallel_network(groups, widths, seeds, order)
    new, goal = (torch.as_tensor(Z[4096:], dtype=torch.float32) for Z in (X, y[:, None]))
    curves = train(
        model, X[:4096], np.repeat(y[:4096, None], seeds, axis=1), steps=steps, lr=0.01, batch=128,
        generator=torch.Generator().manual_seed(0), record_every=25,
        record={"errors": lambda model: ((model(new) - goal) ** 2).mean(dim=0) / goal.var()},
    )  # fmt: skip
    affine = np.column_stack([X, np.ones(n)])
    rest = (affine @ np.linalg.lstsq(affine[:4096], y[:4096])[0] - y)[4096:]
    return {"steps": curves["steps"], "errors": curves["errors"].T, "linear": np.mean(rest**2) / y[4096:].var()}


@check("Section 4.2.2", "copies of 5 for which two hidden layers explain half of the variance of shells in R^6 and one "
       "of as many parameters does not, 500 steps", "==", 5, kind="instance")  # fmt: skip
def check_radial_gap(curves: Callable[..., dict[str, Array]] = learning_curves, target: str = "shells") -> float:
    """Count the copies."""
    two, one = (curves(name, target)["errors"][:, -1] for name in ("two hidden layers", "one hidden layer"))
    return float(((two < 0.5) & (one > 0.5)).sum())


check_radial_gap.breaks("stripes in place of shells: a function of one direction", target="stripes")


@check("Mhaskar, Liao and Poggio 2016", "copies of 5 whose test error is below that of all 5 shallow networks of as "
       "many parameters, tree target, d = 8, 500 steps", "==", 5, kind="instance")  # fmt: skip
def check_tree_wins(curves: Callable[..., dict[str, Array]] = learning_curves, network: str = "tree") -> float:
    """Count the copies."""
    shallow = curves("no tree", "tree")["errors"][:, -1].min()
    return float((curves(network, "tree")["errors"][:, -1] < shallow).sum())


check_tree_wins.breaks("the inputs on the wrong branches", network="wrong tree")


@erratum(49, "Section 4.2.2", "∫φ² = ∫φ̂² in R²⁰, by the ball's volume", "==", 1.0, 1e-9,
         printed="φ̂ is the indicator of the ball of radius 1", corrected="of the ball of volume 1")  # fmt: skip
def erratum_unit_volume() -> tuple[float, float]:
    """A density has mass one, so the ball must have volume one."""
    unit = math.pi**10 / math.gamma(11)
    return unit, unit * (unit ** (-1 / 20)) ** 20


def plot_shells() -> dict[str, Array]:
    """Draw the radial target, the tubes that two units fill in the plane, and a thousand tubes' share in R^n."""
    fig, (left, middle, right) = plotting.figure(3, height=3.1)
    grid = np.linspace(-2.2, 2.2, 221)
    target = shell_target(np.stack(np.meshgrid(grid, grid), axis=-1).reshape(-1, 2)).reshape(221, 221)
    left.imshow(target, extent=(-2.2, 2.2, -2.2, 2.2), cmap="cividis", origin="lower")
    plotting.label_axes(left, "x₁", "x₂", "Shells: +1 yellow, −1 blue")
    first, second = np.meshgrid(*[np.linspace(-math.e, math.e, 241)] * 2)
    angles = np.array([0.4, 1.7])[:, None, None]
    tubes = (np.abs(np.cos(angles) * second - np.sin(angles) * first) <= 1).any(axis=0) + 0.0
    tubes[first**2 + second**2 > math.e**2] = math.nan
    middle.imshow(tubes, extent=(-math.e, math.e, -math.e, math.e), cmap="cividis", origin="lower")
    plotting.label_axes(middle, "ω₁ / r", "ω₂ / r", "Two tubes (yellow) in a disc")
    n, share = np.arange(2, 41), np.minimum([1000 * tube_share(k) for k in range(2, 41)], 1)
    plotting.measured(right, n, share, "", markersize=2)
    right.set_yscale("log")
    plotting.label_axes(right, "dimension d", "share covered", "A thousand tubes, at most")
    for ax in (left, middle):
        ax.grid(False)
    words = "Rings of both signs; two tubes cover 74 % of a disc; a share: 1 up to d = 8, 5e-14 at d = 40."
    plotting.describe(fig, words)
    return {"target": target, "tubes": tubes[np.isfinite(tubes)], "n": n, "share": share}


@task("shells from one number", right="Yes: one hidden layer for the parabolas, one for a function of their sum.")
def _shells(inner: Function, outer: Function) -> str:
    X = np.random.default_rng(0).normal(size=(400, 6)) / 1.5
    s, norm = np.sum([inner(column) for column in X.T], axis=0), np.linalg.norm(X, axis=1)
    for sums, words in ((np.abs(X), "|x| measures diamonds, not spheres."), (X, "In a sum of x, 1 and −1 cancel.")):
        if np.allclose(s, sums.sum(axis=1)):
            return f"{words} What has to be summed to give the squared norm?"
    try:
        found = np.broadcast_to(outer(s), norm.shape)
    except IndexError:
        return "outer looks for a shell that has no sign. Everything beyond radius 2 belongs to the last entry."
    wrong = np.flatnonzero(found != shell_target(X))
    if len(wrong) == 0 or norm[wrong].min() > 2:
        return "Within radius 2 all is right; beyond it the target is 0." if len(wrong) else ""
    for shell, words in (
        (norm**2 // 0.4, "The shells are equally thick in the norm, not in its square."),
        (np.round(norm / 0.4), "You round to the nearest shell; its number is how often 0.4 fits into r, whole."),
        (np.ceil(norm / 0.4), "Rounding up begins with shell 1; the innermost has the number 0."),
    ):
        if np.array_equal(found, SHELL_SIGNS[np.minimum(shell, 5).astype(int)]):
            return words
    hint = "outer says the same everywhere: it should look up the shell's number." if np.ptp(found) == 0 else ""
    return f"{len(wrong)} of 400 points differ, the first at norm {norm[wrong[0]]:.2f}. {hint}".rstrip()
