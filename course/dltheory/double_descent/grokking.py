"""Section 9, grokking: a small network learns addition modulo 23 by heart, and long after that it learns to add."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from .. import plotting
from ..data import read_record, recorded_run
from ..evidence import check, smallest
from ..interactive import Explorer, Panel, choice, explore
from ..numerics import Array, cached
from ..tasks import numbers, task
from ..training import train
from ..validation import require_count

if TYPE_CHECKING:
    import torch

Runs = Callable[[float], dict[str, Array]]
RECORD = Path(__file__).with_name("grokking.toml")
#: The modulus that networks are trained on, and the weight decays that are recorded.
MODULUS, DECAYS = 23, (0.0, 0.1, 0.3, 1.0, 2.0, 4.0, 8.0)


def sums(seed: int, p: int = MODULUS) -> tuple[Array, Array]:
    """Return all pairs (a, b) modulo p in random order, as two unit vectors side by side (p², 2p), and a + b (p², p)."""
    require_count(0, seed=seed)
    require_count(p=p)
    a, b = np.divmod(np.random.default_rng(seed).permutation(p * p), p)
    unit = np.eye(p)
    return np.hstack([unit[a], unit[b]]), unit[(a + b) % p]


def square_network(units: int, seed: int, p: int = MODULUS) -> torch.nn.Module:
    """Return a network 2p-units-p whose hidden units square their input: weights ``U`` (units, 2p) and ``W`` (p, units)."""
    import torch

    require_count(units=units, p=p)
    require_count(0, seed=seed)

    class Squares(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            generator = torch.Generator().manual_seed(seed)
            self.U = torch.nn.Parameter(torch.randn(units, 2 * p, generator=generator) / math.sqrt(6 * p))
            self.W = torch.nn.Parameter(torch.randn(p, units, generator=generator) / math.sqrt(3 * units))

        def forward(self, X: torch.Tensor) -> torch.Tensor:
            return (X @ self.U.T) ** 2 @ self.W.T

    return Squares()


def purity(weights: ArrayLike) -> float:
    """Return how much of the rows' spectra (without the mean) lies in the strongest frequency of each row (units, p)."""
    power = np.abs(np.fft.rfft(np.asarray(weights))[:, 1:]) ** 2
    return float(power.max(axis=1).sum() / power.sum())


def accuracies(model: torch.nn.Module, X: torch.Tensor, Y: torch.Tensor, seen: int) -> Array:
    """Return the shares of right answers on the first `seen` pairs, which are trained on, and on all others."""
    if not (isinstance(seen, int) and 0 < seen < len(X)):
        raise ValueError(f"seen must be a whole number from 1 to {len(X) - 1}, got {seen!r}")
    right = (model(X).argmax(dim=1) == Y.argmax(dim=1)).double().numpy()
    return np.array([right[:seen].mean(), right[seen:].mean()])


@cached
def learn_sums(decay: float, seed: int, steps: int = 2000, shuffled: bool = False) -> dict[str, Array]:
    """Train 100 units on half of all sums with AdamW; return ``steps``, ``train``, ``test`` and ``purity`` at them, and
    the weights at the end, ``U`` and ``W``. `shuffled`: the answers are dealt out anew, so there is nothing but to learn
    them by heart.
    """
    import torch

    X, Y = (torch.as_tensor(Z, dtype=torch.float32) for Z in sums(seed))
    if shuffled:
        Y = Y[np.random.default_rng(seed).permutation(len(Y))]
    model, half = square_network(100, seed), len(X) // 2
    curves = train(
        model, X[:half], Y[:half], steps=steps, lr=0.01, optimizer="adamw", weight_decay=decay,
        record_at=np.unique(np.geomspace(1, steps, 45).astype(int)).tolist(),
        record={"right": lambda model: accuracies(model, X, Y, half),
                "purity": lambda model: purity(model.get_parameter("U").detach()[:, :MODULUS])},
    )  # fmt: skip
    found = {"steps": curves["steps"], "train": curves["right"][:, 0], "test": curves["right"][:, 1]}
    weights = {name: parameter.detach().double().numpy() for name, parameter in model.named_parameters()}
    return found | {"purity": curves["purity"]} | weights


