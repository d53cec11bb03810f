"""Section 4, the built network: one unit for each example, and how far no push can go."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from .. import plotting
from ..data import sphere
from ..evidence import check, furthest_from, largest, smallest
from ..interactive import Control, Explorer, Panel, explore
from ..numerics import Array, cached
from ..tasks import numbers, task
from ..validation import require_count
from ._common import Attack


def on_sphere(m: int, d: int, seed: int = 0) -> tuple[Array, Array]:
    """Return m random points (m, d) of length √d, and random labels −1 or 1, (m,)."""
    require_count(2, m=m, d=d)
    rng = np.random.default_rng(seed)
    return sphere(m, d, rng, radius=math.sqrt(d)), rng.choice([-1.0, 1.0], size=m)


@dataclass(frozen=True)
class Built:
    """The network of Theorem 75 for points (m, d) of length √d with labels (m,): each point has a unit of its own.

    A unit is 1 at its point and falls, straight, towards the origin; it is 0 from `reach` on.
    """

    points: Array
    labels: Array
    stated: float | None = None  # a c that need not be true

    @property
    def closeness(self) -> float:
        """The largest product of two different points, over d: the c of the theorem, unless it is stated."""
        if self.stated is not None:
            return self.stated
        products = self.points @ self.points.T
        return float((products - 4 * np.diag(np.diag(products))).max() / self.points.shape[1])

    @property
    def reach(self) -> float:
        """How far from its point a unit dies, at the nearest."""
        return float((1 - self.closeness) / 2 * np.sqrt(self.points.shape[1]))

    def __call__(self, Z: Any) -> Any:
        """Return the outputs (n,) at inputs (n, d), an array or a tensor."""
        d, wrap = self.points.shape[1], cast(Any, np.asarray)
        if not isinstance(Z, np.ndarray):
            import torch

            wrap = torch.as_tensor
        height = 1 - 2 * (d - Z @ wrap(self.points.T.copy())) / (d * (1 - self.closeness))
        return height.clip(0) @ wrap(self.labels)


def lowest(model: Any, X: Array, y: Array, radius: float, seed: int = 0, restarts: int = 2, steps: int = 30) -> Array:
    """Return the smallest y f (n,) that an attack finds within the radius, in length."""
    import torch

    torch.set_num_threads(1)
    Z, labels = torch.as_tensor(X), torch.as_tensor(y)
    attack = Attack(radius, "2", steps=steps, restarts=restarts, seed=seed, losses=lambda f, t: -f * t, box=False)
    return np.asarray(labels * model(attack(model, Z, labels)).detach())


def promised(X: Array) -> float:
    """Return the radius (1 − c)√d/2 that the theorem gives to points (m, d), with c looked up pair by pair."""
    d = X.shape[1]
    return float((1 - max(a @ b for a, b in itertools.combinations(X, 2)) / d) / 2 * np.sqrt(d))


Make = Callable[[Array, Array], Any]


@check("Theorem 75", "largest |y f(x) − 1| at the data; 50 data sets of 50 points in 200 dimensions", "<=", 0.0, 1e-9,
       kind="construction")  # fmt: skip
def check_fits(make: Make = Built) -> float:
    """Evaluate each network at its own data."""
    return largest([np.abs(y * make(X, y)(X) - 1).max() for X, y in (on_sphere(50, 200, seed) for seed in range(50))])


check_fits.breaks("units 1 % too high", make=lambda X, y: Built(X, 1.01 * y))


@check("Theorem 75", "smallest y f that gradient ascent finds within (1 − c)√d/4 of a point, 2 random starts, all points of 50 data sets "
       "(50 points, 200 dimensions)", ">=", 0.5, 1e-9, kind="class bound")  # fmt: skip
def check_radius(make: Make = Built) -> float:
    """Attack each network at half of its reach: the proof's own number is 1/2."""
    sets = ((make(X, y), X, y) for X, y in (on_sphere(50, 200, seed) for seed in range(50)))
    return smallest(
        [lowest(net, X, y, promised(X) / 2).min() if (y * net(X) > 0).all() else -1.0 for net, X, y in sets]
    )


check_radius.breaks("each unit at its neighbour's point", make=lambda X, y: Built(np.roll(X, 1, axis=0), y))
check_radius.breaks("c = 0.9", make=lambda X, y: Built(X, y, stated=0.9))


@check("Theorem 75, sharp", "how far towards the origin the output is 0 for the first time, over (1 − c)√d/2; 5 data sets, point and size "
       "furthest from 1", "==", 1.0, 1e-6, kind="construction")  # fmt: skip
