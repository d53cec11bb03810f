"""Section 3, how many labellings: half-planes and rectangles on points in the plane, all of them, counted exactly."""

from __future__ import annotations

import math
from collections.abc import Callable
from math import comb
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import linprog

from .. import plotting
from ..evidence import check, erratum, furthest_from
from ..interactive import Explorer, Panel, choice, explore, slider
from ..numerics import Array
from ..tasks import numbers, task
from ..validation import require_shape

Labels = NDArray[np.bool_]
Place = Callable[[int, int], Array]


def _sweep(points: ArrayLike) -> tuple[Labels, Array]:
    """Return all labellings (count, n) that half-planes make, and for each a line (count, 3): u · x > t is the side of "yes".

    Turn a direction u once around. The order of the points along u changes only where u is perpendicular to a pair; so one
    direction between each two of these, with every place t in the order, meets all labellings. Kept is the widest gap.
    """
    x = np.asarray(points, dtype=float)
    require_shape(None, 2, points=x)
    if not len(x):
        raise ValueError("points must be one point or more, got none")
    i, j = np.triu_indices(len(x), 1)
    across = (x[j] - x[i])[np.abs(x[j] - x[i]).max(axis=1) > 1e-9]
    turns = np.sort((np.arctan2(across[:, 1], across[:, 0]) + np.pi / 2) % np.pi)
    turns = turns[np.diff(turns, append=np.inf) > 1e-9] if len(turns) else np.zeros(1)
    middles = (turns + np.append(turns[1:], turns[0] + np.pi)) / 2
    angles = np.concatenate([middles, middles + np.pi])
    u = np.column_stack([np.cos(angles), np.sin(angles)])
    along = np.sort(u @ x.T, axis=1)
    ends = np.column_stack([along[:, :1] - 0.6, along, along[:, -1:] + 0.6])
    t, gap = (ends[:, 1:] + ends[:, :-1]) / 2, np.diff(ends, axis=1)
    sides = (u @ x.T)[:, None, :] > t[:, :, None]
    keep = np.flatnonzero(gap.ravel() > 1e-9)  # equal places along u: these points cannot be told apart
    keep = keep[np.argsort(-gap.ravel()[keep], kind="stable")]
    rows, lines = sides.reshape(-1, len(x))[keep], np.column_stack([np.repeat(u, t.shape[1], axis=0), t.ravel()])[keep]
    first = np.unique(rows, axis=0, return_index=True)[1]
    return rows[first], lines[first]


def half_planes(points: ArrayLike) -> Labels:
    """Return all labellings of points (n, 2) that lines make, as different rows (count, n) of True and False."""
    return _sweep(points)[0]


def rectangles(points: ArrayLike) -> Labels:
    """Return all labellings of points (n, 2), n up to 16, that upright rectangles make (True inside): rows (count, n)."""
    x = np.asarray(points, dtype=float)
    require_shape(None, 2, points=x)
    if not 1 <= len(x) <= 16:
        raise ValueError(f"points must be 1 to 16 points, got {len(x)}")
    rows = _all_labellings(len(x))
    low = np.where(rows[:, :, None], x, np.inf).min(axis=1)[:, None]
    high = np.where(rows[:, :, None], x, -np.inf).max(axis=1)[:, None]
    inside = ((low <= x) & (x <= high)).all(axis=2)  # of the smallest rectangle around those that are to be inside
    return np.asarray(rows[(inside == rows).all(axis=1)])


def _all_labellings(n: int) -> Labels:
    return (np.arange(2**n)[:, None] >> np.arange(n) & 1).astype(bool)


def _separable(x: Array, rows: Labels, through_zero: bool = False) -> Labels:
    """Return for each labelling (count, n) of points (n, d) whether a half-space makes it, by one linear program each."""
    ones = np.column_stack([x, np.full(len(x), float(not through_zero))])
    solved = [linprog(np.zeros(ones.shape[1]), A_ub=-np.where(row, 1, -1)[:, None] * ones, b_ub=-np.ones(len(x)),
                      bounds=(None, None), method="highs") for row in rows]  # fmt: skip
    return np.array([one.status == 0 for one in solved])


def _in_general_position(n: int, d: int) -> Array:
    return np.random.default_rng([n, d]).normal(size=(n, d))


@check("Half-spaces (Cover 1965)", "labellings of n points that half-spaces make (a linear program for each of 2ⁿ), over 2 Σ C(n−1, k), k up to d; d = 1, 2, 3, n up to "
       "6, general position, furthest from 1", "==", 1.0, 1e-12, kind="instance", given=("points",), only_if="each comes with its reverse")  # fmt: skip
