"""Section 1: where walks end, the two conditions, and the picture in space."""

import numpy as np
import pytest

from dltheory.regularization import closest
from dltheory.tasks import your_turn


def test_bad_input_is_refused_by_name():
    X, y, w = np.eye(2, 3), np.ones(2), np.zeros(3)
    for call, words in [
        (("all samples", X[0], y, w, 0.1, 3), "X must"),
        (("all samples", X, np.ones(3), w, 0.1, 3), "y must"),
        (("all samples", X, y, np.zeros(2), 0.1, 3), "start must"),
        (("newton", X, y, w, 0.1, 3), "method must"),
        (("all samples", X, y, w, 0, 3), "eta must"),
        (("all samples", X, y, w, 0.1, -1), "steps must"),
    ]:
        with pytest.raises(ValueError, match=words):
            closest.walk(*call)


@pytest.mark.parametrize("method", closest.METHODS)
def test_a_walk_that_starts_at_a_solution_stays(method):
    X, w = np.random.default_rng(0).normal(size=(3, 7)), np.arange(7.0)
    path = closest.walk(method, X, X @ w, w, 0.01, 5)
    assert path.shape == (6, 7)
    np.testing.assert_allclose(path, np.tile(w, (6, 1)), atol=1e-12)


def test_adam_is_that_of_torch():
    import torch

    X, y = np.random.default_rng(1).normal(size=(3, 5)), np.ones(3)
    w = torch.zeros(5, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([w], lr=0.05)
    for _ in range(40):
        optimizer.zero_grad()
        ((torch.as_tensor(X) @ w - torch.as_tensor(y)) ** 2).mean().backward()
        optimizer.step()
    found = closest.walk("Adam", X, y, np.zeros(5), 0.05, 40)[-1]
    np.testing.assert_allclose(found, w.detach().numpy(), rtol=1e-6)


def test_the_two_conditions_measure_the_distance_to_the_nearest_solution():
    rng = np.random.default_rng(2)
    X, y, start = rng.normal(size=(3, 8)), rng.normal(size=3), rng.normal(size=8)
    nearest = start + np.linalg.lstsq(X, y - X @ start)[0]
    assert closest.astray(X, y, start, nearest) < 1e-14
    blind = np.linalg.svd(X)[2][-1]
    assert closest.astray(X, y, start, nearest + 0.01 * blind) == pytest.approx(
        0.01 / np.linalg.norm(nearest - start), rel=0.01
    )
    assert closest.astray(X, y, start, nearest + 0.01 * X[0]) > 0.005


@pytest.mark.parametrize("turn", [-60, 20, 55])
def test_the_eye_keeps_lengths_that_lie_across(turn):
    a, b = np.radians([turn, 22.0])
    across = np.array([-np.sin(a), np.cos(a), 0])
    towards = np.array([np.cos(b) * np.cos(a), np.cos(b) * np.sin(a), np.sin(b)])
    np.testing.assert_allclose(closest.seen(across, turn), (1, 0), atol=1e-15)
    np.testing.assert_allclose(closest.seen(towards, turn), (0, 0), atol=1e-15)


@pytest.mark.parametrize("method", closest.METHODS)
@pytest.mark.parametrize("along", [-2.0, 1.0])
def test_in_the_picture_all_but_adam_end_at_the_nearest_point(method, along):
    far = closest.explore_closest().draw(method=method, along=along)["far"]
    assert (far[0] / far[1] > 1.01) == (method == "Adam")
    assert far[0] / far[1] >= 1 - 1e-9


@pytest.mark.parametrize("end", [
    lambda X, y, start, w: 1.01 * w,
    lambda X, y, start, w: np.roll(w, 1),
    lambda X, y, start, w: w + 1e-6 * start,
    lambda X, y, start, w: np.linalg.lstsq(X, y)[0],
])  # fmt: skip
def test_checks_notice_nonsense(end):
    def walk(method, X, y, start, *rest):
        return np.array([end(X, y, start, closest.walk(method, X, y, start, *rest)[-1])])

    assert not closest.check_nearest(walk=walk).holds
    assert not closest.check_same_end(walk=walk).holds


@pytest.mark.parametrize(
    ("answer", "state", "words"),
    [
        (lambda x, y, eta: eta * x * y / np.sum(eta * x**2), "right", "multiple"),
        (lambda x, y, eta: [e * v * y / sum(eta * x * x) for e, v in zip(eta, x, strict=True)], "right", ""),
        (lambda x, y, eta: x * y / (x @ x), "wrong", "one step size for all"),
        (lambda x, y, eta: eta * x * y / (x @ x), "wrong", "do not fit"),
        (lambda x, y, eta: eta * x, "wrong", "Which multiple"),
        (lambda x, y, eta: eta * x * y / (eta * x @ (eta * x)), "wrong", "not by v·v"),
        (lambda x, y, eta: 2 * y * eta * x, "wrong", "single step"),
        (lambda x, y, eta: x / eta * y / (x @ (x / eta)), "wrong", "multiply by the steps"),
        (lambda x, y, eta: y, "wrong", "Three weights"),
        (lambda x, y, eta: 0 * x, "wrong", "one vector"),
        (..., "open", "three dots"),
    ],
)
def test_the_task_of_the_section(answer, state, words):
    feedback = your_turn("a step size for each weight", answer if callable(answer) else (lambda *_: ...))
    assert feedback.state == state and words in feedback.sentence, feedback


def test_steps_of_their_own_end_where_the_task_says():
    rng = np.random.default_rng(3)
    x, eta, w = rng.normal(size=3), np.array([0.02, 0.1, 0.3]), np.zeros(3)
    for _ in range(2000):
        w = w - eta * 2 * (x @ w - 2.0) * x
    assert your_turn("a step size for each weight", lambda *_: w).state == "right"
