"""Section 8, certified: radii inside which no push can change the answer, by voting under noise and by boxes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import stats

from ..data import pictures
from ..evidence import Measured, check, largest, smallest
from ..numerics import Array, cached
from ..tasks import numbers, recognize, task
from ..training import fit_digits
from ..validation import require_between, require_count, require_positive
from ._common import Attack, build, fit, trained
from .blackbox import wrong_leads

if TYPE_CHECKING:
    from torch import Tensor, nn

#: The noise of training and of voting, draws that choose and that count, the risk taken for each picture, how many pictures.
SIGMA, CHOOSE, DRAWS, RISK, SHOWN = 0.25, 64, 1000, 0.001, 100


def least_share(share: Array, shift: float) -> Array:
    """Return the least share of the votes that may be left after a shift, in units of the noise's spread: Φ(Φ⁻¹(share) - shift)."""
    return np.asarray(stats.norm.cdf(stats.norm.ppf(share) - shift))


@check("Cohen, Rosenfeld, Kolter 2019", "share of the votes left after a shift by s less Φ(Φ⁻¹(share) − s), least over half-lines, intervals and "
       "unions of four, 3,000 drawn, those with a share of 0.5 to 0.999, s = 0.1 to 3 (a half-line attains it)", "==", 0.0, 1e-9, kind="class bound")  # fmt: skip
def check_shift(bound: Callable[..., Array] = least_share) -> float:
    """Normal noise that is shifted sees of a region what lies further along the shift; only that one coordinate matters."""
    ends = np.sort(np.random.default_rng(0).normal(scale=2, size=(3000, 8)), axis=1)
    ends[:1000, 2:] = ends[:1000, 1:2]  # one interval, then nothing
    ends[:50, 0] = -np.inf

    def share(shift: float) -> Array:
        below = stats.norm.cdf(ends - shift)
        return np.asarray((below[:, 1::2] - below[:, ::2]).sum(axis=1))

    ends = ends[(share(0.0) >= 0.5) & (share(0.0) <= 0.999)]
    return smallest([share(s) - bound(share(0.0), s) for s in (0.1, 0.5, 1.0, 2.0, 3.0)])


check_shift.breaks("a hundredth less of the shift", bound=lambda share, shift: least_share(share, 0.99 * shift))


@cached
def trained_on_noise(sigma: float = SIGMA, seed: int = 0) -> nn.Module:
    """Return a dense network that has seen digits with normal noise of this spread on each grey value, and no others."""
    import torch

    require_positive(sigma=sigma)
    generator = torch.Generator().manual_seed(seed)

    def change(model: Any, X: Tensor, y: Tensor, share: float) -> Tensor:
        return X + sigma * torch.randn(X.shape, generator=generator, dtype=X.dtype)

    return fit(build("dense", seed), steps=600, batch=128, change=change, seed=seed)


def votes(model: Any, X: Tensor, draws: int, sigma: float = SIGMA, seed: int = 0) -> Array:
    """Count what a network says to each picture under so many draws of the noise, (n, 10)."""
    import torch

    require_count(1, draws=draws)
    generator = torch.Generator().manual_seed(seed)
    found = np.zeros((len(X), 10), dtype=int)
    with torch.no_grad():
        for x, row in zip(X, found, strict=True):
            said = model(x + sigma * torch.randn(draws, *x.shape, generator=generator, dtype=X.dtype)).argmax(dim=1)
            row += np.bincount(said.numpy(), minlength=10)
    return found


@cached
def certify(seed: int = 0) -> tuple[Array, Array]:
    """Return winners and certified Euclidean radii of the first 100 test pictures, (100,) each; radius 0 is no certificate."""
    model, X = trained_on_noise(seed=seed), pictures()[2][:SHOWN]
    winner = votes(model, X, CHOOSE, seed=2 * seed).argmax(axis=1)
    hits = votes(model, X, DRAWS, seed=2 * seed + 1)[np.arange(SHOWN), winner]
    least = stats.beta.ppf(RISK, hits, DRAWS - hits + 1)  # with risk 0.001 the true share is smaller
    return winner, SIGMA * np.maximum(stats.norm.ppf(np.nan_to_num(least)), 0)


