"""What several sections of the chapter need: one network, trained on digits with their labels or with the toss of a coin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..data import Split, digits
from ..numerics import Array, cached
from ..training import train
from ..validation import require_choice, require_count, require_positive


@dataclass(frozen=True)
class Network:
    """The network x -> v . max(0, W x): W (units, inputs), v (units,). No biases, one output; its sign is the answer."""

    W: Array
    v: Array


def outputs(network: Network, X: Array) -> Array:
    """Return the output for each row of X, (n,)."""
    return np.asarray(np.maximum(X @ network.W.T, 0) @ network.v)


@cached
def halves(seed: int = 0, labels: str = "true") -> Split:
    """Return 1,297 digits to learn from and 500 new ones, each scaled to length 1; y is 1 for 0 to 4 and -1 for 5 to 9.

    With `labels` "random" every label, old and new, is the toss of a coin.
    """
    require_count(0, seed=seed)
    require_choice(("true", "random"), labels=labels)
    split, coin = digits(np.random.default_rng(seed)), np.random.default_rng([seed, 1])
    X, X_new = (rows / np.linalg.norm(rows, axis=1, keepdims=True) for rows in (split.X_train, split.X_test))
    if labels == "random":
        return Split(X, coin.choice([-1, 1], size=len(X)), X_new, coin.choice([-1, 1], size=len(X_new)))
    return Split(X, np.where(split.y_train < 5, 1, -1), X_new, np.where(split.y_test < 5, 1, -1))


@cached
def trained(
    labels: str = "true",
    seed: int = 0,
    width: int = 100,
    stop: float = 0.01,
    steps: int = 3000,
    decay: float = 0.0,
    lr: float = 0.02,
) -> tuple[Network, Network, int]:
    """Train on `halves`: the network, its start and the number of steps (AdamW on all 1,297, until the logistic loss is
    at `stop`). Half a second for true labels, three seconds for random ones.
    """
    import torch
    from torch import nn

    require_count(1, width=width, steps=steps)
    require_positive(stop=stop, lr=lr)
    split, generator = halves(seed, labels), torch.Generator().manual_seed(seed)
    first, last = nn.Linear(64, width, bias=False).double(), nn.Linear(width, 1, bias=False).double()
    model = nn.Sequential(first, nn.ReLU(), last)
    for layer, size in ((first, (2 / 64) ** 0.5), (last, width**-0.5)):
        nn.init.normal_(layer.weight, std=size, generator=generator)

    def weights() -> Network:
        return Network(first.weight.detach().numpy().copy(), last.weight.detach().numpy()[0].copy())

    start = weights()
    history = train(
        model, split.X_train, split.y_train[:, None].astype(float), steps=steps, lr=lr, optimizer="adamw",
        loss=lambda f, y: nn.functional.softplus(-y * f).mean(), record_every=5, stop=stop, weight_decay=decay,
    )  # fmt: skip
    return weights(), start, history.steps[-1]
