"""Section 8: the output scale, and the two scalings of the width."""

import numpy as np
import pytest

from dltheory.ntk import lazy, wide
from dltheory.tasks import your_turn


def test_the_gradient_of_the_relu_network():
    rng, alpha, y = np.random.default_rng(0), 1.7, np.linspace(-1, 1, 6)
    units, step = rng.normal(size=(6, 3)), 1e-6
    moved = lazy.move_units(units, alpha, y, steps=1, eta=0.1)

    def loss(flat):
        return ((lazy.relu_output(flat.reshape(6, 3), lazy.AT, alpha) - y) ** 2).sum() / 2

    slope = [(loss(units.ravel() + step * e) - loss(units.ravel() - step * e)) / (2 * step) for e in np.eye(18)]
    np.testing.assert_allclose((units - moved).ravel(), 0.1 / alpha**2 * np.array(slope), atol=1e-7)


def test_all_scales_at_once_are_the_single_ones():
    units = lazy.draw_units(20)
    both = lazy.move_units(np.stack([units, units]), [0.5, 2.0], np.ones(6), steps=50)
    for one, alpha in zip(both, (0.5, 2.0), strict=True):
        np.testing.assert_allclose(one, lazy.move_units(units, alpha, np.ones(6), steps=50), atol=1e-12)


def test_silent_starts_are_silent():
    np.testing.assert_allclose(lazy.relu_output(lazy.draw_units(30), lazy.LINE, 1.0), 0, atol=1e-14)
    np.testing.assert_allclose(wide.output(lazy.paired(wide.draw_weights(9)), wide.GRID), 0, atol=1e-14)


def test_one_weight():
    for alpha in (1.0, 10.0, 50.0):
        end = 1 + 1 / alpha
        assert alpha / 2 * (end**2 - 1) - 1 == pytest.approx(1 / (2 * alpha))


def test_scale_one_is_the_network_itself_counted_from_its_start():
    theta = wide.draw_weights(16, 0)
    theta[-1] -= wide.output(theta, [0.3])[0]  # any network will do
    end = wide.train(theta, (20,), alpha=1.0)[-1]
    other = theta
    for _ in range(20):
        error = wide.output(other, wide.X) - wide.output(theta, wide.X) - wide.Y
        other = other - wide.ETA * error @ wide.tangents(other, wide.X)
    assert np.abs(end - theta).max() > 0.01
    np.testing.assert_allclose(end, other, atol=1e-12)


def test_what_the_text_says_of_the_explorer():
    explorer = lazy.explore_scale()
    tent = {alpha: explorer.draw(alpha=alpha) for alpha in lazy.ALPHAS}
    wave = {alpha: explorer.draw(alpha=alpha, labels="a wave")["off"] for alpha in lazy.ALPHAS}
    assert min(tent, key=lambda alpha: tent[alpha]["off"]) == 0.05 and min(wave, key=wave.get) == 0.32
    assert tent[0.05]["off"] == pytest.approx(0.045, abs=6e-4) and tent[5.0]["off"] == pytest.approx(0.104, abs=6e-4)
    assert (wave[0.05], wave[0.32], wave[5.0]) == pytest.approx((0.039, 0.036, 0.076), abs=6e-4)
    assert tent[5.0]["far"] == pytest.approx(0.015, abs=6e-4) and tent[0.05]["far"] == pytest.approx(2.1, abs=0.05)
    for labels in lazy.LABELS:
        for alpha, units in zip(lazy.ALPHAS, lazy.all_scales(labels)[1], strict=True):
            missed = lazy.relu_output(units, lazy.AT, alpha) - lazy.LABELS[labels](lazy.AT)
            assert np.abs(missed).max() < 0.005  # all fits go through all points


