"""Section 9: the smallest network, the edge of stability, and the cloud of stochastic steps."""

import numpy as np
import pytest

from dltheory.optimization import edge
from dltheory.optimization._common import descend, quadratic
from dltheory.optimization.gradients import curvature_along, small_network
from dltheory.tasks import your_turn


def test_what_the_text_says_of_the_smallest_network():
    path = descend(edge.smallest_network, [3.5, 0.3], 0.2, 40)
    uneven, r = path[:, 0] ** 2 - path[:, 1] ** 2, path.prod(axis=1) - 1
    np.testing.assert_allclose(uneven[1:], uneven[:-1] * (1 - (0.2 * r[:-1]) ** 2), rtol=1e-9)
    for eta, level in ((0.01, 12.3), (0.15, 12.3), (0.17, 11.2), (0.2, 6.9), (0.25, 2.0)):
        end = descend(edge.smallest_network, [3.5, 0.3], eta, 600)[-1]
        assert end.prod() == pytest.approx(1, abs=1e-4)
        assert (end**2).sum() == pytest.approx(level, abs=0.06) and (end**2).sum() < 2 / eta


def test_the_largest_curvature_of_a_known_function():
    f = quadratic(np.diag([3.0, 1.0, 0.5]))
    assert curvature_along(f, descend(f.gradient, np.ones(3), 0.1, 30), 10) == pytest.approx(3.0, rel=1e-4)


@pytest.mark.parametrize(("eta", "half", "second"), [(0.4, 0.25, (0.049, 0.038)), (0.5, None, None), (0.8, None, None)])
def test_what_the_text_says_of_the_edge(eta, half, second):
    f, start = small_network()
    path = descend(f.gradient, start, eta, 4000)
    curvature = curvature_along(f, path, 50)[::2]
    assert curvature[0] == pytest.approx(2.63, abs=0.01) and curvature[40:].mean() == pytest.approx(2 / eta, rel=0.015)
    if half:
        loss = np.array([float(f.value(theta)) for theta in path[2000:]])
        assert np.mean(np.diff(loss) > 0) == pytest.approx(half, abs=0.02)
        assert (loss[0], loss[-1]) == pytest.approx(second, abs=6e-4)


def test_check_of_the_edge_notices_steps_of_another_length():
    assert not edge.check_edge(walk=lambda g, x, eta, steps: descend(g, x, 1.05 * eta, steps)).holds


def test_the_exact_law_reproduces_itself_on_all_batches_of_two():
    rng = np.random.default_rng(0)
    X, r = rng.normal(size=(5, 2)), rng.normal(size=5)
    r -= X @ np.linalg.lstsq(X, r)[0]
    C, total = edge.exact_law(X, r, 0.1, 2), np.zeros((2, 2))
    for i in range(5):
        for j in range(5):
            A = np.eye(2) - 0.05 * (np.outer(X[i], X[i]) + np.outer(X[j], X[j]))
            kick = 0.05 * (r[i] * X[i] + r[j] * X[j])
            total += (A @ C @ A.T + np.outer(kick, kick)) / 25
    np.testing.assert_allclose(C, total, atol=1e-12)


def test_langevin_is_the_limit_of_short_steps():
    points = edge.noisy_points()
    for eta, batch in ((1e-4, 1), (1e-3, 10)):
        np.testing.assert_allclose(edge.exact_law(*points, eta, batch), edge.linear_law(*points, eta, batch), rtol=0.02)
    for eta, batch in ((0.02, 1), (0.024, 2), (0.024, 400)):  # the largest for which the text calls it good
        assert np.trace(edge.exact_law(*points, eta, batch)) < 1.07 * np.trace(edge.linear_law(*points, eta, batch))


def test_largest_steps_of_the_text():
    X, r = edge.noisy_points()
    for batch, largest in ((1, 0.30), (4, 0.63), (16, 0.87), (10**9, 0.99)):
        for eta, stable in ((largest - 0.01, True), (largest + 0.01, False)):
            C = edge.exact_law(X, r, eta, batch)  # beyond the largest step the equation is solved by no covariance
            assert (np.linalg.eigvalsh((C + C.T) / 2).min() > 0) == stable


@pytest.mark.parametrize("scale", [0.9, 1.1])
def test_checks_notice_another_law(scale):
    assert not edge.check_exact_law(law=lambda *a: scale * edge.exact_law(*a)).holds
    assert not edge.check_single_points(walk=lambda g, w, eta, d: edge.sgd(g, w, scale * eta, d)).holds


def test_largest_step_for_single_points_is_not_that_of_the_most_curved_one():
    def twice(gradient, w, eta, draws):
        return edge.sgd(gradient, w, eta, [draws[i - i % 2] for i in range(len(draws))])

    def curved(gradient, w, eta, draws):
        return edge.sgd(gradient, w, eta, [0 * draw + 3 for draw in draws])

    assert not edge.check_single_points(walk=twice).holds and not edge.check_single_points(walk=curved).holds


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("too steep a minimum", "arrive", "right", "nearest"),
        ("too steep a minimum", "leave", "wrong", "growing jumps"),
        ("too steep a minimum", "jump", "wrong", "exactly 2/η"),
        ("where the curvature levels off", 4, "right", "2/η"),
        ("where the curvature levels off", 2, "wrong", "1/η"),
        ("where the curvature levels off", 2.6, "wrong", "rises"),
        ("largest step for single points", 0.8, "right", "5η²"),
        ("largest step for single points", 1, "wrong", "squares"),
        ("largest step for single points", 2 / 3, "wrong", "brings you back"),
        ("largest step for single points", 1 / 3, "wrong", "jump over"),
        ("the same cloud", 4, "right", "η/r"),
        ("the same cloud", 16, "wrong", "not its square"),
        ("the same cloud", 2, "wrong", "η/r²"),
    ],
)
def test_predictions_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback


def right(x, y, eta):
    return x - eta * y * (x * y - 1), y - eta * x * (x * y - 1)


@pytest.mark.parametrize(
    ("step", "state", "words"),
    [
        (right, "right", "at once"),
        (lambda x, y, eta: list(right(x, y, eta)), "right", "at once"),
        (lambda x, y, eta: (right(x, y, eta)[0], right(right(x, y, eta)[0], y, eta)[1]), "wrong", "*old* x"),
        (lambda x, y, eta: (x - eta * (x * y - 1), y - eta * (x * y - 1)), "wrong", "chain rule"),
        (lambda x, y, eta: right(x, y, -eta), "wrong", "uphill"),
        (lambda x, y, eta: (x * (1 - eta * (x * y - 1)), y * (1 - eta * (x * y - 1))), "wrong", "*other*"),
        (lambda x, y, eta: x - eta, "wrong", "Two numbers"),
        (lambda x, y, eta: (x, y), "wrong", "leads to"),
    ],
)
def test_one_step_of_the_smallest_network(step, state, words):
    feedback = your_turn("one step of the smallest network", step)
    assert feedback.state == state and words in feedback.sentence, feedback
