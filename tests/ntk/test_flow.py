"""Section 2: predictions under gradient flow."""

import numpy as np
import pytest

from dltheory.ntk import flow
from dltheory.tasks import your_turn


def test_bad_input_is_refused_by_name():
    phi, y, theta = np.ones((3, 2)), np.ones(3), np.zeros(2)
    for call, words in [
        (lambda: flow.follow(phi, np.ones(3), y, theta, [0.0]), "phi must"),
        (lambda: flow.follow(np.ones((3, 4)), phi, y, theta, [0.0]), "new must"),
        (lambda: flow.follow(phi, phi, np.ones(2), theta, [0.0]), "y must"),
        (lambda: flow.follow(phi, phi, y, np.ones(3), [0.0]), "theta0 must"),
        (lambda: flow.follow(phi, phi, y, theta, [-1.0]), "times must"),
        (lambda: flow.follow(phi, phi, y, theta, 1.0), "times must"),
        (lambda: flow.wave_features(np.ones((2, 2)), 3), "x must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


def test_the_numbers_on_paper():
    found = flow.follow([[1.0, 2.0], [1.0, 0.0]], [[1.0, 2.0]], [10.0], [0.0, 0.0], [0.0, 0.2, 100.0])
    np.testing.assert_allclose(found, [[0, 0], [10 * (1 - np.exp(-1)), 2 * (1 - np.exp(-1))], [10, 2]], atol=1e-12)


def test_waves_on_a_circle_have_the_eigenvalues_of_the_text():
    phi = flow.wave_features(2 * np.pi * np.arange(16) / 16, 8)
    expected = [16, 0.25, *(8 / k**2 for k in range(1, 8) for _ in range(2))]
    np.testing.assert_allclose(np.linalg.eigvalsh(phi @ phi.T), np.sort(expected), atol=1e-12)


def by_steps(new, phi, y, theta0, times, eta=1e-3):
    return np.array([flow.follow(new, phi, y, theta0, [round(t / eta + 1) * eta])[0] for t in times])


@pytest.mark.parametrize(
    "predict",
    [
        by_steps,  # one step late
        lambda new, phi, y, theta0, times: np.roll(flow.follow(new, phi, y, theta0, times), 1, axis=1),
        lambda new, phi, y, theta0, times: flow.follow(new, phi, 1.01 * y, theta0, times),
        lambda new, phi, y, theta0, times: flow.follow(new, phi, y, theta0, 0 * times),  # not trained
        lambda new, phi, y, theta0, times: flow.follow(new, 1.001 * phi, y, theta0 / 1.001, times),
    ],
)
@pytest.mark.parametrize("check", [flow.check_flow, flow.check_descent])
def test_checks_notice_another_flow(check, predict):
    assert not check(predict=predict).holds


def test_the_nearest_fit_is_not_any_fit():
    def elsewhere(new, phi, y, theta0, times):
        return flow.follow(new, phi, y, theta0 + 0.01, times)

    assert not flow.check_nearest(predict=elsewhere).holds


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("features twice as long", 4, "right", "pushed"),
        ("features twice as long", 2, "wrong", "each"),
        ("two modes", 0.5, "right", "fourth root"),
        ("two modes", 1 / 4, "wrong", "square root"),
        ("two modes", 1 / 64, "wrong", "exponent"),
        ("points that count more", lambda K, c: K * c, "right", "column"),
        ("points that count more", lambda K, c: K @ np.diag(c), "right", "column"),
        ("points that count more", lambda K, c: np.diag(c) @ K, "wrong", "hears"),
        ("points that count more", lambda K, c: np.sqrt(c)[:, None] * K * np.sqrt(c), "wrong", "√c"),
        ("points that count more", lambda K, c: K, "wrong", "forgets"),
        ("points that count more", lambda K, c: K * c**2, "wrong", "multiply"),
        ("points that count more", lambda K, c: c, "wrong", "matrix"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
