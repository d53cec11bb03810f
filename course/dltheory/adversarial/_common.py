"""What several sections need: digits as pictures, small networks that train in seconds, attacks on a batch."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..training import fit_digits, made
from ..validation import require_choice, require_count, require_positive

if TYPE_CHECKING:
    from torch import Tensor, nn


def build(kind: str = "convolutional", seed: int = 0) -> nn.Module:
    """Return an untrained network from pictures (n, 1, 8, 8) to ten logits: "convolutional", "dense" or "linear"."""
    from torch import nn

    require_choice(("convolutional", "dense", "linear"), kind=kind)

    def network() -> nn.Module:
        layers: list[nn.Module] = [nn.Flatten(), nn.Linear(64, 10)]
        if kind == "dense":
            layers = [nn.Flatten(), nn.Linear(64, 100), nn.ReLU(), nn.Linear(100, 100), nn.ReLU(), nn.Linear(100, 10)]
        if kind == "convolutional":
            layers = [nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU()]
            layers += [nn.Flatten(), nn.Linear(512, 64), nn.ReLU(), nn.Linear(64, 10)]
        return nn.Sequential(*layers)

    return made(network, seed)  # type: ignore[no-any-return]


def fit(model: nn.Module, steps: int = 500, batch: int = 64, change: Any = None, seed: int = 0) -> nn.Module:
    """Train on the digits with Adam, and return the model; `change(model, X, y, share)` makes of a batch what is trained on.

    `share` says how much of the training is over, from 0 to 1.
    """
    import torch

    def loss(model: Any, X: Tensor, y: Tensor, share: float) -> Tensor:
        seen = X if change is None else change(model, X, y, share)
        return torch.nn.functional.cross_entropy(model(seen), y)

    return fit_digits(model, loss, steps, batch=batch, seed=seed)


@functools.cache
def trained(kind: str = "convolutional", seed: int = 0) -> nn.Module:
    """Return a network trained as usual; made once for each kind and seed, so do not train it further."""
    return fit(build(kind, seed), seed=seed)


def _lengths(V: Tensor) -> Tensor:
    lengths: Tensor = V.flatten(1).norm(dim=1).view(-1, *[1] * (V.ndim - 1))
    return lengths


def unit(V: Tensor) -> Tensor:
    """Return each example's array (n, ...) at length 1; zeros stay zeros."""
    return V / _lengths(V).clamp_min(1e-300)


@dataclass(frozen=True)
class Attack:
    """Ascent on each example's loss within a ball around it: `Attack(eps)(model, X, y)` returns inputs shaped like X.

    The ball has the radius `eps` in the `norm` "inf" or "2", over all entries of an input; `box` keeps these in [0, 1].
    Each of `steps` has the length `size` times eps. The `start` is "clean", the input, or "random", a point of the ball
    (of its boundary for norm 2), drawn from `seed`; of so many `restarts` the end with the largest loss is kept, input
    by input. What climbs are `losses(outputs, y)`, (n,), by default the cross-entropy.
    """

    eps: float
    norm: str = "inf"
    steps: int = 20
    size: float = 0.25
    start: str = "random"
    restarts: int = 1
    seed: int = 0
    losses: Callable[[Any, Any], Any] | None = None
    box: bool = True

    def __post_init__(self) -> None:
        require_positive(eps=self.eps, size=self.size)
        require_choice(("inf", "2"), norm=self.norm)
        require_choice(("random", "clean"), start=self.start)
        require_count(1, steps=self.steps, restarts=self.restarts)

    def __call__(self, model: Any, X: Tensor, y: Tensor) -> Tensor:
        """Return where the ascent ends for inputs (n, ...) and labels (n,)."""
        import torch

        losses = self.losses or functools.partial(torch.nn.functional.cross_entropy, reduction="none")
        generator = torch.Generator().manual_seed(self.seed)
        best, record = X.detach().clone(), torch.full((len(X),), -torch.inf, dtype=X.dtype)
        for _ in range(self.restarts):
            Z = X.detach().clone()
            if self.start == "random":
                away = torch.rand(X.shape, generator=generator, dtype=X.dtype) * 2 - 1
                Z = self._back(X, Z + self.eps * (away if self.norm == "inf" else unit(away)))
            for _ in range(self.steps):
                Z.requires_grad_(True)
                (slope,) = torch.autograd.grad(losses(model(Z), y).sum(), Z)
                step = slope.sign() if self.norm == "inf" else unit(slope)
                Z = self._back(X, Z.detach() + self.size * self.eps * step)
            with torch.no_grad():
                found = losses(model(Z), y)
            better = found > record
            best[better], record[better] = Z[better], found[better]
        return best

    def _back(self, X: Tensor, Z: Tensor) -> Tensor:
        """Return the nearest points of the balls, then of the box."""
        away = Z - X
        if self.norm == "inf":
            away = away.clamp(-self.eps, self.eps)
        else:
            away = away * (self.eps / _lengths(away).clamp_min(self.eps))
        return (X + away).clamp(0, 1) if self.box else X + away
