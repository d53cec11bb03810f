"""Section 2, attacks on a network: one step of ascent, many steps, and what they do to digits."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .. import plotting
from ..data import pictures
from ..evidence import check, erratum
from ..interactive import Control, Explorer, Panel, choice, explore
from ..numerics import Array, cached
from ..tasks import task
from ..training import share_right
from ..validation import require_choice
from ._common import Attack, trained, unit

if TYPE_CHECKING:
    from torch import Tensor, nn

#: The radii that curves are drawn for, by norm; the explorer's radii, norms and digits.
RADII = {"inf": (0.0, 0.025, 0.05, 0.1, 0.15, 0.2), "2": (0.0, 0.125, 0.25, 0.5, 0.75, 1.0)}
OFFERED = tuple(round(0.01 * i, 2) for i in range(31))
NAMES = {"each pixel by up to ε (norm ∞)": "inf", "length up to 8ε (norm 2)": "2"}
DIGITS = ("a 3", "a 7", "a 4")
Way = Callable[[float, str], Callable[[Any, Any, Any], Any]]


def one_step(eps: float, norm: str = "inf") -> Attack:
    """Return the attack that makes one step of length eps from the input itself; in the norm ∞ that is FGSM."""
    return Attack(eps, norm, steps=1, size=1.0, start="clean")


def noise(eps: float, norm: str = "inf") -> Callable[[Any, Any, Any], Any]:
    """Return an "attack" that adds random signs times eps, or a random direction of length eps, and knows nothing."""
    import torch

    require_choice(("inf", "2"), norm=norm)

    def change(model: Any, X: Tensor, y: Tensor) -> Tensor:
        V = torch.randn(X.shape, generator=torch.Generator().manual_seed(0), dtype=X.dtype)
        return (X + eps * (V.sign() if norm == "inf" else unit(V))).clamp(0, 1)

    return change


def still_right(model: nn.Module, attack: Way, norm: str = "inf", radii: Sequence[float] | None = None) -> Array:
    """Return the shares (radii,) of 500 test pictures that the model gets right under attacks of these radii; 0 is no attack.

    A share is nan if a push is longer than its radius, or leads to a grey value outside [0, 1].
    """
    (_, _, X, y), found = pictures(), []
    for eps in radii or RADII[norm]:
        Z = attack(eps, norm)(model, X, y) if eps else X
        far = (Z - X).flatten(1).norm(dim=1, p=float(norm)).max()
        allowed = far <= eps * (1 + 1e-9) and Z.min() >= 0 and Z.max() <= 1
        found.append(share_right(model, Z, y) if allowed else math.nan)
    return np.array(found)


@check("Attacks (12.1)–(12.4)", "share still right after 20 steps less that after one, in points of a hundred, "
       "largest of 4 radii, two norms and 3 dense networks", "<=", 0.0, kind="instance",
       only_if="the mean is −2 or less")  # fmt: skip
def check_stronger(attack: Way = Attack, single: Way = one_step) -> float:
    """Both may change a picture by as much; that they do not change it by more is measured, too."""
    found = []
    for seed, norm in itertools.product(range(3), RADII):
        model, radii = trained("dense", seed), RADII[norm][2:]
        clean, lost = share_right(model, *pictures()[2:]), still_right(model, single, norm, radii)
        if not (lost[0] < clean - 0.05 and lost[-1] < 0.5):  # else beating it would mean nothing
            return math.nan
        found.append(still_right(model, attack, norm, radii) - lost)
    return 100 * float(np.max(found)) if np.mean(found) <= -0.02 else math.nan


check_stronger.breaks("steps of a fiftieth", attack=lambda eps, norm: Attack(eps, norm, size=0.02))
check_stronger.breaks("the one step again", attack=one_step)


@check("Attacks (12.1)–(12.4)", "share of new digits still right under pushes of at most 0.2 a pixel, largest of 5 "
       "networks", "<=", 0.05, kind="instance",
       only_if="each gets 94 % right without pushes and 90 % with random signs times 0.1, and all pushes are allowed")  # fmt: skip
def check_fragile(attack: Way = Attack) -> float:
    """Four dense networks from other starts, and a convolutional one."""
    found = []
    for kind, seed in (("convolutional", 0), *(("dense", seed) for seed in range(4))):
        model = trained(kind, seed)
        clean, shaken = still_right(model, noise, "inf", (0.0, 0.1))
        if clean < 0.94 or shaken < 0.9:
            return math.nan
        found.append(float(still_right(model, attack, "inf", (0.2,))[0]))
    return float(np.max(found))


check_fragile.breaks("random signs times 0.2", attack=noise)
check_fragile.breaks("grey values below 0 and above 1", attack=lambda eps, norm: Attack(eps, norm, box=False))
check_fragile.breaks("1 % too far", attack=lambda eps, norm: Attack(1.01 * eps, norm))


@erratum(113, "Section 12.1", "how far a pixel ends from x + ε·sign(gradient at x), largest over 100 digits, over ε = 0.1", "==", 0.0, 1e-12,
         printed="FGSM is the iteration (12.4), projected after each step", corrected="FGSM is the single step η = ε from δ = 0")  # fmt: skip
def erratum_single_step() -> tuple[float, float]:
    """Goodfellow et al. 2015 take one step; iterated, (12.4) is the basic iterative method, or PGD (Madry et al. 2018)."""
    import torch

    (_, _, X, y), model = (part[:100] for part in pictures()), trained("dense")
    start = X.clone().requires_grad_(True)
    (slope,) = torch.autograd.grad(torch.nn.functional.cross_entropy(model(start), y), start)
    found = []
    for steps, size in ((20, 0.25), (1, 1.0)):
        Z = Attack(0.1, steps=steps, size=size, start="clean", box=False)(model, X, y)
        found.append(float((Z - X - 0.1 * slope.sign()).abs().max() / 0.1))
    return found[0], found[1]


@cached
def attacked(digit: int, norm: str, eps: float) -> tuple[Array, Array, Array]:
    """Return the first test picture (8, 8) of a digit that is read right, what is added, and the ten logits of the sum."""
    (_, _, X, y), model = pictures(), trained()
    first = ((model(X).argmax(dim=1) == y) & (y == digit)).nonzero()[0]
    X, y = X[first], y[first]
    Z = X
    if eps > 0:
        Z = Attack(eps if norm == "inf" else 8 * eps, norm, start="clean", size=0.1, steps=30)(model, X, y)
    return X[0, 0].numpy(), (Z - X)[0, 0].numpy(), model(Z)[0].detach().numpy()


def draw_push(before: Panel, added: Panel, said: Panel, eps: float, digit: str, norm: str) -> dict[str, Any]:
    """Draw the picture with the push, the push alone, and what the network makes of the sum."""
    true = int(digit[-1])
    x, delta, logits = attacked(true, NAMES[norm], eps)
    for panel, values, word, colors, low in ((before, x + delta, "what the network sees", "gray_r", 0.0), (
            added, delta, "added (purple: darker)", "PuOr", -0.3)):  # fmt: skip
        panel.axes(xlabel="", ylabel="", title=word, xlim=(0, 8), ylim=(8, 0))
        panel.ax.set(xticks=[], yticks=[])
        shown = {"cmap": colors, "vmin": low, "vmax": 1.0 if low == 0 else 0.3, "aspect": "equal"}
        panel.image("values", values, (0, 8, 8, 0), origin="upper", **shown)
    top = int(np.argmax(logits))
    said.axes(xlabel="digit", ylabel="logit", xlim=(-0.6, 9.6), ylim=(-25, 25))
    said.rule("zero", y=0, color=plotting.TARGET, linewidth=0.7)
    for k in range(10):
        color = plotting.MEASURED if k == true else plotting.BOUND if k == top else plotting.TARGET
        said.line(f"bar {k}", [k, k], [0, logits[k]], color=color, linewidth=9, solid_capstyle="butt", linestyle="-")
    said.note(f"ε = {eps:.2f}: says {top}, " + ("right" if top == true else f"is {digit}"))
    return {"picture": x + delta, "push": delta, "logits": logits}


def explore_push() -> Explorer:
    """Build the explorer of one attack: its radius, on one of three digits, in one of two norms."""
    return explore(
        draw_push, panels=3, size=(9.0, 3.4), eps=Control("slider", "ε (grey values run from 0 to 1)", 0.0, OFFERED),
        digit=choice(DIGITS, "picture"), norm=choice(tuple(NAMES), "how much may change"),
        storyboard=[{"eps": eps} for eps in (0.0, 0.06, 0.12)], caption=lambda **_: "",
        alt="A digit 3, what is added to it, and ten bars, one for each digit's logit: with ε the bar of the 3 sinks and another "
        "digit's rises above it, while the picture still shows a 3",
    )  # fmt: skip


@task("make them all threes", right="Right: an ascent on this makes the network say 3, whatever the picture shows.")
def _threes(losses: Callable[..., Any]) -> str:
    (_, _, X, y), model = pictures(), trained("dense")
    X, y = X[y != 3][:60], y[y != 3][:60]
    shape = getattr(losses(model(X), y), "shape", None)
    if shape != (60,):
        return f"One loss for each picture is asked for: a tensor, for 60 pictures of shape (60,); yours is of {shape}."
    if not getattr(losses(model(X), y), "requires_grad", False):
        return "That has no slope, and an ascent needs one. Take the logits, not the answers that they give."

    def threes(climbed: Callable[..., Any]) -> Any:
        return (model(Attack(0.4, losses=climbed, start="clean")(model, X, y)).argmax(dim=1) == 3).double().mean()

    share = float(threes(losses))
    if share > 0.95:
        return ""
    if threes(lambda f, y: -losses(f, y)) > 0.9:
        return "Its *descent* makes them threes, but an attack goes up: turn the sign."
    return f"With ε = 0.4 {share:.0%} become a 3. Is your loss largest where the logit of 3 beats each other one, whatever y is?"