@cached
def push_against_votes(radii: tuple[float, ...], seed: int = 0) -> Array:
    """Push each of the first 100 test pictures by its own radius, by ascent through the mean of 16 noisy answers, and return
    which ones the votes then give to another class, (100,).
    """
    import torch

    model, X = trained_on_noise(seed=seed), pictures()[2][:SHOWN]
    winner = certify(seed)[0]
    length = torch.tensor(radii, dtype=X.dtype).view(-1, 1, 1, 1)
    generator = torch.Generator().manual_seed(seed)

    def mean_answer(U: Tensor) -> Tensor:  # U lies in the unit ball
        noise = SIGMA * torch.randn(16, *X.shape, generator=generator, dtype=X.dtype)
        said = model((X + length * U + noise).flatten(0, 1)).softmax(dim=1).unflatten(0, (16, SHOWN))
        return torch.log(said.mean(dim=0) + 1e-12)

    U = Attack(1.0, "2", start="clean", box=False)(mean_answer, torch.zeros_like(X), torch.as_tensor(np.array(winner)))
    return np.asarray(votes(model, X + length * U, DRAWS, seed=99).argmax(axis=1) != winner)


@check("Randomized smoothing", "digits of 100 whose votes an attack turns at 0.999 of their certified radius; "
       "ascent through the mean of 16 noisy answers", "==", 0.0, kind="instance",
       only_if="at 1.5 times the radius half of the certified ones turn")  # fmt: skip
def check_never_turned(certificate: Callable[..., Any] = certify) -> float:
    """The attack must be strong enough to turn most of them a little further out."""
    radii = certificate(0)[1]
    known = radii > 0.05
    if known.mean() < 0.8 or push_against_votes(tuple(1.5 * radii))[known].mean() < 0.5:
        return math.nan
    return float(push_against_votes(tuple(0.999 * radii))[known].sum())


check_never_turned.breaks("radii four times as long", certificate=lambda seed: (certify(seed)[0], 4 * certify(seed)[1]))
check_never_turned.breaks("radii twice as long", certificate=lambda seed: (certify(seed)[0], 2 * certify(seed)[1]))


