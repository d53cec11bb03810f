"""Section 9, limits: targets that a network learns and the kernel of its start does not, at the same number of points, and why."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from ..data import sphere
from ..evidence import check, smallest
from ..numerics import Array, cached
from ..tasks import numbers, task
from ..validation import require_between, require_count
from ._common import deep_kernels

if TYPE_CHECKING:
    from torch import nn

Kernel = Callable[[Array, Array], Array]

#: Inputs, units, and the ridges that a kernel may choose from.
D, UNITS = 20, 100
RIDGES = 10.0 ** np.arange(-6, 3)


def draw_signs(n: int, seed: int, d: int = D) -> Array:
    """Draw n inputs of d signs, each +1 or -1, (n, d)."""
    require_count(1, n=n, d=d)
    require_count(0, seed=seed)
    return np.random.default_rng([seed, n]).choice([-1.0, 1.0], size=(n, d))


def parity(X: Array, k: int) -> Array:
    """Return the product of the first k signs of each row, (n,)."""
    require_between(1, X.shape[1], k=k)
    return np.asarray(X[:, :k].prod(axis=1))


def relu_kernel(X: Array, Z: Array, bias: float = 1.0) -> Array:
    """Return the kernel of training of a ReLU network of infinite width with one hidden layer, (n, k): spread 1 of the
    weights, `bias` of the biases.
    """
    return deep_kernels(X, Z, 1, "relu", 1.0, bias)[1]


def best_ridge(K: Array, y: Array, K_test: Array, y_test: Array) -> tuple[Array, Array]:
    """Return mean square and share of wrong signs of kernel ridge regression on the test set, each at the ridge that is
    best on the test set itself, a favour that no method gets in life. K (n, n) and K_test (t, n) are kernels; y (n,) and
    y_test (t,) labels, or (n, k) and (t, k), a column a target.
    """
    size, axes = np.linalg.eigh(K)
    shown, parts = K_test @ axes, axes.T @ y
    fits = np.array([(shown / (size + ridge)) @ parts for ridge in RIDGES])
    square, wrong = (fits - y_test) ** 2, np.where(np.isnan(fits), fits, np.sign(fits) != y_test)
    return square.mean(axis=1).min(axis=0), wrong.mean(axis=1).min(axis=0)


def parity_nets(seeds: int = 1) -> nn.Module:
    """Return networks 20-100-1 with ReLU and biases, float64, for each of `seeds` seeds, side by side: inputs (n, 20)
    or (n, seeds, 20), outputs (n, seeds). ``W`` (seeds, 100, 20) holds the first weights.
    """
    import torch
    from torch import nn

    class Nets(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            draws = [np.random.default_rng([seed, 4]) for seed in range(seeds)]
            W = np.stack([rng.normal(size=(UNITS, D)) * math.sqrt(2 / D) for rng in draws])
            v = np.stack([rng.normal(size=UNITS) / math.sqrt(UNITS) for rng in draws])
            self.W, self.v = nn.Parameter(torch.as_tensor(W)), nn.Parameter(torch.as_tensor(v))
            self.b = nn.Parameter(torch.zeros(seeds, UNITS, dtype=torch.float64))

        def forward(self, x: Any) -> Any:
            x = x if x.ndim == 3 else x[:, None].expand(-1, seeds, -1)
            hidden = torch.relu(torch.einsum("ncd,chd->nch", x, self.W) + self.b)
            return torch.einsum("nch,ch->nc", hidden, self.v)

    return Nets()


@cached
def learn_parity(k: int = 3, n: int = 500, decay: float = 0.5, steps: int = 1500, seeds: int = 5) -> dict[str, Array]:
    """Train networks with AdamW and weight decay on n points.

    Returns ``fits`` (2000, seeds), outputs on new points; and ``found`` (seeds,), the share of the squared first weights,
    units weighted by |w||v|, on the k inputs that matter.
    """
    import torch

    from ..training import train

    X = np.stack([draw_signs(n + 2000, seed) for seed in range(seeds)], axis=1)
    y = np.stack([parity(X[:, seed], k) for seed in range(seeds)], axis=1)
    nets: Any = parity_nets(seeds)
    generator = torch.Generator().manual_seed(0)
    train(nets, X[:n], y[:n], steps=steps, lr=1e-2, optimizer="adamw", weight_decay=decay, batch=64,
          generator=generator, record_every=max(steps, 1))  # fmt: skip
    with torch.no_grad():
        fits = nets(torch.as_tensor(X[n:])).numpy()
        W, v = (weights.numpy().copy() for weights in (nets.W, nets.v))
    size = np.linalg.norm(W, axis=2) * np.abs(v)
    share = (W[:, :, :k] ** 2).sum(axis=2) / (W**2).sum(axis=2)
    return {"fits": fits, "found": (share * size).sum(axis=1) / size.sum(axis=1)}


def net_wrong(fits: Array, k: int, n: int) -> Array:
    """Return shares of wrong signs (seeds,) of the outputs of `learn_parity`."""
    truth = [parity(draw_signs(n + 2000, seed)[n:], k) for seed in range(fits.shape[1])]
    return np.array([(~(one * signs > 0)).mean() for one, signs in zip(fits.T, truth, strict=True)])


def kernel_wrong(kernel: Kernel, k: int, n: int, seeds: int = 5) -> Array:
    """Return shares of wrong signs (seeds,) of kernel ridge regression, given the inputs and the parity of `learn_parity`."""
    found = []
    for X, Z in (np.split(draw_signs(n + 2000, seed), [n]) for seed in range(seeds)):
        found.append(best_ridge(kernel(X, X), parity(X, k), kernel(Z, X), parity(Z, k))[1])
    return np.array(found)


Learn = Callable[..., dict[str, Array]]


@check("Limits of kernels (7.3)", "share of wrong signs, that of the kernel of infinite width less that of the "
       "trained network (−1 where the network has 0.01 or more), least of 5 seeds; 3-parity, 20 inputs, 500 points, "
       "ridge chosen on the test set", ">=", 0.4, kind="instance",
       only_if="the kernel gets 2-parities right and has a part of degree 3")  # fmt: skip
def check_parity(
    learn: Learn = learn_parity, k: int = 3, n: int = 500, decay: float = 0.5, kernel: Kernel = relu_kernel
) -> float:
    """Give both the same points, and the kernel a chance: a worse one would widen the gap."""
    E, lost = all_signs(8), net_wrong(learn(k, n, decay, 1500)["fits"], k, n)
    degree_3 = (kernel(E[:1], E)[0] * triples(E)[:, 0] * triples(E[:1])[0, 0]).mean()
    if not (degree_3 >= 2e-4 and kernel_wrong(kernel, 2, 500, 1)[0] <= 0.01):
        return math.nan
    return float(np.where(lost < 0.01, kernel_wrong(kernel, k, n) - lost, -1).min())


check_parity.breaks("weight decay 0.01", decay=0.01)
check_parity.breaks("2-parity, 300 points", k=2, n=300)


@check("Limits of kernels (7.3)", "share of the squared first weights on the 3 inputs that matter, units weighted by |w||v|, least of 5 "
       "seeds; the same networks", ">=", 0.9, kind="instance")  # fmt: skip
def check_features(learn: Learn = learn_parity, decay: float = 0.5, steps: int = 1500) -> float:
    """Look at the first layer; three of twenty inputs would have 0.15 by chance."""
    return float(learn(3, 500, decay, steps)["found"].min())


check_features.breaks("not trained", steps=0)
check_features.breaks("weight decay 0.01", decay=0.01)


@check("Limits of kernels (7.3)", "share of wrong signs of kernel ridge regression, largest of 5 seeds; target x₁, 20 inputs, 100 points, ridge "
       "chosen on the test set", "<=", 0.001, kind="instance")  # fmt: skip
def check_linear_target(kernel: Kernel = relu_kernel, k: int = 1) -> float:
    """A target that suits the kernel."""
    return float(kernel_wrong(kernel, k, 100).max())


check_linear_target.breaks("target x₁x₂x₃", k=3)
check_linear_target.breaks("only the kernel's even part", kernel=lambda X, Z: relu_kernel(X, Z) + relu_kernel(-X, Z))


def all_signs(d: int) -> Array:
    """Return all 2^d inputs of d signs."""
    return np.array(list(itertools.product((-1.0, 1.0), repeat=d)))


def triples(X: Array) -> Array:
    """Return all parities of three inputs, a column for each triple."""
    chosen = itertools.combinations(range(X.shape[1]), 3)
    return np.stack([X[:, three].prod(axis=1) for three in map(list, chosen)], axis=1)


def distances(functions: Array, targets: Array) -> Array:
    """Return the mean square that is left of each target (points, targets) by its best fit from functions (points, n)."""
    U, size, _ = np.linalg.svd(functions, full_matrices=False)
    U = U[:, size > 1e-9 * size[0]]
    return np.asarray(((targets - U @ (U.T @ targets)) ** 2).mean(axis=0))


_KERNELS: tuple[Kernel, ...] = (
    relu_kernel,
    lambda X, Z: np.exp(X @ Z.T / 5),
    lambda X, Z: (1 + X @ Z.T) ** 3,
    lambda X, Z: triples(X) @ triples(Z).T,
)


@check("Counting bound", "mean square left by the best fit from the span of K(·, x₁), ..., K(·, xₙ), mean over all 56 parities of 3 of 8 "
       "inputs, over 1 − n/56; 4 kernels, n = 10, 30, 50, no two opposite, least (the last kernel attains it)", "==", 1.0, 1e-9, kind="class bound")  # fmt: skip
def check_counting(best: Callable[[Array, Array], Array] = distances, adapted: bool = False) -> float:
    """All 256 inputs are known to the fit; the kernels have seen n of them."""
    everything, found = all_signs(8), []
    targets, half = triples(everything), everything[everything[:, 0] > 0]
    for n, kernel in itertools.product((10, 30, 50), _KERNELS):
        functions = kernel(everything, np.random.default_rng(n).permutation(half)[:n])
        if adapted:  # one of the n functions may be chosen for each target; five targets are enough to see it
            left = np.array([best(np.c_[functions[:, 1:], one], one[:, None])[0] for one in targets.T[:5]])
        else:
            left = best(functions, targets)
        found.append(float(left.mean() / (1 - n / 56)))
    return smallest(found)


check_counting.breaks("one function is chosen for each target", adapted=True)


@check("Kernels without biases", "largest departure of (K(x, z) − K(−x, z))/2 from x·z/2d; ReLU, one hidden layer, no biases, 300 × 200 inputs "
       "of norm √20", "<=", 0.0, 1e-9, kind="identity")  # fmt: skip
def check_odd_part(kernel: Kernel = lambda X, Z: relu_kernel(X, Z, 0.0)) -> float:
    """Odd functions of degree 3 have no part in such a kernel."""
    X, Z = np.split(sphere(500, D, np.random.default_rng(0), radius=math.sqrt(D)), [300])
    return float(np.abs((kernel(X, Z) - kernel(-X, Z)) / 2 - X @ Z.T / (2 * D)).max())


check_odd_part.breaks("with biases", kernel=relu_kernel)


@task(
    "a parity from few units",
    right="Right: a zigzag of the sum. Three units and a constant do, if one knows what to add.",
)
def _zigzag(net: Callable[..., Any]) -> str:
    corners = all_signs(3)
    said = np.array([float(numbers(net(x))) for x in corners])
    wrong = np.flatnonzero(~np.isclose(said, corners.prod(axis=1)))
    if len(wrong):
        x, got = corners[wrong[-1]], said[wrong[-1]]
        return f"Where x sums to {x.sum():+.0f}, as at {x}, it gives {got:.3g}; the product is {x.prod():+.0f}."
    along = np.array([float(numbers(net(t * np.ones(3)))) for t in (2.0, 3.0, 4.0)])
    near = np.array([float(numbers(net(1 - e + s * e))) for e in np.eye(3) for s in (-1e-6, 1e-6, 1 - 1e-6, 1.0)])
    if abs(along[0] - 2 * along[1] + along[2]) > 1e-6 or np.abs(near[1::2] - near[::2]).max() > 1e-3:
        return "At the corners it is right, but it is no sum of ReLUs: those have no jumps, and are straight along a line far out."
    return ""
