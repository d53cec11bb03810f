"""Record what chapter 09 does not compute live: networks on noisy digits by width, and networks that learn sums.

python tools/record_double_descent.py      about four minutes

What it writes is read by sections 5 (recorded.toml) and 9 (grokking.toml).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from dltheory.double_descent import features, grokking

WIDTHS = (4, 8, 12, 16, 24, 32, 40, 48, 64, 96, 128, 256, 512)


def record_networks(path: Path = features.RECORD) -> None:
    """Train networks 64-h-10 with and without redrawn labels, five seeds of each width, and write their errors."""
    lines = ["# Tanh networks 64-h-10 on noisy digits: shares of wrong answers, and the mean square by which a training",
             "# label's numbers are missed; a row a seed. Made by",
             "# python tools/record_double_descent.py"]  # fmt: skip
    for redrawn in (0.2, 0.0):
        run = features.train_networks(WIDTHS, redrawn)
        lines += ["", "[[run]]", f"noise = {redrawn}", f"widths = {run['widths'].tolist()}"]
        lines += [f"{name} = {np.round(run[name].astype(float), 5).tolist()}" for name in ("test", "train", "missed")]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def record_sums(path: Path = grokking.RECORD) -> None:
    """Train networks on sums modulo 23, five seeds of each weight decay, and write their curves."""
    lines = ["# Networks that learn sums modulo 23: shares of right answers, and purity, a row a seed. Made by",
             "# python tools/record_double_descent.py"]  # fmt: skip
    for decay in grokking.DECAYS:
        runs = [grokking.learn_sums(decay, seed) for seed in range(5)]
        lines += ["", "[[run]]", f"decay = {decay}", f"steps = {runs[0]['steps'].astype(int).tolist()}"]
        lines += [
            f"{name} = {[[round(float(v), 3) for v in run[name]] for run in runs]}"
            for name in ("train", "test", "purity")
        ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    record_networks()
    record_sums()