def through_layers(model: Any, X: Tensor, eps: float, merge: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """Return bounds (n, ...) of all outputs over the boxes of half-width eps, clipped to grey values, layer by layer.

    With `merge` (n, rows, 10) the last layer is multiplied by it first: bounds of those combinations of the outputs.
    """
    import torch

    low, high = (X - eps).clamp(0, 1).flatten(1), (X + eps).clamp(0, 1).flatten(1)
    for layer in model[1:]:
        if isinstance(layer, torch.nn.ReLU):
            low, high = low.clamp_min(0), high.clamp_min(0)
            continue
        weight, bias = layer.weight, layer.bias
        if merge is not None and layer is model[-1]:
            weight, bias = merge @ weight, merge @ bias
        middle = (weight @ ((high + low) / 2)[..., None])[..., 0] + bias
        reach = (weight.abs() @ ((high - low) / 2)[..., None])[..., 0]
        low, high = middle - reach, middle + reach
    return low, high


def lead(model: Any, X: Tensor, y: Tensor, eps: float) -> Tensor:
    """Return lower bounds of logit y minus logit j over the boxes, (n, 10); 0 for j = y."""
    import torch

    merge = torch.nn.functional.one_hot(y, 10).to(X.dtype)[:, None] - torch.eye(10, dtype=X.dtype)
    return through_layers(model, X, eps, merge)[0]


@cached
def trained_on_boxes(eps: float = 0.1, seed: int = 0) -> nn.Module:
    """Return a dense network trained half on its answers, half on the worst that the boxes allow; both grow from nothing."""
    import torch

    require_between(0, 1, eps=eps)
    entropy = torch.nn.functional.cross_entropy

    def loss(model: Any, X: Tensor, y: Tensor, share: float) -> Tensor:
        grown = min(1.0, 2 * share)
        worst = -lead(model, X, y, eps * grown)
        return (1 - grown / 2) * entropy(model(X), y) + grown / 2 * entropy(worst, y)

    return fit_digits(build("dense", seed), loss, 600, seed=seed)


def certified_by_boxes(model: Any, eps: float = 0.1) -> Array:
    """Return for which of the 500 test pictures no other logit can pass that of the label within eps, (500,)."""
    import torch

    _, _, X, y = pictures()
    with torch.no_grad():
        sure = lead(model, X, y, eps) > 0
    return np.asarray((sure | (torch.arange(10) == y[:, None])).all(dim=1))


@check("Interval bounds", "smallest distance of an output from its bounds, relative; 201 random networks 3-1, 3-1-2 and 3-8-2, points of a box and "
       "all its corners (with up to one hidden unit a corner attains it)", "==", 0.0, 1e-9, kind="class bound", only_if="these do")  # fmt: skip
def check_boxes(bounds: Callable[..., Any] = through_layers) -> float:
    """No output may leave its bounds, and those of one layer are attained."""
    import torch
    from torch import nn

    generator, found = torch.Generator().manual_seed(0), []
    corners = torch.cartesian_prod(*[torch.tensor([-1.0, 1.0], dtype=torch.float64)] * 3)
    for trial in range(201):
        hidden = (0, 1, 8)[trial % 3]
        layers = [nn.Linear(3, hidden), nn.ReLU(), nn.Linear(hidden, 2)] if hidden else [nn.Linear(3, 1)]
        model = nn.Sequential(nn.Flatten(), *layers).double()
        for part in model.parameters():
            part.data = torch.randn(part.shape, generator=generator, dtype=torch.float64)
        x = 0.3 + 0.4 * torch.rand(1, 3, generator=generator, dtype=torch.float64)
        inside = 2 * torch.rand(100, 3, generator=generator, dtype=torch.float64) - 1
        with torch.no_grad():
            (low, high), said = bounds(model, x, 0.2), model(x + 0.2 * torch.cat([corners, inside]))
            found.append(float((torch.minimum(said - low, high - said) / (high - low).clamp_min(1e-12)).min()))
    return smallest(found) if largest(found[::3] + found[1::3]) < 1e-9 else math.nan


check_boxes.breaks("weights with their signs", bounds=lambda model, X, eps: (model(X - eps), model(X + eps)))
check_boxes.breaks(
    "wider with a hidden layer", bounds=lambda model, X, eps: through_layers(model, X, eps * len(model[1:]))
)
check_boxes.breaks("a hundredth narrower", bounds=lambda model, X, eps: through_layers(model, X, 0.99 * eps))


@check("Interval bounds", "share of 500 test digits certified at ε = 0.1, and the share that 20 steps leave right "
       "as its bound: network 64-100-100-10 trained on its bounds", "<=", kind="instance", digits=2,
       only_if="no attack of five turns a certified one, and 0.6 or more are certified")  # fmt: skip
def check_certified(certificate: Callable[..., Array] = certified_by_boxes, usual: bool = False) -> Measured:
    """What is certified must survive, what survives need not be certified."""
    _, _, X, y = pictures()
    model = trained("dense") if usual else trained_on_boxes()
    others = [Attack(0.1, seed=seed) for seed in (1, 2, 3)] + [Attack(0.1, losses=wrong_leads)]
    right = [(model(attack(model, X, y)).argmax(dim=1) == y).numpy() for attack in (Attack(0.1), *others)]
    sure = certificate(model)
    found = float(sure.mean()) if np.all(right, axis=0)[sure].all() and sure.mean() >= 0.6 else math.nan
    return Measured(found, float(right[0].mean()), 0.0)


check_certified.breaks("trained as usual", usual=True)
check_certified.breaks("what survives 20 steps", certificate=lambda model: (
    model(Attack(0.1)(model, *pictures()[2:])).argmax(dim=1) == pictures()[3]).numpy())  # fmt: skip
check_certified.breaks("boxes half as wide", certificate=lambda model: certified_by_boxes(model, 0.05))


@task("a box through a layer", right="Right: where a weight is negative, the lower end makes the upper one.")
def _box(through: Callable[..., Any]) -> str:
    rng = np.random.default_rng(2)
    W, b, low = rng.normal(size=(4, 3)), rng.normal(size=4), rng.normal(size=3)
    high = low + rng.random(3)
    answer = through(W, b, low, high)
    if not isinstance(answer, tuple | list | np.ndarray) or len(answer) != 2:
        return "Two arrays are asked for: the lower ends of W z + b and the upper ends."
    said = np.array([numbers(part) for part in answer])
    ends = np.stack([W * low, W * high])
    wanted = np.array([ends.min(axis=0).sum(axis=1), ends.max(axis=0).sum(axis=1)]) + b
    if said.shape != wanted.shape:
        return f"W has 4 rows, so each end should have shape (4,); yours have {said.shape[1:]}."
    cases = [
        (wanted, ""),
        (np.array([W @ low + b, W @ high + b]), "That takes all lower ends together. Where a weight is negative, which end of z makes the output small?"),
        (wanted - b, "The bias is missing."),
        (np.maximum(wanted, 0), "Those are the ends after a ReLU; only W z + b is asked for."),
        (wanted[::-1], "The lower ends come first."),
    ]  # fmt: skip
    other = "Try W = [[1, -1]], b = 0 and the box from (0, 0) to (1, 1): the ends are -1 and 1."
    return recognize(said, cases, other)
