"""Section 5, features: random features and trained networks on noisy digits, and where their peaks stand."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from .. import plotting
from ..data import Split, digits, read_record
from ..evidence import check
from ..interactive import Control, Explorer, Panel, choice, explore
from ..numerics import Array, cached
from ..tasks import numbers, task
from ..validation import require_at_least, require_between, require_choice, require_count, require_positive

#: Images that are learnt from, and the widths at which they are fitted.
SEEN = 300
WIDTHS = (10, 20, 40, 60, 80, 120, 160, 200, 240, 270, 300, 330, 400, 500, 700, 1000, 1500, 3000)
RECORD = Path(__file__).with_name("recorded.toml")


def noisy_digits(seed: int, redrawn: float = 0.2, scaled: bool = True) -> Split:
    """Return 300 digits to learn from, a share `redrawn` of their labels drawn anew, and 500 clean ones to test on. Inputs
    are centred and divided by one common standard deviation, or left as they are; the seed settles the split, and which
    labels are redrawn.
    """
    require_count(0, seed=seed)
    require_between(0, 1, redrawn=redrawn)
    rng = np.random.default_rng(seed)
    split = digits(rng)
    X, y = split.X_train[:SEEN], split.y_train[:SEEN]
    centre, scale = (X.mean(axis=0), math.sqrt(np.mean(X.std(axis=0) ** 2))) if scaled else (0.0, 1.0)
    y = np.where(rng.random(SEEN) < redrawn, rng.integers(10, size=SEEN), y)
    return Split((X - centre) / scale, y, (split.X_test - centre) / scale, split.y_test)


def random_waves(X: Array, p: int, scale: float, rng: np.random.Generator) -> Array:
    """Return p random cosines of the rows of X, (n, p): a hidden layer that is drawn and never trained."""
    W, b = rng.normal(size=(X.shape[1], p)), rng.uniform(0, 2 * np.pi, p)
    return math.sqrt(2 / p) * np.cos(scale * (X @ W) + b)


@cached
def decompositions(seed: int, widths: Sequence[int], scale: float) -> tuple[tuple[Array, Array, Array], ...]:
    """Return for each width what all fits share, whatever the labels and the ridge: with the features P = U S V^T of the
    images that are learnt from and Q of those that are tested, (Q V, the diagonal of S, U).
    """
    found, split = [], noisy_digits(seed)
    for p in widths:
        rows = random_waves(np.vstack([split.X_train, split.X_test]), p, scale, np.random.default_rng([seed, p]))
        U, S, Vt = np.linalg.svd(rows[:SEEN], full_matrices=False)
        found.append((rows[SEEN:] @ Vt.T, S, U))
    return tuple(found)


@cached
def width_curves(
    seed: int, redrawn: float = 0.2, ridge: float = 0.0, scale: float = 0.2, widths: Sequence[int] = WIDTHS
) -> dict[str, Array]:
    """Fit the ten one-hot columns of the noisy labels by least squares, of minimum norm or with a ridge, at each width.

    Returns ``test``, ``train``: shares of wrong answers on clean images and on the noisy labels; ``norm`` of the weights.
    """
    require_at_least(0, ridge=ridge)
    require_at_least(1, widths=widths)
    require_positive(scale=scale)
    split = noisy_digits(seed, redrawn)
    Y, rows = np.eye(10)[split.y_train] - 0.1, []
    for QV, S, U in decompositions(seed, widths, scale):
        inner = (S / (S**2 + SEEN * ridge))[:, None] * (U.T @ Y)
        test, train = ((scores @ inner).argmax(axis=1) for scores in (QV, U * S))
        rows.append([np.mean(test != split.y_test), np.mean(train != split.y_train), np.linalg.norm(inner)])
    return dict(zip(("test", "train", "norm"), np.array(rows).T, strict=True))


Curves = Callable[..., dict[str, Array]]


def peak(curve: Array) -> tuple[int, float]:
    """Return the index of a curve's largest value, and how far it is above its end and its least value before it."""
    at = int(np.argmax(curve))
    return at, float(curve[at] - max(curve[: at + 1].min(), curve[-1]))


