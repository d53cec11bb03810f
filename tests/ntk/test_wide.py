"""Section 7: network and linearization side by side, and what shrinks with the width."""

import numpy as np
import pytest

from dltheory.ntk import wide
from dltheory.tasks import your_turn


def test_tangents_are_derivatives():
    theta = wide.draw_weights(7, 3)
    J, step = wide.tangents(theta, wide.X), 1e-6
    for i in range(len(theta)):
        move = step * (np.arange(len(theta)) == i)
        slope = (wide.output(theta + move, wide.X) - wide.output(theta - move, wide.X)) / (2 * step)
        np.testing.assert_allclose(J[:, i], slope, atol=1e-8)


def test_many_networks_at_once_are_the_single_ones():
    many = wide.draw_weights(5, (0, 1, 2))
    np.testing.assert_array_equal(wide.train(many)[-1][1], wide.train(wide.draw_weights(5, 1))[-1])
    run = wide.side_by_side(8, (0, 1))
    for name in ("network", "own", "infinite"):
        np.testing.assert_allclose(run[name][:, 1], wide.side_by_side(8, 1)[name], atol=1e-12)


def test_the_closed_form_is_the_trained_linearization():
    theta = wide.draw_weights(16, 0)
    f0, J = wide.output(theta, wide.X), wide.tangents(theta, wide.X)
    linear = np.zeros_like(theta)
    for _ in range(wide.STEPS):
        linear -= wide.ETA * J.T @ (f0 + J @ linear - wide.Y)
    expected = wide.output(theta, wide.GRID) + wide.tangents(theta, wide.GRID) @ linear
    np.testing.assert_allclose(wide.side_by_side(16, 0)["own"][-1], expected, atol=1e-10)


def test_the_infinite_kernel_is_the_mean_over_units():
    kernels = [wide.tangents(wide.draw_weights(4000, seed), wide.X) for seed in range(20)]
    found = np.array([J @ J.T for J in kernels])
    error = 4 * found.std(axis=0, ddof=1) / np.sqrt(len(found))
    assert (np.abs(found.mean(axis=0) - wide.infinite_kernel(wide.X, wide.X)) < error).all()
    sizes = np.linalg.eigvalsh(wide.infinite_kernel(wide.X, wide.X))
    assert wide.ETA < 2 / (sizes[0] + sizes[-1])  # what the theorem asks for


def test_what_the_text_says():
    gaps = dict(zip(wide.FITTED, wide.shrinking("own").mean(axis=0), strict=True))
    assert gaps[128] == pytest.approx(0.18, abs=0.005)
    ratio = {}
    for m in (64, 4096):
        start = wide.draw_weights(m, 1)
        end = wide.train(start, times=(wide.STEPS,))[-1]
        before, after, back = (wide.output(theta, wide.X) for theta in (start, end, 2 * start - end))
        ratio[m] = np.abs(after - 2 * before + back).max() / np.abs(after - before).max()
    assert ratio[64] == pytest.approx(0.56, abs=0.01) and ratio[4096] == pytest.approx(0.014, abs=1e-3)
    far = [wide.side_by_side(2048, start) for start in range(4)]
    for what, expected in (("infinite", [0.03, 0.12, 0.03, 0.13]), ("own", [0.01, 0.08, 0.01, 0.02])):
        gap = [np.abs(run["network"][-1] - run[what][-1]).max() for run in far]
        np.testing.assert_allclose(gap, expected, atol=0.006)


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="m must be"):
        wide.draw_weights(0)
    with pytest.raises(ValueError, match="seed must be"):
        wide.draw_weights(4, -1)
    with pytest.raises(ValueError, match="what must be"):
        wide.shrinking("error")


def untrained(theta):
    return np.repeat(theta[None], len(wide.TIMES), axis=0)


@pytest.mark.parametrize(
    "check", [wide.check_gap, wide.check_weights_move, wide.check_kernel_moves, wide.check_infinite_gap]
)
def test_checks_notice_a_network_that_is_not_trained(check):
    assert not check(training=untrained).holds


def test_checks_notice_other_steps_and_other_formulas():
    assert not wide.check_gap(training=lambda theta: wide.train(theta, eta=0.9 * wide.ETA)).holds
    assert not wide.check_gap(prediction=lambda K, *rest: wide.linear_fit(1.1 * K, *rest)).holds
    assert not wide.check_gap(prediction=lambda K, shown, *rest: wide.linear_fit(K, np.roll(shown, 1, -1), *rest)).holds
    assert not wide.check_infinite_gap(kernel_fit=lambda K, shown, *rest: wide.linear_fit(K, 0.8 * shown, *rest)).holds


def test_the_explorer_shows_network_and_prediction():
    explorer = wide.explore_width()
    assert explorer.draw(m=4)["gap"] > 0.3 > 0.02 > explorer.draw(m=2048)["gap"]
    assert explorer.draw(step=0)["gap"] == 0
    assert explorer.draw(m=2048, source=wide.INFINITE)["gap"] > explorer.draw(m=2048)["gap"]


def right(f, theta, delta):
    return f(theta + delta) - 2 * f(theta) + f(theta - delta)


@pytest.mark.parametrize(
    ("bend", "state", "words"),
    [
        (right, "right", "whatever the slope"),
        (lambda f, t, d: f(t + d) - f(t), "wrong", "*other* way"),
        (lambda f, t, d: f(t + d) - f(t - d), "wrong", "which sign"),
        (lambda f, t, d: right(f, t + d, d), "wrong", "at θ + δ"),
        (lambda f, t, d: right(f, t, d) / 2, "wrong", "no factor"),
        (lambda f, t, d: -right(f, t, d), "wrong", "positive"),
        (lambda f, t, d: right(f, t, d).sum(), "wrong", "one number a point"),
        (lambda f, t, d: right(f, t, 2 * d), "wrong", "wherever"),
    ],
)
def test_the_second_difference(bend, state, words):
    feedback = your_turn("how much an output bends", bend)
    assert feedback.state == state and words in feedback.sentence, feedback


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("how far one weight moves", 0.01, "right", "√m δ"),
        ("how far one weight moves", 0.001, "wrong", "1/m"),
        ("how far one weight moves", 0.1, "wrong", "ten times"),
        ("how far one weight moves", 1, "wrong", "more"),
        ("how far one weight moves", 0.5, "wrong", "it is to be 1"),
        ("a hundredth of the gap", 1280000, "right", "10,000 times"),
        ("a hundredth of the gap", 2**20 * 1.25, "right", "10,000 times"),
        ("a hundredth of the gap", 12800, "wrong", "only a tenth"),
        ("a hundredth of the gap", 1280, "wrong", "a third"),
        ("a hundredth of the gap", 10000, "wrong", "factor"),
        ("a hundredth of the gap", 500, "wrong", "four times"),
    ],
)
def test_predictions_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
