"""Section 8, masks: one network with all units, or the mean of all its thinned ones?"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy import special

from ..data import Split, digits, read_record
from ..evidence import check, largest
from ..numerics import Array, cached
from ..tasks import numbers, task
from ..training import train
from ..validation import require_between, require_count

#: Made by tools/record_regularization.py.
RECORD = Path(__file__).with_name("masks.toml")
#: Probabilities from logits, over the last axis.
softmax = functools.partial(special.softmax, axis=-1)
Layers = tuple[tuple[Array, Array], ...]
#: How many of the 1,797 digits are learned from; with what share of units missing, and with how many masks, one records.
LEARNED, MISSING, AVERAGED = 300, tuple(round(0.1 * k, 1) for k in range(9)), (1, 2, 5, 10, 20, 50, 100)


@cached
def few_digits(seed: int = 0) -> Split:
    """Return 300 digits to learn from and 500 new ones."""
    require_count(0, seed=seed)
    split = digits(np.random.default_rng(seed))
    return Split(split.X_train[:LEARNED], split.y_train[:LEARNED], split.X_test, split.y_test)


@cached
def dropout_net(rate: float = 0.5, seed: int = 0) -> Layers:
    """Train 64-100-100-10 with dropout at this rate on both hidden layers, 600 steps of Adam with 50 digits: (W, b) by layer."""
    import torch
    from torch import nn

    require_between(0, 0.95, rate=rate)
    generator, split = torch.Generator().manual_seed(seed), few_digits(seed)

    class Drop(nn.Module):
        def forward(self, a: torch.Tensor) -> torch.Tensor:
            return a * (torch.rand(a.shape, generator=generator) >= rate) / (1 - rate) if rate else a

    linear = [nn.Linear(a, b).double() for a, b in itertools.pairwise((64, 100, 100, 10))]
    for layer in linear:
        nn.init.normal_(layer.weight, std=(2 / layer.in_features) ** 0.5, generator=generator)
        nn.init.zeros_(layer.bias)
    model = nn.Sequential(linear[0], nn.ReLU(), Drop(), linear[1], nn.ReLU(), Drop(), linear[2])
    train(model, split.X_train, split.y_train, steps=600, lr=3e-3, loss="cross_entropy", batch=50, generator=generator,
          record_every=600)  # fmt: skip
    return tuple((layer.weight.detach().numpy().copy(), layer.bias.detach().numpy().copy()) for layer in linear)


def probabilities(layers: Layers, X: Array, rate: float = 0.0, rng: np.random.Generator | None = None) -> Array:
    """Return probabilities of the classes, (n, classes); with a rate, of a network thinned by a new mask for each example."""
    require_between(0, 0.95, rate=rate)
    if rate and rng is None:
        raise ValueError(f"rng must be a generator where rate is above 0, since masks are random, got {rng!r}")
    a = X
    for W, b in layers[:-1]:
        a = np.maximum(a @ W.T + b, 0)
        a = a * (rng.random(a.shape) >= rate) / (1 - rate) if rng is not None else a
    return np.asarray(softmax(a @ layers[-1][0].T + layers[-1][1]))


@cached
def recorded_masks() -> dict[str, dict[str, Array]]:
    """Return errors for 10 seeds, (10, values), trained ``with`` dropout and ``without``: of the whole network, ``scaled``,
    with units ``missing``, and ``averaged`` over masks.
    """
    return {how: {name: np.array(rows) for name, rows in run.items()} for how, run in read_record(RECORD).items()}


def _all_units(h: Array, W: Array) -> Array:
    return h @ W.T


@check("Section 11.2", "largest difference from the layer with all units: mean over all 1,024 masks of its outputs, and their geometric mean after the "
       "softmax, made to add up to 1; 10 units, 3 classes, 20 draws, rates 0.2 and 0.5", "<=", 1e-12, kind="identity")  # fmt: skip
def check_geometric(way: Callable[..., Array] = _all_units, scale: float = 1.0, arithmetic: bool = False) -> float:
    """The masks are on the units below the outputs, and each counts with its probability."""
    rng, found = np.random.default_rng(5), []
    bits = np.array(list(itertools.product((0, 1), repeat=10)))
    for _, rate in itertools.product(range(20), (0.2, 0.5)):
        h, W = np.maximum(rng.normal(size=10), 0), rng.normal(size=(3, 10))
        chance = (1 - rate) ** bits.sum(axis=1) * rate ** (10 - bits.sum(axis=1))
        logits = (bits * h) @ W.T * scale / (1 - rate)
        P = softmax(logits)
        mean = chance @ P if arithmetic else softmax(chance @ np.log(P))
        found += [np.abs(chance @ logits - way(h, W)).max(), np.abs(mean - softmax(way(h, W))).max()]
    return largest(found)


check_geometric.breaks("the arithmetic mean of the probabilities", arithmetic=True)
check_geometric.breaks("kept units not scaled up at rate 0.2", scale=0.8)


@check("Section 11.2", "share of new digits wrong by the mean of 100 masks, less that of the network with all "
       "units, trained with dropout; mean of 10 seeds, recorded", "==", 0.0, 0.003, kind="instance",
       only_if="each is wrong on 3 % to 10 %, and 1.5 times as often by one mask alone")  # fmt: skip
def check_average(record: Callable[[], Any] = recorded_masks, masks: int = -1) -> float:
    """Three standard errors of one network's share on 500 digits are 0.03; the ten differences have a standard deviation of 0.002."""
    run = record()["with"]
    whole = run["scaled"][:, 0]
    if not ((whole > 0.03) & (whole < 0.1) & (run["averaged"][:, 0] > 1.5 * whole)).all():
        return math.nan
    return float((run["averaged"][:, masks] - run["scaled"][:, 0]).mean())