@check("Figure 13.1", "seeds of 5 whose largest test error stands at p = n, 0.3 or more above the end and the valley before "
       "it: random cosines on 300 digits, 20 % of the labels redrawn, 18 widths from 10 to 3000", "==", 5,
       kind="instance")  # fmt: skip
def check_feature_peak(curves: Curves = width_curves, ridge: float = 0.0) -> float:
    """Count the seeds."""
    peaks = (peak(curves(seed, ridge=ridge)["test"]) for seed in range(5))
    return float(sum(WIDTHS[at] == SEEN and height >= 0.3 for at, height in peaks))


check_feature_peak.breaks("with a ridge of 0.001", ridge=1e-3)
check_feature_peak.breaks("a bump of 0.01",
                          curves=lambda *_, **__: {"test": np.where(np.equal(WIDTHS, SEEN), 0.6, 0.59)})  # fmt: skip


@check("Figure 13.1", "seeds of 5 with a test error at 3000 features below those at 20, 40, 60, 80, 120 by 0.02 or more; as "
       "above", "==", 5, kind="instance")  # fmt: skip
def check_second_descent(curves: Curves = width_curves, scale: float = 0.2) -> float:
    """Compare the end of the curve with the bottom of the U: it need not be lower, and here it is."""
    chosen = (20, 40, 60, 80, 120, 3000)
    tests = [curves(seed, scale=scale, widths=chosen)["test"] for seed in range(5)]
    return float(sum(test[-1] <= test[:-1].min() - 0.02 for test in tests))


check_second_descent.breaks("slower waves, frequencies 0.1 in place of 0.2", scale=0.1)


def draw_widths(panel: Panel, side: Panel, p: int, redrawn: float, ridge: float) -> dict[str, Any]:
    """Draw the error of random features against their number, with the norm of the weights beside it."""
    curves = width_curves(0, redrawn, ridge)
    at = int(np.argmin(np.abs(np.log(np.array(WIDTHS) / p))))
    panel.axes(xlabel="features p", ylabel="share of wrong answers", xscale="log", xlim=(9, 3500), ylim=(-0.02, 1))
    side.axes(xlabel="features p", ylabel="norm of the weights", xscale="log", yscale="log", xlim=(9, 3500),
              ylim=(1, 1e4))  # fmt: skip
    for one, name, label, color in (
        (panel, "test", "new digits, clean", plotting.MEASURED), (panel, "train", "training", plotting.SECOND),
        (side, "norm", "", plotting.MEASURED),
    ):  # fmt: skip
        one.rule("p = n", x=SEEN, color=plotting.TARGET, linestyle=":")
        one.line(name, WIDTHS, curves[name], label=label, color=color)
        one.points(f"{name} here", WIDTHS[at : at + 1], curves[name][at : at + 1], color=color, markersize=8)
    panel.note(f"p = {WIDTHS[at]}: wrong {curves['test'][at]:.0%} new, {curves['train'][at]:.0%} training")
    side.note(f"norm {curves['norm'][at]:.3g}, dotted: p = n")
    return {**curves, "p": np.array(WIDTHS[at])}


def explore_widths() -> Explorer:
    """Build the explorer of random features on digits: width, label noise, ridge."""
    return explore(
        draw_widths, panels=2, size=(9.0, 3.6), p=Control("slider", "features p", 300, WIDTHS),
        redrawn=choice((0.0, 0.1, 0.2, 0.4), "share of labels redrawn", value=0.2),
        ridge=choice((0.0, 1e-4, 1e-3, 1e-2), "ridge λ"),
        storyboard=[{"p": 300}, {"p": 3000, "redrawn": 0.0}, {"p": 300, "ridge": 1e-3}],
        caption=lambda p, redrawn, ridge: f"{redrawn:.0%} of the labels redrawn, ridge {ridge:g}",
        alt="Error and weight norm against the number of random features: both peak at p = n, with noise to 93 % wrong, "
        "without noise still visibly; a ridge flattens both",
    )  # fmt: skip


