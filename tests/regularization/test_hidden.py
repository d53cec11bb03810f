"""Section 4: networks on four groups."""

import numpy as np
import pytest

from dltheory.regularization import hidden
from dltheory.tasks import your_turn


def test_bad_input_is_refused_by_name():
    rng = np.random.default_rng(0)
    for call, words in [
        (lambda: hidden.four_groups(3, rng), "n must"),
        (lambda: hidden.starts(0, 1, rng), "units must"),
        (lambda: hidden.starts(2, 0, rng), "seeds must"),
        (lambda: hidden.starts(2, 1, rng, 0), "d must"),
        (lambda: hidden.trained(2, 1, 0), "steps must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


def test_outputs_are_those_of_a_loop_over_units_and_points():
    rng = np.random.default_rng(1)
    theta, X = rng.normal(size=(3, 5 * 3)), rng.normal(size=(7, 2))
    for start in range(3):
        W, v = theta[start, :10].reshape(5, 2), theta[start, 10:]
        loop = [sum(v[j] * max(0, W[j] @ x) for j in range(5)) for x in X]
        np.testing.assert_allclose(hidden.outputs(theta, X)[start], loop)


def test_the_gradient_is_that_of_differences():
    rng = np.random.default_rng(2)
    theta, X, pull = rng.normal(size=12), rng.normal(size=(6, 2)), rng.normal(size=6)
    shifts = 1e-6 * np.eye(12)
    slope = (hidden.outputs(theta + shifts, X) - hidden.outputs(theta - shifts, X)) @ pull / 2e-6
    np.testing.assert_allclose(hidden.pulled(theta, X, pull), slope, atol=1e-7)


def test_a_step_of_descent_is_that_of_autograd():
    torch = pytest.importorskip("torch")
    (X, y), theta = hidden.four_groups(12, np.random.default_rng(3)), np.random.default_rng(4).normal(size=15)
    leaf = torch.tensor(theta, requires_grad=True)
    f = torch.relu(torch.tensor(X) @ leaf[:10].reshape(5, 2).T) @ leaf[10:]
    torch.nn.functional.softplus(-torch.tensor(y) * f).mean().backward()
    np.testing.assert_allclose(hidden.one_step(theta, X, y, 0.3), theta - 0.3 * leaf.grad.numpy())


def test_few_units_stay_at_multiples_of_a_quarter_of_log_2():
    X, y = hidden.four_groups(40, np.random.default_rng(0))
    run = hidden.trained(3)
    assert (y * hidden.outputs(run["theta"][-1], X)).min(axis=-1).max() <= 0
    assert run["loss"][-1].min() == pytest.approx(np.log(2) / 4, rel=0.01)
    found = hidden.trained(20)
    assert (y * hidden.outputs(found["theta"][-1], X)).min() > 0


@pytest.mark.parametrize(
    ("check", "nonsense"),
    [
        (hidden.check_fewest, {"network": lambda theta, X: hidden.outputs(theta, X) - 0.5}),
        (hidden.check_fewest, {"network": lambda theta, X: hidden.outputs(np.abs(theta), X)}),
        (hidden.check_balance, {"grad": lambda theta, X, pull: hidden.pulled(theta, X, 0 * pull)}),
        (
            hidden.check_balance,
            {"grad": lambda theta, X, pull: hidden.pulled(theta, X, pull) * np.where(np.arange(18) < 12, 1.01, 1)},
        ),
    ],
)
def test_checks_notice_nonsense(check, nonsense):
    with np.errstate(all="ignore"):
        try:
            assert not check(**nonsense).holds
        except ValueError as error:  # a drift of 0 has no logarithm
            assert "positive" in str(error)


TENT = [[1, 0, 0], [-1, 0, 0], [0, 0, 1]]


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("units for a cross", (4,), "right", "one for each end"),
        ("units for a cross", (3,), "wrong", "opposite"),
        ("units for a cross", (2,), "wrong", "−x"),
        ("three of four groups", (np.log(2) / 4,), "right", "again"),
        ("three of four groups", (0.693,), "wrong", "mean"),
        ("three of four groups", (0,), "wrong", "not 0"),
        ("the other layer", (100.75,), "right", "just as much"),
        ("the other layer", (400,), "wrong", "ratio"),
        ("three units and a bias", (TENT, [1, 1, -0.5]), "right", "threshold"),
        ("three units and a bias", ([[0, 1, 0], [0, -1, 0], [0, 0, 2]], [-1, -1, 0.25]), "right", "threshold"),
        ("three units and a bias", (TENT, [-1, -1, 0.5]), "wrong", "turn the signs"),
        ("three units and a bias", (TENT, [1, 1, 0]), "wrong", "the top, the bottom f is 0"),
        ("three units and a bias", (TENT, [1, 1, -2]), "wrong", "the right, the left"),
        ("three units and a bias", ([[1, 0], [-1, 0], [0, 0]], [1, 1, -0.5]), "wrong", "(3, 2)"),
        ("three units and a bias", (TENT, [1, 1, np.nan]), "wrong", "numbers"),
        ("three units and a bias", (..., ...), "open", ""),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, *answer)
    assert feedback.state == state and words in feedback.sentence, feedback