def check_cover(
    separable: Callable[[Array, Labels], Labels] = _separable, points: Place = _in_general_position
) -> float:
    """Ask for each labelling whether there is a line, a plane, ...; d + 1 points have all 2ⁿ, d + 2 miss two."""
    found = []
    for d, n in [(d, n) for d in (1, 2, 3) for n in range(1, 7)]:
        made = separable(points(n, d), _all_labellings(n))
        if not made[0] or (made != made[::-1]).any():  # with a labelling also its reverse; all no is always made
            return math.nan
        found.append(float(made.sum()) / (2 * sum(comb(n - 1, k) for k in range(d + 1))))
    return furthest_from(1, found)


check_cover.breaks("lines through 0 only", separable=lambda x, rows: _separable(x, rows, through_zero=True))
check_cover.breaks("all points on one line", points=lambda n, d: np.outer(np.arange(n), np.ones(d)))


@check("Half-planes (Figure 8.2)", "labellings of n points, by turning a line, over n² − n + 2; 40 sets in general "
       "position, n from 4 to 12, furthest from 1", "==", 1.0, 1e-12, kind="class bound", given=("points",),
       only_if="linear programs confirm those of nine sets")  # fmt: skip
def check_turning(labellings: Callable[[Array], Labels] = half_planes, points: Place = _in_general_position) -> float:
    """A full turn meets each of the n (n − 1)/2 pairs twice, and each meeting makes one new labelling."""
    found = []
    for seed in range(40):
        n = 4 + seed % 9
        x = points(n, 2) if seed < 9 else np.random.default_rng(seed).normal(size=(n, 2))
        rows = np.unique(np.asarray(labellings(x)).astype(bool), axis=0)
        if seed < 9 and not _separable(x, rows).all():
            return math.nan
        found.append(len(rows) / (n * n - n + 2))
    return furthest_from(1, found)


check_turning.breaks("one labelling left out", labellings=lambda x: half_planes(x)[1:])
check_turning.breaks("three of the points on a line", points=lambda n, d: np.vstack(
    [_in_general_position(n - 3, d), [[0.0] * d, [1.0] * d, [2.0] * d]]))  # fmt: skip


@erratum(86, "Section 8.3", "labellings by half-planes of so many points in general position, over 2ⁿ", "==", 1.0, 1e-12,
         printed="2ⁿ up to four points", corrected="2ⁿ up to three points")  # fmt: skip
def erratum_four_points() -> tuple[float, float]:
    """The growth leaves 2ⁿ at four points already, not past them."""
    four, three = (len(half_planes(_in_general_position(n, 2))) / 2**n for n in (4, 3))
    return four, three


#: The explorer's fixed points; the next one is the reader's.
FIXED = np.array([[-0.75, 0.1], [0.05, 0.8], [0.7, -0.05], [0.2, 0.35]])
CLASSES: dict[str, Callable[[ArrayLike], Labels]] = {"half-planes": half_planes, "rectangles": rectangles}


def _outline(kind: str, x: Array, rows: Labels) -> list[Array]:
    """Return for each labelling that can be made the line or the rectangle that makes it, as a polyline in [-1, 1]²."""
    if kind == "rectangles":
        boxes = [(x[row].min(axis=0) - 0.12, x[row].max(axis=0) + 0.12) if row.any() else None for row in rows]
        corners = [np.empty((0, 2)) if box is None else np.array([[box[a][0], box[b][1]] for a, b in
                   ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))]) for box in boxes]  # fmt: skip
        return [np.clip(corner, -1.1, 1.1) for corner in corners]
    made, lines = _sweep(x)
    known = {tuple(row): line for row, line in zip(made.tolist(), lines, strict=True)}
    outlines = []
    for row in rows.tolist():
        *u, t = known[tuple(row)]
        ends = np.array(u) * t + np.linspace(-3, 3, 601)[:, None] * np.array([-u[1], u[0]])
        outlines.append(ends[(np.abs(ends) <= 1.1).all(axis=1)][[0, -1]] if any(row) and not all(row) else np.empty((0, 2)))  # fmt: skip
    return outlines


