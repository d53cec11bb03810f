"""Section 6, one neuron: minima that are no good do exist, and how more neurons turn them into saddles."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import expit

from ..evidence import check, furthest_from, largest
from ..numerics import Array, cached
from ..tasks import numbers, task
from ..validation import require_between, require_count

if TYPE_CHECKING:
    from torch import Tensor


def samples(m: int, ratio: float = 10.0) -> Array:
    """Return m inputs on a line (m,), each `ratio` times the one before, around 1."""
    require_count(1, m=m)
    require_between(1.0, 1e6, ratio=ratio)
    return np.asarray(float(ratio) ** (np.arange(m) - (m - 1) / 2))


def _slopes(u: Array, x: Array, y: Any) -> Array:
    """Return the derivative (..., d) of the loss in u = log w (..., d)."""
    z = np.exp(u)[..., None] * x
    p = expit(z)
    return np.asarray((2 * (p - y) * p * (1 - p) * z).sum(axis=-1))


def neuron_minima(x: Array, y: Array, d: int, starts: int = 600, seed: int = 0) -> Array:
    """Return the distinct ends (k, d) of gradient descent in u = log w on the sum of (y − sigmoid(w x))² over all samples.

    Each of the d axes holds the inputs x with the targets y; starts are uniform over the range of the wells.
    """
    require_count(1, d=d, starts=starts)
    u = np.random.default_rng(seed).uniform(-np.log(x.max()) - 1, -np.log(x.min()) + 2, size=(starts, d))
    for _ in range(1500):
        u = u - 3 * _slopes(u, x, y)
    return np.unique(np.round(u[np.abs(_slopes(u, x, y)).max(axis=1) < 1e-9], 5), axis=0)


@check("Auer, Herbster, Warmuth 1996", "number of minima found by 600 descents over (n/d)^d, furthest from 1; three samples on each of d = 1, 2, 3 axes",
       "==", 1.0, kind="construction", only_if="each end is lower than all around it, and no two are one")  # fmt: skip
def check_neuron(minima: Callable[..., Array] = neuron_minima, ratio: float = 10.0, targets: Any = lambda x: 0 * x + 0.75) -> float:  # fmt: skip
    """The neighbourhood is a cross of size 0.005 in log w."""
    x, found = samples(3, ratio), []
    y = targets(x)
    for d in (1, 2, 3):
        if not len(u := np.asarray(minima(x, y, d))):
            return math.nan
        around = 0.005 * np.concatenate([np.zeros((1, d)), np.eye(d), -np.eye(d)])
        loss = ((y - expit(np.exp(u[:, None] + around)[..., None] * x)) ** 2).sum(axis=(2, 3))
        apart = np.abs(u[:, None] - u[None]).max(axis=2) + 9 * np.eye(len(u))
        found.append(len(u) / 3**d if (loss[:, :1] < loss[:, 1:]).all() and apart.min() > 0.1 else math.nan)
    return furthest_from(1.0, found)


check_neuron.breaks("each input three times the one before", ratio=3.0)
check_neuron.breaks("ends 1 % off", minima=lambda *of: 1.01 * neuron_minima(*of))
check_neuron.breaks("targets that one neuron meets", targets=lambda x: expit(2 * x))


@task("count the wells", right="Right. So many wells for one weight; with d axes each of them is combined with each of the others.")  # fmt: skip
def _wells(count: Callable[[Array, Array], Any]) -> str:
    seen = []
    for x, target in ((samples(4), 0.75), (samples(6), 0.75), (samples(5, 3.0), 0.75), (samples(1), 0.6)):
        u = np.linspace(-np.log(x.max()) - 3, -np.log(x.min()) + 3, 4001)
        turns = np.diff((_slopes(u[:, None], x, target) > 0).astype(int), axis=0)
        wells, tops, found = int((turns > 0).sum()), int((turns < 0).sum()), numbers(count(x, np.full(len(x), target)))
        if found.ndim or np.isnan(found):
            return f"One number is asked for; yours has the shape {found.shape}."
        seen.append((int(found), wells, tops, wells + tops, len(x)))
    told, right, maxima, both, inputs = zip(*seen, strict=True)
    slips = {inputs: "Where inputs lie close together, wells merge: count them on the curve.", maxima: "These are the maxima.",
             both: "These are minima and maxima. At a minimum the loss first falls, then rises.", right: ""}  # fmt: skip
    return slips.get(told, f"For four sets of inputs there are {right} wells; yours: {told}. Is the grid fine and wide enough, in log w?")  # fmt: skip


def _angles(W: Tensor, V: Tensor, same: bool) -> tuple[Tensor, Tensor]:
    """Return sine and angle between the rows of W (..., n, d) and of V, exact 0 of each row with itself if `same`."""
    import torch

    lengths = W.norm(dim=-1)[..., :, None] * V.norm(dim=-1)[..., None, :]
    cosine = (W @ V.transpose(-1, -2)) / lengths
    own = torch.eye(W.shape[-2], V.shape[-2], dtype=torch.bool) & same
    cosine = cosine.masked_fill(own, 0.0).clamp(-1, 1)
    return (1 - cosine**2).sqrt().masked_fill(own, 0.0), torch.acos(cosine).masked_fill(own, 0.0)


def student_gradient(W: Tensor, V: Tensor) -> Tensor:
    """Return the gradient in W (..., n, d) of half the mean of (Σ relu(wᵢ·x) − Σ relu(vⱼ·x))² over standard normal x.

    In closed form, Safran and Shamir 2018: Σⱼ (‖uⱼ‖ sin θ w/‖w‖ + (π − θ) uⱼ)/2π, over students u less over teachers.
    """
    parts = []
    for U, same in ((W, True), (V, False)):
        sine, angle = _angles(W, U, same)
        along = (sine * U.norm(dim=-1)[..., None, :]).sum(dim=-1) / W.norm(dim=-1)
        parts.append(along[..., None] * W + (math.pi - angle) @ U)
    return (parts[0] - parts[1]) / (2 * math.pi)  # type: ignore[no-any-return]


def student_loss(W: Tensor, V: Tensor) -> Tensor:
    """Return the loss itself, (...): means of products are ‖u‖‖v‖(sin θ + (π − θ) cos θ)/2π."""
    total = W.new_zeros(W.shape[:-2])
    for A, B, weight, same in ((W, W, 1, True), (W, V, -2, False), (V, V, 1, True)):
        sine, angle = _angles(A, B, same)
        lengths = A.norm(dim=-1)[..., :, None] * B.norm(dim=-1)[..., None, :]
        total = total + weight * (lengths * (sine + (math.pi - angle) * angle.cos())).sum(dim=(-1, -2))
    return total / (4 * math.pi)


def descend_students(W: Tensor, V: Tensor, steps: int = 40_000, good: float = 1e-4) -> Tensor:
    """Send students (starts, n, d) down by the heavy ball, until the gradient is below 1e-6 or the loss below `good`."""
    W, velocity, left = W.clone(), W * 0, np.arange(len(W))
    ends = W.clone()
    for step in range(steps):
        slope = student_gradient(W, V)
        velocity = 0.9 * velocity - 0.4 / W.shape[1] * slope
        W = W + velocity
        if step % 50 == 49 or step == steps - 1:
            ends[left] = W
            on = ((slope.abs().amax(dim=(1, 2)) > 1e-6) & (student_loss(W, V) > good)).numpy()
            W, velocity, left = W[on], velocity[on], left[on]
            if not len(left):
                break
    return ends


@cached
def taught(k: int, extra: int = 0, steps: int = 40_000, starts: int = 50, seed: int = 0) -> tuple[Array, Array]:
    """Train students of k + extra neurons on a teacher of k orthonormal ones; return weights (starts, n, k) and losses, sorted."""
    import torch

    require_count(2, k=k)
    require_count(0, extra=extra)
    rng, V = np.random.default_rng(seed), torch.eye(k, dtype=torch.float64)
    W = descend_students(torch.tensor(rng.normal(size=(starts, k + extra, k)) / math.sqrt(k)), V, steps)
    losses = student_loss(W, V).numpy()
    order = np.argsort(losses)
    return W.numpy()[order], losses[order]


def curvature(W: Array) -> tuple[Array, Array]:
    """Return the eigenvalues (n k,) and directions (n, k, n k) of the Hessian at W (n, k), teacher the unit vectors."""
    import torch
    from torch.func import jacrev

    point, V = torch.tensor(np.array(W)), torch.eye(W.shape[1], dtype=torch.float64)
    H = jacrev(lambda flat: student_gradient(flat.view(point.shape), V).flatten())(point.flatten()).numpy()
    values, vectors = np.linalg.eigh((H + H.T) / 2)
    return values, vectors.reshape(*W.shape, -1)


def halves(W: Array, row: int) -> Array:
    """Return W (n, k) with one neuron as two halves, (n + 1, k), a millionth apart: at one place their angle has no slope."""
    apart = 1e-6 * np.roll(W[row], 1)
    return np.concatenate([W[:row], [W[row] / 2 - apart], W[row + 1 :], [W[row] / 2 + apart]])


def stuck(k: int = 8) -> Array:
    """Return the student (k, k) with the largest loss out of 50; the neuron that found no teacher comes last, as does that teacher."""
    W = taught(k)[0][-1]
    W = W[np.argsort(-W.max(axis=1))]
    first = list(W[:-1].argmax(axis=1))
    return np.asarray(W[:, [*first, *(j for j in range(k) if j not in first)]])


def freed(W: Array) -> Array:
    """Step from a student W (n, k) along the direction of the most negative curvature, and descend: where it ends (n, k)."""
    import torch

    way = curvature(W)[1][..., 0]  # an eigenvector has no sign of its own: the first neuron goes to the last teacher
    start = torch.tensor(W + 0.02 * np.sign(way[0, -1]) * way)
    return descend_students(start[None], torch.eye(W.shape[1], dtype=torch.float64), good=1e-6)[0].numpy()


def sampled_loss(W: Array, draws: int = 4000) -> Array:
    """Return the loss of students (..., n, k) by drawn inputs."""
    x = np.random.default_rng(0).normal(size=(W.shape[-1], draws))
    return np.asarray(((np.maximum(W @ x, 0).sum(axis=-2) - np.maximum(x, 0).sum(axis=0)) ** 2).mean(axis=-1) / 2)


def _halved(W: Array, one: Array, row: int) -> bool:
    """Whether a student is W with two halves in place of one neuron, one in its row and one in the last."""
    fits = one.shape == (len(W) + 1, W.shape[1]) and np.allclose(one[[row, -1]], W[row] / 2, atol=1e-5)
    return bool(fits and np.array_equal(np.delete(one, [row, -1], axis=0), np.delete(W, row, axis=0)))


@check("Safran, Yehudai, Shamir 2021", "size of the negative Hessian eigenvalue once a neuron is two halves: the least over the 8 neurons of a stuck student", ">=",
       0.1, kind="instance", only_if="before, the gradient is 0 and all eigenvalues are above 0.01, as is the loss; from two halves descent leads to a loss of 0")  # fmt: skip
def check_split(student: Callable[[], Array] = stuck, split: Any = halves, free: Any = freed) -> float:
    """Losses are measured on drawn inputs."""
    import torch

    W, V = student(), torch.eye(8, dtype=torch.float64)
    cut = [split(W, row) for row in range(8)]
    flat = float(student_gradient(torch.tensor(W), V).abs().max()) < 1e-5
    if not (flat and curvature(W)[0][0] > 0.01 < sampled_loss(W) and all(map(_halved, [W] * 8, cut, range(8))) and sampled_loss(free(cut[0])) < 1e-5):  # fmt: skip
        return math.nan
    return -largest([curvature(one)[0][0] for one in cut])


check_split.breaks("no neuron split", split=lambda W, row: W)
check_split.breaks("a new small neuron, none split", split=lambda W, row: np.vstack([W, 1e-5 * W[row : row + 1]]))
check_split.breaks("a student 1 % too long", student=lambda: 1.01 * stuck())


@check("Safran, Shamir 2018", "share of 50 students that end above a loss of 0.001, with two neurons more than the teacher, the largest of k = 6, 8, 10, 12",
       "==", 0.0, kind="instance", only_if="with k neurons none does at k = 6, and 15 to 60 % do at 10")  # fmt: skip
def check_width(train: Callable[..., tuple[Array, Array]] = taught) -> float:
    """Losses are measured on drawn inputs, of students of the right size that differ."""

    def share(k: int, extra: int) -> float:
        W = train(k, extra)[0]
        losses = sampled_loss(W, 500) if W.shape == (50, k + extra, k) else np.full(50, math.nan)
        differ = len(np.unique(losses.round(12))) == 50
        return float((losses > 1e-3).mean()) if differ and np.isfinite(losses).all() else math.nan

    known = share(6, 0) == 0 and 0.15 < share(10, 0) < 0.6
    return largest([share(k, 2) for k in (6, 8, 10, 12)]) if known else math.nan


check_width.breaks("four neurons more", train=lambda k, extra: taught(k, 2 * extra))
check_width.breaks("200 steps only", train=lambda k, extra: taught(k, extra, 200))
