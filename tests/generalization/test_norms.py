"""Section 6: trained networks, their norms and margins, and the eigenvalues of a sampled kernel."""

import numpy as np
import pytest

from dltheory.generalization import _common, norms
from dltheory.tasks import your_turn


def test_bad_input_is_refused_by_name():
    for call, words in [
        (lambda: _common.halves(0, "coins"), "labels must"),
        (lambda: _common.halves(-1), "seed must"),
        (lambda: _common.trained("true", width=0), "width must"),
        (lambda: _common.trained("true", stop=0.0), "stop must"),
        (lambda: norms.plane_fits(np.ones((3, 4)), np.ones((2, 3))), "X must"),
        (lambda: norms.plane_fits(np.ones((3, 2)), np.ones((2, 4))), "signs must"),
        (lambda: norms.recorded("true", 0.3, 7), r"decay must be one of \[0.0\], got 0.3"),
        (lambda: norms.recorded(widths=2), r"widths must be one of \[1, 7\], got 2"),
        (lambda: norms.largest_shift(norms.half_circle(), 0, np.random.default_rng(0)), "m must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


def test_images_have_length_one_and_coins_are_another_matter():
    true, coins = _common.halves(0, "true"), _common.halves(0, "random")
    np.testing.assert_allclose(np.linalg.norm(true.X_train, axis=1), 1)
    np.testing.assert_array_equal(true.X_test, coins.X_test)
    assert set(true.y_train) == set(coins.y_train) == {-1, 1}
    assert abs(np.mean(true.y_train * coins.y_train)) < 0.1


def test_the_network_that_is_shown_is_the_one_that_is_recorded():
    network, start, steps = _common.trained("true")
    run = norms.recorded("true")
    assert np.mean(norms.margins(network) <= 0) == 0
    assert np.mean(norms.margins(network, new=True) <= 0) == pytest.approx(run["new"][0, 0], abs=0.01)
    assert steps == pytest.approx(run["steps"][0, 0], rel=0.2)
    assert norms.norm_product(network) == pytest.approx(run["product"][0, 0], rel=0.1)
    assert norms.spectral_complexity(network, start) == pytest.approx(run["spectral"][0, 0], rel=0.1)
    same = _common.Network(3 * network.W, network.v / 3)
    assert norms.norm_product(same) == pytest.approx(norms.norm_product(network))


@pytest.mark.parametrize("m", [1, 2, 6])
def test_the_best_unit_of_the_plane_is_found_by_search_too(m):
    rng = np.random.default_rng(m)
    X, coins = rng.normal(size=(m, 2)), rng.choice([-1, 1], size=(20, m))
    a = np.linspace(0, 2 * np.pi, 100_001)
    tried = np.abs(coins @ np.maximum(X @ np.array([np.cos(a), np.sin(a)]), 0)).max(axis=1) / m
    found = norms.plane_fits(X, coins)
    assert (tried <= found + 1e-12).all()
    np.testing.assert_allclose(tried, found, rtol=1e-3)


def test_more_units_with_the_same_norms_are_no_better_than_one():
    rng = np.random.default_rng(0)
    X, coins = rng.normal(size=(7, 2)), rng.choice([-1, 1], size=(40, 7))
    for units in rng.integers(2, 51, size=500):
        W = rng.normal(size=(units, 2))
        best = np.linalg.norm(coins @ np.maximum(X @ W.T, 0), axis=1) / np.linalg.norm(W)
        assert (best / 7 <= norms.plane_fits(X, coins) + 1e-12).all()


def test_the_limit_is_the_mean_of_sampled_kernels():
    X, rng = norms.half_circle(4), np.random.default_rng(0)
    np.testing.assert_allclose(norms.gram(X, rng.normal(size=(400_000, 2))), norms.limit_gram(X), atol=5e-3)


@pytest.mark.parametrize(
    ("check", "nonsense"),
    [
        (norms.check_norm_bound, {"fits": lambda X, coins: 0.99 * norms.plane_fits(X, coins)}),
        (norms.check_random_labels, {"errors": lambda labels, decay: norms.recorded_errors(labels, decay) * [1, 0.9]}),
        (
            norms.check_random_labels,
            {"errors": lambda labels, decay: np.add(norms.recorded_errors(labels, decay), (0.05, -0.05))},
        ),
        (norms.check_width, {"errors": lambda: norms.width_errors()[:, :, :1] * np.ones(7)}),
        (norms.check_interval, {"sample": lambda X, W: norms.gram(X[::-1] + 0.2, W)}),
        (norms.check_weyl, {"ends": lambda A: (norms.ends(A)[0], float(np.trace(A)) ** 2)}),
        (norms.check_weyl, {"ends": lambda A: (norms.ends(A)[0] - 0.1, norms.ends(A)[1])}),
        (norms.check_weyl, {"ends": lambda A: (norms.ends(A)[0], float(np.diag(A).max()))}),
        (norms.check_norm_bound, {"fits": lambda X, coins: np.linalg.norm(coins @ X, axis=1) / len(X)}),
        (norms.check_weyl, {"ends": lambda A: tuple(np.linalg.eigvalsh(A)[[1, -1]])}),
    ],
)
def test_checks_notice_nonsense(check, nonsense):
    assert not check(**nonsense).holds


def balanced(W, v):
    c = np.sqrt(np.linalg.norm(v) / np.linalg.norm(W))
    return c * W, v / c


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("1,297 coins", "yes", "right", "five times"),
        ("1,297 coins", "No", "wrong", "weights"),
        ("steps for coins", 12, "right", "one by one"),
        ("steps for coins", 7, "right", "twelve"),
        ("steps for coins", 3, "wrong", "More"),
        ("steps for coins", 1, "wrong", "More"),
        ("steps for coins", 1000, "wrong", "Fewer"),
        ("a norm bound below 1", "no", "right", "28"),
        ("a norm bound below 1", "yes", "wrong", "Try it"),
        ("32 times as many weights", "level", "right", "3 %"),
        ("32 times as many weights", "rise", "wrong", "counting"),
        ("32 times as many weights", "fall", "wrong", "no harm"),
        ("the same network, other norms", balanced, "right", "same"),
        ("the same network, other norms", lambda W, v: (W, v), "wrong", "when is"),
        ("the same network, other norms", lambda W, v: [-part for part in balanced(W, v)], "wrong", "another function"),
        (
            "the same network, other norms",
            lambda W, v: (W / np.linalg.norm(W), v / np.linalg.norm(v)),
            "wrong",
            "another function",
        ),
        ("the same network, other norms", lambda W, v: (v, W), "wrong", "shapes"),
        ("the same network, other norms", lambda W, v: balanced(W, v)[0], "wrong", "two arrays"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback


def test_a_factor_for_each_unit_is_right_too():
    def by_unit(W, v):
        W, v = balanced(W, v)
        c = np.sqrt(np.abs(v) / np.linalg.norm(W, axis=1))
        return W * c[:, None], v / c

    assert your_turn("the same network, other norms", by_unit).state == "right"
