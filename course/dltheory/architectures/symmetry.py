"""Section 3, symmetry: orbits, averages over a group, what they cost, and Fisher's discriminant where orbits are straight."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from ..data import pictures
from ..evidence import Measured, check, furthest, largest, three_errors
from ..numerics import Array
from ..tasks import numbers, recognize, task
from ..training import made, share_right, train
from ..validation import require_choice

Move = Callable[[Tensor], Tensor]
Network = Callable[[Tensor], Tensor]
Average = Callable[[Network, Sequence[Move]], Network]
#: The loss of each picture, (n,).
LOSS = functools.partial(nn.functional.cross_entropy, reduction="none")
#: Groups of moves of pictures (n, 1, 8, 8): quarter turns; shifts that leave at the right and come in at the left.
TURNS: tuple[Move, ...] = tuple(functools.partial(torch.rot90, k=k, dims=(2, 3)) for k in range(4))
SHIFTS: tuple[Move, ...] = tuple(functools.partial(torch.roll, shifts=k, dims=3) for k in range(8))


def travelled(x: Array, far: float) -> Array:
    """Return a picture (..., side) moved to the right by `far` pixels, also by parts of one: Fourier's waves are moved, each by as much."""
    waves = np.fft.rfftfreq(x.shape[-1])
    return np.fft.irfft(np.fft.rfft(x) * np.exp(-2j * np.pi * waves * far), x.shape[-1])


def averaged(f: Network, group: Sequence[Move] = TURNS) -> Network:
    """Return the mean of a network's answers to all moved pictures."""
    return lambda X: torch.stack([f(move(X)) for move in group]).mean(dim=0)


def dense() -> nn.Module:
    """Return an untrained dense network for pictures of 8 × 8: 100 units."""
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 100), nn.ReLU(), nn.Linear(100, 10))


@check("Group averaging", "largest change of 60 averaged networks when a picture is moved, two groups", "<=", 1e-12, only_if="a network that is invariant already stays as it is, sums stay sums, and the averages tell pictures apart", kind="construction")  # fmt: skip
def check_average(average: Average = averaged) -> float:
    """The networks are random, the pictures digits."""
    X, found = pictures()[0][:20], []
    ink: Network = functools.partial(torch.linalg.vector_norm, dim=(1, 2, 3))
    f, g = made(dense, 30), made(dense, 31)
    with torch.no_grad():
        for group in (TURNS, SHIFTS):
            sums = average(lambda X: 2 * f(X) + g(X), group)(X) - 2 * average(f, group)(X) - average(g, group)(X)
            kept = max((average(ink, group)(X) - ink(X)).abs().max(), sums.abs().max()) < 1e-9
            for seed in range(30):
                mean = average(made(dense, seed), group)
                moved = [float((mean(move(X)) - mean(X)).abs().max()) for move in group]
                found.append(largest(moved) if kept and mean(X).std(dim=0).min() > 1e-4 else math.nan)
    return largest(found)


check_average.breaks("one move left out", average=lambda f, group: averaged(f, group[1:]))
check_average.breaks("1 % more weight on the picture as it is", average=lambda f, group: lambda X: (averaged(f, group)(X) + 0.01 * f(X)) / 1.01)  # fmt: skip
check_average.breaks("the largest answer", average=lambda f, group: lambda X: torch.stack([f(move(X)) for move in group]).amax(dim=0))  # fmt: skip


class Mean(nn.Sequential):
    """The mean of a network's answers to four quarter turns, as a module that can be trained."""

    def forward(self, X: Tensor) -> Tensor:
        """Return the mean logits."""
        return averaged(super().forward)(X)


@functools.cache
def trained_dense(way: str = "plain", seed: int = 0, steps: int = 400) -> Any:
    """Return a dense network trained on upright digits ("plain"), on all their quarter turns ("turned"), or as its average ("averaged")."""
    require_choice(("plain", "turned", "averaged"), way=way)
    (X, y, *_), f = pictures(), made(dense, seed)
    if way == "turned":
        X, y = torch.cat([move(X) for move in TURNS]), y.repeat(4)
    model = Mean(f) if way == "averaged" else f
    train(model, X, y, steps=steps, lr=5e-3, loss="cross_entropy", batch=64, generator=torch.Generator().manual_seed(seed), record_every=steps)  # fmt: skip
    return model


def shares_turned(model: Network) -> list[float]:
    """Return the shares right of 500 test digits turned by 0, 1, 2, 3 quarters."""
    _, _, X, y = pictures()
    return [share_right(model, move(X), y) for move in TURNS]


@check("Averaging (Jensen)", "loss of the averaged network less the network's mean loss over the moved pictures, in units of that, largest of 400: 4 networks, 100 digits; "
       "for the linear loss, minus the right logit, without its sign", "<=", 0.0, 1e-12, kind="class bound", given=("loss",))  # fmt: skip
