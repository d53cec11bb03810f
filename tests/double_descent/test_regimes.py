"""Section 7 against closed forms: weights of linear fits, their levels, and the level that a spectrum chooses."""

import math

import numpy as np
import pytest

from dltheory.double_descent import regimes
from dltheory.tasks import your_turn

FITS = [regimes.nearest_weights, regimes.polyline_weights, regimes.polynomial_weights, regimes.peaked_weights]


@pytest.mark.parametrize("weights", FITS)
def test_weights_sum_to_one_and_interpolate(weights):
    x = np.sort(np.random.default_rng(0).random(9))
    t = np.random.default_rng(1).uniform(x[0], x[-1], 50)
    np.testing.assert_allclose(weights(x, t).sum(axis=1), 1, atol=1e-8)
    centred = x - x[4]
    near = weights(centred, np.array([1e-120]))[0]
    np.testing.assert_allclose(near, np.eye(9)[4], atol=1e-9)


@pytest.mark.parametrize("weights", FITS)
def test_only_fits_through_their_points_go_through(weights):
    assert regimes.goes_through(weights)
    assert not regimes.goes_through(lambda x, t: np.roll(weights(x, t), 1, axis=1))
    assert not regimes.goes_through(lambda x, t: 1.01 * weights(x, t))


def second_nearest(x, t):
    return np.eye(len(x))[np.argsort(np.abs(t[:, None] - x), axis=1)[:, 1]]


@pytest.mark.parametrize("check", [regimes.check_nearest, regimes.check_polyline, regimes.check_catastrophic])
def test_a_level_says_nothing_of_fits_that_do_not_interpolate(check):
    default = check.defaults["weights"]
    for weights in (second_nearest, lambda x, t: np.roll(default(x, t), 1, axis=1)):
        assert not check(weights=weights).holds


def test_polynomial_weights_are_those_of_the_polynomial():
    rng = np.random.default_rng(2)
    x, y, t = np.sort(rng.random(7)), rng.normal(size=7), rng.random(30)
    np.testing.assert_allclose(regimes.polynomial_weights(x, t) @ y, np.polyval(np.polyfit(x, y, 6), t), rtol=1e-6)


def test_polyline_weights_are_those_of_the_polyline():
    rng = np.random.default_rng(3)
    x, y = np.sort(rng.random(8)), rng.normal(size=8)
    t = rng.uniform(x[0], x[-1], 40)
    np.testing.assert_allclose(regimes.polyline_weights(x, t) @ y, np.interp(t, x, y))


def test_chebyshev_points_have_level_one_on_their_own_law():
    n = 25
    x = (1 - np.cos((np.arange(n) + 0.5) * np.pi / n)) / 2
    t = (1 - np.cos(np.pi * np.random.default_rng(4).random(20_000))) / 2
    assert (regimes.polynomial_weights(x, t) ** 2).sum(axis=1).mean() == pytest.approx(1, abs=0.02)
    assert regimes.excess(regimes.polynomial_weights, 20, 20, True).mean() == pytest.approx(0.975, abs=0.02)


def test_excess_of_ordinary_fits_by_closed_forms():
    assert regimes.excess(regimes.nearest_weights, 300).mean() == pytest.approx(1, abs=0.01)
    assert regimes.excess(regimes.polyline_weights, 300, half_way=True).mean() == pytest.approx(0.5, abs=1e-3)
    assert regimes.excess(regimes.peaked_weights, 1000).mean() < 0.015


@pytest.mark.parametrize("alpha", [1.5, 2.0, 3.0])
def test_fixed_point_tends_to_alpha_minus_one(alpha):
    assert regimes.fixed_point(alpha, 400, 400_000) == pytest.approx(alpha - 1, rel=0.03)


def test_noise_level_is_the_risk_of_a_simulated_fit():
    rng, n, p, scale = np.random.default_rng(5), 20, 400, np.arange(1, 401.0) ** -1
    levels = []
    for _ in range(400):
        X = rng.standard_normal((n, p)) * scale
        w = np.linalg.pinv(X) @ rng.standard_normal(n)
        levels.append(((scale * w) ** 2).sum())
    exact = regimes.noise_level(2.0, regimes.normal_rows, n, p)
    assert np.mean(levels) == pytest.approx(exact.mean(), rel=0.1)


def test_wave_rows_are_uncorrelated():
    X = regimes.wave_rows(40_000, 7, np.random.default_rng(6))
    assert X.shape == (40_000, 7)
    np.testing.assert_allclose(X.T @ X / 40_000, np.eye(7), atol=0.03)


def test_what_the_text_says_of_spectra():
    waves = np.median(regimes.noise_level(2.0, regimes.wave_rows))
    assert waves == pytest.approx(2 / 3, abs=0.05)
    assert np.median(regimes.noise_level(1.1)) == pytest.approx(0.28, abs=0.01)
    assert regimes.fixed_point(1.1, 50, 10**6) == pytest.approx(0.14, abs=0.005)


@pytest.mark.parametrize("exponent", [0.9, 0.02])
def test_singular_kernels_of_other_exponents_interpolate_worse_or_more_slowly(exponent):
    weights = lambda x, t: regimes.peaked_weights(x, t, exponent)  # noqa: E731
    assert not regimes.check_benign(weights=weights).holds


def test_picture_passes_through_the_points():
    found = regimes.plot_regimes()
    assert len(found) == 3 and all(np.isfinite(fit).all() for fit in found.values())


@pytest.mark.parametrize(
    ("kernel", "state", "words"),
    [
        (lambda u: u**-0.3, "right", "infinite at 0"),
        (lambda u: 1 - np.log(u), "right", "infinite at 0"),
        (lambda u: 1 / np.sqrt(u), "right", "infinite at 0"),
        (lambda u: u**-0.4 * (1 - u**2), "wrong", "kernel above"),
        (lambda u: 3 * u**-0.4 * (1 - u**2), "wrong", "kernel above"),
        (lambda u: np.exp(1 / u), "wrong", "overflows"),
        (lambda u: u**-2.0, "wrong", "from 0.52 with 100 points to 0.51"),
        (lambda u: np.exp(-u * u), "wrong", "stays finite"),
        (lambda u: 1 / (u + 0.01), "wrong", "stays finite"),
        (lambda u: -1 / u, "wrong", "not below 0"),
        (lambda u: 3.0, "wrong", "array of distances"),
        (lambda u: "far", "wrong", "array of distances"),
        (lambda u: ..., "open", "three dots"),
    ],
)
def test_a_kernel_of_your_own(kernel, state, words):
    feedback = your_turn("a kernel of your own", kernel)
    assert feedback.state == state and words in feedback.sentence, feedback


@pytest.mark.parametrize(
    ("answer", "state", "words"),
    [
        (2 / 3, "right", "on average"),
        (0.667, "right", "on average"),
        (0.67, "right", "on average"),
        (0.5, "wrong", "half-way"),
        (1, "wrong", "At the points"),
        (1 / 3, "wrong", "other noise"),
        (0.75, "wrong", "parabola"),
        (2, "wrong", "Average"),
        (math.nan, "wrong", "one number"),
        (..., "open", "three dots"),
    ],
)
def test_prediction_of_the_section(answer, state, words):
    feedback = your_turn("level of the polyline", answer)
    assert feedback.state == state and words in feedback.sentence, feedback
