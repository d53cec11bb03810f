"""Section 7 against closed forms: the laws that are sampled, their means, and what a fixed basis leaves out."""

import itertools

import numpy as np
import pytest
from scipy import stats

from dltheory.approximation import sampling
from dltheory.tasks import your_turn


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("d", [1, 5, 20])
def test_ball_points_are_uniform_with_variance_one(d):
    X = sampling.ball_points(4000, d, rng(d))
    assert stats.kstest((np.linalg.norm(X, axis=1) / np.sqrt(d + 2)) ** d, "uniform").pvalue > 1e-3
    np.testing.assert_allclose(X.T @ X / len(X), np.eye(d), atol=0.12)


def test_sine_units_follow_their_law_and_carry_the_sign_of_the_slope():
    a, b = sampling.sine_units(5000, rng())
    law = lambda t: np.select([t < 0.25, t < 0.75], [np.sin(2 * np.pi * t), 2 - np.sin(2 * np.pi * t)], 4 + np.sin(2 * np.pi * t)) / 4  # noqa: E731  # fmt: skip
    assert stats.kstest(b, law).pvalue > 1e-3
    np.testing.assert_array_equal(a, 4 * np.sign(np.cos(2 * np.pi * b)))


@pytest.mark.parametrize("d", [1, 3])
def test_barron_units_are_bounded_and_right_on_average(d):
    omega, c, r, k = sampling.two_waves(d, rng(d))[0], np.array([0.5, -0.8]), 1.7, 200_000
    X = sampling.ball_points(12, d, rng(1)) * r / np.sqrt(d + 2)
    a, W, b, constant = sampling.barron_units(omega, c, r, k, rng(2))
    size = np.abs(c) @ np.linalg.norm(omega, axis=1)
    assert np.abs(a).max() <= 4 * np.pi * r * size * (1 + 1e-12) and np.abs(b).max() <= r
    np.testing.assert_allclose(np.linalg.norm(W, axis=1), 1)
    found = constant + (X @ W.T >= b) @ a / k
    assert np.abs(found - np.sin(2 * np.pi * X @ omega.T) @ c).max() < 4 * 4 * np.pi * r * size / np.sqrt(k)


def test_barron_units_draw_each_wave_by_its_share_and_thresholds_uniformly():
    omega, c = np.array([[1.0], [-3.0]]), np.array([2.0, 1.0])  # shares 2/5 and 3/5, opposite directions
    a, W, b, _ = sampling.barron_units(omega, c, 2.0, 20_000, rng())
    assert np.mean(W < 0) == pytest.approx(0.6, abs=0.015)
    assert stats.kstest(b, "uniform", (-2, 4)).pvalue > 1e-3
    assert np.mean(a**2) == pytest.approx((4 * np.pi * 2 * 5) ** 2 / 2, rel=0.03)


def test_two_waves_have_the_promised_constant_and_a_variance_near_one_half():
    for d in (1, 5, 20):
        omega, c = sampling.two_waves(d, rng(d))
        assert c @ np.linalg.norm(omega, axis=1) == pytest.approx(0.65 / np.sqrt(2))
        f = np.sin(2 * np.pi * sampling.ball_points(20_000, d, rng()) @ omega.T) @ c
        assert 0.4 < f.var() < 0.7


def test_square_wave_jumps_at_even_distances():
    omega, c = sampling.square_wave(3, rng())
    w = omega[0] / np.linalg.norm(omega[0])
    values = np.sin(2 * np.pi * np.outer([-3, -1, 1, 3, 4.6], w) @ omega.T) @ c
    np.testing.assert_allclose(values, [1, -1, 1, -1, 1], atol=0.03)
    assert c @ np.linalg.norm(omega, axis=1) == pytest.approx(50 / np.pi)


def test_barron_errors_are_the_mean_squared_error_that_maurey_promises():
    errors, mean, bounds, miss = sampling.barron_errors(5)
    assert errors.shape == (32, 9) and mean.shape == miss.shape == (32,) and not errors.flags.writeable
    assert bounds[0] == pytest.approx(16 * np.pi**2 * 7 * 0.65**2 / 2 / 8)
    # E|V|^2 is a quarter of the bound up to the oscillating parts of cos^2; |X|^2 is small beside it.
    np.testing.assert_allclose(errors.mean(axis=0)[:4] / bounds[:4], 0.25, atol=0.02)


@pytest.mark.parametrize("d", [1, 2, 3])
def test_left_out_is_the_next_frequency_of_the_lattice(d):
    lattice = np.array(list(itertools.product(range(-6, 7), repeat=d)))
    squares = np.sort((lattice**2).sum(axis=1))
    k = np.arange(1, np.searchsorted(squares, 36))
    np.testing.assert_allclose(sampling.left_out(k, d), 1 / (2 * squares[k]))


