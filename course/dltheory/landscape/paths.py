"""Section 7, paths: minima with a wall between them, ways around it, and how wide a network must be for one to exist."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from ..data import pictures
from ..evidence import check, largest
from ..numerics import Array, cached
from ..tasks import numbers, task
from ..validation import require_between, require_count, require_shape

if TYPE_CHECKING:
    from torch import Tensor

WIDTHS = (64, 32, 32, 10)


def outputs(theta: Tensor, X: Tensor, widths: Sequence[int] = WIDTHS, kind: str = "relu") -> Tensor:
    """Return the outputs (n, k) of the network whose weights, layer by layer W then b, are the vector theta (p,).

    `kind` is "relu" or "tanh".
    """
    import torch

    require_shape(sum((m + 1) * k for m, k in itertools.pairwise(widths)), theta=theta)
    at, Z = 0, X
    for layer, (m, k) in enumerate(itertools.pairwise(widths)):
        W, b = theta[at : at + m * k].view(m, k), theta[at + m * k : at + (m + 1) * k]
        at += (m + 1) * k
        Z = Z @ W + b
        if layer < len(widths) - 2:
            Z = torch.relu(Z) if kind == "relu" else torch.tanh(Z)
    return Z


def start(seed: int, widths: Sequence[int] = WIDTHS, gain: float = 2.0) -> Tensor:
    """Return random weights (p,): normal with variance gain over the inputs of the layer; biases 0."""
    import torch

    require_count(0, seed=seed)
    generator = torch.Generator().manual_seed(seed)
    parts = []
    for m, k in itertools.pairwise(widths):
        W = torch.randn(m * k, generator=generator, dtype=torch.float64) * math.sqrt(gain / m)
        parts += [W, torch.zeros(k, dtype=torch.float64)]
    return torch.cat(parts)


@cached
def training_digits(n: int = 1297, centred: bool = False) -> tuple[Tensor, Tensor]:
    """Return the first n of 1,297 training digits (n, 64), if asked for with mean 0, and their classes (n,)."""
    require_count(1, n=n)
    require_between(1, 1297, n=n)
    X, y = (part[:n] for part in pictures()[:2])
    X = X.flatten(1)
    return (X - X.mean(dim=0) if centred else X), y


def loss(theta: Tensor, X: Tensor, y: Tensor, widths: Sequence[int] = WIDTHS, kind: str = "relu") -> Tensor:
    """Return the mean cross-entropy of a network with the weights theta (p,) at inputs X (n, d), classes y (n,)."""
    import torch

    return torch.nn.functional.cross_entropy(outputs(theta, X, widths, kind), y)


def _descend(theta: Tensor, place: Callable[[Tensor, float], Tensor], steps: int, seed: int) -> Tensor:
    """Minimize by Adam the mean over u in [0, 1] of the loss at place(theta, u): one u and 128 digits a step."""
    import torch

    X, y = training_digits()
    theta, rng = theta.clone().requires_grad_(True), np.random.default_rng(seed)
    optimizer = torch.optim.Adam([theta], lr=1e-2)
    for step in range(steps):
        optimizer.param_groups[0]["lr"] = 1e-2 * min(1, 2 * (1 - step / steps))
        rows = torch.as_tensor(rng.integers(len(X), size=128))
        optimizer.zero_grad()
        loss(place(theta, rng.random()), X[rows], y[rows]).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return theta.detach()


@cached
def trained_pair(seed: int = 0) -> tuple[Tensor, Tensor]:
    """Return two networks 64-32-32-10 (3,466 weights each) trained on the digits from different random starts."""
    one, other = (_descend(start(2 * seed + i), lambda theta, u: theta, 600, 2 * seed + i) for i in (0, 1))
    return one, other


def bezier(a: Any, c: Any, b: Any, u: Any) -> Any:
    """Return the point u of the curve from a to b that is pulled towards c."""
    return (1 - u) ** 2 * a + 2 * u * (1 - u) * c + u**2 * b


@cached
def bent(seed: int = 0, steps: int = 600) -> Tensor:
    """Return the point c for which the curve between the pair of this seed has a low mean loss."""
    a, b = trained_pair(seed)
    return _descend((a + b) / 2, lambda c, u: bezier(a, c, b, u), steps, seed)


def along(points: Sequence[Tensor]) -> tuple[Array, Array]:
    """Return losses and shares of errors, each (t,), over all training digits, of t networks theta (p,)."""
    import torch

    X, y = training_digits()
    with torch.no_grad():
        found = [outputs(theta, X) for theta in points]
        losses = [float(torch.nn.functional.cross_entropy(said, y)) for said in found]
        errors = [float((said.argmax(dim=1) != y).double().mean()) for said in found]
    return np.array(losses), np.array(errors)


def renumbered(theta: Tensor, seed: int = 0) -> Tensor:
    """Return a network 64-32-32-10, theta (3466,), with the units of both hidden layers in another order: the same function."""
    import torch

    require_shape(3466, theta=theta)
    rng = np.random.default_rng(seed)
    first, second = torch.as_tensor(rng.permutation(32)), torch.as_tensor(rng.permutation(32))
    W, b, U, c, V, d = torch.split(theta, [2048, 32, 1024, 32, 320, 10])
    U = U.view(32, 32)[first][:, second]
    moved = (W.view(64, 32)[:, first], b[first], U, c[second], V.view(32, 10)[second], d)
    return torch.cat([part.flatten() for part in moved])


def plane(a: Tensor, c: Tensor, b: Tensor, x: Array, y: Array) -> tuple[Array, Array]:
    """Return the loss of 300 digits on the plane through three networks (len(y), len(x)), and where a, c and b lie on it (3, 2).

    x runs from a (0) to b (1); y at right angles to it, and c is at y = 1.
    """
    import torch

    require_shape(len(a), b=b, c=c)
    foot = float((c - a) @ (b - a) / ((b - a) @ (b - a)))
    up, (X, classes) = c - a - foot * (b - a), (part[:300] for part in training_digits())
    grid = a + torch.as_tensor(x)[:, None] * (b - a) + torch.as_tensor(y)[:, None, None] * up
    with torch.no_grad():
        values = [torch.func.vmap(loss, in_dims=(0, None, None))(row, X, classes).numpy() for row in grid]
    return np.array(values), np.array([[0, 0], [foot, 1], [1, 0]])


@check("Draxler et al., Garipov et al. 2018", "highest loss above the line between the ends' losses, on the trained curve over the same on the straight line; "
       "1,297 training digits, ReLU 64-32-32-10, two pairs, largest", "<=", 0.02, kind="instance", digits=1, only_if="both ends are trained and the wall between them is high")  # fmt: skip
def check_curve(bend: Callable[[int], Tensor] = bent, seeds: Sequence[int] = (0, 1)) -> float:
    """The ends are the check's own."""
    found, u = [], np.linspace(0, 1, 41)
    for seed in seeds:
        a, b = trained_pair(seed)
        c = bend(seed)
        walls = []
        for middle in ((a + b) / 2, c):
            losses, _ = along([bezier(a, middle, b, at) for at in u])
            walls.append(largest(losses - (1 - u) * losses[0] - u * losses[-1]))
            if not losses[[0, -1]].max() < 0.01:
                return math.nan
        found.append(walls[1] / walls[0] if walls[0] > 0.5 else math.nan)
    return largest(found)


