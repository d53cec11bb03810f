"""Section 2, a layer with channels: the library's, MNIST-1D with and without its order, digits that have moved."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from ..data import mnist1d, pictures, read_record
from ..evidence import check, largest
from ..tasks import numbers, task
from ..training import made, share_right, train
from ..validation import require_between, require_choice

torch.set_num_threads(1)  # networks of this size lose time by sharing it out, on a busy machine a lot

#: Made by tools/record_architectures.py.
RECORD = Path(__file__).with_name("recorded.toml")
#: MNIST-1D: the networks, with the shares of new signals right that Greydanus and Kobak print, in order and shuffled.
PUBLISHED = {"linear": (0.32, 0.32), "dense": (0.68, 0.68), "convolutional": (0.94, 0.56)}
#: The side of the field that digits move on; the networks that read them.
FIELD, READERS = 18, ("dense", "flat", "largest")


def layer(X: Tensor, K: Tensor, b: Tensor, stride: int = 1, padding: int = 0) -> Tensor:
    """Return what a layer makes of X (n, channels, H, W) with kernels K (outputs, channels, rows, columns) and biases b."""
    X = nn.functional.pad(X, [padding] * 4)
    windows = X.unfold(2, K.shape[2], stride).unfold(3, K.shape[3], stride)
    return torch.einsum("ncijuv,mcuv->nmij", windows, K) + b[:, None, None]


@check("A layer (10.1.2)", "largest gap to torch.nn.functional.conv2d, 100 random shapes: 1 to 4 channels, kernels of 1 to 5, strides 1 to 4, paddings 0 to 3",
       "<=", 1e-9, kind="construction")  # fmt: skip
def check_layer(layer: Callable[..., Tensor] = layer) -> float:
    """The library is the judge, of shapes and values."""
    rng, gaps, library = np.random.default_rng(0), [], nn.functional.conv2d
    for _ in range(100):
        n, channels, outputs = rng.integers(1, 5, 3)
        rows, columns, H, W = *rng.integers(1, 6, 2), *rng.integers(5, 12, 2)
        shapes = (n, channels, H, W), (outputs, channels, rows, columns), (outputs,)
        X, K, b = (torch.as_tensor(rng.normal(size=shape)) for shape in shapes)
        how = {"stride": int(rng.integers(1, 5)), "padding": int(rng.integers(0, 4))}
        wanted, found = library(X, K, b, **how), layer(X, K, b, **how)
        gaps.append(float((found - wanted).abs().max()) if found.shape == wanted.shape else np.inf)
    return largest(gaps)


check_layer.breaks("kernels turned: a true convolution", layer=lambda X, K, b, stride, padding: layer(X, K.flip(2, 3), b, stride, padding))  # fmt: skip
check_layer.breaks("padding twice on one side", layer=lambda X, K, b, stride, padding: layer(nn.functional.pad(X, [2 * padding, 0] * 2), K, b, stride))  # fmt: skip
check_layer.breaks("channels in the other order", layer=lambda X, K, b, stride, padding: layer(X.flip(1), K, b, stride, padding))  # fmt: skip


signals = functools.cache(mnist1d)  # made in three seconds


def signal_network(kind: str) -> nn.Module:
    """Return the network of Greydanus and Kobak: "linear", "dense" (two layers of 256) or "convolutional" (three of 25 channels)."""
    require_choice(tuple(PUBLISHED), kind=kind)
    if kind == "linear":
        return nn.Linear(40, 10)
    if kind == "dense":
        return nn.Sequential(nn.Linear(40, 256), nn.ReLU(), nn.Linear(256, 256), nn.ReLU(), nn.Linear(256, 10))
    layers = [part for n, k in ((1, 5), (25, 3), (25, 3)) for part in (nn.Conv1d(n, 25, k, stride=2, padding=1), nn.ReLU())]  # fmt: skip
    return nn.Sequential(nn.Unflatten(1, (1, 40)), *layers, nn.Flatten(), nn.Linear(125, 10))


@functools.cache
def read_signals(kind: str, shuffled: bool = False, steps: int = 600, seed: int = 0) -> float:
    """Return the share of 1,000 new signals that a network has right after training on 4,000, in order or shuffled."""
    split, model, draws = signals(), made(lambda: signal_network(kind), seed), torch.Generator().manual_seed(seed)
    order = np.random.default_rng(seed).permutation(40) if shuffled else np.arange(40)  # one order for all signals
    X, X_new = split.X_train[:, order], torch.as_tensor(split.X_test[:, order])
    train(model, X, split.y_train, steps=steps, lr=1e-2, loss="cross_entropy", optimizer="adamw", batch=100, generator=draws, record_every=steps)  # fmt: skip
    return share_right(model, X_new, torch.as_tensor(split.y_test))


def recorded_signals() -> dict[str, list[list[float]]]:
    """Return the recorded shares right of each network: a row a start, in order and shuffled."""
    return read_record(RECORD)["mnist1d"]  # type: ignore[no-any-return]


@check("MNIST-1D (Greydanus and Kobak)", "recorded shares right less those printed, three networks on two orders: largest distance of a mean, over what is allowed: 0.03, or 0.05 "
       "for the convolutional one on shuffled signals", "<=", 1.0, kind="instance", only_if="no two starts are the same")  # fmt: skip
def check_signals(recorded: Callable[[], dict[str, list[list[float]]]] = recorded_signals) -> float:
    """Three starts each, 3,000 steps."""
    found = recorded()
    away = np.array([np.mean(rows, axis=0) - PUBLISHED[kind] for kind, rows in found.items()])
    differ = all(len(np.unique(rows, axis=0)) == 3 for rows in found.values())
    return largest(np.abs(away) / [[0.03, 0.03], [0.03, 0.03], [0.03, 0.05]]) if differ else math.nan


check_signals.breaks("the order exchanged", recorded=lambda: {kind: [row[::-1] for row in rows] for kind, rows in recorded_signals().items()})  # fmt: skip


def reader(kind: str) -> nn.Module:
    """Return a network of 5,644 to 5,705 numbers for digits on a field: "dense", or convolutional, "flat" or with the "largest" of each map."""
    require_choice(READERS, kind=kind)
    if kind == "dense":
        return nn.Sequential(nn.Flatten(), nn.Linear(FIELD**2, 17), nn.ReLU(), nn.Linear(17, 10))
    pooled = [nn.AdaptiveMaxPool2d(1)] if kind == "largest" else []
    first, second, wide = (7, 76, 76) if pooled else (12, 6, 6 * (FIELD // 2) ** 2)
    layers = [nn.Conv2d(1, first, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(first, second, 3, padding=1)]
    return nn.Sequential(*layers, nn.ReLU(), *pooled, nn.Flatten(), nn.Linear(wide, 10))


@functools.cache
def on_field(test: bool = True, down: int = 0, right: int = 0) -> tuple[Tensor, Tensor]:
    """Return digits (n, 1, 18, 18), 1,297 to train or 500 to test, moved from the middle, and their classes."""
    edge, (X, y) = (FIELD - 8) // 2, pictures()[2:] if test else pictures()[:2]
    require_between(-edge, edge, down=down, right=right)
    return nn.functional.pad(X, [edge] * 4).roll((down, right), (2, 3)), y


@functools.cache
def trained_reader(kind: str, steps: int = 200) -> Any:
    """Return a network trained on digits in the middle, one to three seconds."""
    (X, y), model = on_field(test=False), made(lambda: reader(kind))
    train(model, X, y, steps=steps, lr=1e-2 if kind == "largest" else 5e-3, loss="cross_entropy", batch=64,
          generator=torch.Generator().manual_seed(0), record_every=steps)  # fmt: skip
    return model


def shares_moved(model: Callable[[Tensor], Tensor], distances: Sequence[int] = range(5)) -> list[float]:
    """Return the shares right of 500 test digits moved by some pixels, the mean over up, down, left and right."""
    moves = [sorted({(0, far), (0, -far), (far, 0), (-far, 0)}) for far in distances]
    return [float(np.mean([share_right(model, *on_field(True, *way)) for way in ways])) for ways in moves]


@check("CNN against MLP", "share right of digits moved by 2 pixels, with the largest of each map, less that of the dense or flat one, the better", ">=", 0.7, only_if="all have 0.9 of the digits in the middle right, as many parameters to 2 %, and one pixel costs the first 0.1", kind="instance")  # fmt: skip
def check_moved(build: Callable[[str], Any] = trained_reader) -> float:
    """All were trained on digits in the middle only, from one start."""
    models = [build(kind) for kind in READERS]
    sizes = [sum(part.numel() for part in model.parameters()) for model in models]
    clean, near, far = np.transpose([shares_moved(model, (0, 1, 2)) for model in models])
    sound = clean.min() >= 0.9 and max(sizes) / min(sizes) < 1.02 and far[2] - near[2] > 0.1
    return float(far[2] - far[:2].max()) if sound else math.nan


check_moved.breaks("all places kept", build=lambda kind: trained_reader("flat" if kind == "largest" else kind))
check_moved.breaks("20 steps", build=lambda kind: trained_reader(kind, 20))


@task("the same in all pictures", right="Right: one number for each channel, and moving the picture moves the map but not what stands in it.")  # fmt: skip
def _moved(pool: Callable[[Any], Any]) -> str:
    rng = np.random.default_rng(0)
    maps = np.zeros((3, 12, 12))
    maps[:, 2:7, 3:8] = rng.normal(size=(3, 5, 5))
    here, other = numbers(pool(maps)), numbers(pool(maps * [[[1]], [[3]], [[1]]]))
    if here.shape != (3,):
        return f"One number for each of the three channels is asked for, shape (3,); yours is {here.shape}."
    if not all(np.allclose(here, numbers(pool(np.roll(maps, move, (1, 2))))) for move in ((4, 2), (3, 1))):
        return "Another place in the picture gives another answer. Does each place count alike?"
    own = np.isclose(here, other).tolist() == [True, False, True]
    return "" if own else "Each number should depend on its own channel, and on no other."