def check_jensen(average: Average = averaged, loss: Callable[[Tensor, Tensor], Tensor] = LOSS) -> float:
    """Two trained networks, and two of ten times the size, which are surer."""
    _, _, X, y = pictures()
    X, y, found = X[:100], y[:100], []
    models = [trained_dense("plain", seed) for seed in range(4)]
    with torch.no_grad():
        for plain, size in zip(models, (1, 1, 10, 10), strict=True):
            f = functools.partial(lambda plain, size, X: size * plain(X), plain, size)
            mean = torch.stack([loss(f(move(X)), y) for move in TURNS]).mean(dim=0)
            found.append((loss(average(f, TURNS)(X), y) - mean) / mean.clamp(min=1e-9))
            rows, mean = torch.arange(100), torch.stack([f(move(X)) for move in TURNS]).mean(dim=0)
            found.append((average(f, TURNS)(X) - mean)[rows, y].abs() / mean.abs().max())
    return largest(torch.stack(found).numpy())


check_jensen.breaks("counted mistakes, a loss that is not convex", loss=lambda logits, y: (logits.argmax(dim=1) != y).double())  # fmt: skip
check_jensen.breaks("1 % more", average=lambda f, group: lambda X: 1.01 * averaged(f, group)(X))
check_jensen.breaks("the picture as it is", average=lambda f, group: f)


def fisher(X: Array, y: Array) -> Array:
    """Return Fisher's direction (d,) for inputs X (n, d) of classes y (n,), 0 or 1: the inverse of the classes' own
    covariance, times the difference of their means.
    """
    means = np.stack([X[y == k].mean(axis=0) for k in (0, 1)])
    away = X - means[y]
    found: Array = np.linalg.solve(away.T @ away / (len(X) - 2), means[1] - means[0])
    return found


def streaks(spread: float, n: int, rng: np.random.Generator, d: int = 2) -> tuple[Array, Array]:
    """Return two classes of n points each, of noise 1 around means 2 apart on the first two axes; all have slid along axis 0, by `spread` times a normal number."""
    y = np.repeat([0, 1], n)
    X = rng.normal(size=(2 * n, d))
    X[:, :2] += 2 * y[:, None]
    X[:, 0] += spread * rng.normal(size=2 * n)
    return X, y


@check("Fisher's discriminant", "entries of Fisher's direction, turned back, over those of its exact mean (0 stays): furthest of slides τ = 3, 1, 0, five axes", "==",
       kind="Monte Carlo")  # fmt: skip
def check_fisher(direction: Callable[[Array, Array], Array] = fisher) -> Measured:
    """60 draws of 4,000 points in five dimensions, each turned. The inverse of a covariance of k degrees of freedom has the mean k/(k − 6) Σ⁻¹."""
    found = []
    for spread in (3.0, 1.0, 0.0):
        rng, ws, exact = np.random.default_rng(4), [], 2 * 3998 / 3992 / np.array([1 + spread**2, 1, 1, 1, 1])
        for _ in range(60):
            (X, y), turn = streaks(spread, 2000, rng, 5), np.linalg.qr(rng.normal(size=(5, 5)))[0]
            ws.append(turn.T @ direction(X @ turn.T, y) / exact)
        found += [three_errors(w, goal) for w, goal in zip(np.transpose(ws), (1, 1, 0, 0, 0), strict=True)]
    return furthest(*found)


check_fisher.breaks("the difference of the means", direction=lambda X, y: X[y == 1].mean(axis=0) - X[y == 0].mean(axis=0))  # fmt: skip
check_fisher.breaks("divided by spreads, not by variances", direction=lambda X, y: (X[y == 1].mean(axis=0) - X[y == 0].mean(axis=0)) / X[y == 1].std(axis=0))  # fmt: skip
check_fisher.breaks("turned round", direction=lambda X, y: -fisher(X, y))
check_fisher.breaks("1 added to the covariance", direction=lambda X, y: np.linalg.solve(np.cov(X[y == 0].T) + np.eye(X.shape[1]), X[y == 1].mean(axis=0) - X[y == 0].mean(axis=0)))  # fmt: skip


@task("an average over mirror images", right="Right: a sum over the group. What a move does is to change the order of its terms.")  # fmt: skip
def _mirror(average: Callable[..., Any]) -> str:
    rng = np.random.default_rng(0)
    W = rng.normal(size=(3, 4, 6))

    def f(x: Any) -> Any:
        return np.tanh(np.tensordot(W, numbers(x), axes=2))

    for x in rng.normal(size=(5, 4, 6)):
        found, wanted = numbers(average(f, x)), (f(x) + f(x[:, ::-1])) / 2
        if found.shape != wanted.shape:
            return f"The answer has the shape of f's, {wanted.shape}; yours has {found.shape}."
        known = [
            (wanted, ""), (f((x + x[:, ::-1]) / 2), "You average the pictures, and ask f once. Average the answers: f may tell much that the mean picture has lost."),
            ((f(x) + f(x[::-1])) / 2, "That turns the picture upside down. Left and right are the columns, the second axis."),
            (2 * wanted, "That is the sum of the two answers. Halve it: where f is symmetric already, it should stay."),
        ]  # fmt: skip
        if words := recognize(found, known, "Asked for is the mean of two answers: f of the picture, and f of its mirror image."):  # fmt: skip
            return words
    return ""
