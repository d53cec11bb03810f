"""Record what chapter 07 does not compute live: networks trained with and without dropout, ten seeds, about a minute.

python tools/record_regularization.py

What it writes is read by section 8 (masks.toml).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dltheory.data import Split
from dltheory.regularization import masks


def averages(layers: masks.Layers, split: Split, rng: np.random.Generator) -> dict[str, NDArray[np.float64]]:
    """Return errors on the new digits: ``missing`` by the share of units removed, ``averaged`` by masks, ``scaled``."""
    X, y = split.X_test, split.y_test
    each = np.array([masks.probabilities(layers, X, 0.5, rng) for _ in range(max(masks.AVERAGED))])
    missing = [
        np.mean([masks.probabilities(layers, X, rate, rng).argmax(1) != y for _ in range(10)]) for rate in masks.MISSING
    ]
    averaged = [np.mean(each[:count].mean(axis=0).argmax(axis=1) != y) for count in masks.AVERAGED]
    scaled = np.mean(masks.probabilities(layers, X).argmax(axis=1) != y)
    return {"missing": np.array(missing), "averaged": np.array(averaged), "scaled": np.array([scaled])}


def main() -> None:
    """Train twenty networks 64-100-100-10 on 300 digits and write their errors, a seed a row."""
    lines = ["# Errors on 500 new digits, ten seeds a row each, see dltheory.regularization.masks. Made by",
             "# python tools/record_regularization.py"]  # fmt: skip
    for how, rate in (("with", 0.5), ("without", 0.0)):
        runs = [
            averages(masks.dropout_net(rate, seed), masks.few_digits(seed), np.random.default_rng(seed))
            for seed in range(10)
        ]
        lines += ["", f"[{how}]"]
        lines += [f"{name} = {[[round(float(v), 4) for v in run[name]] for run in runs]}" for name in runs[0]]
    masks.RECORD.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
