"""Section 8: momentum, Nesterov's look ahead, Adam and Newton, and what gradients alone can do."""

import numpy as np
import pytest

from dltheory.optimization import race
from dltheory.optimization._common import descend
from dltheory.tasks import your_turn


def test_without_momentum_the_walk_is_gradient_descent():
    g = race.LANDSCAPES["saddle"][1]
    np.testing.assert_allclose(race.roll(g, [1.5, 0.02], 0.1, 0.0, 40), descend(g, [1.5, 0.02], 0.1, 40))
    with pytest.raises(ValueError, match="beta must"):
        race.roll(g, [1.5, 0.02], 0.1, 1.0, 40)


@pytest.mark.parametrize("landscape", race.LANDSCAPES)
def test_derivatives_of_the_landscapes(landscape):
    (value, gradient, hessian, *_, least), x, h = race.LANDSCAPES[landscape], np.array([0.4, -0.7]), 1e-6
    steps = h * np.eye(2)
    assert gradient(x) == pytest.approx([(value(x + e) - value(x - e)) / (2 * h) for e in steps], rel=1e-6)
    numeric = np.array([(gradient(x + e) - gradient(x - e)) / (2 * h) for e in steps])
    np.testing.assert_allclose(hessian(x), numeric, rtol=1e-6, atol=1e-8)
    assert value(np.random.default_rng(0).normal(size=(1000, 2))).min() >= least


def test_adam_is_torch_s():
    torch = pytest.importorskip("torch")
    _, gradient, _, start, *_ = race.LANDSCAPES["saddle"]
    x = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([x], lr=0.05)
    for _ in range(30):
        optimizer.zero_grad()
        (x[0] ** 2 / 2 - x[1] ** 2 / 2 + x[1] ** 4 / 4).backward()
        optimizer.step()
    np.testing.assert_allclose(race.adam(gradient, start, 0.05, 30)[-1], x.detach().numpy(), rtol=1e-6)


def test_momentum_circles_between_three_values():
    end = race.roll(race.kinked, [3.3], *race.best_momentum(25), 3000)[-7:, 0]
    assert end[:3] == pytest.approx(end[3:6]) and np.ptp(end) > 1
    assert abs(descend(race.kinked, [3.3], 2 / 26, 300)[-1, 0]) < 1e-6


@pytest.mark.parametrize("kappa", [4.0, 25.0, 100.0])
def test_rate_of_the_heavy_ball_is_the_largest_root(kappa):
    eta, beta = race.best_momentum(kappa)
    roots = [
        np.abs(np.roots([1, -(1 + beta - eta * curvature), beta])).max() for curvature in np.linspace(1, kappa, 50)
    ]
    np.testing.assert_allclose(roots, (kappa**0.5 - 1) / (kappa**0.5 + 1), rtol=1e-6)


@pytest.mark.parametrize("constants", [lambda kappa: (1.02 * race.best_momentum(kappa)[0], race.best_momentum(kappa)[1]),
                                       lambda kappa: (race.best_momentum(kappa)[0], 1.03 * race.best_momentum(kappa)[1])])  # fmt: skip
def test_check_of_the_heavy_ball_notices(constants):
    assert not race.check_heavy_ball(constants=constants).holds


def test_check_of_nesterov_s_bound_notices_too_little_momentum():
    assert not race.check_nesterov(constants=lambda k: (race.steady(k)[0], 0.8 * race.steady(k)[1])).holds


def test_a_method_stays_above_the_best_of_its_span():
    k, d = 10, 21
    Q = (2 * np.eye(d) - np.eye(d, k=1) - np.eye(d, k=-1)) / 4
    at = np.linalg.solve(Q, np.eye(d)[0] / 4)

    def height(x):
        return (x - at) @ Q @ (x - at) / 2

    gradients = np.array([np.linalg.matrix_power(Q, i)[0] for i in range(k)])  # what sums of k gradients are made of
    assert not gradients[:, k:].any() and np.linalg.matrix_rank(gradients) == k
    assert height(race._best_reached(Q, np.eye(d)[0] / 4, k)) == pytest.approx(1 / (16 * (k + 1)))
    for ahead, beta in ((False, 0.0), (False, 0.5), (True, 0.8)):
        path = race.roll(lambda x: Q @ x - np.eye(d)[0] / 4, np.zeros(d), 1.0, beta, k, ahead)
        assert height(path[-1]) >= 1 / (16 * (k + 1)) * (1 - 1e-9)
    assert 3 * (at @ at) / (32 * (k + 1) ** 2) <= 1 / (16 * (k + 1))


def test_who_stops_at_the_saddle():
    end = {name: path[-1] for name, path in race.race("saddle").items()}
    np.testing.assert_allclose(end["Newton"], [0, 0], atol=1e-9)
    for name in ("descent", "momentum", "Adam"):
        np.testing.assert_allclose(end[name], [0, 1], atol=0.05)


def walk(gradient, x, eta, beta, steps, scale=1.0, keep=True, last=False, early=False, begin=0):
    v, path = begin + 0 * x, [x]
    for _ in range(steps):
        before, v = v, (beta * v if keep else 0) - scale * eta * gradient(x)
        x = x + (before if early else v)
        path.append(x)
    return x if last else path


def in_place(gradient, x, eta, beta, steps):
    v, path = 0 * x, [x]
    for _ in range(steps):
        v = beta * v - eta * gradient(x)
        x += v
        path.append(x)
    return path


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("roll", walk, "right", "share β"),
        ("roll", lambda *a: np.array(walk(*a)), "right", "share β"),
        ("roll", lambda *a: walk(*a, keep=False), "wrong", "forgotten"),
        ("roll", lambda *a: walk(*a, scale=0.5), "wrong", "(1 − β)"),
        ("roll", lambda *a: walk(*a, last=True), "wrong", "seven points"),
        ("roll", lambda *a: walk(*a)[1:], "wrong", "seven points"),
        ("roll", lambda *a: walk(*a, scale=-1), "wrong", "uphill"),
        ("roll", lambda *a: walk(*a, early=True), "wrong", "v first"),
        ("roll", lambda *a: walk(*a, begin=1), "wrong", "from rest"),
        ("roll", in_place, "wrong", "one array"),
        ("roll", lambda g, x, eta, beta, steps: [x], "wrong", "seven points"),
        ("what momentum saves", 10, "right", "√κ"),
        ("what momentum saves", 100, "wrong", "Newton"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
