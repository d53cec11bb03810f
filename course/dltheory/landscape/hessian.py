"""Section 8, hessian: all curvatures at a trained network, why most are zero, and the largest without the matrix."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..evidence import check, furthest_from, largest, smallest
from ..numerics import Array, cached
from ..tasks import numbers, recognize, task
from ..validation import require_count
from .paths import loss, outputs, start, training_digits

if TYPE_CHECKING:
    from torch import Tensor

Product = Callable[[Array], Array]
#: The network of this section: 64 pixels, 10 tanh units, 10 classes, 760 weights.
NET = ((64, 10, 10), "tanh")


def curved_loss(n: int = 500) -> Callable[[Tensor], Tensor]:
    """Return theta -> mean cross-entropy on n centred digits of the network 64-10-10."""
    X, y = training_digits(n, centred=True)
    return lambda theta: loss(theta, X, y, *NET)


@cached
def settled(n: int = 500, seed: int = 0, steps: int = 400) -> Tensor:
    """Return the weights (760,) after so many steps of gradient descent with momentum 0.9 and step 0.5 on n digits."""
    import torch

    require_count(0, steps=steps)
    theta, slope = start(seed, NET[0], gain=1.0), torch.func.grad(curved_loss(n))
    speed = torch.zeros_like(theta)
    for _ in range(steps):
        speed = 0.9 * speed - 0.5 * slope(theta)
        theta = theta + speed
    return theta


@cached
def hessian(n: int = 500, seed: int = 0, steps: int = 400) -> Array:
    """Return the full Hessian (760, 760) there."""
    import torch

    return np.asarray(torch.func.jacrev(torch.func.grad(curved_loss(n)))(settled(n, seed, steps)).numpy())


@cached
def curvatures(n: int = 500, seed: int = 0, steps: int = 400) -> Array:
    """Return all its eigenvalues (760,), ascending."""
    return np.linalg.eigvalsh(hessian(n, seed, steps))


@cached
def two_parts(n: int = 20, seed: int = 0, steps: int = 10) -> dict[str, Array]:
    """Return the Hessian on n digits and its parts: ``"H"`` = ``"G"`` (outputs straight) + ``"R"`` (outputs' own curvature)."""
    import torch

    X, _ = training_digits(n, centred=True)
    theta, H = settled(n, seed, steps), hessian(n, seed, steps)
    J = torch.func.jacrev(lambda weights: outputs(weights, X, *NET))(theta)  # (n, 10, 760)
    p = torch.softmax(outputs(theta, X, *NET), dim=1)
    G = torch.einsum("nka,nkl,nlb->ab", J, torch.diag_embed(p) - p[:, :, None] * p[:, None], J) / n
    return {"H": H, "G": G.numpy(), "R": H - G.numpy()}


def products(n: int = 500, seed: int = 0) -> Product:
    """Return v -> H v at the trained network, without H: the gradient of v·∇L, by two passes backwards."""
    import torch

    back = torch.func.vjp(torch.func.grad(curved_loss(n)), settled(n, seed))[1]
    return lambda v: np.asarray(back(torch.as_tensor(v))[0].numpy())


def lanczos(product: Product, v: Array, steps: int, keep: bool = True) -> tuple[Array, Array]:
    """Return diagonal (steps,) and off-diagonal (steps - 1,) of the symmetric matrix seen from v, Hv, H²v, ...

    With `keep` each new direction is made orthogonal to all earlier ones, without only to the last two, as the formula says.
    """
    require_count(1, steps=steps)
    Q, diagonal, beside = [v / np.linalg.norm(v)], [], list[float]()
    for k in range(steps):
        w = product(Q[k])
        diagonal.append(Q[k] @ w)
        w = w - diagonal[k] * Q[k] - (beside[k - 1] * Q[k - 1] if k else 0)
        for _ in range(2 * keep):  # once is not enough to be orthogonal up to rounding
            w = w - np.array(Q).T @ (np.array(Q) @ w)
        beside.append(float(np.linalg.norm(w)))
        Q.append(w / beside[k])
    return np.array(diagonal), np.array(beside[:-1])


def ritz(product: Product, steps: int, keep: bool = True, seed: int = 0, size: int = 760) -> Array:
    """Return the eigenvalues (steps,) of the tridiagonal matrix of `lanczos` from a random start, ascending."""
    from scipy.linalg import eigvalsh_tridiagonal

    v = np.random.default_rng(seed).normal(size=size)
    return np.asarray(eigvalsh_tridiagonal(*lanczos(product, v, steps, keep)))


@check("Sagun et al. 2017", "share of the 760 curvatures that are smaller in size than 1 % of the largest; 500 digits, tanh 64-10-10, three starts, least", ">=",
       0.7, kind="instance", digits=1, only_if="their sum and their squares' are right, the top ten hold over a quarter of the sum, 10 to 200 are below 0, none below −5 % of the top")  # fmt: skip
def check_shape(spectrum: Callable[..., Array] = curvatures, seeds: Sequence[int] = (0, 1, 2), steps: int = 400) -> float:  # fmt: skip
    """A heavy top, a bulk at zero, a few negative values."""
    found = []
    for seed in seeds:
        values, H = np.sort(spectrum(500, seed, steps)), hessian(500, seed, steps)
        top, right = values[-1], np.allclose([values.sum(), values @ values], [H.trace(), (H * H).sum()], rtol=1e-9)
        heavy = values[-10:].sum() > values.sum() / 4 and len(values) == 760
        few = 10 <= (values < -1e-10).sum() <= 200 and values[0] > -0.05 * top
        found.append(np.mean(np.abs(values) < 0.01 * top) if right and heavy and few else math.nan)
    return smallest(found)


check_shape.breaks("at the random start", steps=0)
check_shape.breaks("squares, signs kept", spectrum=lambda *of: curvatures(*of) * np.abs(curvatures(*of)))


@check("Rank of G", "eigenvalues above 1e-12 of the largest, of the part of the Hessian that takes the outputs for straight; tanh 64-10-10 after ten steps "
       "on 20 digits, 9 for each, the count of three starts furthest off", "==", 180, kind="instance",
       only_if="v·Gv is the variance of the outputs' slopes along v, drawn with the probabilities, and G and R add up to the Hessian")  # fmt: skip
def check_rank(parts: Callable[..., dict[str, Array]] = two_parts, which: str = "G", n: int = 20) -> float:
    """The Hessian itself is taken from the loss; v is random."""
    import torch

    counts, v = [], np.random.default_rng(0).normal(size=760)
    for seed in (0, 1, 2):
        found, theta, X = parts(n, seed, 10), settled(n, seed, 10), training_digits(n, centred=True)[0]
        p = torch.softmax(outputs(theta, X, *NET), dim=1).numpy()
        z = torch.func.jacrev(lambda weights: outputs(weights, X, *NET))(theta).numpy() @ v  # noqa: B023  called at once
        spread = ((p * z**2).sum(axis=1) - (p * z).sum(axis=1) ** 2).mean()
        whole = np.allclose(found["G"] + found["R"], hessian(n, seed, 10), atol=1e-9 * np.abs(found["H"]).max())
        if not (whole and np.isclose(v @ found["G"] @ v, spread)):
            return math.nan
        sizes = np.abs(np.linalg.eigvalsh(found[which]))
        counts.append((sizes > 1e-12 * sizes.max()).sum())
    return furthest_from(180, counts)


check_rank.breaks("H in place of G", which="H")
check_rank.breaks("19 digits", n=19)
check_rank.breaks("G turned over", parts=lambda *of: {"H": hessian(*of), "G": -two_parts(*of)["G"], "R": hessian(*of) + two_parts(*of)["G"]})  # fmt: skip


@check("Lanczos", "largest relative error of the ten largest curvatures: 60 products, new directions kept orthogonal to all others, against the full Hessian; "
       "tanh 64-10-10, 500 digits, three random starting vectors", "<=", 0.0, 1e-10, kind="instance", digits=1, only_if="no more products are asked for")  # fmt: skip
def check_lanczos(values: Callable[..., Array] = ritz, steps: int = 60, keep: bool = True) -> float:
    """The products never form the matrix; the comparison does."""
    exact, product, asked = curvatures()[::-1][:10], products(), list[Array]()

    def counted(v: Array) -> Array:
        asked.append(product(v))
        return asked[-1]

    found = [np.abs(values(counted, steps, keep, seed)[::-1][:10] / exact - 1) for seed in (0, 1, 2)]
    return largest(found) if len(asked) <= 180 else math.nan


check_lanczos.breaks("orthogonal to the last two only", keep=False)
check_lanczos.breaks("300 products", steps=300)


@check("Lanczos", "copies of the largest curvature, within a millionth, among 120 Ritz values, directions orthogonal to the last two only; fewest of three "
       "starting vectors; the full Hessian has one", ">=", 3, kind="instance", only_if="the six largest curvatures are all among them, and nothing above")  # fmt: skip
def check_ghosts(values: Callable[..., Array] = ritz, keep: bool = False, steps: int = 120) -> float:
    """Rounding brings the top direction back, again and again."""
    copies, six = [], curvatures()[:-7:-1]
    for seed in (0, 1, 2):
        found = values(products(), steps, keep, seed)
        near = np.abs(found - six[:, None]) < 1e-6 * six[:, None]
        fine = near.any(axis=1).all() and found.max() < six[0] * (1 + 1e-6) and len(found) == steps
        copies.append(near[0].sum() if fine else math.nan)
    return smallest(copies)


check_ghosts.breaks("orthogonal to all", keep=True)


@task("a product without the matrix", right="Right: two gradients, however many weights there are. A matrix was never made.")  # fmt: skip
def _product(times: Callable[..., Any]) -> str:
    rng = np.random.default_rng(6)
    M, theta, v = rng.normal(size=(5, 5)), rng.normal(size=5), 3 * rng.normal(size=5)

    def gradient(theta: Array) -> Array:  # of Σ sin(Mθ): no quadratic, so that one-sided differences show
        return np.asarray(M.T @ np.cos(M @ theta))

    said, right = numbers(times(gradient, theta, v)), -(M.T * np.sin(M @ theta)) @ M @ v
    if said.shape != (5,):
        return f"A vector with the shape of v is asked for, (5,); yours has {said.shape}."
    long = "Too long a step: on the way the Hessian changes. Go a small ε along v, and divide by the length of the way."
    far = [(gradient(theta + e * v) - gradient(theta - e * v)) / (2 * e) for e in (1.0, 0.3, 0.1)]
    cases = (*((way, long) for way in (gradient(theta + v) - gradient(theta), *far)),
             (2 * right, "Twice too large: from θ − εv to θ + εv is a way of 2ε."),
             (right / np.linalg.norm(v), "That is H times the unit vector of v. The product is linear: longer v, longer Hv."),
             (-right, "The sign is turned: ahead minus behind."))  # fmt: skip
    away = np.abs(said - right).max() / np.abs(right).max()
    otherwise = f"For θ = {theta.round(1)} yours is {said.round(2)}, and should be {right.round(2)}."
    if away < 1e-2:
        nearly = f"Nearly: off by {away:.1g} of the largest entry. One-sided differences err by ε, centred ones by ε², until rounding takes over (below ε = 1e-7)."
        return "" if away < 1e-6 else nearly
    return recognize(said, cases, otherwise, 1e-3)
