"""Section 7: batches, the floor of a constant step, averages, and Theorem 41."""

import itertools

import numpy as np
import pytest

from dltheory.optimization import noise
from dltheory.tasks import your_turn


def test_batches_without_putting_back_hold_each_point_once_and_all_equally_often():
    rows = noise.draw_batches(np.random.default_rng(0), (5000,), 6, 4, replace=False)
    assert rows.shape == (5000, 4) and all(len(set(row)) == 4 for row in rows.tolist())
    np.testing.assert_allclose(np.bincount(rows.ravel(), minlength=6) / 5000, 4 / 6, atol=0.03)
    assert noise.draw_batches(np.random.default_rng(0), (3, 2), 6, 9).shape == (3, 2, 9)


def test_a_batch_of_two_of_the_three_points():
    batches = noise.THREE[list(itertools.combinations(range(3), 2))].mean(axis=1)
    assert ((batches - 3) ** 2).mean() == pytest.approx(noise.THREE.var() / 2 * (3 - 2) / (3 - 1))
    both = noise.THREE[list(itertools.product(range(3), repeat=2))].mean(axis=1)
    assert ((both - 3) ** 2).mean() == pytest.approx(noise.THREE.var() / 2)


def test_sgd_takes_a_step_a_draw_each_with_its_own_size():
    path = noise.sgd(noise.towards, [0.0, 2.0], [1.0, 0.5], [np.array([3.0, 6.0]), np.array([0.0, 0.0])])
    np.testing.assert_allclose(path, [[0, 2], [3, 6], [1.5, 3]])
    with pytest.raises(ValueError):
        noise.sgd(noise.towards, [0.0], [1.0, 1.0], [np.zeros(1)])


@pytest.mark.parametrize("scale", [0.99, 1.01])
def test_checks_notice_steps_of_another_length(scale):
    def walk(gradient, start, eta, draws):
        return noise.sgd(gradient, start, scale * np.asarray(eta), draws)

    assert not noise.check_floor(walk=walk).holds


def test_checks_notice_a_neighbour_s_index_only_where_it_matters():
    def shifted(rng, shape, n, batch, replace=True):
        return (noise.draw_batches(rng, shape, n, batch, replace) + 1) % n

    assert noise.check_batch_variance(sampler=shifted).holds  # all points are alike to chance
    assert not noise.check_unbiased(sampler=lambda *a: np.sort(noise.draw_batches(*a), axis=-1)[..., :1]).holds


@pytest.mark.parametrize("point", range(12))
def test_the_check_notices_each_point_that_is_never_drawn(point):
    def sampler(*a):
        rows = noise.draw_batches(*a)
        return np.where(rows == point, (point + 1) % 12, rows)

    assert not noise.check_unbiased(sampler=sampler).holds


def test_the_constants_of_the_tug():
    x = np.linspace(-9, 11, 200_001)
    slope = noise.tug(x, 0)
    value = (x - 1) ** 2 / 2 / (1 + (x - 1) ** 2)
    np.testing.assert_allclose(np.gradient(value, x)[1:-1], slope[1:-1], atol=1e-6)
    assert np.abs(np.gradient(slope, x)).max() == pytest.approx(1, abs=1e-6)  # L
    assert (slope**2).max() == pytest.approx(27 / 256, abs=1e-8)
    eta, bound = noise.promise(400)
    sigma = np.sqrt(27 / 256 + 1)
    assert bound == pytest.approx(0.25 / (eta * 400) + eta * sigma**2 / 2)
    assert 0.25 / (eta * 400) == pytest.approx(eta * sigma**2 / 2)  # the best step makes both terms equal


def test_what_the_text_says_of_theorem_41():
    eta, bound = noise.promise(1000)
    assert noise.squared_slopes(1000, eta=4 * eta).mean() / bound == pytest.approx(1.5, abs=0.06)
    assert noise.squared_slopes(1000).mean() / bound == pytest.approx(0.87, abs=0.03)
    assert noise.squared_slopes(10_000).mean() / noise.promise(10_000)[1] == pytest.approx(0.93, abs=0.02)
    fixed = [noise.squared_slopes(K, eta=0.1).mean() for K in (10, 100, 1000, 10_000)]
    assert fixed[2] > noise.promise(1000)[1] and fixed[3] / fixed[2] > 0.9  # its floor
    assert [a / noise.squared_slopes(K).mean() for a, K in zip(fixed[:2], (10, 100), strict=True)] == pytest.approx(
        [1, 1], abs=0.3
    )
    assert noise.promise(50)[1] < 27 / 256 < noise.promise(48)[1]