def test_the_next_cosine_is_out_of_reach_of_the_lower_ones():
    t = np.arange(24) / 24
    x = np.stack([part.ravel() for part in np.meshgrid(t, t)], axis=1)
    lower = [n for n in itertools.product(range(-2, 3), repeat=2) if n > (0, 0) and n[0] ** 2 + n[1] ** 2 < 5]
    basis = np.column_stack([np.ones(len(x))] + [f(2 * np.pi * x @ n) for n in lower for f in (np.cos, np.sin)])
    target = np.cos(2 * np.pi * x @ (1, 2)) / np.sqrt(5)
    residual = target - basis @ np.linalg.lstsq(basis, target, rcond=None)[0]
    assert np.mean(residual**2) == pytest.approx(sampling.left_out(np.array([basis.shape[1]]), 2)[0])


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: sampling.ball_points(0, 2, rng()), "n"),
        (lambda: sampling.ball_points(3, 1.5, rng()), "d"),
        (lambda: sampling.two_waves(0, rng()), "d"),
        (lambda: sampling.barron_errors(0), "d"),
        (lambda: sampling.barron_errors(1, stretch=-1), "stretch"),
        (lambda: sampling.barron_units(np.ones((2, 3)), np.ones(3), 1.0, 4, rng()), "omega"),
        (lambda: sampling.barron_units(np.ones((2, 3)), np.ones(2), 0.0, 4, rng()), "r"),
        (lambda: sampling.barron_units(np.ones((2, 3)), np.ones(2), 1.0, 0, rng()), "k"),
    ],
)
def test_bad_arguments_are_named(call, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        call()


def test_explorer_stays_below_the_bound_and_jumps_ruin_it():
    explorer = sampling.explore_barron()
    for settings in explorer.sweep():
        drawn = explorer.draw(**settings)
        if settings["broken"]:
            assert drawn["error"] > 10 * drawn["mean"]
        else:
            assert drawn["error"] < drawn["bound"]


@pytest.mark.parametrize(
    ("draw", "state", "words"),
    [
        (lambda k, rng: (np.ones(k), np.sqrt(rng.random(k))), "right", "sample of thresholds"),
        (lambda k, rng: (np.ones(k), rng.random((2, k)).max(axis=0)), "right", "sample"),
        (lambda k, rng: (np.ones(k), rng.random(k)), "wrong", "make x"),
        (lambda k, rng: (np.ones(k) / k, np.sqrt(rng.random(k))), "wrong", "spent twice"),
        (lambda k, rng: (2 * (b := rng.random(k)), b), "wrong", "weights differ"),
        (lambda k, rng: (np.ones(k), rng.random(k) ** 2), "wrong", "crowd at 0"),
        (lambda k, rng: (np.ones(k), rng.random(k) ** 0.2), "wrong", "away from x²"),
        (lambda k, rng: (np.ones(3), np.ones(3)), "wrong", "(3,) and (3,)"),
        (lambda k, rng: (1, rng.random(k)), "wrong", "two arrays"),
        (lambda k, rng: (2 * np.ones(k), rng.random(k)), "wrong", "make 2x."),
        (lambda k, rng: (2 * np.ones(k), np.sqrt(rng.random(k))), "wrong", "make 2x²"),
        (lambda k, rng: (np.ones(k), 2 * rng.random(k)), "wrong", "beyond 1"),
        (lambda k, rng: (np.sqrt(rng.random(k)), np.ones(k)), "wrong", "swapped"),
        (lambda k, rng: (np.ones(k), np.sqrt((np.arange(k) + 0.5) / k)), "wrong", "nothing is drawn"),
        (lambda k, rng: (np.ones(k), np.sqrt(np.random.default_rng(0).random(k))), "wrong", "nothing is drawn"),
        (lambda k, rng: ("one", None), "wrong", "two arrays"),
        (lambda k, rng: None, "wrong", "TypeError"),
        (lambda k, rng: (..., ...), "open", "three dots"),
    ],
)
def test_equal_units_names_the_misconception(draw, state, words):
    feedback = your_turn("equal units", draw)
    assert feedback.state == state and words in feedback.sentence


@pytest.mark.parametrize(
    ("guess", "state", "words"),
    [
        (2, "right", "dimension"),
        ("2", "right", "dimension"),
        (4, "wrong", "its *square*"),
        (2**20, "wrong", "More than enough"),
        (1.4, "wrong", "Fewer than double"),
        ("twice", "wrong", "one number"),
        (None, "wrong", "one number"),
        (np.ones(3), "wrong", "one number"),
        (..., "open", "three dots"),
    ],
)
def test_halving_the_squared_error(guess, state, words):
    feedback = your_turn("halving the squared error", guess)
    assert feedback.state == state and words in feedback.sentence


def scaled(factor):
    def units(*given):
        a, W, b, constant = sampling.barron_units(*given)
        return factor * a, W, b, constant

    return units


@pytest.mark.parametrize("factor", [0.9, 1.05])
def test_barron_units_of_another_weight_are_noticed(factor):
    assert not sampling.check_barron_mean(units=scaled(factor)).holds


def test_barron_units_with_some_signs_flipped_are_noticed():
    def units(*given):
        a, W, b, constant = sampling.barron_units(*given)
        return np.where(np.arange(len(a)) % 33, a, -a), W, b, constant

    assert not sampling.check_barron_mean(units=units).holds


def test_units_of_the_sine_drawn_by_another_law_are_noticed():
    check = sampling.check_signed_sampling

    def four_thresholds(k, rng):
        a, b = sampling.sine_units(k, rng)
        return a, (np.floor(4 * b) + 0.5) / 4

    assert not check.broken("thresholds uniform").holds and not check(units=four_thresholds).holds


def test_counting_is_pinned_and_not_only_its_slope():
    assert not sampling.check_fixed_basis_rate(worst=lambda k, d: 3 * sampling.left_out(k, d)).holds
