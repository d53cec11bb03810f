"""Section 8, time: more data that hurt, more training that hurts, and training that helps again later."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..evidence import Measured, check, furthest, largest, smallest, three_errors
from ..numerics import Array, cached
from ..tasks import numbers, task
from ..training import train
from ..validation import require_at_least, require_count, require_positive
from .features import noisy_digits

Fit = Callable[[Array], Array]


def shortest(data: Array) -> Array:
    """Return the weights of least norm among those that fit best; `data` (n, p + 1) holds the labels in its last column."""
    return np.asarray(np.linalg.lstsq(data[:, :-1], data[:, -1])[0])


def tuned_ridge(data: Array) -> Array:
    """Return ridge weights with the best penalty for 36 weights of total square 1 and noise of variance 1/9."""
    X, y = data[:, :-1], data[:, -1]
    return np.asarray(X.T @ np.linalg.solve(X @ X.T + 4 * np.eye(len(X)), y))


def nested_risks(fit: Fit, rows: Sequence[int], draws: int, noise: float = 1 / 9, seed: int = 0) -> Array:
    """Return |w - w_*|² (draws, sizes) of fits to the first rows of data sets with 36 Gaussian features, |w_*| = 1."""
    rng, found = np.random.default_rng(seed), []
    for _ in range(draws):
        w_star = rng.normal(size=36)
        w_star /= np.linalg.norm(w_star)
        X = rng.normal(size=(max(rows), 36))
        y = X @ w_star + math.sqrt(noise) * rng.normal(size=len(X))
        found.append([((fit(np.c_[X, y][:n]) - w_star) ** 2).sum() for n in rows])
    return np.array(found)


@check("Sample-wise double descent", "mean excess risk with 28 points less that with 21, 36 weights, σ = r/3, 2,000 data "
       "sets; exactly 1/12", "==", kind="Monte Carlo")  # fmt: skip
def check_more_data_hurts(fit: Fit = shortest, noise: float = 1 / 9) -> Measured:
    """Fit data sets of 28 points, and the first 21 of each."""
    few, many = nested_risks(fit, (21, 28), 2000, noise).T
    return three_errors(many - few, 1 / 12)


check_more_data_hurts.breaks("the best ridge in place of the shortest weights", fit=tuned_ridge)
check_more_data_hurts.breaks("hardly any noise", noise=1 / 900)


@task("best number of points",
      right="Right. With σ ≥ r there is no such number: below the peak, each point makes it worse.")  # fmt: skip
def _best_points(formula: Callable[[int, float], Any]) -> str:
    for p, sigma in ((100, 0.3), (1000, 0.5), (1000, 0.1), (4000, 0.8)):
        n = np.arange(1, p - 1)
        best = int(n[np.argmin(sigma**2 * n / (p - n - 1) - n / p)])
        found = float(numbers(formula(p, sigma)))
        if abs(found - best) <= 1.5:
            continue
        slips = (
            (sigma, " That is the distance from p, not from 0."), (1 + sigma, " Of the two roots, the other one lies below p."),
            (1 - sigma**2, " The derivative of 1/(p − n − 1) has a square below; take the root."),
        )  # fmt: skip
        hint = next((words for share, words in slips if abs(found - p * share) < 3), "")
        return f"p = {p}, σ/r = {sigma}: the least mean risk below the peak is at {best} points, you say {found:.4g}.{hint}"
    return ""


def two_paces(seed: int, steps: Array, slow: float = 0.02, hidden: float = 1.5, n: int = 150) -> tuple[Array, Array]:
    """Return the risks (t,) that gradient descent from 0 leaves in 100 fast directions and in 5 slow ones.

    The fast features have standard deviation 1 and carry a signal of size 2, the slow ones `slow` and `hidden`; the noise
    has variance 1/4 and the step size is 0.1.
    """
    require_count(0, seed=seed)
    require_at_least(0, steps=steps, hidden=hidden)
    require_positive(slow=slow)
    require_count(n=n)
    rng = np.random.default_rng(seed)
    size = np.r_[np.ones(100), np.full(5, slow)]
    w_star = rng.normal(size=105)
    w_star[:100] *= 2 / np.linalg.norm(w_star[:100])
    w_star[100:] *= hidden / slow / np.linalg.norm(w_star[100:])
    X = rng.normal(size=(n, 105)) * size
    y = X @ w_star + 0.5 * rng.normal(size=n)
    s, V = np.linalg.eigh(X.T @ X / n)
    share = 1 - (1 - 0.1 * s[:, None]) ** steps
    missed = (V @ (share * (V.T @ np.linalg.lstsq(X, y)[0])[:, None]) - w_star[:, None]) * size[:, None]
    return (missed[:100] ** 2).sum(axis=0), (missed[100:] ** 2).sum(axis=0)


#: Steps at which gradient descent is looked at.
STEPS = np.unique(np.geomspace(1, 1e6, 91).round())


def turns(risk: Array) -> tuple[float, float, float]:
    """Return the valley before the highest point after step 100, that point, and the lowest value after it."""
    top = int(np.argmax(np.where(STEPS > 100, risk, -math.inf)))
    return float(risk[: top + 1].min()), float(risk[top]), float(risk[top:].min())


@check("Epoch-wise double descent", "seeds of 20 whose risk falls, rises by a quarter or more, then falls below half "
       "of its first valley; 100 fast and 5 slow features, 150 points", "==", 20, kind="instance")  # fmt: skip
def check_two_valleys(
    run: Callable[..., tuple[Array, Array]] = two_paces, slow: float = 0.02, hidden: float = 1.5
) -> float:
    """Count the seeds."""
    found = 0
    for seed in range(20):
        risk = np.sum(run(seed, STEPS, slow, hidden), axis=0)
        first, top, last = turns(risk)
        found += min(risk[0], top) > 1.25 * first and 0 < last < first / 2
    return float(found)


def _flat_start(*given: Any) -> tuple[Array, Array]:
    fast, slow = two_paces(*given)
    step = np.maximum(np.arange(len(STEPS)), np.searchsorted(STEPS, 15))
    return fast[step], slow[step]


check_two_valleys.breaks("all features equally fast", slow=1.0)
check_two_valleys.breaks("nothing to learn in the slow features", hidden=0.0)
check_two_valleys.breaks("a flat start in place of the first descent", run=_flat_start)


@check("Epoch-wise double descent", "mean risk of gradient descent after 10⁶ steps, 200 data sets, ± 3 standard errors beside "
       "the exact level: 7.35 if the slow features are so slow that they stay at zero, 0.597 as they are; the further one",
       "==", kind="Monte Carlo")  # fmt: skip
def check_levels(run: Callable[..., tuple[Array, Array]] = two_paces, n: int = 150) -> Measured:
    """Average over data sets, on the way and at the end."""
    levels = ((1e-6, 2.25 + 2.5 * 100 / 49), (0.02, 0.25 * 105 / 44))
    last = np.array([1e6])
    risks = (([np.sum(run(seed, last, slow, n=n)) for seed in range(200)], level) for slow, level in levels)
    return furthest(*(three_errors(*one) for one in risks))


check_levels.breaks("300 points: the fast features are learned with little noise", n=300)


@cached
def overfit_digits(redrawn: float = 0.2, seeds: int = 3, steps: int = 1000) -> dict[str, Array]:
    """Train ReLU networks 64-64-10 with Adam on 300 digits, this share of them with a random label; cross-entropy.

    Return ``steps`` (t,), and shares of wrong answers of shape (seeds, t): ``train`` on the labels as given, ``test`` on
    500 clean images.
    """
    import torch

    require_count(seeds=seeds, steps=steps)
    curves = []
    for seed in range(seeds):
        data = noisy_digits(seed, redrawn, scaled=False)
        X, y = data.X_train, data.y_train
        generator = torch.Generator().manual_seed(seed)
        model = torch.nn.Sequential(torch.nn.Linear(64, 64), torch.nn.ReLU(), torch.nn.Linear(64, 10))
        for parameter in model.parameters():
            torch.nn.init.uniform_(parameter, -0.125, 0.125, generator)

        def wrong(model: torch.nn.Module, sets: Any = ((X, y), (data.X_test, data.y_test))) -> Array:
            guesses = (model(torch.as_tensor(inputs).float()).argmax(dim=1).numpy() for inputs, _ in sets)
            return np.array([(guess != labels).mean() for guess, (_, labels) in zip(guesses, sets, strict=True)])

        at = np.unique(np.geomspace(1, steps, 40).astype(int)).tolist()
        curves.append(train(model, X, y, steps=steps, lr=0.01, loss="cross_entropy", record_at=at,
                            record={"wrong": wrong}))  # fmt: skip
    rows = np.array([curve["wrong"] for curve in curves])
    return {"steps": curves[0]["steps"], "train": rows[..., 0], "test": rows[..., 1]}


@check("Early stopping", "test error at the last step less that at the best one, smallest of 3 seeds; networks 64-64-10, "
       "300 digits, 20 % of the labels redrawn, 1,000 steps",
       ">=", 0.08, kind="instance", digits=1, only_if="all labels are fitted, and no error comes down again by 0.03")  # fmt: skip
def check_overfitting_stays(run: Callable[..., dict[str, Array]] = overfit_digits, redrawn: float = 0.2) -> float:
    """Compare the end of each curve with its lowest point."""
    curves = run(redrawn)
    again = largest([test[test.argmin() :].max() - test[-1] for test in curves["test"]])
    if not (again < 0.03 and (curves["train"][:, -1] == 0).all()):
        return math.nan
    return smallest([test[-1] - test.min() for test in curves["test"]])


check_overfitting_stays.breaks("clean labels", redrawn=0.0)
check_overfitting_stays.breaks("a second descent", run=lambda redrawn: {
    "train": np.zeros((1, 10)), "test": np.array([[9, 5, 2, 1, 3, 6, 8, 6, 4, 3]]) / 10})  # fmt: skip
