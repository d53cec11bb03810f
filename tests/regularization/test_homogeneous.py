"""Section 5: normalized margins on the way, and the widest one."""

import numpy as np
import pytest

from dltheory.regularization import hidden, homogeneous
from dltheory.tasks import your_turn


def test_bad_input_is_refused_by_name():
    X, y = homogeneous.points("cross")
    for call, words in [
        (lambda: homogeneous.points("faces"), "data must"),
        (lambda: homogeneous.widest("digits"), "data must"),
        (lambda: homogeneous.widest("cross", 0), "directions must"),
        (lambda: homogeneous.follow(np.ones((1, 6)), X, y, 1), "steps must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


def test_no_width_has_more_than_an_eighth_on_the_cross():
    margin, arrows = homogeneous.widest("cross")
    assert margin == pytest.approx(1 / 8)
    np.testing.assert_allclose(sorted(map(tuple, arrows.round(9))), sorted(map(tuple, hidden.CROSS)), atol=1e-9)
    rng = np.random.default_rng(0)
    theta = rng.normal(size=(20_000, 4 * 3))
    found = (hidden.SIGNS * hidden.outputs(theta, hidden.CROSS)).min(axis=1) / (theta**2).sum(axis=1)
    assert found.max() < margin


def test_the_linear_program_is_no_matter_of_the_grid():
    coarse, fine = (homogeneous.widest("groups", directions)[0] for directions in (720, 2880))
    assert coarse <= fine + 1e-12 and fine == pytest.approx(coarse, rel=1e-4)


def test_the_path_is_that_of_the_flow():
    """Small steps of the flow of L itself lead to the same place at the same time."""
    X, y = homogeneous.points("groups")
    start = hidden.starts(6, 1, np.random.default_rng(6))
    path = homogeneous.follow(start, X, y, 2000, step=lambda theta: 0.05 / (theta**2).sum(axis=-1))
    theta, steps = start, 20_000
    for _ in range(steps):
        pull = y * np.exp(-y * hidden.outputs(theta, X))
        theta = theta + np.exp(path["log_t"][-1]) / steps * hidden.pulled(theta, X, pull)
    assert np.linalg.norm(path["theta"][-1] - theta) < 0.005 * np.linalg.norm(theta - start)


def test_training_ends_at_different_margins_from_different_starts():
    assert homogeneous.apart(65) == pytest.approx(1 / 4, rel=1e-3)
    assert homogeneous.apart(10) == pytest.approx(np.cos(np.radians(50)) / 2, rel=1e-3)


def upto(record):
    return {name: rows[:record] for name, rows in homogeneous.paths("groups").items()}


@pytest.mark.parametrize(
    ("check", "nonsense"),
    [
        (homogeneous.check_degree, {"network": lambda weights, X: np.tanh(homogeneous.chain(weights, X))}),
        (homogeneous.check_degree, {"network": lambda weights, X: homogeneous.chain(weights, X) ** 2}),
        (homogeneous.check_never_falls, {"power": 4}),
        (homogeneous.check_never_falls, {"power": 1.99}),
        (homogeneous.check_never_falls, {"power": 0}),
        (homogeneous.check_never_falls, {"step": lambda theta: np.zeros(theta.shape[:-1])}),
        (homogeneous.check_law, {"power": np.sqrt}),
        (homogeneous.check_law, {"power": lambda log: 1.02 * log}),
        (homogeneous.check_stays, {"network": lambda theta, X, y, n: homogeneous.follow(theta, X, y, 2)}),
        (homogeneous.check_widest, {"train": lambda data: homogeneous.paths(data, 20, 10, 20)}),
        (homogeneous.check_widest, {"train": lambda data: upto(-20)}),
        (homogeneous.check_alignment, {"train": lambda data: upto(100)}),
        (homogeneous.check_alignment, {"train": lambda data: homogeneous.paths(data, 20, 10, 20)}),
    ],
)
def test_checks_notice_nonsense(check, nonsense):
    with np.errstate(all="ignore"):
        assert not check(**nonsense).holds


def by_two(f, theta):
    return np.log2(f(2 * theta) / f(theta))


def by_slope(f, theta):
    return (f(theta * (1 + 1e-6)) / f(theta) - 1) / 1e-6


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("three times the weights", 9, "right", "each layer"),
        ("three times the weights", 27, "wrong", "together"),
        ("three times the weights", 6, "wrong", "multiply"),
        ("a bias at the output", "no", "right", "α²"),
        ("a bias at the output", "yes", "wrong", "no one power"),
        ("two points, two starts", "10", "right", "both"),
        ("two points, two starts", 10, "right", "both"),
        ("two points, two starts", "equal", "wrong", "hears"),
        ("the degree from outside", by_two, "right", "two values"),
        ("the degree from outside", by_slope, "right", "two values"),
        ("the degree from outside", lambda f, theta: f(2 * theta) / f(theta), "wrong", "Which D"),
        ("the degree from outside", lambda f, theta: np.log(f(2 * theta) / f(theta)), "wrong", "base"),
        ("the degree from outside", lambda f, theta: 2, "wrong", "3 layers"),
        ("the degree from outside", lambda f, theta: [1, 2], "wrong", "One number"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words.lower() in feedback.sentence.lower(), feedback
