"""Section 3: quadratic valleys, their steps, and models that know more or less of them."""

import numpy as np
import pytest

from dltheory.optimization import valley
from dltheory.optimization._common import descend, quadratic
from dltheory.tasks import your_turn


def test_quadratics_refuse_what_is_no_valley():
    for Q in ([[1, 2], [0, 1]], [[1, 0], [0, -1]], [[1, 2, 3]]):
        with pytest.raises(ValueError, match="Q must"):
            quadratic(Q)
    with pytest.raises(ValueError, match="eta must"):
        descend(lambda x: x, [1.0], np.inf, 3)
    with pytest.raises(ValueError, match="steps must be a whole number of at least 0, got -3"):
        descend(lambda x: x, [1.0], 0.1, -3)


@pytest.mark.parametrize(
    "walk",
    [
        lambda g, x, eta, steps: descend(g, x, 0.99 * eta, steps),
        lambda g, x, eta, steps: descend(lambda x: 1.01 * g(x), x, eta, steps),
    ],
)
@pytest.mark.parametrize("check", [valley.check_factors, valley.check_largest_step, valley.check_best_step])
def test_checks_notice_steps_of_another_length(check, walk):
    assert not check(walk=walk).holds


@pytest.mark.parametrize("kappa", [3.0, 10.0, 100.0])
def test_the_best_factor(kappa):
    assert valley.best_step(descend, kappa)[1] == pytest.approx((kappa - 1) / (kappa + 1), abs=1e-4)


@pytest.mark.parametrize("angle", [10, 30, 60, 85])
def test_the_model_of_the_axes_slows_down_as_the_valley_turns(angle):
    R = valley.rotation(angle)
    Q = R * [1, 100] @ R.T
    rate = abs(Q[0, 1]) / (Q[0, 0] * Q[1, 1]) ** 0.5
    found = valley.check_turned_valley(angle=angle).measured
    assert found == pytest.approx(rate if rate**100 > 1e-6 else 0, abs=1e-3)


def test_the_explorer_shows_where_steps_arrive():
    explorer = valley.explore_valley()
    for kappa in (1.0, 10.0):
        assert explorer.draw(kappa=kappa, eta=1.95)["share"] < 1 < explorer.draw(kappa=kappa, eta=2.05)["share"]
    assert explorer.draw(model="whole Hessian (Newton)", eta=1.0, turn=True)["share"] < 1e-9
    assert explorer.draw(model=valley.AXES, eta=1.0)["share"] < 1e-9
    assert explorer.draw(model=valley.AXES, eta=1.0, turn=True)["share"] > 1e-9
    one, other = explorer.draw(eta=1.0), explorer.draw(eta=1.0, turn=True)
    np.testing.assert_allclose(one["path"] @ valley.rotation(25).T, other["path"], atol=1e-12)


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("largest step for curvature 4", 0.5, "right", "2/λ"),
        ("largest step for curvature 4", 1 / 4, "wrong", "*best* step"),
        ("largest step for curvature 4", 2, "wrong", "ηλ"),
        ("best step for curvatures 1 and 9", 0.2, "right", "0.8"),
        ("best step for curvatures 1 and 9", 1 / 9, "wrong", "0.89"),
        ("best step for curvatures 1 and 9", 2 / 9, "wrong", "−1"),
        ("best step for curvatures 1 and 9", 5 / 9, "wrong", "*curvatures*"),
        ("best step for curvatures 1 and 9", 1 / 3, "wrong", "−2"),
        ("two different steps", [1, 1 / 9], "right", "far beyond"),
        ("two different steps", np.array([1 / 9, 1]), "right", "far beyond"),
        ("two different steps", [0.2, 0.2], "wrong", "two equal steps"),
        ("two different steps", [1 / 9, 0.2], "wrong", "finishes the other"),
        ("two different steps", [0.3, 0.2], "wrong", "When is that 0"),
        ("two different steps", 0.2, "wrong", "Two numbers"),
        ("the diagonal of a turned valley", "no", "right", "equal"),
        ("the diagonal of a turned valley", "Yes", "wrong", "45°"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
