"""Section 9, masking: defences that only mislead the attack, seen in pictures of the loss and by attacks of another kind."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .. import plotting
from ..data import pictures
from ..evidence import check, largest, smallest
from ..interactive import Explorer, Panel, choice, explore
from ..numerics import Array, cached
from ..tasks import task
from ..training import share_right
from ..validation import require_choice
from ._common import Attack, build, fit, trained
from .attacks import one_step
from .blackbox import Queried, by_search, wrong_leads
from .training import on_the_worst

Model = Callable[[Any], Any]
#: The radius of the contest, and how far pictures of the loss reach, in its units.
EPS, LINE = 0.1, np.linspace(-2, 2, 81)


@cached
def offers() -> dict[str, Model]:
    """Return four defended networks by their letters: three are the usual dense network with something around it, one is not."""
    import torch

    plain = trained("dense")
    return {
        "A": lambda Z: 1000 * plain(Z),
        "B": lambda Z: plain(Z + 0.02 * torch.sin(200 * Z)),
        "C": fit(build("dense"), change=on_the_worst(EPS)),
        "D": lambda Z: plain(torch.round(8 * Z) / 8),
    }


def under(attack: Callable[..., Any], model: Model, n: int = 500) -> float:
    """Return the share of the first n test digits that a model gets right under an attack on itself."""
    _, _, X, y = (part[:n] for part in pictures())
    return share_right(model, attack(model, X, y), y)


def under_search(model: Model, queries: int = 500, n: int = 200) -> float:
    """Return the share of the first n test digits that random search with so many queries leaves right; it sees outputs only."""
    _, _, X, y = (part[:n] for part in pictures())
    return float(by_search(Queried(model), X, y, EPS, queries)[1][-1])  # type: ignore[arg-type]


def under_loan(model: Model, n: int = 500) -> float:
    """Return the share of the first n test digits that a model gets right under pushes made for the usual dense network."""
    _, _, X, y = (part[:n] for part in pictures())
    return share_right(model, Attack(EPS)(trained("dense"), X, y), y)


def five_attacks(model: Model) -> list[float]:
    """Return the shares of 200 test digits that are left right by 20 steps, 20 on the margin, 100 steps, search, and a loan."""
    attacks = (Attack(EPS), Attack(EPS, losses=wrong_leads), Attack(EPS, steps=100, size=0.1))
    return [*(under(attack, model, 200) for attack in attacks), under_search(model), under_loan(model, 200)]


_TEST = "ε = 0.1, dense networks, 200 test digits"


@check("Gradient masking", f"share right under 20 steps of ascent on the cross-entropy less the share right under 500 queries of random search; {_TEST}, "
       "the three offers with something around the usual network, least", ">=", 0.35, kind="instance",
       only_if="the search leaves 0.6 of the fourth offer")  # fmt: skip
def check_masked(search: Callable[..., float] = under_search, letters: Sequence[str] = ("A", "B", "D")) -> float:
    """An attack that sees more should not do worse."""
    found = [(under(Attack(EPS), offers()[letter], 200), search(offers()[letter])) for letter in letters]
    if not (all(0.05 < right < 0.6 for _, right in found) and search(offers()["C"]) > 0.6):
        return math.nan
    return smallest([white - black for white, black in found])


check_masked.breaks("the offer trained on the worst pictures", letters="C")


@check("Gradient masking", f"share right under the most harmful of five attacks: ascent of 20 steps on the cross-entropy and on the lead of the best wrong logit, 100 steps, 500 queries, "
       f"pushes made for the usual network; {_TEST}, the offer trained on the worst pictures", ">=", 0.7, kind="instance", only_if="each breaks the usual network to less than a half")  # fmt: skip
def check_sturdy(attacks: Callable[[Model], list[float]] = five_attacks, letter: str = "C") -> float:
    """Five attacks on the same digits; what survives all of them is not hidden from one alone."""
    usual, found = attacks(trained("dense")), attacks(offers()[letter])
    return smallest(found) if len(found) == 5 and largest(usual) < 0.5 else math.nan


for _letter in ("A", "B", "D"):
    check_sturdy.breaks(f"offer {_letter}", letter=_letter)


@cached
def bad_direction(letter: str, which: int) -> Array:
    """Return the signs (1, 8, 8) of the push that 500 queries of random search find for a test picture."""
    _, _, X, y = (part[which : which + 1] for part in pictures())
    Z, _ = by_search(Queried(offers()[letter]), X.clamp(0.2, 0.8), y, EPS, 500)  # type: ignore[arg-type]  # no pixel is clipped
    return np.asarray((Z - X.clamp(0.2, 0.8))[0].sign().numpy())


@cached
def landscape(letter: str, which: int = 0, margin: bool = False, reach: float = 1.0) -> Array:
    """Return the loss (81, 81) of an offer around a test picture: rows along random signs, columns along the bad direction.

    Both are in units of 0.1 `reach` a pixel; the loss is the cross-entropy, or the margin, the lead of the best wrong logit.
    """
    import torch

    require_choice(tuple("ABCD"), letter=letter)
    _, _, X, y = (part[which : which + 1] for part in pictures())
    bad = torch.as_tensor(bad_direction(letter, which).copy())
    other = torch.randint(0, 2, bad.shape, generator=torch.Generator().manual_seed(which)).to(X.dtype) * 2 - 1
    across, along = (torch.as_tensor(axis) for axis in np.meshgrid(LINE, LINE, indexing="ij"))
    Z = X + EPS * reach * (along.reshape(-1, 1, 1, 1) * bad + across.reshape(-1, 1, 1, 1) * other)
    with torch.no_grad():
        f, labels = offers()[letter](Z), y.expand(len(Z))
        found = wrong_leads(f, labels) if margin else torch.nn.functional.cross_entropy(f, labels, reduction="none")
    return np.asarray(found.reshape(81, 81).numpy())


LOSSES, REACH = ("cross-entropy, log₁₀", "lead of the best wrong logit"), (0.05, 0.3, 1.0)
#: Test digits that search turns for A, B and D and not for C, within the pictures' cut and by a lead above 1.
SHOWN = {"a 5": 4, "a 2": 8, "a 1": 9}


def draw_loss(surface: Panel, cut: Panel, letter: str, digit: str, loss: str, reach: float) -> dict[str, Any]:
    """Draw the loss around a picture as colours, and along the bad direction as a curve."""
    which, as_log = SHOWN[digit], loss == LOSSES[0]
    values, wrong = landscape(letter, which, not as_log, reach), landscape(letter, which, True, reach)[40] > 0
    shown = np.log10(np.maximum(values, 1e-12)) if as_log else values / np.abs(values).max()
    ends, (low, high) = (-2 * EPS * reach, 2 * EPS * reach), (-12.0, 4.0) if as_log else (-1.0, 1.0)
    surface.axes(xlabel="change of each pixel, a bad direction", ylabel="random signs", xlim=ends, ylim=ends)
    surface.ax.grid(False)
    surface.image(loss, shown, 2 * ends, cmap="cividis", vmin=low, vmax=high)
    surface.points("picture", [0], [0], color="white", marker="x")
    corners = EPS * np.array([[-1, 1, 1, -1, -1], [-1, -1, 1, 1, -1]])
    surface.line("ball", *corners, color="white", linewidth=1, linestyle="-")
    name, room = ("log₁₀ of the loss", 0.5) if as_log else ("lead / largest", 0.05)
    cut.axes(xlabel="change of each pixel, the bad direction", ylabel=name, xlim=ends, ylim=(low - room, high + room))
    for panel in (surface, cut):
        panel.ax.set_xticks(np.linspace(*ends, 5))
    cut.line("cut", LINE * EPS * reach, shown[40], color=plotting.MEASURED)
    cut.points("wrong", LINE[wrong] * EPS * reach, shown[40][wrong], color=plotting.BOUND, marker="x")
    cut.rule("here", x=0, color=plotting.TARGET, linewidth=0.7)
    surface.note(f"offer {letter}, {digit}: yellow is {high:g}, dark {low:g}")
    cut.note("crosses: the answer is wrong")
    return {"surface": values, "cut": shown[40], "wrong": wrong, "span": np.array(ends)}


def explore_loss() -> Explorer:
    """Build the explorer of the loss around a picture, for the four offers."""
    return explore(
        draw_loss, panels=2, size=(9.0, 3.8), letter=choice(tuple("ABCD"), "offer"), digit=choice(tuple(SHOWN), "test picture"),
        loss=choice(LOSSES, "loss"), reach=choice(REACH, "how far one looks", value=1.0),
        storyboard=[{"letter": letter} for letter in "ABCD"], caption=lambda **_: "",
        alt="The loss around a digit for four offers: A is level up to a wall, B is full of ripples, C is one slope, D is made of flat blocks",
    )  # fmt: skip


@task("a slope for the rounding", right="Right: the values of the rounding, the slope of the straight line through it.")
def _slope(see_through: Callable[..., Any]) -> str:
    import torch

    Z = torch.linspace(0.013, 0.987, 40, dtype=torch.float64).view(2, 1, 4, 5).requires_grad_(True)
    said = see_through(Z)
    if not isinstance(said, torch.Tensor) or said.shape != Z.shape:
        return "A tensor shaped like Z is asked for."
    if torch.allclose(said, Z.detach()):
        return "Those are the values of Z itself. The network must see the rounded picture, or you attack another one."
    if not torch.allclose(said, torch.round(8 * Z.detach()) / 8):
        return "The values should be those of torch.round(8 * Z) / 8."
    if not said.requires_grad:
        return "Nothing of Z is left in it: what is detached has slope 0 as well. Which part should keep its slope?"
    (slope,) = torch.autograd.grad(said.sum(), Z)
    if torch.allclose(slope, torch.ones_like(slope)):
        return ""
    if (slope == 0).all():
        return "Its slope is 0, as that of the rounding is. Detach the rounding; add something of value 0 and slope 1."
    return f"Its slope should be 1 everywhere; yours is {float(slope.flatten()[0]):.3g}."


def contest() -> dict[str, list[float]]:
    """Return for each letter the shares of 500 test digits right: without an attack, after one step, after 20 steps."""
    attacks = (lambda model, X, y: X, one_step(EPS), Attack(EPS))
    return {letter: [under(attack, model) for attack in attacks] for letter, model in offers().items()}