def draw_labellings(left: Panel, right: Panel, kind: str, n: int, x: float, y: float) -> dict[str, Any]:
    """Draw n points, one of them the reader's, and beside them all 2ⁿ labellings: made by the class, or grey."""
    points = np.vstack([FIXED[: n - 1], [x, y]])
    rows, made = _all_labellings(n), {tuple(row) for row in CLASSES[kind](points).tolist()}
    possible = np.array([tuple(row) in made for row in rows.tolist()])
    columns = 8 if n == 5 else 4
    middle = np.column_stack([np.arange(2**n) % columns, -(np.arange(2**n) // columns)]) * 2.8
    title, square = f"{n} points: {possible.sum()} of {2**n} labellings", (-1.1, 1.1)
    left.axes(xlabel="x₁", ylabel="x₂", title=title, xlim=square, ylim=square)
    for i in range(n - 1):
        for j in range(i):
            way = points[i] + np.array([[-9.0], [9.0]]) * (points[j] - points[i])
            left.line(f"through {j}, {i}", *way.T, color=plotting.TARGET, linestyle=":", linewidth=0.8)
    left.points("fixed", *points[:-1].T, color="black", markersize=7)
    left.points("yours", *points[-1:].T, color=plotting.FOURTH, markersize=11, marker="D")
    places = middle[:, None] + points
    size, bottom = (5 if n < 5 else 3.5), 1.7 - 2.8 * 2**n / columns
    right.axes(
        xlabel="dot: yes, cross: no; thick grey frame: cannot be made",
        ylabel="",
        xlim=(-1.4, 2.8 * columns - 1.4),
        ylim=(bottom, 1.4),
    )
    right.ax.set(xticks=[], yticks=[])
    frame = np.array([[-1.1, -1.1], [1.1, -1.1], [1.1, 1.1], [-1.1, 1.1], [-1.1, -1.1], [math.nan, math.nan]])
    grey = (middle[~possible][:, None] + frame).reshape(-1, 2)
    right.line(
        "frames", *(middle[:, None] + frame).reshape(-1, 2).T, color=plotting.TARGET, linestyle="-", linewidth=0.3
    )
    right.line("cannot be made", *grey.T, color=plotting.TARGET, linestyle="-", linewidth=3)
    shapes = [np.vstack([outline + place, [[math.nan, math.nan]]]) for outline, place in
              zip(_outline(kind, points, rows[possible]), middle[possible], strict=True)]  # fmt: skip
    right.line("made by", *np.vstack(shapes).T, color=plotting.TARGET, linestyle="-", linewidth=1.2)
    right.points("yes", *places[rows].T, color=plotting.MEASURED, markersize=size)
    right.points("no", *places[~rows].T, color=plotting.BOUND, marker="x", markersize=size)
    return {"points": points, "possible": possible, "count": possible.sum()}


def explore_labellings() -> Explorer:
    """Build the shattering playground: a class, so many points, and one of them to be moved."""
    return explore(
        draw_labellings, panels=2, size=(9.0, 4.2),
        kind=choice(tuple(CLASSES), "class"), n=slider(3, 5, "points n", value=4),
        x=slider(-1.0, 1.0, "x₁ of your point", value=-0.05, step=0.05), y=slider(-1.0, 1.0, "x₂ of your point", value=0.25, step=0.05),
        storyboard=[{}, {"y": -0.75}, {"kind": "rectangles"}, {"kind": "rectangles", "y": -0.75}],
        caption=lambda kind, n, x, y: f"{kind}, {n} points, yours at ({x:g}, {y:g})",
        alt="Left four points, one of them yours, inside the others or outside; right their 16 labellings, each with the line or the "
        "box that makes it, or in a grey frame where none does.",
    )  # fmt: skip


@task("a labelling that no line makes", right="Right: Radon's theorem. Your two groups have a point in common between them.")  # fmt: skip
def _radon(labelling: Callable[[Array], Any]) -> str:
    for seed in range(12):
        x = np.random.default_rng(seed).normal(size=(4, 2))
        y = numbers(labelling(x.copy()))
        if y.shape != (4,):
            return f"Four labels are asked for, one a point; the result has shape {y.shape}."
        if not np.isin(y, (-1, 1)).all():
            return "Labels should be −1 or 1: np.sign turns numbers other than 0 into labels."
        if tuple(y > 0) in {tuple(row) for row in half_planes(x).tolist()}:
            if seed > 0:
                return "Right for some sets of four points; for others one lies among the other three. Let the numbers cᵢ decide."
            return "A line makes that labelling. Which cᵢ, not all 0, have Σ cᵢ = 0 and Σ cᵢ xᵢ = 0?"
    return ""
