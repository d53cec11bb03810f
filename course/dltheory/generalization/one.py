"""Section 1, one function, chosen before: how far is the share of errors in a sample from the true risk?"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.stats import binom

from .. import plotting
from ..evidence import Measured, check, erratum, furthest, largest, three_errors
from ..interactive import Explorer, Panel, explore, slider, switch
from ..numerics import Array, cached
from ..tasks import numbers, recognize, task
from ..validation import require_at_least, require_count, require_positive

#: In the explorer's switch, and in the variants of checks, examples come in so many equal copies.
COPIES = 10


def promise(n: int | Array, eps: float, width: float = 1.0) -> Any:
    """Return what Hoeffding's inequality promises for one function: 2 exp(-2 n eps² / width²), not cut off at 1.

    n independent examples (a number or an array), distance eps, losses in an interval of length width. Source: (8.1).
    """
    require_positive(eps=eps, width=width)
    require_at_least(1, n=n)
    return 2 * np.exp(-2 * np.asarray(n, dtype=float) * (eps / width) ** 2)


@cached
def _tail(n: int, risk: float, eps: float) -> float:
    """Return the exact probability that the share of errors among n is eps or more away from the risk."""
    k = np.arange(n + 1)
    return float(binom.pmf(k, n, risk)[np.abs(k / n - risk) >= eps - 1e-12].sum())


@check("Hoeffding (8.1)", "exact probability of a deviation of ε or more over the promise 2 exp(−2nε²), the "
       "largest; losses 0 or 1, 16 sample sizes from 1 to 2,000, risks 0.01 to 0.5, ε from 0.02 to 0.5, nε² up to "
       "30 (attained by one toss of a coin, √e/2)", "==", np.exp(0.5) / 2, 1e-9, kind="class bound",
       only_if="the exponent is a coin's for large n")  # fmt: skip
def check_tail(bound: Callable[[int, float], Any] = promise, copies: int = 1) -> float:
    """Add up binomial probabilities; the largest ratio belongs to one toss of a coin. Kl(0.52 ‖ 0.5) is 2.0005 · 0.02²."""
    exponent = -np.log(float(bound(2000, 0.02)) / 2) / (2000 * 0.02**2)
    if not 0.995 < exponent / 2.0005 < 1.005:
        return math.nan
    sizes = np.unique(np.geomspace(1, 2000, 16).round()).astype(int)
    cases = [(n, risk, eps) for n in sizes for risk in (0.01, 0.1, 0.3, 0.5) for eps in (0.02, 0.1, 0.2, 0.5)]
    cases = [(n, risk, eps) for n, risk, eps in cases if n * eps**2 <= 30]  # less likely ones are 0 to a computer
    return largest([_tail(int(n), risk, eps) / float(bound(int(n) * copies, eps)) for n, risk, eps in cases])


check_tail.breaks("one 2 too many in the exponent", bound=lambda n, eps: 2 * np.exp(-4 * n * eps**2))
check_tail.breaks("the 2 in front left out", bound=lambda n, eps: np.exp(-2 * n * eps**2))
check_tail.breaks("ten copies of each example", copies=COPIES)


def simulate_tests(count: int, n: int, rng: np.random.Generator) -> Array:
    """Return the losses (count, n), 0 or 1, of the rule "1 if x > 0.4" on test sets of n examples.

    The law: x uniform on [0, 1], y is 1 above 1/2 and else 0, and every tenth label is flipped; so R = 0.1 + 0.8 · 0.1 = 0.18.
    """
    require_count(count=count, n=n)
    x, flipped = rng.random((count, n)), rng.random((count, n)) < 0.1
    return np.asarray(((x > 0.4) != ((x > 0.5) ^ flipped)).astype(float))


def _chosen(count: int, n: int, rng: np.random.Generator) -> Array:
    """Return the losses of a rule "1 if x > t" with t chosen among 21 on the same examples."""
    x, flipped = rng.random((count, n)), rng.random((count, n)) < 0.1
    y = (x > 0.5) ^ flipped
    best = [np.argmin([np.mean((a > t) != b) for t in np.linspace(0, 1, 21)]) / 20 for a, b in zip(x, y, strict=True)]
    return np.asarray(((x > np.array(best)[:, None]) != y).astype(float))


@check("Hoeffding (8.1)", "share of 4,000 simulated test sets whose error differs from R = 0.18 by ε or more, over the exact probability, and their "
       "mean error over R; n = 25 and 100, ε = 0.05 and 0.1, furthest from 1", "==", kind="Monte Carlo")  # fmt: skip
def check_coverage(draw: Callable[[int, int, np.random.Generator], Array] = simulate_tests) -> Measured:
    """Count test sets, as one would; the exact value is a sum of binomial probabilities."""
    found = []
    for n in (25, 100):
        share = draw(4000, n, np.random.default_rng(n)).mean(axis=1)
        away = np.abs(share - 0.18)
        found.append(three_errors(share / 0.18, 1.0))
        found += [three_errors((away >= eps - 1e-12) / _tail(n, 0.18, eps), 1.0) for eps in (0.05, 0.1)]
    return furthest(*found)


check_coverage.breaks("ten copies of each example", draw=lambda count, n, rng: simulate_tests(count, n // COPIES, rng))
check_coverage.breaks("a rule chosen on the test set", draw=_chosen)


@erratum(84, "Section 8.1", "true risk of the rule that is always right", "==", 0.0, 1e-9,
         printed="the loss is 1 where f(x) = y", corrected="the loss is 1 where f(x) ≠ y")  # fmt: skip
def erratum_indicator() -> tuple[float, float]:
    """The printed loss counts hits."""
    x = np.linspace(-1, 1, 1001)
    y = f = np.sign(x)
    return float(np.mean(f == y)), float(np.mean(f != y))


def draw_test(panel: Panel, n: int, eps: float, risk: float, copies: bool) -> dict[str, Any]:
    """Draw the exact law of the share of errors in a test set, and what of it lies ε or more from the risk."""
    m = max(1, n // COPIES) if copies else n
    shares = np.arange(m + 1) / m
    probability = binom.pmf(np.arange(m + 1), m, risk)
    far = np.abs(shares - risk) >= eps - 1e-12
    top = 1.1 * float(probability.max())
    panel.axes(xlabel="share of errors R_S", ylabel="probability", xlim=(-0.01, 1.01), ylim=(0, top))
    for name, which, color in (("near", ~far, plotting.MEASURED), ("far", far, plotting.BOUND)):
        x, y = np.repeat(shares[which], 3), np.repeat(probability[which], 3)
        y[::3], y[2::3] = 0, math.nan
        panel.line(name, x, y, color=color, linestyle="-", linewidth=1.5)
    for name, side in (("low", -1), ("high", 1)):
        panel.rule(name, x=risk + side * eps, color=plotting.TARGET, linestyle="--", linewidth=1)
    beyond, allowed = float(probability[far].sum()), float(min(1.0, promise(n, eps)))
    verdict = "" if beyond <= allowed else ", BROKEN"
    panel.note(f"ε or more away: {beyond:.2g}, promised: at most {allowed:.2g}{verdict}")
    return {"shares": shares, "probability": probability, "beyond": beyond, "allowed": allowed}


def explore_test() -> Explorer:
    """Build the explorer of one test: size of the test set, distance, true risk, and examples that are copies."""
    return explore(
        draw_test, n=slider(10, 1000, "examples n", value=100, step=10), eps=slider(0.01, 0.4, "distance ε", value=0.1, step=0.01),
        risk=slider(0.01, 0.99, "true risk R", value=0.5, step=0.01), copies=switch("ten copies of each example"),
        storyboard=[{"n": 20}, {"n": 100}, {"n": 100, "risk": 0.05}, {"n": 100, "copies": True}],
        caption=lambda n, eps, risk, copies: f"n = {n}, R = {risk:g}" + ", ten copies" * copies,
        alt="Bars of the law of the test error around the true risk, with dashed lines at distance 0.1, for 20 and 100 examples, for a small "
        "risk, and for ten copies of each example; in words the probability outside, and what was promised.",
    )  # fmt: skip


@task("no error at all", right="Right: about ln(1/δ)/n; Hoeffding's distance shrinks like 1/√n. Good rules are cheap to certify.")  # fmt: skip
def _none(largest: Callable[[int, float], Any]) -> str:
    for n, delta in ((300, 0.05), (20, 0.1), (5000, 0.01)):
        risk = numbers(largest(n, delta))
        if risk.ndim or not np.isfinite(risk):
            return "One number is asked for, a risk."
        slips = [
            *((np.sqrt(np.log(sides / delta) / 2 / n), "That is Hoeffding's distance. Here the exact probability is easy: all n examples go well.") for sides in (1, 2)),
            (delta ** (1 / n), "That is the share of *right* answers: what is its risk?"),
            (1 - (1 - delta) ** (1 / n), "That solves (1 − R)ⁿ = 1 − δ: no error would then be nearly certain. It is to be as rare as δ."),
            (delta / n, "One expects nR errors, not the probability of one. What is the probability of none?"),
            (1 - delta**n, "Which power undoes the n-th?"),
            (3 / n, "The rule of thumb for δ = 0.05. And exactly, for any δ?"),
        ]  # fmt: skip
        if not np.isclose(risk, 1 - delta ** (1 / n), rtol=1e-6):
            if np.isclose(risk, np.log(1 / delta) / n, rtol=1e-6):
                return "Nearly: you have put e^{−nR} for (1 − R)ⁿ. Solve without that."
            otherwise = f"With your answer for n = {n} the probability of no error is {(1 - risk) ** n:.3g}; it should be {delta:g}."
            return recognize(risk, slips, otherwise, rtol=1e-6)
    return ""
