"""Section 1, the pieces: gradients of matrix expressions, and a linear network of which one layer is held fixed."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..evidence import check, erratum, largest, smallest
from ..numerics import Array, cached
from ..tasks import numbers, recognize, task
from ..validation import require_shape


class Problem:
    """A regression, X (n, d) of rank d and Y (n, k): Σ_xx is ``xx``, Σ_yx is ``yx``, and M = Σ_yx Σ_xx⁻¹ is ``slope``."""

    def __init__(self, X: Array, Y: Array) -> None:
        require_shape(None, None, X=X)
        require_shape(len(X), None, Y=Y)
        self.X, self.Y, self.xx, self.yx = X, Y, X.T @ X, Y.T @ X
        self.slope: Array = np.linalg.solve(self.xx, self.yx.T).T

    def loss(self, *weights: Array) -> float:
        """Return ½ Σ |y − W x|², W the product of the weights as written, the last layer first."""
        return 0.5 * float(((self.Y.T - np.linalg.multi_dot([*weights, self.X.T])) ** 2).sum())


@cached
def regression() -> Problem:
    """Return 60 examples of 5 inputs and 5 targets, λ = 25, 16, 9, 4, 1 exactly: noise, of sum 1, is at right angles to X."""
    rng = np.random.default_rng(0)
    basis = np.linalg.qr(rng.normal(size=(60, 10)))[0]
    turn, U, V = (np.linalg.qr(rng.normal(size=(5, 5)))[0] for _ in range(3))
    sizes = np.sqrt([2, 1.5, 1, 0.75, 0.5])
    X = basis[:, :5] * sizes @ turn
    slope = U * [5, 4, 3, 2, 1] @ V.T @ (turn.T / sizes @ turn)
    return Problem(X, X @ slope.T + basis[:, 5:] / np.sqrt(5))


def random_problem(seed: int, d: int = 5, k: int = 4, n: int = 30) -> Problem:
    """Return a problem whose entries are all normal."""
    rng = np.random.default_rng(seed)
    return Problem(rng.normal(size=(n, d)), rng.normal(size=(n, k)))


def split(theta: Any, widths: Sequence[int]) -> list[Any]:
    """Cut one long vector of weights into layers, the last first; widths from the outputs to the inputs."""
    shapes = list(itertools.pairwise(widths))
    ends = np.cumsum([0, *(a * b for a, b in shapes)]).tolist()
    return [theta[a:b].reshape(shape) for a, b, shape in zip(ends, ends[1:], shapes, strict=False)]


def flat_loss(problem: Problem, widths: Sequence[int]) -> Callable[[Any], Any]:
    """Return the loss as a function of all weights in one tensor."""
    import torch

    X, Y = torch.tensor(problem.X.T), torch.tensor(problem.Y.T)
    return lambda theta: 0.5 * ((Y - torch.linalg.multi_dot([*split(theta, widths), X])) ** 2).sum()


def layer_gradients(problem: Problem, A: Array, B: Array) -> tuple[Array, Array]:
    """Return the gradients of the loss of the network x -> A B x, in A (6.14) and in B (6.13)."""
    left = problem.yx - A @ B @ problem.xx
    return -left @ B.T, -A.T @ left


def rules(X: Array, A: Array, S: Array, Q: Array, x: Array, y: Array) -> tuple[Array, ...]:
    """Return the right sides of (6.1) to (6.7): X (m, n), A (n, m), S (n, n) symmetric, Q (n, n); vectors x, y (n,)."""
    return 2 * X, A.T, A.T, 2 * S @ x, (Q + Q.T) @ x, np.outer(x, x), 2 * Q.T @ Q @ x, -2 * np.outer(y - Q @ x, x)


def _gradient(function: Callable[..., Any], *arguments: Array) -> Array:
    """Return the gradient of a function of tensors in the first of them, by automatic differentiation."""
    import torch

    return np.asarray(torch.func.grad(function)(*map(torch.tensor, arguments)))


def _off(found: Array, wanted: Array) -> float:
    return float(np.linalg.norm(found - wanted) / np.linalg.norm(wanted))


@check("(6.1) to (6.14)", "largest difference to automatic differentiation, relative to the gradient; eight rules and both layers of a network with 5 inputs, "
       "4 outputs and 1 to 6 hidden units, 20 random places each", "<=", 0.0, 1e-10, kind="identity")  # fmt: skip
def check_gradients(formulas: Callable[..., tuple[Array, ...]] = rules, layers: Any = layer_gradients) -> float:
    """Two ways to one number: the formula, and the chain rule followed by a machine. All widths differ."""
    found = []
    for seed in range(20):
        problem, rng = random_problem(seed), np.random.default_rng([seed, 1])
        X, A, Q, x, y = (rng.normal(size=shape) for shape in ((3, 4), (4, 3), (4, 4), (4,), (4,)))
        S, widths = Q + Q.T, (4, int(rng.choice([1, 2, 3, 6])), 5)
        theta = rng.normal(size=9 * widths[1])
        wanted = (
            _gradient(lambda X: (X**2).sum(), X), _gradient(lambda X, A: (A @ X).trace(), X, A),
            _gradient(lambda X, C: (C @ X.T).trace(), X, A.T), _gradient(lambda x, S: x @ S @ x, x, S),
            _gradient(lambda x, Q: x @ Q @ x, x, Q), _gradient(lambda Q, x: x @ Q @ x, Q, x),
            _gradient(lambda x, Q: ((Q @ x) ** 2).sum(), x, Q), _gradient(lambda Q, x, y: ((y - Q @ x) ** 2).sum(), Q, x, y),
            *split(_gradient(flat_loss(problem, widths), theta), widths),
        )  # fmt: skip
        given = [*formulas(X, A, S, Q, x, y), *layers(problem, *split(theta, widths))]
        found += [_off(*pair) for pair in zip(given, wanted, strict=True)]
    return largest(found)


check_gradients.breaks("A left out of the gradient in B", layers=lambda p, A, B: (layer_gradients(p, A, B)[0], -np.ones_like(A).T @ (p.yx - A @ B @ p.xx)))  # fmt: skip


@erratum(67, "(6.12)", "relative difference to automatic differentiation, largest of 20 random square A, B, x", "<=", 0.0, 1e-10,
         printed="the gradient of xᵀBᵀAᵀABx in B is 2AAᵀBxxᵀ", corrected="it is 2AᵀABxxᵀ")  # fmt: skip
def erratum_order() -> tuple[float, float]:
    """Only for square matrices do the shapes fit at all."""
    found = []
    for rng in map(np.random.default_rng, range(20)):
        A, B, x = rng.normal(size=(3, 3)), rng.normal(size=(3, 3)), rng.normal(size=3)
        wanted = _gradient(lambda B, A, x: ((A @ B @ x) ** 2).sum(), B, A, x)
        found.append([_off(2 * G @ B @ np.outer(x, x), wanted) for G in (A @ A.T, A.T @ A)])
    return largest(np.array(found)[:, 0]), largest(np.array(found)[:, 1])


def best_B(problem: Problem, A: Array) -> Array:
    """Return a best B (h, inputs) for a fixed A (outputs, h) by Theorem 42, the shortest if there are many: A⁺ M."""
    require_shape(problem.Y.shape[1], None, A=A)
    return np.asarray(np.linalg.pinv(A) @ problem.slope)


def best_A(problem: Problem, B: Array) -> Array:
    """Return a best A (outputs, h) for a fixed B (h, inputs) by Theorem 43: least squares of y on the hidden values B x."""
    require_shape(None, problem.X.shape[1], B=B)
    return np.asarray(np.linalg.lstsq(problem.X @ B.T, problem.Y, rcond=1e-10)[0].T)


def _least(best: Callable[[Problem, Array], Array], in_B: bool) -> float:
    """Return the least loss of 400 competitors and of a solver for all entries at once, over that of a closed form."""
    found = []
    for seed in range(20):
        problem, rng = random_problem(seed), np.random.default_rng([seed, 2])
        A, B = rng.normal(size=(4, 3)), rng.normal(size=(3, 5))
        if seed % 2:
            A[:, 2], B[2] = 2 * A[:, 1], -B[1]
        W = best(problem, A if in_B else B)
        columns = np.kron(problem.X, A) if in_B else np.kron(problem.X @ B.T, np.eye(4))
        solved = np.linalg.lstsq(columns, problem.Y.ravel(), rcond=1e-10)[0].reshape(W.shape[::-1]).T
        others = [W, solved, *(W + size * rng.normal(size=W.shape) for size in np.geomspace(1e-4, 10, 400))]
        losses = [problem.loss(A, V) if in_B else problem.loss(V, B) for V in others]
        found.append(smallest(losses) / losses[0])
    return smallest(found)


@check("Theorem 42", "least loss of 400 other B for a fixed A, near and far, and of a solver for all entries at once, over that of the closed form; 20 "
       "problems, in half of them two columns of A are parallel", ">=", 1.0, 1e-12, kind="class bound")  # fmt: skip
def check_best_B(best: Callable[[Problem, Array], Array] = best_B) -> float:
    """To the solver the entries of B are one long vector."""
    return _least(best, in_B=True)


@check("Theorem 43", "least loss of 400 other A for a fixed B, near and far, and of a solver for all entries at once, over that of the closed form; 20 "
       "problems, in half of them two rows of B are parallel", ">=", 1.0, 1e-12, kind="class bound")  # fmt: skip
def check_best_A(best: Callable[[Problem, Array], Array] = best_A) -> float:
    """To the solver the entries of A are one long vector."""
    return _least(best, in_B=False)


check_best_B.breaks("a tenth too long", best=lambda problem, A: 1.1 * best_B(problem, A))
check_best_A.breaks("M B⁺, right only if inputs are uncorrelated", best=lambda problem, B: problem.slope @ np.linalg.pinv(B))  # fmt: skip


@task("a gradient of your own", right="Right: A stands in two places, and each place adds its share.")
def _tied(gradient: Callable[..., Any]) -> str:
    rng = np.random.default_rng(8)
    A, x, y = rng.normal(size=(4, 2)), rng.normal(size=4), rng.normal(size=4)
    found, e = numbers(gradient(A, x, y)), y - A @ A.T @ x
    if found.shape != A.shape:
        return f"A gradient has the shape of what it is taken in, (4, 2) here; yours has {found.shape}."
    out, back = -np.outer(e, A.T @ x), -np.outer(x, A.T @ e)
    slips = [(out + back, ""), (2 * (out + back), "Twice too large: the loss has a ½ in front."),
             (-(out + back), "The sign: that is the way down."),
             (out, "That moves the outer A only. A also stands inside, as Aᵀ."),
             (back, "That moves the inner Aᵀ only. A also stands outside."),
             (2 * out, "The two places do not add the same: one has e in front, the other x.")]  # fmt: skip
    return recognize(found, slips, "With e = y − AAᵀx: move the outer A by a little E, then the inner one, and add.")
