"""Section 3 against closed forms: Bernstein's polynomials, other intervals, Landau's kernels, and what a jump does."""

import math

import numpy as np
import pytest
from scipy import special, stats

from dltheory.approximation import polynomials
from dltheory.tasks import your_turn

X = np.linspace(0, 1, 101)


@pytest.mark.parametrize("m", [1, 2, 7, 60, 2000])
def test_bernstein_is_an_expectation_over_the_binomial_law(m):
    expected = [stats.binom(m, x).expect(lambda k: np.exp(k / m)) for x in (0.0, 0.2, 0.5, 1.0)]
    np.testing.assert_allclose(polynomials.bernstein(np.exp, m, np.array([0, 0.2, 0.5, 1])), expected, rtol=1e-9)


@pytest.mark.parametrize("m", [3, 40, 500])
def test_bernstein_of_an_exponential_has_a_closed_form(m):
    closed = (1 - X + X * math.exp(2 / m)) ** m
    np.testing.assert_allclose(polynomials.bernstein(lambda t: np.exp(2 * t), m, X), closed, rtol=1e-11)


@pytest.mark.parametrize(("m", "error"), [(10, 0.12304687), (100, 0.03979462), (1000, 0.01261251)])
def test_error_at_the_kink_is_the_central_binomial(m, error):
    assert polynomials.bernstein_error(polynomials.kink, m) == pytest.approx(error, abs=1e-8)
    assert error == pytest.approx(special.binom(m, m // 2) / 2 ** (m + 1), abs=1e-8)


@pytest.mark.parametrize(("low", "high"), [(0, 1), (2, 5), (-3, -1)])
def test_interval_polynomial_agrees_with_the_one_on_the_unit_interval(low, high):
    carried = polynomials.interval_polynomial(np.cos, 9, low, high)
    assert carried.degree() == 9
    on_unit = polynomials.bernstein(lambda t: np.cos(low + (high - low) * t), 9, X)
    np.testing.assert_allclose(carried(low + (high - low) * X), on_unit, atol=1e-9)


@pytest.mark.parametrize("f", [polynomials.kink, np.sqrt, polynomials.jump, lambda x: 1 / (1 + 25 * (2 * x - 1) ** 2)])
def test_proof_bound_is_a_bound_jump_or_not(f):
    for m in (1, 4, 37, 400):
        assert polynomials.bernstein_error(f, m) <= polynomials.proof_bound(f, m)


def test_proof_bound_for_the_kink_is_the_best_choice_of_delta():
    # delta + R / (4 m delta^2) with R = 1/2 is least at delta = (4 m)^(-1/3), where it is 3/2 of that.
    assert polynomials.proof_bound(polynomials.kink, 1000) == pytest.approx(1.5 * 4000 ** (-1 / 3), rel=1e-4)


@pytest.mark.parametrize("n", [1, 2, 5])
def test_blurring_gives_a_polynomial_of_degree_2n(n):
    y = polynomials._blurred(polynomials.ramp, n, polynomials.landau_kernel)
    grid = np.linspace(-1, 1, 401)
    for degree, close in ((2 * n, True), (2 * n - 1, False)):
        fit = np.polynomial.chebyshev.chebval(grid, np.polynomial.chebyshev.chebfit(grid, y, degree))
        assert bool(np.abs(fit - y).max() < 1e-11) is close


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: polynomials.bernstein(np.exp, 0, X), r"^m must be a whole number of at least 1, got 0"),
        (lambda: polynomials.proof_bound(np.exp, 2.5), r"^m must be a whole number of at least 1, got 2.5"),
        (lambda: polynomials.proof_bound(lambda x: 1.0, 3), r"^f must return one number for each of 401 points"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_explorer_keeps_its_word_for_each_target_and_degree():
    explorer = polynomials.explore_bernstein()
    for settings in explorer.sweep():
        drawn = explorer.draw(**settings)
        error = drawn["error"].max()
        assert error <= drawn["bound"]
        if settings["broken"]:
            assert error >= 0.25 - 1e-12
    note = " ".join(explorer.notes())
    assert "half the jump" in note or "bound" in note


def test_explorer_does_not_claim_a_bound_that_its_grid_has_missed():
    explorer = polynomials.explore_bernstein()
    drawn = explorer.draw(target="exp(-1e9*(x - 1/3)**2)", degree=3)
    assert drawn["error"].max() > drawn["bound"]
    assert ">" in " ".join(explorer.notes())


@pytest.mark.parametrize(
    ("build", "word"),
    [
        (lambda f, m, x: (polynomials.bernstein(f, m, x) + polynomials.bernstein(f, 2 * m, x)) / 2, "slope"),
        (lambda f, m, x: polynomials.bernstein(f, 2 * m, x), "slope"),
        (lambda f, m, x: 2 * polynomials.bernstein(f, 2 * m, x), "add up"),
        (lambda f, m, x: polynomials.bernstein(f, m, x) - polynomials.bernstein(f, 2 * m, x), "add up"),
        (lambda f, m, x: f(x), "two numbers a and b"),
        (lambda f, m, x: np.interp(x, np.arange(m + 1) / m, f(np.arange(m + 1) / m)), "two numbers a and b"),
        (lambda f, m, x: polynomials.bernstein(f, m * m, x), "two numbers a and b"),
        (lambda f, m, x: "q", "shape"),
        (lambda f, m, x: None, "shape"),
        (lambda f, m, x: 1.0, "shape"),
        (lambda f, m, x: np.full_like(x, np.nan), "off by nan"),
    ],
)
def test_faster_polynomial_names_what_is_wrong(build, word):
    feedback = your_turn("a faster polynomial", build)
    assert feedback.state == "wrong"
    assert word in feedback.sentence


def means(f, m, x):
    return (f(np.clip(x - 0.4 / m, 0, 1)) + f(np.clip(x + 0.4 / m, 0, 1))) / 2


def normal(f, m, x):
    k = np.arange(m + 1)
    weights = np.exp(-((k - m * x[:, None]) ** 2) / (2 * m * np.maximum(x * (1 - x), 1e-9)[:, None]))
    return weights @ f(k / m) / weights.sum(axis=1)


@pytest.mark.parametrize("wrong", [means, normal])
def test_checks_notice_what_is_no_polynomial(wrong):
    assert not polynomials.check_promised_degree(polynomial=wrong).holds
    assert not polynomials.check_bernstein_rates(polynomial=wrong).holds


@pytest.mark.parametrize(
    "kernel",
    [
        lambda u, n: np.exp(-n * u**2),
        lambda u, n: np.cos(u) ** (2 * n),
        lambda u, n: (np.abs(u) < n**-0.5).astype(float),
    ],
)
def test_check_of_landau_notices_other_kernels(kernel):
    assert not polynomials.check_landau_rate(kernel=kernel).holds


def test_check_of_other_intervals_notices_a_shifted_target():
    def shifted(f, m, low, high):
        return lambda x: f(x) + 3 * math.comb(12, 6) / 2**13

    assert not polynomials.check_interval(carry=shifted).holds


def test_check_of_the_smooth_rate_needs_all_summands():
    def first_left_out(f, m, x):
        return polynomials.bernstein(lambda t: np.where(t > 0, f(t), 0.0), m, x)

    assert not polynomials.check_bernstein_rates(polynomial=first_left_out).holds


def test_faster_polynomial_accepts_what_cancels_and_waits_for_dots():
    def cancels(f, m, x):
        return 2 * polynomials.bernstein(f, 2 * m, x) - polynomials.bernstein(f, m, x)

    assert your_turn("a faster polynomial", cancels).state == "right"
    assert your_turn("a faster polynomial", lambda f, m, x: ...).state == "open"