@cached
def recorded_sums(decay: float) -> dict[str, Array]:
    """Return the recorded runs with this weight decay: ``steps`` (t,), ``train``, ``test`` and ``purity`` (5, t)."""
    run = recorded_run(read_record(RECORD)["run"], decay=decay)
    return {name: np.array(values, dtype=float) for name, values in run.items() if name != "decay"}


@check("Power et al. 2022", "seeds of 5 that know 99 % of the unseen sums at least 12 times as late as 99 % of the seen ones; "
       "recorded networks of 100 units, modulus 23, weight decay 1, 2,000 steps", "==", 5, kind="instance")  # fmt: skip
def check_grokking(runs: Runs = recorded_sums, decay: float = 1.0) -> float:
    """Count the seeds."""
    found = runs(decay)
    known = [[row >= 0.99 for row in found[name]] for name in ("train", "test")]
    first = [[found["steps"][row.argmax()] if row.any() else math.nan for row in rows] for rows in known]
    return float(sum(late >= 12 * early > 0 for early, late in zip(*first, strict=True)))


check_grokking.breaks("no weight decay", decay=0.0)
check_grokking.breaks("weight decay 4: it learns to add almost at once", decay=4.0)


def wave_network(phases: ArrayLike, waves: ArrayLike, p: int) -> Array:
    """Return the outputs (p, p, p) at (a, b) of squared units whose weights are waves.

    Unit j is (cos(t a + phases[0, j]) + cos(t b + phases[1, j]))² with t = 2π waves[j]/p, its weight in the output c is
    cos(t c + phases[2, j]).
    """
    turn, first, second, third = np.arange(p)[:, None] * np.asarray(waves) * 2 * np.pi / p, *np.asarray(phases)
    units = (np.cos(turn + first)[:, None] + np.cos(turn + second)) ** 2
    return np.asarray(units @ np.cos(turn + third).T)


@check("Gromov 2023", "share of all 97² sums that are right, smallest of 3 draws of 500 units with random waves and "
       "phases; nothing is trained", "==", 1.0, kind="construction")  # fmt: skip
def check_waves_add(network: Callable[..., Array] = wave_network, units: int = 500, tied: bool = True) -> float:
    """Draw two phases for each unit; the third is their sum."""
    shares, right = [], np.add.outer(np.arange(97), np.arange(97)) % 97
    for seed in range(3):
        rng = np.random.default_rng(seed)
        phases = rng.uniform(0, 2 * np.pi, (3, units))
        phases[2] = phases[0] + phases[1] if tied else phases[2]
        shares.append((network(phases, rng.integers(1, 49, units), 97).argmax(axis=2) == right).mean())
    return float(min(shares))


check_waves_add.breaks("50 units", units=50)
check_waves_add.breaks("the third phase drawn like the others", tied=False)


def strongest_waves(U: Array, W: Array) -> tuple[Array, Array]:
    """Keep of each unit only the wave with the largest product of its sizes from a, from b and to the output, as learned."""
    parts = [np.fft.rfft(Z) for Z in (*np.split(U, 2, axis=1), W.T)]
    size = np.prod(np.abs(parts), axis=0)
    size[:, 0] = 0  # no wave, but the mean
    kept = np.arange(size.shape[1]) == size.argmax(axis=1)[:, None]
    first, second, third = (np.fft.irfft(part * kept, W.shape[0]) for part in parts)
    return np.hstack([first, second]), third.T


@check("Power et al. 2022", "share of the unseen sums that are right if each unit keeps only its strongest wave, after 25 steps "
       "of training, smallest of 5 seeds", ">=", 0.95, kind="instance",
       only_if="each whole network has fewer than 10 % of them")  # fmt: skip