def check_dies(make: Make = Built) -> float:
    """Halve the interval between a point and the origin, for the closest pair's number c."""
    found = []
    for d in (20, 50, 100, 200, 400):
        X, y = on_sphere(d // 4, d, d)
        model, low, high = make(X, y), np.zeros(d // 4), np.full(d // 4, np.sqrt(d))
        for _ in range(40):
            middle = (low + high) / 2
            alive = y * model(X * (1 - middle / np.sqrt(d))[:, None]) > 1e-12
            low, high = np.where(alive, middle, low), np.where(alive, high, middle)
        found += list(low / promised(X))
    return furthest_from(1.0, found)


check_dies.breaks("c = 0", make=lambda X, y: Built(X, y, stated=0.0))
check_dies.breaks("twice as steep", make=lambda X, y: lambda Z: 2 * Built(X, y)(Z) - np.sign(Built(X, y)(Z)))


class Learned:
    """A network with ReLU units and biases, all of it trained by gradient descent on points (m, d) with labels (m,)."""

    def __init__(self, X: Array, y: Array, units: int = 100, steps: int = 100, rate: float = 0.5, seed: int = 0):
        import torch

        torch.set_num_threads(1)
        generator = torch.Generator().manual_seed(seed)
        sizes = (((X.shape[1], units), X.shape[1] ** -0.5), ((units,), 0.0), ((units,), units**-0.5))
        self.parts = [scale * torch.randn(size, generator=generator, dtype=torch.float64) for size, scale in sizes]
        Z, labels = torch.as_tensor(X), torch.as_tensor(y)
        for _ in range(steps):
            for part in self.parts:
                part.requires_grad_(True)
            loss = torch.nn.functional.softplus(-labels * self._outputs(Z)).mean()
            slopes = torch.autograd.grad(loss, self.parts)
            self.parts = [part.detach() - rate * slope for part, slope in zip(self.parts, slopes, strict=True)]

    def _outputs(self, Z: Any) -> Any:
        return (Z @ self.parts[0] + self.parts[1]).clamp_min(0) @ self.parts[2]

    def __call__(self, Z: Any) -> Any:
        """Return the outputs (n,) at inputs (n, d), an array or a tensor."""
        import torch

        return self._outputs(torch.as_tensor(Z)).detach().numpy() if isinstance(Z, np.ndarray) else self._outputs(Z)


def breaking(model: Any, X: Array, y: Array, top: float, halvings: int = 8) -> Array:
    """Return for each point the shortest push (n,) that an attack finds to turn the sign or make it 0, up to `top`.

    NaN everywhere unless the model has all signs right.
    """
    import torch

    if not (y * model(X) > 0).all():
        return np.full(len(X), math.nan)
    low, high, Z = np.zeros(len(X)), np.full(len(X), top), torch.as_tensor(X)
    for _ in range(halvings):  # each point has a radius of its own, so it is the unit of length
        middle = (low + high) / 2
        radii = torch.as_tensor(middle)[:, None]
        found = lowest(lambda pushes: model(Z + radii * pushes), np.zeros_like(X), y, 1.0, restarts=1, steps=20)  # noqa: B023
        low, high = np.where(found > 0, middle, low), np.where(found > 0, high, middle)
    return high


#: Dimension and numbers of points for the comparison of built and learned networks.
D, SIZES = 1000, (10, 20, 40, 80, 160)


@cached
def compare(make: Make = Learned) -> tuple[Array, Array]:
    """Return reaches of built networks, and median pushes that break `make`'s, at 50 points; both (3 data sets, numbers of points)."""
    found = np.empty((2, 3, len(SIZES)))
    for seed, (at, m) in itertools.product(range(3), enumerate(SIZES)):
        X, y = on_sphere(m, D, seed=seed)
        found[:, seed, at] = (reach := Built(X, y).reach), np.median(breaking(make(X, y), X[:50], y[:50], 1.2 * reach))
        if not np.isfinite(found[1, seed, at]):
            raise ValueError("make must give networks that have all labels right, got one that has not")
    return found[0], found[1]


@check("Section 12.2", "push that breaks a trained network of 100 ReLUs (median of up to 50 points), over √(d/m), furthest from 1; m = 10 to 160 "
       "points in 1,000 dimensions, 3 data sets each", "==", 1.0, 0.35, kind="instance", digits=2)  # fmt: skip
def check_learned(make: Make = Learned) -> float:
    """The attack bounds the true length from above; no number unless all labels are learned."""
    return furthest_from(1.0, compare(make)[1] / np.sqrt(D / np.array(SIZES)))


check_learned.breaks("the built network", make=Built)


# --- explorer: the construction in the plane ---

DIRECTIONS = np.linspace(-np.pi, np.pi, 121)
GRID = np.linspace(-2.2, 2.2, 221)


def on_circle(m: int, share: float = 1.0) -> tuple[Array, Array]:
    """Return m points (m, 2) of length √2, equally far apart, with labels 1, −1, 1, ...; the second comes closer to the first."""
    angles = 2 * np.pi / m * np.arange(m)
    angles[1] *= share
    return np.sqrt(2) * np.stack([np.cos(angles), np.sin(angles)], axis=1), 1.0 - 2 * (np.arange(m) % 2)


def draw_circle(plane: Panel, worst: Panel, m: int, share: float) -> dict[str, Any]:
    """Draw the network's sign in the plane with both radii, and the lowest y f over all pushes of each length."""
    X, y = on_circle(m, share)
    model = Built(X, y, stated=float(np.cos(2 * np.pi / m)))
    says = np.sign(model(np.stack(np.meshgrid(GRID, GRID), axis=-1).reshape(-1, 2))).reshape(221, 221)
    plane.axes(xlabel="x₁", ylabel="x₂", xlim=(-2.2, 2.2), ylim=(-2.2, 2.2))
    plane.image("says", says, (-2.2, 2.2, -2.2, 2.2), aspect="equal", cmap="PuOr", vmin=-2.5, vmax=2.5)
    turn = np.append(DIRECTIONS, math.nan)
    ring = np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    for name, part, color in (("dies", 1.0, plotting.MEASURED), ("promised", 0.5, plotting.BOUND)):
        radius = part * model.reach
        plane.line(name, *(X[:, None] + radius * ring).reshape(-1, 2).T, color=color, linewidth=1.2)
    for label, marker in ((1.0, "o"), (-1.0, "s")):
        plane.points(f"points {label}", *X[y == label].T, color="black", marker=marker, markersize=5)
    lengths = np.linspace(0, 1.5, 31) * model.reach
    towards = np.arctan2(-X[:, 1], -X[:, 0])[:, None] + DIRECTIONS  # the origin's direction is one of them
    pushes = lengths[:, None, None, None] * np.stack([np.cos(towards), np.sin(towards)], axis=-1)
    lowest = (y[:, None] * model((X[:, None] + pushes).reshape(-1, 2)).reshape(31, m, 121)).min(axis=(1, 2))
    worst.axes(xlabel="length of the push", ylabel="lowest y f", xlim=(0, 1.1), ylim=(-1.1, 1.1))
    worst.line("lowest", lengths, lowest, color="black")
    worst.rule("zero", y=0, color=plotting.TARGET, linewidth=0.7)
    worst.rule("promised", x=model.reach / 2, color=plotting.BOUND, linestyle="--")
    worst.rule("dies", x=model.reach, color=plotting.MEASURED)
    holds = lowest[lengths <= model.reach / 2 + 1e-12].min() > 0
    plane.note(f"c = {model.stated:.2f}, promised radius {model.reach / 2:.3f}: {'kept' if holds else 'not kept'}")
    return {"says": says, "lowest": lowest, "points": X}


def explore_circle() -> Explorer:
    """Build the explorer of the construction for points on a circle."""
    return explore(
        draw_circle, panels=2, size=(9.0, 4.2), m=Control("slider", "number of points m", 6, tuple(range(3, 11))),
        share=Control("slider", "angle between the first two, as a share of the others'", 1.0, (0.1, 0.2, 0.25, 0.3, 0.4, 0.6, 0.8, 1.0)),
        storyboard=[{"m": 4}, {"m": 8}, {"m": 6, "share": 0.1}], caption=lambda **_: "",
        alt="Points on a circle, each in a cap of its colour; two rings around each point, for 4 and 8 points, and for 6 with two "
        "of them moved together; right the lowest output against the length of a push, with lines at both rings",
    )  # fmt: skip


@cached
def _on_trial() -> tuple[Array, Array, Learned, float]:
    X, y = on_sphere(100, 200, 7)
    return X, y, Learned(X, y), Built(X, y).reach


@task(
    "one push for all points",
    right="Right: one and the same direction for all points. Every one of them is a little aligned with the sum of all yⱼxⱼ, and the network uses that.",
)
def _one_push(direction: Callable[..., Any]) -> str:
    X, y, model, reach = _on_trial()
    u = numbers(direction(X.copy(), y.copy()))
    if u.shape != (X.shape[1],):
        return f"One direction for all is asked for, of shape ({X.shape[1]},); yours has the shape {u.shape}."
    if not np.isclose(np.linalg.norm(u), 1):
        return f"Its length should be 1, and is {np.linalg.norm(u):.3g}."

    def turned(u: Array) -> float:
        return float((y * model(X - 0.8 * reach * np.outer(y, u)) <= 0).mean())

    if turned(u) >= 0.5:
        return ""
    if turned(-u) >= 0.5:
        return "The other way: points with y = 1 are pushed along −u."
    if np.isclose(abs(u @ X.sum(axis=0)), np.linalg.norm(X.sum(axis=0))):
        return "That is the mean of all points. It does not know which of them are +1, and y says so."
    return f"Pushed by 0.8 of the reach along it, {turned(u):.0%} of the points turn; more than half can."