check_curve.breaks("the middle, not trained", bend=lambda seed: sum(trained_pair(seed)) / 2)
check_curve.breaks("the bend of another pair", bend=lambda seed: bent(1 - seed))
check_curve.breaks("25 steps of training", bend=lambda seed: bent(seed, 25))


def of_units(a: ArrayLike, b: ArrayLike) -> Array:
    """Return ½(a·b − 1)², the loss of linear units with weights a in, b out, both (..., units), on the example x = y = 1."""
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if a.shape != b.shape or a.ndim < 1:
        raise ValueError(f"a and b must have one shape (..., units), got {a.shape} and {b.shape}")
    return np.asarray(((a * b).sum(axis=-1) - 1) ** 2 / 2)


@cached
def small_sample(n: int = 50) -> tuple[Array, Array]:
    """Return n centred training digits (n, 64), and their classes as rows of a unit matrix (n, 10)."""
    X, y = training_digits(n, centred=True)
    return X.numpy(), np.eye(10)[y.numpy()]


def says(net: Array, X: Array) -> Array:
    """Return the outputs (n, 10) of ReLU units; column j of net (75, h) is unit j: 64 weights in, a bias, 10 weights out."""
    require_shape(75, None, net=net)
    return np.asarray(np.maximum(X @ net[:64] + net[64], 0) @ net[65:].T)


def square_loss(net: Array, n: int = 50) -> float:
    """Return the mean over n digits of the squared distance of outputs and targets."""
    X, Y = small_sample(n)
    return float(((says(net, X) - Y) ** 2).sum(axis=1).mean())


@cached
def small_nets(h: int, pairs: int = 5, n: int = 50) -> Array:
    """Return pairs of networks of h units (pairs, 2, 75, h), trained on n digits with the square loss."""
    import torch

    require_count(2, h=h)
    X, Y = (torch.as_tensor(part.copy()) for part in small_sample(n))
    net = torch.randn(2 * pairs, 75, h, generator=torch.Generator().manual_seed(h), dtype=torch.float64)
    net = (net * torch.tensor([0.18] * 64 + [0.0] + [(2 / h) ** 0.5] * 10, dtype=net.dtype)[:, None]).requires_grad_(
        True
    )
    optimizer = torch.optim.Adam([net], lr=1e-2)
    for _ in range(300):
        optimizer.zero_grad()
        said = torch.relu(X @ net[:, :64] + net[:, 64:65]) @ net[:, 65:].transpose(1, 2)
        ((said - Y) ** 2).sum().backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    return net.detach().numpy().reshape(pairs, 2, 75, h)