def check_one_wave_a_unit(
    learn: Callable[..., dict[str, Array]] = learn_sums, keep: Callable[..., Any] = strongest_waves, steps: int = 25
) -> float:
    """Look for the rule in networks that seem to have learned answers only."""
    shares = []
    for seed in range(5):
        run, (X, Y) = learn(1.0, seed, steps), sums(seed)
        U, W = keep(run["U"], run["W"])
        right = ((X @ U.T) ** 2 @ W.T).argmax(axis=1) == Y.argmax(axis=1)
        shares.append(right[len(X) // 2 :].mean() if run["test"][-1] < 0.1 else math.nan)
    return smallest(shares)


check_one_wave_a_unit.breaks("after one step", steps=1)
check_one_wave_a_unit.breaks("output weights of the unit before",
                             keep=lambda U, W: strongest_waves(U, np.roll(W, 1, axis=1)))  # fmt: skip
check_one_wave_a_unit.breaks("trained on shuffled answers", learn=lambda d, s, n: learn_sums(d, s, n, True))


def draw_sums(panel: Panel, beside: Panel, decay: float) -> dict[str, Any]:
    """Draw the recorded accuracies, seen and unseen, and the purity of the units, five seeds each."""
    run = recorded_sums(decay)
    steps = run["steps"][1:]
    arrays = {"steps": steps}
    for where, name, words, color in (
        (panel, "train", "seen sums", plotting.SECOND), (panel, "test", "unseen sums", plotting.MEASURED),
        (beside, "purity", "", plotting.MEASURED),
    ):  # fmt: skip
        rows = arrays[name] = run[name][:, 1:]
        where.fill(f"{name} band", steps, rows.min(axis=0), rows.max(axis=0), color=color)
        where.line(name, steps, rows.mean(axis=0), label=words, color=color)
    panel.rule("guessing", y=1 / MODULUS, color=plotting.TARGET, linestyle=":")
    limits: dict[str, Any] = {"xscale": "log", "xlim": (1, 2_100), "ylim": (-0.02, 1.05)}
    panel.axes(xlabel="training steps", ylabel="share of right answers", **limits)
    beside.axes(xlabel="training steps", ylabel="purity of the units", **limits)
    late = np.mean(run["test"][:, -1])
    panel.note(f"at the end {late:.0%} of the unseen sums are right\ndotted: guessing; bands: all five seeds")
    beside.note("how much of the units' spectra is in\ntheir strongest waves (mean of five)")
    return arrays


def explore_sums() -> Explorer:
    """Explore grokking against weight decay, in recorded runs."""
    return explore(
        draw_sums, panels=2, size=(9.0, 3.6), decay=choice(DECAYS, "weight decay", value=1.0),
        storyboard=[{"decay": 0.0}, {"decay": 1.0}, {"decay": 8.0}],
        alt="Shares of right answers for seen and unseen sums against training steps, and how pure the units' waves are: "
        "without decay unseen sums stay wrong; with decay 1 they come right long after the seen ones",
    )  # fmt: skip


@task("phases that cancel",
      right="Right, and not only modulo 23: so few squares add for every modulus. Six are enough.")  # fmt: skip
def _phases(phi: Any, psi: Any) -> str:
    phi, psi = (numbers(phases).ravel() for phases in (phi, psi))
    if len(phi) != len(psi) or not len(phi):
        return f"Each unit has one phase φ and one ψ: as many numbers in both, please, not {len(phi)} and {len(psi)}."
    if not np.isfinite([phi, psi]).all():
        return "Phases are numbers, angles in radians: one φ and one ψ for each unit."
    if len(phi) > 12:
        return f"Those are {len(phi)} units; twelve or fewer can cancel exactly."
    c = np.arange(MODULUS)
    right = np.cos(2 * np.pi / MODULUS * (c[:, None, None] + c[:, None] - c)) / 2
    found = wave_network([phi, psi, phi + psi], np.ones(len(phi)), MODULUS) / len(phi)
    if np.abs(found - right).max() < 1e-9:
        return ""
    for words, m, n in (
        ("2φ", 2, 0), ("2ψ", 0, 2), ("φ − ψ", 1, -1), ("φ + ψ", 1, 1), ("2φ + 2ψ", 2, 2), ("3φ + ψ", 3, 1), ("φ + 3ψ", 1, 3)
    ):  # fmt: skip
        if (left := np.abs(np.exp(1j * (m * phi + n * psi)).mean())) > 1e-9:
            return f"The terms with the phase {words} do not cancel: their directions add up to {left:.2f}, not to 0."
    return "Some terms do not cancel."
