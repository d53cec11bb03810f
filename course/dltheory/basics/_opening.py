"""The opening: one unit with one weight, three points, and all that happens in the course done once on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .. import plotting
from ..evidence import check, largest
from ..interactive import Explorer, Panel, explore, slider, switch
from ..tasks import numbers, recognize, task

X, Y = np.array([1.0, 2.0, 3.0]), np.array([4.0, 1.0, 5.0])


@check("One weight", "loss at the rule's weight, divided by the least loss at 4,001 weights from −10 to 10 and at 0.9999 and 1.0001 times its own; one ReLU "
       "unit, the worst of 50 random sets of 2 to 9 points above 0", "<=", 1.0, 1e-9, kind="class bound")  # fmt: skip
def check_one_weight(weight: Callable[[Any, Any], float] = lambda x, y: float(x @ y / (x @ x))) -> float:
    """All rivals are tried."""
    found, near, rivals = [], np.array([1, 0.9999, 1.0001]), np.linspace(-10, 10, 4_001)
    for rng in map(np.random.default_rng, range(50)):
        x, y = rng.uniform(0.5, 3, (2, int(rng.integers(2, 10))))
        losses = ((np.maximum(np.outer(np.r_[weight(x, y) * near, rivals], x), 0) - y) ** 2).mean(axis=1)
        found.append(losses[0] / losses[1:].min())
    return largest(found)


check_one_weight.breaks("the mean of the points' own slopes y/x", weight=lambda x, y: float(np.mean(y / x)))


def draw_weight(fit: Panel, cost: Panel, w: float, line: bool) -> dict[str, Any]:
    """Draw the unit's outputs beside the targets, and what each point costs."""
    says, shown = (values if line else np.maximum(values, 0) for values in (w * X, w * np.array([0, 3.4])))
    fit.axes(xlabel="input x", ylabel="output", xlim=(0, 3.6), ylim=(-3.5, 11))
    fit.line("unit", [0, 3.4], shown, color=plotting.MEASURED)
    cost.axes(xlabel="input x of the point", ylabel="squared error", xlim=(0, 3.6), ylim=(0, 66))
    bar: dict[str, Any] = {"color": plotting.BOUND, "linestyle": "-", "linewidth": 14, "solid_capstyle": "butt"}
    for x, y, said in zip(X, Y, says, strict=True):
        fit.line(f"error {x}", [x, x], [said, y], color=plotting.BOUND, linestyle=":")
        cost.line(f"cost {x}", [x, x], [0, (said - y) ** 2], **bar)
    fit.points("points", X, Y, color="black")
    cost.rule("mean", y=(loss := float(np.mean((says - Y) ** 2))), color=plotting.MEASURED)
    cost.note(f"loss, the mean (blue line): {loss:.2f}")
    return {"says": says, "loss": loss}


def explore_weight() -> Explorer:
    """Build the explorer of one weight."""
    return explore(
        draw_weight, panels=2, size=(9.0, 3.2), w=slider(-1.0, 3.0, "weight w", value=0.5, step=0.1), line=switch("without the max: a straight line wx"),
        storyboard=[{"w": 0.5}, {"w": 2.8}], caption=lambda w, line: f"w = {w:g}",
        alt="Three points and a line from 0: too flat with w = 0.5, too steep with w = 2.8; beside it a bar for each squared error")  # fmt: skip


@task("the loss of one weight", right="Right: one number says how bad a weight is. To train is to make it small.")
def _loss(loss: Callable[..., Any]) -> str:
    x, y = np.random.default_rng(3).uniform(0.5, 3, (2, 6))
    said, lines = [numbers(loss(w, x.copy(), y.copy())) for w in (1.3, -0.7)], np.outer([1.3, -0.7], x)
    if any(value.ndim for value in said):
        return "One number is asked for: take the mean over the points."
    gaps = np.maximum(lines, 0) - y
    known = [
        ((gaps**2).mean(axis=1), ""),
        ((gaps**2).sum(axis=1), "That is the sum of the squares. Divide by the number of points."),
        (gaps.mean(axis=1), "Errors of both signs cancel in that mean: square them first."),
        (gaps.mean(axis=1) ** 2, "Square first, then take the mean; else errors of both signs cancel."),
        (((lines - y) ** 2).mean(axis=1), "For negative weights it differs: where is the max?"),
    ]  # fmt: skip
    return recognize(said, known, "The mean of (max(wx, 0) − y)² over the points is asked for.")