def train_networks(widths: Sequence[int], redrawn: float = 0.2, seeds: int = 5, steps: int = 1500) -> dict[str, Array]:
    """Train tanh networks 64-h-10 on the noisy digits, all seeds of a width at once: squared loss on one-hot labels,
    Adam on all images at once. Return ``widths``, shares of wrong answers ``test``, ``train`` (seeds, widths), and
    ``missed``, by how much a training label's ten numbers are missed, in the mean square.
    """
    import torch

    from ..training import train

    require_count(seeds=seeds, steps=steps)
    require_at_least(1, widths=widths)
    splits = [noisy_digits(seed, redrawn) for seed in range(seeds)]
    arrays = [s.X_train for s in splits], [s.X_test for s in splits], [np.eye(10)[s.y_train] for s in splits]
    X, T, Y = (torch.as_tensor(np.stack(one, axis=1), dtype=torch.float32) for one in arrays)
    found = []
    for h in widths:
        model = _networks(h, seeds)
        train(model, X, Y, steps=steps, lr=0.01, record_at=())
        with torch.no_grad():
            answers = [model(inputs).argmax(dim=2).numpy().T for inputs in (T, X)]
            missed = ((model(X) - Y) ** 2).mean(dim=(0, 2)).numpy()
        labels = [np.stack(rows) for rows in ([s.y_test for s in splits], [s.y_train for s in splits])]
        found.append([*(np.mean(said != true, axis=1) for said, true in zip(answers, labels, strict=True)), missed])
    test, train_, missed = np.array(found).transpose(1, 2, 0)
    return {"widths": np.array(widths), "steps": np.array(steps), "test": test, "train": train_, "missed": missed}


