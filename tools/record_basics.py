"""Record what chapter 00 does not compute live: the best networks of each width, networks trained on many samples, the notes' listing.

    python tools/record_basics.py             all, about six minutes of processor
    python tools/record_basics.py listing     one table: best, trained, early or listing

Sections 6 and 7 read it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import numpy as np
from scipy.optimize import least_squares

from dltheory.basics import _common, errors, scratch
from dltheory.basics.backprop import Net
from dltheory.data import read_record

SEEDS = 12


def best_of(width: int) -> str:
    """Return the table of the best network found."""
    rng, found = np.random.default_rng(width), (np.inf, np.zeros(1), np.zeros(1))
    for _ in range(60 if width < 10 else 12):
        sides, kinks = rng.choice([-1, 1], width), np.sort(rng.uniform(-1, 1, width))
        end = least_squares(lambda t, s=sides: errors.kinked(t, s) - errors.TRUTH, kinks, max_nfev=80).x
        value = float(errors.risk(errors.kinked(end, sides)))
        if value < found[0]:
            found = value, end, sides
    kinks, sides = np.round(found[1], 6).tolist(), found[2].tolist()
    return f"[[best]]\nwidth = {width}\nkinks = {kinks}\nsides = {sides}\n"


def trained_on(width: int, n: int, upto: float) -> str:
    """Return the table of the networks trained on samples of size n."""
    samples = [errors.draw_sample(n, np.random.default_rng([n, seed]), upto) for seed in range(SEEDS)]
    g, star = errors.train_networks(width, samples, errors.STEPS), errors.best_network(width)
    terms = np.array(
        [errors.error_terms(g[:, s], star, sample) for s, sample in enumerate(samples)]
    )  # seed, term, step
    quantiles = np.quantile(errors.risk(g), [0.1, 0.9], axis=1)
    rows = np.round(np.c_[terms[:, 2:].mean(axis=0).T, quantiles.T], 4)
    return f"[[trained]]\nwidth = {width}\nn = {n}\nupto = {upto}\nrows = {rows.tolist()}\n"


def early_runs(clean: bool) -> str:
    """Return the table of 120 networks after 300 and after 10,000 steps."""
    samples = [errors.draw_sample(20, np.random.default_rng([20, seed])) for seed in range(1000, 1120)]
    if clean:
        samples = [(i, errors.TRUTH[i]) for i, _ in samples]
    g = errors.train_networks(32, samples, (300, 10_000))
    fit = np.array([errors.empirical_risk(g[:, s], sample) for s, sample in enumerate(samples)]).T
    rows = f"fit = {np.round(fit, 4).tolist()}\nrisk = {np.round(errors.risk(g), 4).tolist()}"
    return f"[[early]]\nclean = {str(clean).lower()}\n{rows}\n"


def listing_run(seed: int, printed: bool) -> tuple[list[float], float]:
    """Train the listing once; numbers are drawn in the listing's order, by the generator that it uses."""
    draw = np.random.RandomState(seed)
    rows = [draw.multivariate_normal(*parts[0], 1000) for parts in scratch.DATA["two clouds"]]
    X, y = np.concatenate(rows), np.repeat([[0.0], [1.0]], 1000, axis=0)
    sizes = ((2, 200), (200, 200), (200, 1))
    net = Net(
        [draw.randn(m, n) / np.sqrt((m + n) / 2) for m, n in sizes], [np.zeros(n) for _, n in sizes], "relu", X, y
    )
    losses = []
    for _ in range(500):
        loss, found = scratch.gradient(net, printed)
        losses.append(loss)
        for layer, (dW, db) in enumerate(found):
            net.W[layer] = net.W[layer] - 0.5 * dW
            net.b[layer] = net.b[layer] - 0.5 * db
    losses.append(scratch.gradient(net, printed)[0])
    return np.round(losses[::20], 4).tolist(), float(np.mean((scratch.score(net, X) > 0) == (y[:, 0] > 0)))


def best() -> list[str]:
    """best: kinks and sides of the best network of a width that 60 random starts (12 for width 32) found (Gauss and Newton's method
    on the kinks, the outer weights solved for)."""
    return [best_of(width) for width in errors.WIDTHS]


def trained() -> list[str]:
    """trained: 12 networks, each on a sample of its own; a row a number of steps: means of optimization and generalization error,
    and the 10 % and 90 % quantiles of the total risk. The best networks must be recorded first."""
    return [trained_on(width, n, upto) for upto in (1.0, 0.5) for width in errors.WIDTHS for n in errors.SIZES]


def early() -> list[str]:
    """early: 120 networks of width 32 on 20 labels (seeds that nothing else uses); empirical risk and risk after 300 and 10,000 steps."""
    return [early_runs(False), early_runs(True)]


def listing() -> list[str]:
    """listing: that of Section 2.7 at its own size, [2, 200, 200, 1], 2,000 points, 500 steps of 0.5: loss before step 0, 20, ..., 480
    and after the last, and the share of the training points that is right in the end; a row a seed (the notes have seed 0)."""
    tables = []
    for printed in (True, False):
        losses, right = zip(*(listing_run(seed, printed) for seed in range(5)), strict=True)
        tables.append(
            f"[[listing]]\nprinted = {str(printed).lower()}\nlosses = {list(losses)}\nright = {list(right)}\n"
        )
    return tables


TABLES: dict[str, Callable[[], list[str]]] = {table.__name__: table for table in (best, trained, early, listing)}
HEAD = "# Sections 6 and 7 of chapter 00. Made by tools/record_basics.py\n"


def main(names: list[str]) -> None:
    """Make the named tables anew, and leave the others of recorded.toml as they are."""
    if unknown := set(names) - set(TABLES):
        raise SystemExit(f"no such table: {', '.join(sorted(unknown))}; there are {', '.join(TABLES)}")
    for name in names or TABLES:
        rows = TABLES[name]()
        old = _common.RECORD.read_text("utf-8").split("\n# ")[1:]
        parts = {part.partition(":")[0]: f"# {part.rstrip()}\n" for part in old}
        words = " ".join((TABLES[name].__doc__ or "").split())
        parts[name] = "\n".join([f"# {words}", *rows])
        _common.RECORD.write_text("\n".join([HEAD, *(parts[key] for key in TABLES if key in parts)]), encoding="utf-8")
        read_record.cache_clear()  # what is made next may read it


if __name__ == "__main__":
    main(sys.argv[1:])
