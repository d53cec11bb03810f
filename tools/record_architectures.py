"""Record what chapter 06 does not compute live, a table of recorded.toml each.

python tools/record_architectures.py [TABLE ...]

Without names all but kymatio are made anew, in about fifteen minutes: mnist1d (section 2), few (section 4), languages and even
(section 8). kymatio needs that library in version 0.3.0 (and so scipy < 1.15); it writes tests/data/kymatio.json as well.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from scipy.ndimage import zoom
from sklearn.linear_model import LogisticRegression
from sklearn.svm import SVC
from torch import nn

from dltheory.architectures import decoder, layer, mirrored, scatter
from dltheory.data import digits
from dltheory.training import made, share_right, train

#: The numbers of labelled digits, as on the page.
LABELS = (10, 20, 50, 100, 300, 1000)
#: Pictures that the tests compare in all places: side, J, L.
SHAPES = ((16, 2, 8), (32, 3, 4))
LIBRARY = Path(__file__).parents[1] / "tests" / "data" / "kymatio.json"


def mnist1d() -> list[str]:
    """MNIST-1D: shares of 1,000 new signals right after 3,000 steps; a row a start, in order and shuffled."""
    rows = {
        kind: [[layer.read_signals(kind, shuffled, 3000, seed) for shuffled in (False, True)] for seed in range(3)]
        for kind in layer.PUBLISHED
    }
    return [f"{kind} = {shares}" for kind, shares in rows.items()]


def kymatio() -> list[str]:
    """kymatio 0.3.0 on a random picture, all paths at one place."""
    from kymatio.numpy import Scattering2D

    found = []
    for seed, (n, J, L) in enumerate(SHAPES):
        S = Scattering2D(J=J, shape=(n, n), L=L)(np.random.default_rng(seed).random((n, n)))
        found.append(np.round(S.astype(float), 8).tolist())
    LIBRARY.write_text(json.dumps(found) + "\n", encoding="utf-8")
    return [f"values = {[path[1][2] for path in found[0]]}"]


def features(X: np.ndarray) -> np.ndarray:
    """Return the logarithms of the scattering of digits (n, 64), enlarged to 16 x 16, as on the page."""
    large = zoom(X.reshape(-1, 8, 8), (1, 2, 2), order=1, grid_mode=True, mode="nearest")
    return np.log(abs(scatter(mirrored(large))[..., 1:-1, 1:-1]) + 1e-3).reshape(len(X), -1)


def small_cnn() -> nn.Module:
    """Return an untrained network of 38,000 weights."""
    return nn.Sequential(nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU(),
                         nn.Flatten(), nn.Linear(512, 64), nn.ReLU(), nn.Linear(64, 10))  # fmt: skip


def few_right(n: int, seed: int = 0) -> tuple[float, float, float]:
    """Return the shares of 500 test digits right after n labels: scattering with a linear classifier; pixels with a kernel machine; a CNN."""
    split, rng = digits(np.random.default_rng(0)), np.random.default_rng(seed)
    rows = np.concatenate([rng.choice(np.flatnonzero(split.y_train == k), n // 10, replace=False) for k in range(10)])
    X, y = split.X_train[rows], split.y_train[rows]
    Z, Z_new = features(X), features(split.X_test)
    Z, Z_new = ((part - Z.mean(axis=0)) / (Z.std(axis=0) + 0.01) / math.sqrt(Z.shape[1]) for part in (Z, Z_new))
    linear = LogisticRegression(C=100, max_iter=2000).fit(Z, y).score(Z_new, split.y_test)
    kernel = SVC(C=10).fit(X, y).score(split.X_test, split.y_test)
    net = made(small_cnn, seed)
    train(net, X.reshape(-1, 1, 8, 8), y, steps=600, lr=2e-3, loss="cross_entropy", batch=min(32, n), weight_decay=1e-4,
          generator=torch.Generator().manual_seed(seed), record_every=600)  # fmt: skip
    return linear, kernel, share_right(net)


def few() -> list[str]:
    """Few labels: shares of 500 digits right; a row a draw of 10, 20, 50, 100, 300 and 1,000 labels."""
    rows = [[few_right(n, seed) for n in LABELS] for seed in range(5)]
    return [
        f'"{name}" = {[[round(float(shares[i]), 3) for shares in row] for row in rows]}'
        for i, name in enumerate(("scattering", "kernel machine", "CNN"))
    ]


def languages() -> list[str]:
    """Languages 0 to 4: what a trained decoder pays over what one who knows the table pays, less 1."""
    found = []
    for seed in range(5):
        (texts, true), model = decoder.fresh_texts(seed), decoder.trained_decoder(seed)
        with torch.no_grad():
            found.append(round(float(decoder.losses(model(texts), texts).mean()) / true - 1, 4))
    return [f"excess = {found}"]


def filtered(texts: np.ndarray) -> np.ndarray:
    """Return the probability that each letter is a 1, by all letters before it: Bayes' rule, step by step."""
    odd, found = np.full(len(texts), 1 / 3), np.empty(texts.shape)
    for t in range(texts.shape[1]):
        found[:, t] = (1 + odd) / 2  # a block that is odd so far must go on
        odd = np.where(texts[:, t] == 1, (1 - odd) / 2 / found[:, t], 0.0)
    return found


def even_losses(seed: int) -> tuple[list[float], list[float]]:
    """Return the losses of a trained decoder and of the filter, letter by letter."""
    model = made(lambda: decoder.Decoder(2, decoder.EVEN_LENGTH, heads=2, blocks=2), seed)
    decoder.learn(model, lambda rng: torch.as_tensor(decoder.even_texts(64, rng)[0]), 1500, seed, first=1)
    texts, _ = decoder.even_texts(4000, np.random.default_rng(1000 + seed))
    with torch.no_grad():
        said = decoder.losses(model(torch.as_tensor(texts)), torch.as_tensor(texts), first=1).mean(dim=0)
    right = np.where(texts == 1, filtered(texts), 1 - filtered(texts))[:, 1:]
    return np.round(said.numpy(), 4).tolist(), np.round(-np.log(right).mean(axis=0), 4).tolist()


def even() -> list[str]:
    """Even process: mean losses of letters 1 to 31 of 4,000 fresh texts, of a decoder and of the exact filter; a row a seed."""
    rows = [even_losses(seed) for seed in range(3)]
    return [f"{name} = {[row[i] for row in rows]}" for i, name in enumerate(("decoder", "filter"))]


TABLES: dict[str, Callable[[], list[str]]] = {
    table.__name__: table for table in (mnist1d, kymatio, few, languages, even)
}


def main(names: list[str]) -> None:
    """Make the named tables anew, and leave the others of recorded.toml as they are."""
    if unknown := set(names) - set(TABLES):
        raise SystemExit(f"no such table: {', '.join(sorted(unknown))}; there are {', '.join(TABLES)}")
    head, *old = layer.RECORD.read_text("utf-8").split("\n# ")
    parts = {part.partition("[")[2].partition("]")[0]: part.rstrip() for part in old}
    for name in names or [name for name in TABLES if name != "kymatio"]:
        parts[name] = "\n".join([(TABLES[name].__doc__ or "").strip(), f"[{name}]", *TABLES[name]()])
    layer.RECORD.write_text("\n# ".join([head, *(f"{parts[name]}\n" for name in TABLES)]), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