@pytest.mark.parametrize("eta", [0.05, 0.4, 0.8])
def test_the_floor_of_the_text(eta):
    V = 100.0
    for _ in range(2000):
        V = (1 - eta) ** 2 * V + 6 * eta**2
    assert pytest.approx(6 * eta / (2 - eta)) == V


def test_what_the_text_says_of_the_explorer():
    draw = noise.explore_noise().draw

    def floor(**settings):
        return draw(**settings)["walks"][-100:].mean()

    falling = noise.SCHEDULES[1]
    assert floor(batch=20) > 0.01 and floor(batch=20, replace=False) < 1e-6
    levels = {eta: (floor(eta=eta), draw(eta=eta)["averages"][-1]) for eta in (0.05, 0.1, 0.2, 0.4, 0.8, 1.5)}
    assert min(levels, key=lambda eta: levels[eta][1]) == 1.5 and levels[1.5][1] == pytest.approx(0.007, abs=1e-3)
    assert min(levels, key=lambda eta: levels[eta][0]) in (0.05, 0.1) and levels[0.1][0] == pytest.approx(
        0.06, abs=0.01
    )
    ends = {eta: draw(eta=eta, schedule=falling)["walks"] for eta in (0.4, 0.5, 0.6, 0.7, 0.8, 1.0, 1.5)}
    assert min(ends, key=lambda eta: ends[eta][-1]) == min(ends, key=lambda eta: ends[eta][-100:].mean()) == 0.6
    assert (ends[0.6][-1], ends[0.6][-100:].mean()) == pytest.approx((0.015, 0.018), abs=6e-4)


def choose(G, r, rng):
    return G[rng.choice(len(G), r, replace=False)].mean(axis=0)


def neighbours(G, r, rng):
    return G[(rng.integers(len(G)) + np.arange(r)) % len(G)].mean(axis=0)


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("the floor of half the step", 2, "right", "half as fast"),
        ("the floor of half the step", 4, "wrong", "*one* step"),
        ("the floor of half the step", 2**0.5, "wrong", "square"),
        ("half the squared gradient", 4, "right", "1/√K"),
        ("half the squared gradient", 2, "wrong", "full gradients"),
        ("half the squared gradient", 16, "wrong", "square"),
        ("steps that make an average", lambda k: 1 / (k + 1), "right", "share"),
        ("steps that make an average", lambda k: 1 / (k + 2), "wrong", "first step"),
        ("steps that make an average", lambda k: 1 / k, "wrong", "k = 0"),
        ("steps that make an average", lambda k: 1.0, "wrong", "forgets"),
        ("steps that make an average", lambda k: 1 / (k + 1) ** 2, "wrong", "share has the newest"),
        ("steps that make an average", lambda k: "one", "wrong", "one number"),
        ("a batch", choose, "right", "calm"),
        ("a batch", lambda G, r, rng: G[rng.integers(len(G), size=r)].mean(axis=0), "wrong", "put a gradient back"),
        ("a batch", lambda G, r, rng: G[rng.choice(len(G), r, replace=False)].sum(axis=0), "wrong", "*mean*"),
        ("a batch", lambda G, r, rng: G[:r].mean(axis=0), "wrong", "no chance"),
        ("a batch", lambda G, r, rng: choose(G[1:], r, rng), "wrong", "more often"),
        ("a batch", lambda G, r, rng: choose(G, r + 2, rng), "wrong", "use more"),
        ("a batch", neighbours, "wrong", "by itself"),
        ("a batch", lambda G, r, rng: choose(G, r, rng).mean(), "wrong", "shape"),
        ("a batch", lambda G, r, rng: choose(G, 1, rng), "wrong", "put a gradient back"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
