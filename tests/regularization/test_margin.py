"""Section 3: descent and flow to the largest margin, its constants, and new points."""

import numpy as np
import pytest

from dltheory.regularization import margin
from dltheory.regularization.tails import cloud, flow, hardest
from dltheory.tasks import your_turn


def samples(seed=3):
    Z, y = cloud(seed)
    return y[:, None] * Z


def test_bad_input_is_refused_by_name():
    X = samples()
    for call, words in [
        (lambda: margin.steps_of("hinge", X, np.zeros(2), 0.1, np.array([1])), "loss must"),
        (lambda: margin.steps_of("logistic", X, np.zeros(3), 0.1, np.array([1])), "X must have shape"),
        (lambda: margin.steps_of("logistic", X[0], np.zeros(2), 0.1, np.array([1])), "X must have shape"),
        (lambda: margin.steps_of("logistic", X, np.zeros(2), 0.0, np.array([1])), "eta must"),
        (lambda: margin.offset(np.array([[1.0, 0.0]])), "X must"),
        (lambda: margin.new_points(0, 0.9), "n must"),
        (lambda: margin.new_points(3, -1), "noise must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


def test_a_step_is_that_of_the_gradient():
    X, w = samples(), np.array([0.3, -0.2])
    gradient = [
        (np.logaddexp(0, -X @ (w + h)).sum() - np.logaddexp(0, -X @ (w - h)).sum()) / 2e-6 for h in 1e-6 * np.eye(2)
    ]
    found = margin.steps_of("logistic", X, w, 0.1, np.array([0, 1]))
    np.testing.assert_allclose(found, [w, w - 0.1 * np.array(gradient)], rtol=1e-6)


def test_the_loss_times_the_time():
    X, w = samples(), np.array([[0.3, -0.2]])
    assert margin.total("logistic", X, w, 2.0)[0] == pytest.approx(np.exp(2) * np.log1p(np.exp(-X @ w[0])).sum())
    assert margin.total("exponential", X, w)[0] == pytest.approx(np.exp(-X @ w[0]).sum())
    assert margin.total("logistic", X, 100 * hardest(X)[0][None], 100.0)[0] == pytest.approx(2, rel=1e-6)


def test_the_offset_by_hand():
    # Two samples at right angles: each has the multiplier 1/|x|², so the offset is Σ x ln|x|² / |x|².
    X = np.diag([2.0, 0.5])
    np.testing.assert_allclose(margin.offset(X), [np.log(4) / 2, np.log(0.25) / 0.5])


def test_the_sets_of_the_checks_are_as_said():
    sets = margin._clear()
    assert len(sets) == 6
    for X in sets:
        room = np.sort(X @ hardest(X)[0])
        assert room[1] < 1 + 1e-9 and room[2] > 1.1 and len(X) == 20


def test_the_limit_of_the_step_is_twice_over_the_curvature():
    X = np.random.default_rng(0).normal(size=(6, 3))
    H = X.T @ X / 4  # of the logistic loss at 0
    assert margin.largest_step(X) == pytest.approx(2 / np.linalg.eigvalsh(H)[-1])


def test_the_loss_on_new_points_rises_from_early_on_and_errors_need_not():
    points, t, rise = margin.new_points(20_000, 0.9), np.linspace(0.5, 32, 64), []
    for seed in range(10):
        Z, y = cloud(seed, noise=0.9)
        U = flow("logistic", y[:, None] * Z, np.zeros(2), t) @ points.T
        loss, wrong = np.logaddexp(0, -U).mean(axis=1), np.mean(U < 0, axis=1)
        assert t[loss.argmin()] < np.log(5) and 0.055 < wrong[-1] < 0.1
        rise.append(wrong[-1] / wrong[loss.argmin()])
    assert min(rise) < 1 < max(rise) == pytest.approx(1.4, abs=0.01)


@pytest.mark.parametrize(
    ("check", "nonsense"),
    [
        (margin.check_loss, {"follow": lambda *a: 1.001 * flow(*a)}),
        (margin.check_loss, {"best": lambda X: (1.01 * hardest(X)[0], 0)}),
        (margin.check_residual, {"follow": lambda *a: 1.001 * flow(*a)}),
        (margin.check_residual, {"left": lambda X: margin.offset(X)[::-1]}),
        (margin.check_residual, {"left": lambda X: np.linalg.solve(X[hardest(X)[1] > 0], [0, 0])}),
        (margin.check_descent, {"walk": lambda loss, X, w, eta, keep: 1.01 * margin.steps_of(loss, X, w, eta, keep)}),
        (margin.check_descent, {"walk": lambda loss, *rest: margin.steps_of("exponential", *rest)}),
        (margin.check_step, {"limit": lambda X: 1.03 * margin.largest_step(X)}),
        (margin.check_step, {"limit": lambda X: 0.97 * margin.largest_step(X)}),
        (margin.check_validation, {"follow": lambda *a: 1.01 * flow(*a)}),
        (margin.check_validation, {"speed": lambda X: np.maximum(-margin.new_points(20_000, 0.9, 1) @ hardest(X)[0], 0).mean() * 1.05}),
        (margin.check_exception, {"follow": lambda *a: 1.001 * flow(*a)}),
        (margin.check_exception, {"X": np.array([[1.0, 0.0], [0.99, 1.0]])}),
    ],
)  # fmt: skip
def test_checks_notice_nonsense(check, nonsense):
    assert not check(**nonsense).holds


def test_the_explorer_shows_what_the_text_says():
    explorer = margin.explore_margin()
    for angle in (-120, -40, 100, 180):
        late = explorer.draw(zeros=30, angle=angle)
        assert (late["share"] > 0.01).sum() == 2
        assert np.interp(30 * np.log(10), margin.CLOCK, late["away"]) == pytest.approx(0.33, abs=0.01)
    probit = np.interp(150, margin.CLOCK, explorer.draw(loss="probit")["away"])
    assert np.interp(150, margin.CLOCK, explorer.draw(loss="logistic")["away"]) / probit == pytest.approx(2, rel=0.05)
    assert explorer.draw(loss="power 1", zeros=60)["away"][-1] == pytest.approx(16.7, abs=0.05)


def clock(s, w, X):
    return X.T @ np.exp(s - np.logaddexp(0, X @ w))


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("half the angle", 12, "right", "squared"),
        ("half the angle", 1e12, "wrong", "exponent"),
        ("half the angle", 6.3, "wrong", "logarithm"),
        ("half the angle", 7, "wrong", "double"),
        ("loss on new points", "doubles", "right", "twice"),
        ("loss on new points", "stays", "wrong", "errors"),
        ("the logistic loss on the slow clock", clock, "right", "800"),
        ("the logistic loss on the slow clock", lambda s, w, X: sum(np.exp(s - np.logaddexp(0, x @ w)) * x for x in X), "right", ""),
        ("the logistic loss on the slow clock", lambda s, w, X: np.exp(s) * X.T @ (1 / (1 + np.exp(X @ w))), "wrong", "Right for small"),
        ("the logistic loss on the slow clock", lambda *a: -clock(*a), "wrong", "sign"),
        ("the logistic loss on the slow clock", lambda s, w, X: clock(0, w, X), "wrong", "dw/ds = t"),
        ("the logistic loss on the slow clock", lambda s, w, X: X.T @ np.exp(s - X @ w), "wrong", "exponential"),
        ("the logistic loss on the slow clock", lambda s, w, X: X.T @ (np.exp(s) * np.logaddexp(0, -X @ w)), "wrong", "loss itself"),
        ("the logistic loss on the slow clock", lambda s, w, X: clock(s, w, X) / len(X), "wrong", "mean"),
        ("the logistic loss on the slow clock", lambda s, w, X: clock(s, w, X) * 3, "wrong", "summed"),
        ("the logistic loss on the slow clock", lambda s, w, X: 1.0, "wrong", "shape"),
    ],
)  # fmt: skip
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