check_average.breaks("one mask", masks=0)
check_average.breaks("networks that learned nothing", record=lambda: {"with": {
    "scaled": np.full((10, 1), 0.6), "averaged": np.tile([0.95, 0.6], (10, 1))}})  # fmt: skip
check_average.breaks("twenty masks", masks=4)
check_average.breaks("trained without dropout", record=lambda: {"with": recorded_masks()["without"]})


@check("Section 11.2", "share of new digits wrong when half of the units are missing, trained with dropout over trained without; largest of 10 seeds, "
       "recorded", "<=", 0.4, kind="instance", only_if="both, whole, are wrong on 3 % to 10 %, and the first 1.5 times as often by halves")  # fmt: skip
def check_missing_units(record: Callable[[], Any] = recorded_masks) -> float:
    """Whole, the two are about equally good; here are their halves."""
    runs = record()
    whole = np.concatenate([run["scaled"].ravel() for run in runs.values()])
    ratio = runs["with"]["missing"][:, 5] / runs["without"]["missing"][:, 5]
    costs = runs["with"]["missing"][:, 5].mean() > 1.5 * runs["with"]["scaled"].mean()
    return largest(ratio) if costs and ((whole > 0.03) & (whole < 0.1)).all() else math.nan


check_missing_units.breaks("the two networks exchanged", record=lambda: dict(zip(("without", "with"), recorded_masks().values(), strict=True)))  # fmt: skip


@task("the geometric mean", right="Right: exactly what the network with all units says, for masks below a last layer with softmax.")  # fmt: skip
def _geometric(mean: Callable[[Array], Any]) -> str:
    P = softmax(3 * np.random.default_rng(6).normal(size=(7, 4)))
    found, logs = numbers(mean(P.copy())), np.log(P).mean(axis=0)
    if found.shape != (4,):
        return f"One number for each of the 4 classes is asked for; yours has the shape {found.shape}."
    if np.allclose(found, softmax(logs)):
        return ""
    if np.allclose(found, np.exp(logs)):
        return "The geometric means do not add up to 1: divide by their sum."
    if np.allclose(found, P.mean(axis=0)):
        return "That is the arithmetic mean. The geometric one is the 7th root of a product: average the logarithms."
    if np.allclose(found, np.prod(P, axis=0) / np.prod(P, axis=0).sum()):
        return "That is the product without its root: seven networks that are seven times too sure."
    if np.allclose(found, logs):
        return "These are the logarithms: go back with the exponential, then divide by the sum."
    return "Average the logarithms over the networks (axis 0), take exponentials, and divide by their sum."