def refitted(net: Array, keep: slice) -> Array:
    """Return the network with the best output weights for the units that are kept, and 0 for the others."""
    (X, Y), net = small_sample(), net.copy()
    net[65:] = 0
    net[65:, keep] = np.linalg.lstsq(np.maximum(X @ net[:64, keep] + net[64, keep], 0), Y, rcond=None)[0].T
    return net


def five_pieces(A: Array, B: Array, share: float = 0.5) -> list[Array]:
    """Return the six corners of a path from A to B: first only a share of A's units speaks, at last only the rest of B's."""
    left, right = slice(0, round(share * A.shape[1])), slice(round(share * A.shape[1]), None)
    A1, B1 = refitted(A, left), refitted(B, right)
    A2, B2 = A1.copy(), B1.copy()
    A2[:65, right], B2[:65, left] = B[:65, right], A[:65, left]
    return [A, A1, A2, B2, B1, B]


def walk(corners: Sequence[Array], each: int = 11) -> Array:
    """Return the losses (pieces, each) at `each` points of every straight piece between corners, networks (75, h)."""
    between = itertools.pairwise(corners)
    return np.array([[square_loss(P + u * (Q - P)) for u in np.linspace(0, 1, each)] for P, Q in between])


def above_ends(path: Callable[[Array, Array], list[Array]], h: int) -> Array:
    """Return how far, (5,), the highest loss of a path lies above the higher end, five pairs; NaN if it misses an end."""
    found = []
    for A, B in small_nets(h):
        corners = path(A, B)
        exact = np.array_equal(corners[0], A) and np.array_equal(corners[-1], B)
        found.append(walk(corners).max() - max(square_loss(A), square_loss(B)) if exact else math.nan)
    return np.array(found)


@check("Venturi, Bandeira, Bruna 2018", "highest loss on the path of five straight pieces above the higher end's; h = 100 and 120 ReLU units, 50 digits, "
       "square loss, five pairs each, largest", "<=", 0.0, 1e-9, kind="construction", digits=1)  # fmt: skip
def check_five(path: Callable[[Array, Array], list[Array]] = five_pieces, widths: Sequence[int] = (100, 120)) -> float:
    """At h = 2n each half of the units fits all n examples, as a rule."""
    return largest([above_ends(path, h) for h in widths])


check_five.breaks("the straight line", path=lambda A, B: [A, B])
check_five.breaks("as many units as examples, h = 50", widths=(50,))
check_five.breaks("units exchanged while they still speak", path=lambda A, B: [A, *five_pieces(A, B)[2:]])
check_five.breaks("a third of A's units", path=lambda A, B: five_pieces(A, B, 1 / 3))


@task("around the wall", right="Right. Your path stays at the bottom all the way: the wall is one for a single unit only.")  # fmt: skip
def _around(path: Callable[..., Any]) -> str:
    s = np.linspace(0, 1, 401)
    places = [numbers(path(float(at))) for at in s]
    if any(place.shape != (4,) or not np.isfinite(place).all() for place in places):
        return "Four numbers are asked for: a₁, b₁, a₂, b₂."
    P = np.array(places)
    for at, end, words in ((0, [2, 0.5, 0, 0], "(2, ½, 0, 0)"), (-1, [-2, -0.5, 0, 0], "(−2, −½, 0, 0)")):
        if not np.allclose(P[at], end, atol=1e-9):
            return f"At s = {s[at]:g} the path should be at {words}, yours is at {P[at].round(2)}."
    product = P[:, 0] * P[:, 1] + P[:, 2] * P[:, 3]
    worst = int(np.abs(product - 1).argmax())
    if np.allclose(P[:, 2:], 0) and abs(product[worst] - 1) > 1e-9:
        return f"The second unit never speaks, so a₁b₁ passes 0: at s = {s[worst]:.2g} the sum is {product[worst]:.2g}. While a₁b₁ falls, a₂b₂ must rise."
    if abs(product[worst] - 1) > 1e-9:
        return f"At s = {s[worst]:.2g} the sum a₁b₁ + a₂b₂ is {product[worst]:.3g}, and should be 1."
    jumps = np.abs(np.diff(P, axis=0)).max() > 0.5
    return "Your path jumps: from one s to the next (1/400 further) a weight changes by more than ½." if jumps else ""
