"""Section 2: critical points by formula and by search, and the way down."""

import itertools

import numpy as np
import pytest

from dltheory.landscape import critical, pieces
from dltheory.tasks import your_turn

PROBLEM = pieces.regression()


def test_bad_input_is_refused_by_name():
    for call, words in [
        (lambda: critical.critical_point(PROBLEM, (1, 6), np.eye(2)), "modes must"),
        (lambda: critical.swap(PROBLEM, (1, 2), 3, 4), "old must"),
        (lambda: critical.swap(PROBLEM, (1, 2), 1, 2), "new must"),
        (lambda: critical.newton_points(starts=0), "starts must"),
        (lambda: critical.newton_points(steps=0), "steps must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


def test_heights_are_half_of_what_is_left():
    assert critical.height(PROBLEM, (1, 2)) == pytest.approx(7.5)
    assert critical.height(PROBLEM, ()) == pytest.approx(28)
    A, B = critical.critical_point(PROBLEM, (3,), np.array([[2.0]]))
    assert PROBLEM.loss(A, B) == pytest.approx(critical.height(PROBLEM, (3,))) == pytest.approx(23.5)


def test_the_hessian_is_that_of_differences():
    problem = pieces.Problem(np.array([[1.0]]), np.array([[1.0]]))
    a, b = np.array([[2.0]]), np.array([[0.5]])  # ½(1 − ab)²: b², 2ab − 1, a²
    np.testing.assert_allclose(
        critical.hessian_values(problem, (a, b)), np.linalg.eigvalsh([[0.25, 1], [1, 4]]), atol=1e-12
    )


def test_a_swap_changes_the_loss_by_two_powers():
    A, B = critical.critical_point(PROBLEM, (2, 4), np.eye(2))
    dA, dB = critical.swap(PROBLEM, (2, 4), 4, 1)
    for t in (0.3, -1.1):
        assert PROBLEM.loss(A + t * dA, B + t * dB) == pytest.approx(18 - 10.5 * t**2 + 12.5 * t**4)


def test_newton_finds_saddles_and_does_not_only_go_down():
    losses = [PROBLEM.loss(*point) for point in critical.newton_points()]
    assert len(losses) > 80 and min(losses) == pytest.approx(7.5) and max(losses) > 25


def test_a_start_three_digits_closer_waits_176_steps_longer():
    explorer = critical.explore_landscape()
    stay = {off: int(explorer.draw(off=off, exact=False)["stay"][0]) for off in (1e-3, 1e-6, 1e-9)}
    assert stay[1e-6] - stay[1e-3] == pytest.approx(np.log(1000) / np.log(1.04), abs=2)
    assert stay[1e-9] - stay[1e-6] == pytest.approx(np.log(1000) / np.log(1.04), abs=2)
    exact = explorer.draw(exact=True)
    assert (exact["path"][:, 0] == 0).all() and exact["loss"][-1] == pytest.approx(4.5)


def planes(hidden, starts):
    """Pairs with W = PM and a known loss, but a plane that is no plane of modes: the gradient in A is not zero."""
    if len(hidden) > 1:
        return critical.newton_points(hidden, starts)
    U = critical.modes_of(PROBLEM)[1]
    sums, found = {0.5 * 56 - value: value for value in critical.HEIGHTS.values()}, []
    for mode, total in itertools.product((2, 3, 4), sums):
        share = (2 * total - (6 - mode) ** 2 - 1) / 24  # of mode 1; the rest is mode 5
        if 0 < share < 1:
            A = np.stack([U[:, mode - 1], np.sqrt(share) * U[:, 0] + np.sqrt(1 - share) * U[:, 4]], axis=1)
            found.append((A, A.T @ PROBLEM.slope))
    return found


def test_the_planes_look_like_critical_points():
    fakes = planes((2,), 0)
    away = [min(abs(PROBLEM.loss(A, B) - value) for value in critical.HEIGHTS.values()) for A, B in fakes]
    assert len({round(PROBLEM.loss(A, B), 6) for A, B in fakes}) >= 8 and max(away) < 1e-9
    assert min(np.abs(critical.layer_gradients(PROBLEM, A, B)[0]).max() for A, B in fakes) > 0.1


def one_mode_as_two(problem, modes, mix):
    return critical.critical_point(problem, modes if modes else (1,), mix)


def near(point, size):
    return lambda *given: tuple(part * (1 + size) for part in point(*given))


@pytest.mark.parametrize(
    ("check", "nonsense"),
    [
        (critical.check_newton, {"points": lambda hidden, starts: critical.newton_points(hidden, starts)[:5]}),
        (critical.check_newton, {"points": lambda hidden, starts: ()}),
        (critical.check_newton, {"points": planes}),
        (critical.check_newton, {"points": lambda hidden, starts: [tuple(1.001 * W for W in point) for point in critical.newton_points(hidden, starts)]}),
        (critical.check_newton, {"form": lambda problem, A: problem.slope}),
        (critical.check_newton, {"form": lambda problem, A: 1.01 * critical.through(problem, A)}),
        (critical.check_newton, {"form": lambda problem, A: critical.through(problem, A.T) if A.shape[0] == A.shape[1] else np.nan * problem.slope}),
        (critical.check_index, {"point": near(critical.critical_point, 1e-4)}),
        (critical.check_index, {"point": lambda problem, modes, mix: critical.critical_point(problem, (1, 2), mix)}),
        (critical.check_index, {"point": one_mode_as_two}),
        (critical.check_index, {"point": lambda p, modes, mix: critical.critical_point(pieces.Problem(p.X, p.Y[:, ::-1]), modes, mix)}),
        (critical.check_index, {"values": lambda p, weights: critical.hessian_values(p, weights)[2 * (np.linalg.matrix_rank(weights[0]) < 2) :]}),
        (critical.check_index, {"values": lambda problem, weights: -critical.hessian_values(problem, weights)}),
        (critical.check_swap, {"direction": near(critical.swap, 0.01)}),
        (critical.check_swap, {"direction": lambda p, modes, old, new: critical.swap(p, modes, old, new % 5 + 1 if new % 5 + 1 not in modes else new)}),
        (critical.check_swap, {"point": lambda problem, modes, mix: critical.critical_point(problem, modes[::-1], mix)}),
    ],
)  # fmt: skip
def test_checks_notice_nonsense(check, nonsense):
    try:
        assert not check(**nonsense).holds
    except ValueError:
        pass  # a construction that refuses its arguments has been noticed


def pca(X, p):
    V = np.linalg.svd(X)[2][:p]
    return V.T @ V


def rising(X, p):
    U = np.linalg.eigh(X.T @ X)[1][:, :p]
    return U @ U.T


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("modes 2 and 3", 15.5, "right", "½"),
        ("modes 2 and 3", 31, "wrong", "½"),
        ("modes 2 and 3", 12.5, "wrong", "left over"),
        ("ways down from 4 and 5", 6, "right", "1, 2 or 3"),
        ("ways down from 4 and 5", 3, "wrong", "or that of 5"),
        ("a hundred times closer", "longer", "right", "constant factor"),
        ("a hundred times closer", "hundred", "wrong", "doublings"),
        ("the best of rank p", pca, "right", "PCA"),
        ("the best of rank p", rising, "wrong", "smallest"),
        ("the best of rank p", lambda X, p: pca(X, 2), "wrong", "p = 1"),
        ("the best of rank p", lambda X, p: np.linalg.eigh(X.T @ X)[1][-p:].T @ np.linalg.eigh(X.T @ X)[1][-p:], "wrong", "columns"),
        ("the best of rank p", lambda X, p: np.eye(4), "wrong", "rank 4"),
        ("the best of rank p", lambda X, p: X.T @ X, "wrong", "Σ"),
        ("the best of rank p", lambda X, p: X, "wrong", "4 by 4"),
        ("the best of rank p", lambda X, p: 2 * pca(X, p), "wrong", "Which plane"),
    ],
)  # fmt: skip
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