def test_a_mean_field_unit_moves_as_far_at_any_width():
    y = lazy.LABELS["a tent"](lazy.AT)
    for m in (100, 400, 1600):
        units = lazy.draw_units(m)
        moved = lazy.move_units(units, m**-0.5, y, 2000) - units
        assert np.sqrt((moved**2).sum(axis=1).mean()) == pytest.approx(2.1, abs=0.05)


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="m must be a multiple of 2"):
        lazy.draw_units(5)
    with pytest.raises(ValueError, match="alpha must be"):
        wide.train(wide.draw_weights(4), alpha=-1.0)
    with pytest.raises(ValueError, match="labels must be"):
        lazy.all_scales("a step")


@pytest.mark.parametrize("check", [lazy.check_scale, lazy.check_twins])
def test_checks_of_the_scale_notice_another_training(check):
    def untrained(theta, alpha):
        return np.repeat(theta[None], len(wide.TIMES), axis=0)

    assert not check(training=untrained).holds
    assert not check(training=lambda theta, alpha: wide.train(theta, alpha=1.1 * alpha)).holds
    assert not check(training=lambda theta, alpha: wide.train(theta, alpha=alpha**0.9)).holds


@pytest.mark.parametrize("check", [lazy.check_scale, lazy.check_twins])
def test_the_weights_of_the_linearization_are_no_training(check):
    def linear(theta, alpha):
        J = wide.tangents(theta, wide.X)
        move = np.linalg.pinv(J) @ wide.Y / alpha
        return np.array([theta + move * (1 - 0.9**t) for t in wide.TIMES])

    assert not check(training=linear).holds


@pytest.mark.parametrize("check", [lazy.check_tangent_scaling, lazy.check_mean_field])
def test_checks_of_the_scalings_notice_units_that_stand_still(check):
    assert not check(moving=lambda units, *_: units).holds
    assert not check(
        moving=lambda units, alpha, y, steps: lazy.move_units(units, alpha * units.shape[-2] ** 0.1, y, steps)
    ).holds


@pytest.mark.parametrize(
    ("silent", "state", "words"),
    [
        (lambda u: np.vstack([u, u * [-1, 1, 1]]), "right", "cancel"),
        (lambda u: np.vstack([u * [0.5, 1, 1], u * [-1, 0.5, 0.5]]), "right", "cancel"),
        (lambda u: np.vstack([u, -u]), "wrong", "*outer*"),
        (lambda u: np.vstack([u, u * [1, -1, -1]]), "wrong", "*outer*"),
        (lambda u: u * [0, 1, 1], "wrong", "dead"),
        (lambda u: u * [1, 0, 0], "wrong", "no features"),
        (lambda u: u, "wrong", "do not cancel"),
        (lambda u: u[:, 0], "wrong", "one row"),
        (lambda u: np.vstack([u[:2], u[:2] * [-1, 1, 1]]), "wrong", "Keep"),
        (lambda u: np.vstack([u[:1]] * 3 + [u[:1] * [-1, 1, 1]] * 3), "wrong", "Keep"),
        (lambda u: np.vstack([u * [-1, 1, 1], u]), "right", "cancel"),
        (lambda u: np.vstack([u, u * [-0.5, 2, 2]]), "right", "cancel"),
    ],
)
def test_a_silent_start(silent, state, words):
    feedback = your_turn("a silent start", silent)
    assert feedback.state == state and words in feedback.sentence, feedback


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("one weight, scaled", 0.01, "right", "1/2α"),
        ("one weight, scaled", -0.01, "wrong", "upward"),
        ("one weight, scaled", 0.02, "wrong", "how far the weight moves"),
        ("one weight, scaled", 0.0002, "wrong", "multiplied"),
        ("one weight, scaled", 0, "wrong", "straight"),
        ("one weight, scaled", 1.01, "wrong", "miss 1"),
        ("how far a mean-field unit moves", 2.1, "right", "any width"),
        ("how far a mean-field unit moves", 2, "right", "any width"),
        ("how far a mean-field unit moves", 1.05, "wrong", "other scaling"),
        ("how far a mean-field unit moves", 0.525, "wrong", "*mean*"),
        ("how far a mean-field unit moves", 8.4, "wrong", "cancel"),
        ("how far a mean-field unit moves", 3, "wrong", "share of the work"),
    ],
)
def test_predictions_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
