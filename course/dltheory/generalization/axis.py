"""Section 9, axis: one trained network, and what every bound of the chapter says of it, on one axis."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import gammaln, logsumexp

from .. import plotting
from ..data import Split, read_record
from ..evidence import check
from ..interactive import Control, Explorer, Panel, explore
from ..numerics import Array, cached
from ..tasks import numbers, recognize, task
from ..validation import require_between, require_count
from ._common import Network, halves
from .certificate import RECORD
from .norms import norm_product, spectral_complexity

#: The bounds, from above to below in the picture; the first two pay for a test set or for a random network.
BOUNDS = ("test set (Hoeffding)", "PAC-Bayes, inverse kl", "PAC-Bayes, Thm 70", "growth (Thm 60)", "norms (Thm 65)", "spectral, margin")  # fmt: skip
SHARES, SIZES, SEEDS = (0.0, 0.25, 0.5, 0.75, 1.0), (160, 400, 1297), (0, 1, 2)
WIDTH, DELTA = 50, 0.05


@cached
def noisy_halves(share: float, n: int = 1297, seed: int = 0) -> Split:
    """Return n digits of `halves` to learn from and 500 new ones; a share of all labels, old and new, is the toss of a coin."""
    require_between(0, 1, share=share)
    require_count(1, n=n)
    split, rng = halves(seed), np.random.default_rng([seed, 2])

    def tossed(y: Array) -> Any:
        return np.where(rng.random(len(y)) < share, rng.choice([-1, 1], size=len(y)), y)

    y, y_new = tossed(split.y_train), tossed(split.y_test)
    return Split(split.X_train[:n], y[:n], split.X_test, y_new)


@cached
def fitted(share: float, n: int = 1297, seed: int = 0) -> tuple[Network, Network]:
    """Train a network on `noisy_halves` until it is right on all n labels with room to spare; return it and its start."""
    import torch

    split, generator = noisy_halves(share, n, seed), torch.Generator().manual_seed(seed)
    X, y = torch.as_tensor(split.X_train.copy()), torch.as_tensor(split.y_train.astype(float))
    sizes = ((WIDTH, 64), (2 / 64) ** 0.5), ((1, WIDTH), WIDTH**-0.5)
    W, v = (torch.normal(0.0, size, shape, generator=generator, dtype=torch.float64) for shape, size in sizes)
    start = Network(W.numpy().copy(), v.numpy()[0].copy())
    adam = torch.optim.Adam([W.requires_grad_(), v.requires_grad_()], lr=1e-2)
    for _ in range(4000):
        loss = torch.nn.functional.softplus(-y * (torch.relu(X @ W.T) @ v.T)[:, 0]).mean()
        if loss <= 0.01:
            break
        adam.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it untyped
        adam.step()
    return Network(W.detach().numpy(), v.detach().numpy()[0]), start


def log_cover(points: int, dimension: int) -> float:
    """Return the logarithm of Cover's number of ways in which half-spaces through 0 divide points in general position."""
    k = np.arange(min(dimension, points))
    ways = gammaln(points) - gammaln(k + 1) - gammaln(points - k)
    return math.log(2) + float(logsumexp(ways))


def growth(n: int, width: int, inputs: int = 64) -> float:
    """Return the bound of Theorem 60 for a network that is right on n examples, with a bound on its growth function at 2n.

    Each unit's half-plane can lie in Cover's number of ways; for each of them, and each choice of signs of v, the network is
    linear in the weights |v|W.
    """
    log_growth = width * (math.log(2) + log_cover(2 * n, inputs)) + log_cover(2 * n, width * inputs)
    return 2 * math.sqrt(2 * (min(log_growth, 2 * n * math.log(2)) + math.log(2 / DELTA)) / n)


def _best_margin(margins: Array, complexity: float, rest: float) -> float:
    gammas = np.quantile(margins[margins > 0], np.linspace(0, 1, 101)) if (margins > 0).any() else np.ones(1)
    return float(min((margins < gamma).mean() + complexity / gamma + rest for gamma in gammas))


def norm_bound(network: Network, margins: Array) -> float:
    """Return the margin bound with the complexity (2B)²/√n of Theorem 65, at the best for these margins y f(x) (n,)."""
    n = len(margins)
    rest = math.sqrt(math.log(1 / DELTA) / (2 * n))
    return _best_margin(margins, 2 * norm_product(network) / math.sqrt(n), rest)


def spectral_bound(network: Network, start: Network, margins: Array, size: float) -> float:
    """Return the margin bound of Bartlett, Foster and Telgarsky 2017 with its constants, for one output; `size` is ‖X‖_F."""
    n = len(margins)
    root = size * math.sqrt(math.log(2 * max(network.W.shape) ** 2)) * spectral_complexity(network, start)
    rest = 8 / n**1.5 + 3 * math.sqrt(math.log(2 / DELTA) / (2 * n))
    return _best_margin(margins, 36 * root * math.log(n) / n, rest)


@cached
def recorded_axis() -> dict[tuple[float, int], Array]:
    """Return the recorded runs by share of coins and number of examples: a row a seed, its columns the six
    `BOUNDS`, the training error, the network's true error and the cloud's. Made by tools/record_generalization.py.
    """
    return {(run["share"], run["n"]): np.array(run["rows"]) for run in read_record(RECORD)["axis"]}


Runs = Callable[[], dict[tuple[float, int], Array]]


