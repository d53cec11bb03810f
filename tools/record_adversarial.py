"""Record what chapter 08 does not compute live: convolutional networks trained on the worst pictures of a ball, five seeds.

python tools/record_adversarial.py      about three minutes

What it writes is read by section 7.
"""

from __future__ import annotations

import numpy as np

from dltheory.adversarial import training
from dltheory.adversarial._common import build, fit

HEAD = """# Convolutional networks on digits: shares of 500 test digits that are right under 20 steps of ascent with the radii 0, 0.05, ..., 0.3;
# a row a seed, a table a radius of training. Made by tools/record_adversarial.py
"""


def main() -> None:
    """Train the networks and write recorded.toml."""
    tables = [HEAD]
    for eps in (0.0, 0.1, 0.2):
        networks = [fit(build(seed=seed), change=training.on_the_worst(eps), seed=seed) for seed in range(5)]
        rows = np.round([training.under_attack(network) for network in networks], 3)
        tables.append(f"[[training]]\neps = {eps}\nright = {rows.tolist()}\n")
    training.RECORD.write_text("\n".join(tables), encoding="utf-8")


if __name__ == "__main__":
    main()
