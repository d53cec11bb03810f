"""How long both kernels of a deep ReLU network take for all pairs of points, beside one matrix product of that size.

    python benchmarks/ntk_kernel.py                 depth 3, 1,000 x 1,000 points, 15 runs each
    python benchmarks/ntk_kernel.py --keep          without writing results.json

Both are run in turn, in float64, so that a busy machine slows both. The product is that of two 1,000 x 1,000 matrices.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from importlib.metadata import version
from pathlib import Path

import numpy as np

from dltheory.ntk import deep_kernels

RESULTS = Path(__file__).resolve().parent / "results.json"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=15, help="how often each is run (15)")
    parser.add_argument("--points", type=int, default=1000, help="points on either side (1000)")
    parser.add_argument("--keep", action="store_true", help="leave results.json as it is")
    arguments = parser.parse_args()
    rng, n = np.random.default_rng(0), arguments.points
    X, Z, A, B = (rng.normal(size=shape) for shape in ((n, 10), (n, 10), (n, n), (n, n)))
    sides = {"kernels": lambda: deep_kernels(X, Z, 3, "relu", 1.5, 0.3), "product": lambda: A @ B}
    times: dict[str, list[float]] = {side: [] for side in sides}
    for run in range(arguments.runs + 2):  # the first two warm up
        for side, call in sides.items():
            start = time.perf_counter()
            call()
            if run >= 2:
                times[side].append(1000 * (time.perf_counter() - start))
    result: dict[str, object] = {
        "what": f"both kernels of an infinitely wide ReLU network of depth 3, {n} x {n} points",
        "unit": "milliseconds",
        "runs": arguments.runs,
    }
    for side, values in times.items():
        low, middle, high = np.percentile(values, [25, 50, 75])
        result[side] = {"median": round(middle, 1), "quartiles": [round(low, 1), round(high, 1)]}
        print(f"{side:8} median {middle:6.1f} ms, middle half {low:.1f} to {high:.1f} ms")
    ratio = round(float(np.median(times["kernels"]) / np.median(times["product"])), 1)
    print(f"ratio    {ratio}")
    result["ratio"] = ratio
    result["versions"] = {"python": platform.python_version(), "numpy": version("numpy")}
    if not arguments.keep:
        stored = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
        RESULTS.write_text(json.dumps(stored | {"ntk_kernel": result}, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