@check("Bounds on one network", "true error over bound, largest of all 270 recorded: 6 bounds, 5 shares of coins among the labels, 3 sizes, 3 seeds; a bound "
       "on random networks beside their own error (a test set has 0.94, PAC-Bayes 0.67, Theorem 70 0.5, the others less than 0.2)", "<=", 1.0, kind="class bound", only_if="no bound is below 0.01, and true errors differ by more than 0.4")  # fmt: skip
def check_no_bound_is_broken(runs: Runs = recorded_axis, test_errors: bool = True) -> float:
    """Compare each bound with the error that it is about."""
    rows = np.concatenate(list(runs().values()))
    bounds = rows[:, :6] if test_errors else rows[:, [6] * 6] + 0.01
    true = rows[:, [7, 8, 8, 7, 7, 7]]
    return float((true / bounds).max()) if (bounds >= 0.01).all() and np.ptp(rows[:, 7]) > 0.4 else math.nan


check_no_bound_is_broken.breaks("the training error and a hundredth", test_errors=False)


@check("Bounds on one network", "how many of the four bounds that look at the training data alone are below 1/2: true labels, 1,297 digits, fewest of 3 "
       "seeds (the inverse of kl)", "==", 1, kind="instance", only_if="none is below 0.05")  # fmt: skip
def check_who_says_something(runs: Runs = recorded_axis, n: int = 1297, share: float = 0.0) -> float:
    """Count."""
    rows = runs()[share, n][:, [1, 3, 4, 5]]
    return float((rows < 0.5).sum(axis=1).min()) if (rows > 0.05).all() else math.nan


check_who_says_something.breaks("160 digits", n=160)
check_who_says_something.breaks("all labels are coins", share=1.0)


def draw_axis(panel: Panel, share: float, n: int) -> dict[str, Array]:
    """Draw every bound on one network, and its true error, for a share of coins among the labels."""
    rows = recorded_axis()[share, n]
    error, cloud = rows[:, 7].mean(), rows[:, 8].mean()
    panel.axes(xlabel="true share of errors, and bounds", ylabel="", xscale="log", xlim=(0.01, 1e5), ylim=(0.4, 6.6))
    panel.fill("says nothing", [1.0, 1e5], 0.4, 6.6, color=plotting.TARGET, alpha=0.15)
    panel.rule("random", x=cloud, color=plotting.SECOND, linewidth=2, linestyle="-.")
    panel.rule("true", x=error, color=plotting.MEASURED, linewidth=2)
    for at, name in enumerate(BOUNDS):
        y, values, around = 6.0 - at, rows[:, at], at in (1, 2)
        color = plotting.SECOND if around else plotting.BOUND
        panel.line(f"{name} reach", [values.min(), values.max()], [y, y], color=color, linestyle="-", linewidth=2)
        middle = np.exp(np.log(values).mean())
        panel.points(name, [middle], [y], color=color, marker="D" if around else "o", markersize=8)
    if len(panel.ax.get_yticks()) != len(BOUNDS) or panel.ax.get_yticklabels()[0].get_text() != BOUNDS[0]:
        panel.ax.set_yticks(range(len(BOUNDS), 0, -1), BOUNDS)
    panel.note(f"true {error:.2f} (blue), random {cloud:.2f} (green)")
    return {"bounds": rows[:, :6], "true": rows[:, 7:]}


def explore_axis() -> Explorer:
    """Build the explorer of the chapter's first picture: all bounds on one axis, by the share of coins and the number of digits."""
    return explore(
        draw_axis, share=Control("slider", "share of the labels that is the toss of a coin", 0.0, SHARES),
        n=Control("slider", "digits to learn from", SIZES[-1], SIZES), size=(8.4, 3.6), storyboard=[{"share": 0.0}, {"share": 1.0}],
        caption=lambda share, **_: "true labels" if share == 0 else "all labels are tosses of a coin",
        alt="Six bounds as dots on a logarithmic axis from 0.01 to 10,000, each beside its name, for true labels and for coins; from 1 "
        "on, in grey, a bound says nothing; lines mark the true error of the network and of the random one",
    )  # fmt: skip


@task("margins that can be compared", right="Right. Doubling a layer changes nothing now, and 1 is the most (inputs have length 1).")  # fmt: skip
def _normalized(margin: Callable[..., Any]) -> str:
    rng = np.random.default_rng(8)
    f, y, W, v = rng.normal(size=9), rng.choice([-1.0, 1.0], size=9), rng.normal(size=(4, 3)), 2 * rng.normal(size=4)
    said, F, S, size = numbers(margin(f, y, W, v)), np.linalg.norm(W), np.linalg.norm(W, 2), np.linalg.norm(v)
    if said.shape != (9,):
        return f"Nine examples, nine margins: yours have the shape {said.shape}."
    known = [
        (y * f / (F * size), ""), (f / (F * size), "Where is the label? A wrong answer has a margin below 0."),
        (abs(f) / (F * size), "A wrong answer has a margin below 0: use the label."),
        (y * f, "Twice the last layer, and all of these double, though no answer has changed: divide by both norms."),
        (y * f / F, "Twice the last layer, and all of these double: divide by both norms."),
        (y * f / size, "Twice the first layer, and all of these double: divide by both norms."),
        (y * f / (F + size), "If the first layer is doubled and the last one too, f is four times as large: is the sum of norms?"),
        (y * f / (S * size), "np.linalg.norm(W, 2) is the largest stretch; the root of the sum of squares is np.linalg.norm(W)."),
        (y * f / (F * size) ** 2, "The outputs are homogeneous of degree 1 in each layer: divide by each norm once."),
    ]  # fmt: skip
    return recognize(said, known, "Doubling W or v should change nothing, and the signs should be those of y f.")