def _networks(h: int, seeds: int) -> Any:
    import torch

    generator = torch.Generator().manual_seed(h)

    class Networks(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            shapes = (seeds, h, 64), (seeds, 10, h)
            self.W, self.V = (
                torch.nn.Parameter(torch.randn(shape, generator=generator) / math.sqrt(shape[2])) for shape in shapes
            )
            self.b, self.c = (torch.nn.Parameter(torch.zeros(*shape[:2], 1)) for shape in shapes)

        def forward(self, X: torch.Tensor) -> torch.Tensor:  # (n, seeds, 64) -> (n, seeds, 10)
            hidden = torch.tanh(torch.baddbmm(self.b, self.W, X.permute(1, 2, 0)))
            return torch.baddbmm(self.c, self.V, hidden).permute(2, 0, 1)

    return Networks()


@cached
def recorded_networks(redrawn: float = 0.2) -> dict[str, Array]:
    """Return the recorded run with this share of labels redrawn, as `train_networks` does, five seeds."""
    runs = {run["noise"]: run for run in read_record(RECORD)["run"]}
    require_choice(runs, redrawn=redrawn)
    return {name: np.array(rows) for name, rows in runs[redrawn].items()}


@check("Figure 13.1", "seeds of 5 whose largest test error, from h = 8 on, stands within 20 % of nK/(d + K + 1) = 40, 0.1 or "
       "more above the end and the valley before it: recorded networks 64-h-10 on 300 digits, 20 % of the labels redrawn, "
       "12 widths to 512", "==", 5, kind="instance")  # fmt: skip
def check_network_peak(networks: Curves = recorded_networks, redrawn: float = 0.2) -> float:
    """Count the seeds."""
    h = (8, 12, 16, 24, 32, 40, 48, 64, 96, 128, 256, 512)
    peaks = (peak(test[1:]) for test in networks(redrawn)["test"])
    return float(
        sum(abs(h[at] * (64 + 10 + 1) / (SEEN * 10) - 1) <= 0.2 + 1e-9 and height >= 0.1 for at, height in peaks)
    )


check_network_peak.breaks("no label noise", redrawn=0.0)
check_network_peak.breaks("a bump of 0.01", networks=lambda _: {"test": np.where(np.arange(13) == 6, 0.36, np.full((5, 1), 0.35))})  # fmt: skip


def plot_networks(live: dict[str, Array] | None = None) -> dict[str, Array]:
    """Draw the recorded errors of trained networks against their width, those of a live run as stars, and how well the
    training labels are met.
    """
    if live is not None and not {"widths", "steps", "test"} <= set(live):
        raise ValueError(f"live must be what train_networks returns, got the keys {list(live)}")
    fig, (ax, beside) = plotting.figure(2, height=3.4)
    noisy, clean = recorded_networks(0.2), recorded_networks(0.0)
    h = noisy["widths"]
    looks = (noisy, "new digits, 20 % noise", plotting.MEASURED, 24), (clean, "no noise", plotting.SECOND, 13)
    for run, words, color, rise in looks:
        plotting.label_line(plotting.band(ax, h, run["test"], "", color), words, at=8, offset=(0, rise))
        plotting.band(beside, h, run["missed"], "", color)
    learnt = plotting.curve(ax, h, noisy["train"].mean(axis=0), "", plotting.THIRD, markersize=3)
    plotting.label_line(learnt, "training, 20 % noise", at=6, offset=(5, -10))
    if live is not None:
        stars = ax.plot(live["widths"], live["test"].mean(axis=0), "*", color="black", markersize=11)[0]
        plotting.label_line(stars, f"this run,\n{live['steps']} steps", offset=(8, 4), at=0)
    for one in (ax, beside):
        one.axvline(40, color=plotting.BOUND, linestyle="--", linewidth=1)
        plotting.log_axes(one, [4, 8, 16, 40, 128, 512], both=False)
    ax.set_ylim(-0.1, 0.65)
    beside.set_yscale("log")
    plotting.label_axes(ax, "hidden units h", "share of wrong answers", "bands: 80 % of five seeds, 1,500 steps")
    plotting.label_axes(beside, "hidden units h", "mean squared error, training", "dashed: nK = parameters")
    plotting.describe(fig, "With noise the error on new digits falls to 0.36, climbs to 0.49 at 40 units and falls again "
                      "below the first valley; without noise it only falls. Training answers are right from 24 units on; their "
                      "squared error falls from 0.06 to 0.001 at 40, and below that from 48 on.")  # fmt: skip
    return {"h": h, "noisy": noisy["test"], "clean": clean["test"], "missed": noisy["missed"]}


@task("a committee", right="Right: average what they say, image by image and class by class, and only then decide.")
def _committee(decide: Callable[[Any], Any]) -> str:
    scores = np.random.default_rng(0).normal(size=(7, 40, 10))
    said = numbers(decide(scores))
    if said.shape != (40,):
        return f"Seven members, 40 images: 40 answers are wanted, one an image; yours have the shape {said.shape}."
    if np.array_equal(said, scores.mean(axis=0).argmax(axis=1)):
        return ""
    single = scores.argmax(axis=2)
    votes = np.array([np.bincount(column, minlength=10).argmax() for column in single.T])
    for other, words in (
        (votes, "That is a vote: each member decides first, and how sure it was is forgotten. Average the scores."),
        (single.mean(axis=0).round(), "The mean of a 3 and a 9 is no 6: class numbers cannot be averaged."),
        (single[0], "That is the first member's answer alone."),
        (scores.max(axis=0).argmax(axis=1), "The most self-assured member decides alone; near the peak all are sure."),
    ):
        if np.array_equal(said, other):
            return words
    differ = np.mean(said != scores.mean(axis=0).argmax(axis=1))
    return f"{differ:.0%} of the answers differ from those of the mean score."
