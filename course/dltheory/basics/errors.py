"""Section 7, the three errors of learning: a finite world in which every risk is an exact sum, and networks that grow in it."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..data import read_record, recorded_run
from ..evidence import Measured, check, furthest, furthest_from, largest, three_errors
from ..interactive import Explorer, Panel, choice, explore, switch
from ..numerics import Array, cached, loglog_slope
from ..plotting import BOUND, MEASURED, SECOND, TARGET, THIRD
from ..tasks import numbers, recognize, task
from ..validation import require_between, require_count, require_positive, require_rising
from ._common import RECORD
from .backprop import Net, backward, forward, slope_at_the_end

#: The world: 401 inputs, equally likely; the best prediction at each; three values of the noise and their probabilities.
INPUTS = np.linspace(-1, 1, 401)
TRUTH = INPUTS + np.sin(1.5 * np.pi * INPUTS)
NOISE, CHANCE = np.array([-1.0, 0.0, 1.0]), np.array([0.25, 0.5, 0.25])
SPREAD = float(CHANCE @ NOISE**2)  # the noise's variance, and the risk of the truth

WIDTHS, SIZES, STEPS = (1, 2, 3, 4, 8, 32), (20, 40, 80, 160, 320), (10, 30, 100, 300, 1000, 3000, 10_000)

Sample = tuple[Array, Array]  # numbers of the inputs (n,), labels (n,)
Risk = Callable[[Array], Array]


def risk(g: Array) -> Array:
    """Return the risk of predictions g (..., 401): the mean squared error over all 1,203 pairs of input and noise."""
    g = np.asarray(g, dtype=float)
    if g.shape[-1:] != INPUTS.shape:
        raise ValueError(f"g must hold a prediction for each of the 401 inputs, got shape {g.shape}")
    errors = (TRUTH + NOISE[:, None] - g[..., None, :]) ** 2
    return np.asarray((CHANCE @ errors).mean(axis=-1))


def draw_sample(n: int, rng: np.random.Generator, upto: float = 1.0) -> Sample:
    """Draw n labelled inputs, as numbers of the inputs (n,) and labels (n,); `upto` < 1 leaves out the inputs beyond."""
    require_count(1, n=n)
    require_between(-1, 1, upto=upto)
    i = rng.integers(0, np.sum(INPUTS <= upto), n)
    return i, TRUTH[i] + rng.choice(NOISE, n, p=CHANCE)


def _start(width: int, many: int) -> list[Array]:
    rng = np.random.default_rng([width, 0])
    w = rng.choice([-1.0, 1.0], (many, width)) * rng.uniform(0.5, 1.5, (many, width))
    v = rng.normal(size=(many, width)) / np.sqrt(width)
    return [w, -w * rng.uniform(-1, 1, (many, width)), v, np.zeros((many, 1))]


def _predict(weights: Sequence[Array], x: Array) -> Array:
    w, b, v, c = weights
    return np.asarray(np.einsum("snk,sk->sn", np.maximum(x[..., None] * w[:, None] + b[:, None], 0), v) + c)


def train_networks(width: int, samples: Sequence[Sample], steps: Sequence[int], eta: float = 0.1) -> Array:
    """Train a ReLU network on each sample, all of one size, at once: plain gradient descent on the mean squared error.

    Returned are the predictions (len(steps), len(samples), 401) after these increasing numbers of steps, from a start
    at random weights with all kinks inside the interval.
    """
    require_count(1, width=width)
    require_positive(eta=eta)
    if not len(samples):
        raise ValueError("samples must hold at least one sample, got none")
    require_rising(0, steps=steps)
    i, y = (np.array(part) for part in zip(*samples, strict=True))
    x, n, weights, found = INPUTS[i], i.shape[1], _start(width, len(samples)), []
    for step in range(steps[-1] + 1):
        if step in steps:
            found.append(_predict(weights, np.tile(INPUTS, (len(samples), 1))))
        w, b, v, c = weights
        z = x[..., None] * w[:, None] + b[:, None]
        h = np.maximum(z, 0)
        delta = 2 / n * (np.einsum("snk,sk->sn", h, v) + c - y)
        back = delta[..., None] * v[:, None] * (z > 0)
        outer = np.einsum("snk,sn->sk", h, delta), delta.sum(1, keepdims=True)
        slopes = ((back * x[..., None]).sum(1), back.sum(1), *outer)
        weights = [part - eta * slope for part, slope in zip(weights, slopes, strict=True)]
    return np.array(found)


def empirical_risk(g: Array, sample: Sample) -> Array:
    """Return the mean squared error of predictions g (..., 401) on a sample."""
    i, y = sample
    return np.asarray(((y - g[..., i]) ** 2).mean(axis=-1))


def kinked(kinks: Array, sides: Array) -> Array:
    """Return the best predictions (401,) of a network whose units bend at these kinks, towards these sides (−1 or 1)."""
    features = np.c_[np.ones(len(INPUTS)), np.maximum(np.asarray(sides) * (INPUTS[:, None] - np.asarray(kinks)), 0)]
    return np.asarray(features @ np.linalg.lstsq(features, TRUTH, rcond=None)[0])


@cached
def best_network(width: int) -> Array:
    """Return the predictions (401,) of the best ReLU network of a recorded width that was found, with the law known."""
    row = recorded_run(read_record(RECORD)["best"], width=width)
    return kinked(row["kinks"], row["sides"])


def straight_pieces(values: Array, pieces: int) -> float:
    """Return the least mean squared distance of `values`, on equally spaced inputs, from straight pieces that may jump."""
    require_count(1, pieces=pieces)
    n = len(values)
    x = np.arange(n) - (n - 1) / 2
    sums = [np.r_[0, np.cumsum(part)] for part in (np.ones(n), x, values, x * x, x * values, values * values)]
    m, sx, sy, sxx, sxy, syy = (part[None, :] - part[:, None] for part in sums)  # from the input i to the one before j
    with np.errstate(all="ignore"):
        cost = syy - sy**2 / m - (sxy - sx * sy / m) ** 2 / (sxx - sx**2 / m)
    cost = np.where(m > 2, np.maximum(cost, 0), np.where(m > 0, 0.0, np.inf))
    least = cost[0]
    for _ in range(pieces - 1):
        least = np.minimum(least, (least[:, None] + cost).min(axis=0))
    return float(least[-1] / n)


def error_terms(g: Array, star: Array, sample: Sample) -> Array:
    """Return noise, approximation, optimization and generalization error (4, ...) of networks trained on a sample.

    Their predictions are g (..., 401), and those of the best network of the class `star` (401,).
    """
    noise, fit, fit_star = risk(TRUTH), empirical_risk(g, sample), empirical_risk(star, sample)
    parts = noise, risk(star) - noise, fit - fit_star, (risk(g) - fit) - (risk(star) - fit_star)
    return np.array(np.broadcast_arrays(*parts))


@check("Error decomposition", "risk by the double sum, against the mean squared error on 400,000 fresh pairs, ± 3 standard errors; "
       "a network of width 32 trained on 20 labels", "==", kind="Monte Carlo")  # fmt: skip
def check_risk(formula: Risk = risk, draw: Callable[..., Sample] = draw_sample) -> Measured:
    """Draw from the world instead of summing over it."""
    g = train_networks(32, [draw_sample(20, np.random.default_rng(0))], (300,))[0, 0]
    i, y = draw(400_000, np.random.default_rng(1))
    return three_errors((y - g[i]) ** 2, float(formula(g)))


check_risk.breaks("the noise left out of the sum", formula=lambda g: ((TRUTH - g) ** 2).mean(axis=-1))
check_risk.breaks("inputs from the left three quarters", draw=lambda n, rng: draw_sample(n, rng, 0.5))


@check("Error decomposition", "largest |noise + approximation + optimization + generalization − risk|, relative; 20 networks of width 32 on 20 labels each, "
       "after 300 steps", "<=", 0.0, 1e-12, kind="identity")  # fmt: skip
def check_sum(terms: Callable[..., Array] = error_terms, formula: Risk = risk) -> float:
    """An identity, whatever stands in for the best network; it says only that nothing was counted twice."""
    samples = [draw_sample(20, np.random.default_rng([20, seed])) for seed in range(20)]
    g, star = train_networks(32, samples, (300,))[0], best_network(32)
    totals = [terms(row, star, sample).sum() / formula(row) for row, sample in zip(g, samples, strict=True)]
    return abs(furthest_from(1.0, totals) - 1)


check_sum.breaks("the best network's gap left out", terms=lambda g, star, sample: error_terms(g, star, sample) + np.array(
    [0, 0, 0, risk(star) - empirical_risk(star, sample)]))  # fmt: skip


@check("Error decomposition", "least distance from 1, 2 and 3 straight pieces by dynamic programming, over that by trying all cuts, furthest from 1; 21 random "
       "sequences of 11 values", "==", 1.0, 1e-9, kind="construction")  # fmt: skip
def check_pieces(least: Callable[[Array, int], float] = straight_pieces) -> float:
    """Trying all cuts needs no recursion."""
    rng, x, ratios = np.random.default_rng(0), np.arange(11.0), []

    def cost(a: int, b: int, y: Array) -> float:
        return float(((y[a:b] - np.polyval(np.polyfit(x[a:b], y[a:b], 1), x[a:b])) ** 2).sum()) if b - a > 2 else 0.0

    for pieces in (1, 2, 3) * 7:
        y = rng.normal(size=11)
        cuts = itertools.combinations(range(1, 11), pieces - 1)
        all_cuts = min(sum(cost(a, b, y) for a, b in itertools.pairwise((0, *cut, 11))) for cut in cuts) / 11
        ratios.append(least(y, pieces) / all_cuts)
    return furthest_from(1.0, ratios)


check_pieces.breaks("one cut more", least=lambda y, pieces: straight_pieces(y, pieces + 1))


@check("Error decomposition", "approximation error of the best network found, over the least that width + 1 straight pieces leave; widths 3, 4 and 8, "
       "largest", "<=", 1.25, kind="class bound",
       only_if="no ratio is below 1, at any of six widths, and the errors fall as the width grows")  # fmt: skip
def check_sandwich(
    found: Callable[[int], Array] = best_network, least: Callable[..., float] = straight_pieces
) -> float:
    """What is found can only be too bad, and what pieces that may jump leave can only be too good."""
    errors = np.array([risk(found(width)) - SPREAD for width in WIDTHS])
    floors = np.array([least(TRUTH, width + 1) for width in WIDTHS])
    if not ((errors >= floors).all() and (np.diff(errors) < 0).all() and (floors > 0).all()):
        return math.nan
    return largest((errors / floors)[2:5])


check_sandwich.breaks("width pieces, one too few", least=lambda y, pieces: straight_pieces(y, pieces - 1))
check_sandwich.breaks("networks that bend at even distances", found=lambda width: kinked(
    np.linspace(-1, 1, width + 2)[1:-1], np.ones(width)))  # fmt: skip


@check("Error decomposition", "empirical less true risk of the best network of width 4, over √(Var ℓ/n): mean of 2,000 samples of size 20 ± 3 standard "
       "errors, or its mean square, whichever is further off", "==", kind="Monte Carlo", given=["choose"])  # fmt: skip
def check_statistical(draw: Callable[..., Sample] = draw_sample,
                      choose: Callable[[Sample], Array] = lambda sample: best_network(4)) -> Measured:  # fmt: skip
    """The variance of the loss is an exact sum, too. Any predictor will do that was chosen before the sample was drawn."""
    rng, gaps = np.random.default_rng(0), []
    for _ in range(2000):
        sample = draw(20, rng)
        g = choose(sample)
        losses = (TRUTH + NOISE[:, None] - g) ** 2
        spread = np.sqrt((CHANCE @ (losses - risk(g)) ** 2).mean() / 20)
        gaps.append((empirical_risk(g, sample) - risk(g)) / spread)
    return furthest(three_errors(gaps, 0.0), three_errors(np.square(gaps), 1.0))


def _remembering(sample: Sample) -> Array:
    g: Array = np.array(best_network(4))
    g[sample[0]] = sample[1]
    return g


check_statistical.breaks("each pair drawn twice", draw=lambda n, rng: tuple(
    np.repeat(part, 2) for part in draw_sample(n // 2, rng)))  # fmt: skip
check_statistical.breaks("a predictor chosen after the sample, that remembers it", choose=_remembering)


def frozen_layer(d: int) -> Array:
    """Return features (401, d) of a network whose hidden layer stays as it is: 1, x and d − 2 units with even kinks."""
    require_count(2, d=d)
    bends = np.maximum(INPUTS[:, None] - np.linspace(-1, 1, d)[1:-1], 0)
    return np.asarray(np.c_[np.ones(401), INPUTS, bends])


def last_layer(features: Array, sample: Sample) -> Array:
    """Return the predictions (401,) of the last layer whose mean squared error on the sample is least, by linear algebra."""
    i, y = sample
    return np.asarray(features @ np.linalg.lstsq(features[i], y, rcond=None)[0])


def walk_last_layer(features: Array, sample: Sample, steps: Sequence[int], eta: float) -> Array:
    """Return the predictions (len(steps), 401) of gradient descent on the last layer, from zero."""
    (i, y), theta, found = sample, np.zeros((features.shape[1], 1)), []
    for step in range(max(steps) + 1):
        if step in steps:
            found.append(features @ theta[:, 0])
        net = Net([theta], [np.zeros(1)], "identity", features[i], y[:, None])
        A, Z = forward(net)
        theta = theta - 2 * eta * backward(net, A, Z, slope_at_the_end(Z[-1], net.Y, net.loss))[0][0]
    return np.array(found)


def balanced_sample(times: int, rng: np.random.Generator) -> Sample:
    """Label each of the 401 inputs `times` times: n = 401 times, and no luck in which inputs come."""
    require_count(1, times=times)
    i = np.tile(np.arange(401), times)
    return i, TRUTH[i] + rng.choice(NOISE, len(i), p=CHANCE)


Fit = Callable[[Array, Sample], Array]


@check("Error decomposition", "optimization error of the last layer that fits best, over −dσ²/n, and generalization error over 2dσ²/n: means of 400 samples with "
       "each input once or three times, d = 4 and 12, ± 3 standard errors, the furthest off", "==", kind="Monte Carlo",
       only_if="noise and approximation error are ½ and the mean of (f − f*)²")  # fmt: skip
def check_price(fit: Fit = last_layer, draw: Callable[..., Sample] = balanced_sample, terms: Callable[..., Array] = error_terms) -> Measured:  # fmt: skip
    """The law holds whether or not the class contains the truth."""
    found = []
    for d, times in itertools.product((4, 12), (1, 3)):
        rng, features = np.random.default_rng([d, times]), frozen_layer(d)
        star = features @ np.linalg.lstsq(features, TRUTH, rcond=None)[0]
        samples = [draw(times, rng) for _ in range(400)]
        found_terms = np.array([terms(fit(features, sample), star, sample) for sample in samples])
        price = d * SPREAD / (401 * times)
        if not np.allclose(found_terms[:, :2], [SPREAD, np.mean((TRUTH - star) ** 2)]):
            return Measured(math.nan, 1.0)
        found += [three_errors(found_terms[:, 2] / -price, 1.0), three_errors(found_terms[:, 3] / (2 * price), 1.0)]
    return furthest(*found)


def _equal_noise(times: int, rng: np.random.Generator) -> Sample:
    i, y = balanced_sample(times, rng)
    return i, np.tile(y[:401], times)


check_price.breaks("an input's labels all alike", draw=_equal_noise)
check_price.breaks("one weight held at 0", fit=lambda features, sample: last_layer(features[:, :-1], sample))


@check("Error decomposition", "slope of the mean excess risk of the last layer that fits best against n, log axes; inputs drawn at random, 6 weights, n = 80 to "
       "5,120, 100 samples each", "==", -1.0, 0.05, kind="rate")  # fmt: skip
def check_rate(fit: Fit = last_layer, draw: Callable[..., Sample] = draw_sample) -> float:
    """Here the law is no identity: the inputs vary, too."""
    sizes = 80 * 4 ** np.arange(4)
    return loglog_slope(sizes, [excess_risks(6, int(n), 100, fit, draw).mean() for n in sizes])


def excess_risks(d: int, n: int, seeds: int, fit: Fit = last_layer, draw: Callable[..., Sample] = draw_sample) -> Array:
    """Return risk less that of the best weights (seeds,), of the last layer with d weights that fits n random labels best."""
    require_count(1, n=n, seeds=seeds)
    features = frozen_layer(d)
    least = risk(features @ np.linalg.lstsq(features, TRUTH, rcond=None)[0])
    return np.array([risk(fit(features, draw(n, np.random.default_rng([n, s])))) - least for s in range(seeds)])


check_rate.breaks("inputs from the left three quarters", draw=lambda n, rng: draw_sample(n, rng, 0.5))


@check("Error decomposition", "risk above that of the best weights, over dσ²/n: mean of 400 last layers that fit best, d = 6 weights, n = 5,120 random inputs, ± 3 "
       "standard errors", "==", kind="Monte Carlo")  # fmt: skip
def check_level(fit: Fit = last_layer, draw: Callable[..., Sample] = draw_sample) -> Measured:
    """A slope does not see a factor."""
    return three_errors(excess_risks(6, 5120, 400, fit, draw) / (6 * SPREAD / 5120), 1.0)


check_level.breaks("noise twice as large", draw=lambda n, rng: (lambda s: (s[0], 2 * s[1] - TRUTH[s[0]]))(draw_sample(n, rng)))  # fmt: skip


@check("Error decomposition", "empirical risk of gradient descent above its least, over the sum of (1 − 2ηλ)^(2t) λc² over the eigenvalues λ, furthest from 1; "
       "4 weights, 30 random labels, t = 0 to 2,000, three step sizes", "==", 1.0, 1e-6, kind="instance")  # fmt: skip
def check_contraction(walk: Callable[..., Array] = walk_last_layer) -> float:
    """The eigenvalues know nothing of steps."""
    features, steps, ratios = frozen_layer(4), (0, 1, 3, 10, 100, 500, 2000), []
    sample = draw_sample(30, np.random.default_rng(3))
    gram = features[sample[0]].T @ features[sample[0]] / 30
    values, axes = np.linalg.eigh(gram)
    goal = axes.T @ np.linalg.lstsq(features[sample[0]], sample[1], rcond=None)[0]
    least = empirical_risk(last_layer(features, sample), sample)
    for eta in np.array([0.1, 0.5, 0.9]) / values[-1]:
        above = empirical_risk(walk(features, sample, steps, eta), sample) - least
        ratios.append(above / ((1 - 2 * eta * values) ** (2 * np.array(steps)[:, None]) @ (values * goal**2)))
    return furthest_from(1.0, ratios)


check_contraction.breaks("steps 1 % too long", walk=lambda features, sample, steps, eta: walk_last_layer(
    features, sample, steps, 1.01 * eta))  # fmt: skip


def recorded_early(clean: bool = False) -> Array:
    """Return empirical risk and risk (2, 2, 120) of 120 recorded networks of width 32 on 20 labels, after 300 and 10,000 steps."""
    row = recorded_run(read_record(RECORD)["early"], clean=clean)
    return np.array([row["fit"], row["risk"]])


@check("Error decomposition", "mean growth of the risk from 300 to 10,000 steps, in standard errors; 120 recorded networks of width 32, each on 20 labels of its "
       "own", ">=", 3.0, kind="Monte Carlo", only_if="the empirical risk falls in at least 100 of them")  # fmt: skip
def check_early(runs: Callable[[bool], Array] = recorded_early, clean: bool = False) -> float:
    """The sample is fitted better and better, and the world worse."""
    fit, world = runs(clean)
    if not ((fit[1] < fit[0]).sum() >= 100 and (world > SPREAD).all()):
        return math.nan
    growth = world[1] - world[0]
    return float(growth.mean() / (growth.std(ddof=1) / np.sqrt(len(growth))))


check_early.breaks("labels without noise", clean=True)


def explore_errors() -> Explorer:
    """Build the explorer of the terms against width, size of the sample and steps, with a switch for where the sample comes from."""
    names = ("noise", "approximation", "optimization", "generalization")
    colors = (TARGET, SECOND, THIRD, MEASURED)

    def draw(bars: Panel, curves: Panel, width: int, n: int, steps: int, cut: bool) -> dict[str, Array]:
        upto, top = (0.5, 4.4) if cut else (1.0, 1.8)
        row = recorded_run(read_record(RECORD)["trained"], width=width, n=n, upto=upto)
        optimization, generalization, low, high = np.array(row["rows"]).T
        approximation = float(risk(best_network(width))) - SPREAD
        terms = np.array(np.broadcast_arrays(SPREAD, approximation, optimization, generalization))
        at, ends = STEPS.index(steps), np.cumsum(terms, axis=0)
        starts = np.concatenate([np.zeros((1, len(STEPS))), ends[:-1]])
        for k, (name, color) in enumerate(zip(names, colors, strict=True)):
            side = np.array([k - 0.4, k + 0.4])
            bars.fill(name, side, starts[k, at], ends[k, at], color=color, alpha=0.85)
            bars.line(f"{name} level", [k - 0.4, k + 1.4], [ends[k, at]] * 2, color="#555555", linestyle="-")
            curves.line(name, STEPS, terms[k], name, color=color)
        total = ends[-1]
        bars.fill("total", np.array([3.6, 4.4]), 0, total[at], color=BOUND, alpha=0.85)
        bars.line("8 of 10", [4, 4], [low[at], high[at]], color="black", linestyle="-")
        bars.axes(xlabel="", ylabel="risk, added up", xlim=(-0.6, 4.6), ylim=(0, top))
        bars.ax.set_xticks(range(5), ["noise", "approx.", "optim.", "general.", "total"])
        bars.note(f"total {total[at]:.2f}")
        curves.fill("band", STEPS, low, high, color=BOUND)
        curves.line("total", STEPS, total, "total", color=BOUND)
        curves.rule("now", x=steps, color="#555555", linewidth=0.8)
        curves.line("zero", [8, STEPS[-1]], [0, 0], color="#555555", linestyle="-", linewidth=0.8)
        curves.axes(xlabel="steps", ylabel="term", xscale="log", xlim=(8, 200_000), ylim=(-top / 4, top))
        curves.ax.set_xticks([10, 100, 1000, 10_000])
        return {"terms": terms[:, at], "curves": terms, "total": total, "low": low, "high": high}

    return explore(
        draw, panels=2, size=(9.4, 3.8), width=choice(WIDTHS, "width: hidden units", value=32), n=choice(SIZES, "n: labels in the sample"),
        steps=choice(STEPS, "steps of gradient descent", value=300), cut=switch("break the assumption: no training inputs beyond x = 1/2"),
        storyboard=[{"width": 2, "n": 320, "steps": 10_000}, {"n": 80}, {"n": 80, "steps": 10_000}, {"n": 320, "cut": True}],
        caption=lambda width, n, steps, cut: f"width {width}, n = {n}, {steps:,} steps" + ", x ≤ 1/2 only; another scale" * cut,
        alt="A staircase of bars from the noise over approximation, optimization and generalization error to the total risk, and the same terms "
        "against steps; once more with inputs left out and outputs on another scale",
    )  # fmt: skip


@task("when to stop", right="Right. Fresh labels choose the step; having chosen, they are not fresh to report with.")
def _stop(chosen: Callable[..., Any]) -> str:
    found = []
    for rng in map(np.random.default_rng, range(30)):
        g = TRUTH + rng.normal(size=(7, 1)) * np.cos(3 * INPUTS) + 0.4 * rng.normal(size=(7, 1))
        i, y = draw_sample(25, rng)
        said, fresh, away = numbers(chosen(g.copy(), i.copy(), y.copy())), empirical_risk(g, (i, y)), y - g[:, i]
        if said.ndim:
            return "One number is asked for, the row of g to keep: average over the labels, then take the row of the least."
        rows = [np.argmin(part) for part in (fresh, -fresh, away.mean(axis=1), np.abs(away).mean(axis=1), risk(g))]
        found.append([said, fresh.min(), len(g) - 1, np.argmax(np.diff([*fresh, np.inf]) > 0), *rows])
    answer, least, last, rise, right, worst, signed, sizes, known = np.array(found).T
    slips = [
        (right, ""),
        (least, "That is the least error itself. Which row has it? np.argmin says so."),
        (worst, "That is the worst row."),
        (last, "The last row is where training ended, whatever the fresh labels say."),
        (rise, "That stops at the first rise. The risk may fall again: look at all rows."),
        (signed, "Errors of both signs cancel: square them."),
        (sizes, "The risk is a mean of squares, not of sizes."),
        (known, "You looked at the truth, which nobody knows in real life. Use i and y only."),
    ]
    return recognize(answer, slips, "Take the mean squared error of y against g[:, i], on each row: where labels are.")
