"""Section 1, the SVD: a matrix rotates, scales and rotates; how far it stretches, and how fast its powers show that."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .. import plotting
from ..evidence import check, erratum, furthest_from, largest
from ..interactive import Explorer, Panel, choice, explore, slider, switch
from ..numerics import Array, rotation
from ..tasks import numbers, recognize, task
from ..validation import require_count

Parts = tuple[Array, Array, Array]

#: Matrices to be matched by hand: that of the paper work, one that turns the plane over, and one of rank 1.
TARGETS = {"A": np.array([[0.6, 0], [0.8, 1]]), "B": np.array([[0.05, 0.7], [1.33, 0.59]]), "C": np.array([[1.2, 0.6], [0.4, 0.2]])}  # fmt: skip


def circle(count: int = 361) -> Array:
    """Return points (2, count) once round the unit circle, the first and the last at (1, 0)."""
    require_count(2, count=count)
    angle = np.linspace(0, 2 * np.pi, count)
    return np.stack([np.cos(angle), np.sin(angle)])


def orthogonal(d: int, rng: np.random.Generator) -> Array:
    """Draw an orthogonal matrix (d, d): noise, its columns made orthonormal one after the other."""
    return np.linalg.qr(rng.normal(size=(d, d)))[0]


def by_eigenvectors(A: Array) -> Parts:
    """Construct U (m, m), s (min(m, n),) and V (n, n) with A = U D Vᵀ as the proof does, from the eigenvectors of AᵀA."""
    m, n = A.shape
    values, V = np.linalg.eigh(A.T @ A)  # ascending
    V, s = V[:, ::-1], np.sqrt(np.maximum(values[::-1], 0))
    rank = int(np.sum(s > 1e-7 * s[0]))  # below that it is rounding: AᵀA has the squares
    U = A @ V[:, :rank] / s[:rank]
    filled = np.linalg.qr(U, mode="complete")[0][:, rank:] if rank else np.eye(m)
    return np.hstack([U, filled]), np.where(np.arange(min(m, n)) < rank, s[: min(m, n)], 0.0), V


def by_squaring(A: Array, times: int = 14) -> float:
    """Return the largest stretch of A: AAᵀ, squared again and again, has the longest half-axis alone in the end."""
    power = gram = A @ A.T
    for _ in range(times):
        power = power @ power / np.sum(power**2)  # the trace of what stands before it
    return float(np.sqrt(np.trace(power @ gram)))


def _matrices(count: int, most: int, columns: int = 0) -> Iterator[tuple[Array, Array]]:
    """Yield matrices (m, n) of ranks from 1, with the singular values that they were made of: 0, or from 0.5 to 2."""
    for rng in map(np.random.default_rng, range(count)):
        m, n = int(rng.integers(1, most)), columns or int(rng.integers(1, most))
        s = np.zeros(min(m, n))
        rank = int(rng.integers(1, len(s) + 1))
        s[:rank] = np.sort(rng.uniform(0.5, 2, rank))[::-1]
        yield orthogonal(m, rng)[:, : len(s)] * s @ orthogonal(n, rng)[:, : len(s)].T, s


@check("Theorem 7", "largest entry of |QQᵀ − I|: the transpose undoes Q from the other side, too; 200 matrices Q of 2 to 9 columns", "<=", 0.0, 1e-12,
       kind="class bound", only_if="QᵀQ = I up to 10⁻¹², and Q moves some axis by 0.1 or more")  # fmt: skip
def check_inverse(draw: Callable[[int, np.random.Generator], Array] = orthogonal) -> float:
    """Half of the statement is given, the other half is measured."""
    found = []
    for rng in map(np.random.default_rng, range(200)):
        Q = draw(int(rng.integers(2, 10)), rng)
        m, n = Q.shape
        if not (np.abs(Q.T @ Q - np.eye(n)).max() < 1e-12 and np.abs(Q - np.eye(m, n)).max() > 0.1):
            return math.nan
        found.append(np.abs(Q @ Q.T - np.eye(m)).max())
    return largest(found)


check_inverse.breaks("not square: one column left out", draw=lambda d, rng: orthogonal(d, rng)[:, :-1])


@check("Theorem 6", "largest of: entries of |A − UDVᵀ|, |UᵀU − I|, |VᵀV − I|, and the error of s; U, s and V from the eigenvectors of AᵀA, 80 "
       "matrices of 1 to 7 rows and columns, ranks from 1, that were made of known s", "<=", 0.0, 1e-9, kind="construction")  # fmt: skip
def check_svd(parts: Callable[[Array], Parts] = by_eigenvectors) -> float:
    """The matrices are tall, wide and square, and many have a singular value 0."""
    found = []
    for A, known in _matrices(80, 8):
        (U, s, V), k = parts(A), min(A.shape)
        gaps = (A - U[:, :k] * s @ V[:, :k].T, U.T @ U - np.eye(len(A)), V.T @ V - np.eye(A.shape[1]), s - known)
        found += [np.abs(gap).max() for gap in gaps]
    return largest(found)


def _changed(change: Callable[[Array, Array, Array], Parts]) -> Callable[[Array], Parts]:
    return lambda A: change(*by_eigenvectors(A))


check_svd.breaks("U not filled up where s = 0", parts=_changed(lambda U, s, V: (U * (np.r_[s, 0 * U[0]][: len(U)] > 0), s, V)))  # fmt: skip
check_svd.breaks("U = V, where A is square", parts=_changed(lambda U, s, V: (V if len(U) == len(V) else U, s, V)))


@check("(1.3)", "largest stretch |Ax| among 10,001 directions x of the plane, over s₁; 80 matrices of 1 to 7 rows and 2 columns, furthest from 1", "==",
       1.0, 1e-6, kind="construction")  # fmt: skip
def check_stretch(parts: Callable[[Array], Parts] = by_eigenvectors) -> float:
    """In the plane all directions can be tried."""
    tried = circle(10_001)
    most = ((A, np.linalg.norm(A @ tried, axis=0).max()) for A, _ in _matrices(80, 8, 2))
    return furthest_from(1.0, [stretch / parts(A)[1][0] for A, stretch in most])


check_stretch.breaks("the root of the sum of all squared entries", parts=_changed(lambda U, s, V: (U, s * 0 + np.sqrt(s @ s), V)))  # fmt: skip


@check("(1.3)", "largest |stretch/s₁ − 1|; by squaring AAᵀ 14 times, 60 matrices of 1 to 29 rows and columns made of known s", "<=", 0.0, 1e-10, kind="construction")  # fmt: skip
def check_squaring(norm: Callable[[Array], float] = by_squaring) -> float:
    """Fourteen squarings are the power 16,384."""
    return largest([abs(norm(A) / s[0] - 1) for A, s in _matrices(60, 30)])


check_squaring.breaks("squared three times", norm=lambda A: by_squaring(A, times=3))


@check("Powers of a matrix", "log(width/length) of the image of the circle under Sᵏ, over k log(s₂/s₁), furthest from 1; k = 1 to 6, 40 symmetric "
       "matrices S with s₂/s₁ from 0.1 to 0.8", "==", 1.0, 1e-3, kind="construction")  # fmt: skip
def check_needle(powers: Callable[[Array, int], Array] = np.linalg.matrix_power, symmetric: bool = True) -> float:
    """The length is the largest of 5,001 radii; the width is measured across it."""
    found = []
    for rng in map(np.random.default_rng, range(40)):
        ratio, V = rng.uniform(0.1, 0.8), rotation(rng.uniform(0, 180))
        S = rotation(0 if symmetric else 60) @ V * np.array([1, ratio]) @ V.T
        for k in range(1, 7):
            x, y = powers(S, k) @ circle(5_001)
            i = np.argmax(x**2 + y**2)
            thin = np.abs(x * y[i] - y * x[i]).max() / (x[i] ** 2 + y[i] ** 2)
            found.append(np.log(np.maximum(thin, 1e-300)) / (k * np.log(ratio)))
    return furthest_from(1.0, found)


check_needle.breaks("not symmetric: turned by 60 degrees each time", symmetric=False)


@erratum(8, "Section 1.4.1", "|that number − multiplicity of 1 as a root of det(A − λI)|, for A = I with 3 rows", "==", 0.0,
         printed="the number of distinct eigenvalues is that multiplicity",
         corrected="the number of times that 1 stands among the three eigenvalues is that multiplicity")  # fmt: skip
def erratum_multiplicity() -> tuple[float, float]:
    """A root of multiplicity k is a root of the polynomial and of its first k − 1 derivatives."""
    polynomial, eigenvalues = np.poly1d(np.poly(np.eye(3))), np.linalg.eigvals(np.eye(3)).round(9)
    multiplicity = next(k for k in range(4) if abs(polynomial.deriv(k)(1.0)) > 1e-9)
    return abs(len(np.unique(eigenvalues)) - multiplicity), abs(int(np.sum(eigenvalues == 1)) - multiplicity)


@erratum(13, "Section 1.4.2", "largest entry of |A − VDVᵀ| with V and D of the SVD of A", "==", 0.0, 1e-9,
         printed="U = V for a symmetric matrix, such as A = ½(1 2; 2 1)",
         corrected="U = V for a symmetric matrix without negative eigenvalues, such as A = ½(2 1; 1 2)")  # fmt: skip
def erratum_symmetric() -> tuple[float, float]:
    """VDVᵀ is the same for every choice of V."""
    printed, right = np.array([[0.5, 1.0], [1.0, 0.5]]), np.array([[1.0, 0.5], [0.5, 1.0]])
    (_, s, Vt), (_, t, Wt) = np.linalg.svd(printed), np.linalg.svd(right)
    return float(np.abs(printed - Vt.T * s @ Vt).max()), float(np.abs(right - Wt.T * t @ Wt).max())


def lack(made: Array, target: Array) -> float:
    """Return how far two matrices (2, 2) take a point of the unit circle apart, at most."""
    return float(np.linalg.norm((made - target) @ circle(), axis=0).max())


def _parts(v: float, s1: float, s2: float, u: float, flip: bool) -> Parts:
    return rotation(u) * np.array([1, -1 if flip else 1]), np.array([s1, s2]), rotation(v)


def draw_steps(*panels: Panel, v: float, s1: float, s2: float, u: float, flip: bool, target: str) -> dict[str, Any]:
    """Draw the unit circle, and what each of the three steps makes of it."""
    U, s, V = _parts(v, s1, s2, u, flip)
    steps = (np.eye(2), V.T, s[:, None] * V.T, U * s @ V.T)
    names = ("to begin with", "1. turned by Vᵀ", "2. stretched by D", "3. turned by U")
    for panel, M, name in zip(panels, steps, names, strict=True):
        if panel.ax.get_aspect() != 1:
            panel.ax.set_aspect("equal")
        panel.axes(xlabel="first coordinate", ylabel="", title=name, xlim=(-1.8, 1.8), ylim=(-1.8, 1.8))
        shapes = [("target", TARGETS[target], plotting.BOUND), ("mine", M, plotting.MEASURED)]
        for shape, image, color in shapes[panel is not panels[3] :]:
            panel.line(shape, *(image @ circle()), color=color)
            panel.points(f"{shape} dots", *(image @ circle(13)), color=color, markersize=3)
            panel.points(f"{shape} e1", *image[:, :1], color=color, markersize=9)
            panel.points(f"{shape} e2", *image[:, 1:], color=color, marker="^", markersize=9)
        for arm, style in enumerate("-:"):
            panel.line(f"arm {arm}", *np.outer(M @ V[:, arm], [0, 1]), color="black", linestyle=style)
    apart = lack(steps[3], TARGETS[target])
    panels[3].note(f"apart: {apart:.2f}")
    return {"matrix": steps[3], "lack": apart}


def explore_steps() -> Explorer:
    """Build the explorer of rotate, scale, rotate, with three targets to be matched."""
    start = {"v": 45, "s1": 1.35, "s2": 0.45}
    return explore(
        draw_steps, panels=4, size=(9.0, 2.9), target=choice(tuple(TARGETS), "target"), v=slider(-90, 90, "direction of v₁, degrees", value=0, step=5),
        s1=slider(0.0, 2.0, "stretch s₁", value=1.0, step=0.05), s2=slider(0.0, 2.0, "stretch s₂", value=1.0, step=0.05),
        u=slider(-180, 180, "direction of u₁, degrees", value=0, step=5), flip=switch("flip: u₂ to the right of u₁, not to the left"),
        storyboard=[start, start | {"target": "B", "u": 30}],
        caption=lambda **kw: f"target {kw['target']}: v₁ at {kw['v']}°, s₁ = {kw['s1']}, s₂ = {kw['s2']}, u₁ at {kw['u']}°",
        alt="A circle with marked points is turned, becomes a lying ellipse, and is turned again; a dashed ellipse beside it is not matched yet",
    )  # fmt: skip


@task("target B by hand", right="Right: within 0.1 on all of the circle. Four numbers and a flip are a matrix, too.")
def _match(*said: Any) -> str:
    if len(said) != 5 or (given := numbers(said)).shape != (5,) or not np.isfinite(given).all():
        return "Five things are asked for: v, s1, s2, u as numbers, and flip as True or False."

    def apart(v: float, s1: float, s2: float, u: float, flip: bool) -> float:
        U, s, V = _parts(v, s1, s2, u, flip)
        return lack(U * s @ V.T, TARGETS["B"])

    v, s1, s2, u, flip = *map(float, given[:4]), bool(given[4])
    tries = [
        ((v, s1, s2, u, flip), "" if s1 >= s2 >= 0 else "It fits, but by convention s₁ ≥ s₂ ≥ 0: v₁ is what is stretched most."),
        ((v, s1, s2, u, not flip), "The ellipse fits, but the points on it run round the other way: there is a switch for that."),
        ((u, s1, s2, v, flip), "U and V are exchanged: v₁ is a direction before the stretch, u₁ is where it ends."),
        ((v, s2, s1, u, flip), "The two stretches are exchanged."),
        ((-v, s1, s2, u, flip), "The ellipse fits, but other points should end on its axes. Has v₁ the right sign?"),
        ((v, s1, s2, u + 180, flip), "The ellipse fits, but each point is opposite to where it should be."),
    ]  # fmt: skip
    otherwise = f"Some point is {apart(v, s1, s2, u, flip):.2f} away from where B takes it. Fit the ellipse first, then turn v₁."
    return next((words for parts, words in tries if apart(*parts) < 0.1), otherwise)


@task("solve with an SVD", right="Right: turn back, divide, turn back. Both turns are undone by a transpose.")
def _solve(solve: Callable[..., Any]) -> str:
    rng = np.random.default_rng(5)
    U, V, s, b = orthogonal(4, rng), orthogonal(4, rng), np.array([3.0, 1.7, 0.9, 0.4]), rng.normal(size=4)
    said = numbers(solve(U.copy(), s.copy(), V.copy(), b.copy()))
    if said.shape != (4,):
        return f"A vector (4,) is asked for, and this has the shape {said.shape}."
    known = [
        (V @ (U.T @ b / s), ""),
        (V @ (s * (U.T @ b)), "To undo a stretch by s, divide by s."),
        (U @ (s * (V.T @ b)), "That is A b. It is to be undone: which step is the last one, and is undone first?"),
        (U @ (V.T @ b / s), "The last step of A is U: undo that one first."),
        (V.T @ (U.T @ b / s), "V stands transposed in A. What undoes Vᵀ?"),
        (V @ (U @ b / s), "What undoes U is its transpose."),
        (V @ (U.T @ b), "And the stretch?"),
        (V @ (U.T @ b) / s, "Divide before the last turn: s belongs to the axes, not to the entries of x."),
    ]
    return recognize(said, known, "Undo the three steps, the last one first: U, then the stretch, then Vᵀ.")
