"""Section 6 against closed forms: kernels, their weights and norms, wide and narrow ones, polynomials."""

import numpy as np
import pytest

from dltheory.double_descent import kernels
from dltheory.numerics import gaussian_kernel
from dltheory.tasks import your_turn


def test_gaussian_takes_numbers_and_rows():
    X, Z = np.random.default_rng(0).normal(size=(2, 4, 3))
    K = gaussian_kernel(X, Z[:2], 1.5)
    assert K.shape == (4, 2) and K[1, 0] == pytest.approx(np.exp(-((X[1] - Z[0]) ** 2).sum() / 4.5))
    np.testing.assert_allclose(gaussian_kernel(X[:, 0], Z[:, 0], 1.5), gaussian_kernel(X[:, :1], Z[:, :1], 1.5))


def test_kernel_weights_make_the_gradient_zero():
    x = np.linspace(-1, 1, 7)
    K, y = gaussian_kernel(x, x, 0.5), np.sin(5 * x)
    alpha = kernels.kernel_weights(K, y, 0.01)
    np.testing.assert_allclose(-2 / 7 * K @ (y - K @ alpha) + 2 * 0.01 * K @ alpha, 0, atol=1e-12)


def test_a_fit_without_decay_is_an_orthonormal_series():
    x, y = kernels.noisy_wave(20, 0.3, 0)
    fit = kernels.polynomial_fit(x, y, x, 60, 0.0)
    np.testing.assert_allclose(fit, y, atol=1e-6)
    t, weights = np.polynomial.legendre.leggauss(80)
    few = kernels.polynomial_fit(x, y, t, 5, 0.0)
    exact = np.polyval(np.polyfit(x, y, 4), t)
    assert weights @ (few - exact) ** 2 < 1e-15


def test_what_the_text_says_of_polynomials():
    errors = {s: dict(zip(kernels.COUNTS, kernels.polynomial_errors(0.3, s), strict=True)) for s in (0.0, 1.0, 2.0)}
    assert min(errors[1.0], key=errors[1.0].get) == 4 and errors[1.0][4] == pytest.approx(0.009, abs=0.001)
    assert 1e13 < errors[1.0][20] < 1e16
    assert [errors[s][150] for s in (0.0, 1.0, 2.0)] == pytest.approx([0.44, 0.08, 0.36], abs=0.02)
    clean = dict(zip(kernels.COUNTS, kernels.polynomial_errors(0.0, 1.0), strict=True))
    assert clean[20] < 1e-15 and clean[150] > 1e-3


def test_what_the_text_says_of_kernels_on_digits():
    from dltheory.double_descent.features import noisy_digits

    split = noisy_digits(0)
    K, T = (gaussian_kernel(X, split.X_train, 5.0) for X in (split.X_train, split.X_test))
    wrong = [
        np.mean((T @ kernels.kernel_weights(K, np.eye(10)[split.y_train] - 0.1, lam)).argmax(axis=1) != split.y_test)
        for lam in (0, 1e-3, 1e-2, 1e-1)
    ]
    assert wrong == pytest.approx([0.17, 0.11, 0.07, 0.09], abs=0.01)


def test_explorer_follows_the_points_beyond_the_peak():
    explorer = kernels.explore_polynomials()
    assert explorer.draw(p=20)["error"] > 1e10
    assert explorer.draw(p=150)["error"] < 0.1
    assert explorer.draw(p=150, power=0.0)["error"] > 0.4


def test_picture_of_widths_has_its_ends():
    found = kernels.plot_kernel_widths()
    assert found["no ridge"][0] == pytest.approx(0.5, abs=0.05) and found["no ridge"][-1] > 100
    assert found["no ridge"].min() == pytest.approx(0.3, abs=0.03) and found["λ = 0.01"].min() < 0.06


@pytest.mark.parametrize("weights", [lambda K, y, lam: np.linalg.lstsq(K, y, rcond=None)[0], lambda K, y, lam: y / lam])
def test_check_of_the_representer_notices(weights):
    assert not kernels.check_representer(weights=weights).holds


def test_check_of_the_polynomial_peak_sees_the_second_valley():
    def rolled(x, y, t, p, power):
        return kernels.polynomial_fit(x, np.roll(y, 1), t, p, power)

    assert not kernels.check_polynomial_peak(fit=rolled).holds


def test_check_of_the_flat_limit_notices_another_smooth_kernel():
    cosine = lambda x, z, width: 1 + np.cos((x[:, None] - z) / width) / 2  # noqa: E731  only three features
    with pytest.raises((np.linalg.LinAlgError, AssertionError)):
        assert kernels.check_flat_limit(kernel=cosine).holds


@pytest.mark.parametrize(
    ("kernel", "state", "words"),
    [
        (lambda x, z: (1 + x @ z) ** 2, "right", "six features"),
        (lambda x, z: 1 + 2 * x @ z + (x @ z) ** 2, "right", "six features"),
        (lambda x, z: (x @ z) ** 2, "wrong", "degree 2 only"),
        (lambda x, z: 1 + (x @ z) ** 2, "wrong", "are missing"),
        (lambda x, z: 1 + x @ z + (x @ z) ** 2, "wrong", "√2"),
        (lambda x, z: 1 + x @ z, "wrong", "Those are"),
        (lambda x, z: (1 + x.sum() + z.sum()) ** 2, "wrong", "multiplies"),
        (lambda x, z: 5.0, "wrong", "the features 4"),
        (lambda x, z: (1 + x * z) ** 2, "wrong", "array of two numbers"),
        (lambda x, z: "the square", "wrong", "One number is asked for"),
        (lambda x, z: ((1 + x * z) ** 2).sum(), "wrong", "two squares"),
        (lambda x, z: ((1 + x * z) ** 2).prod(), "wrong", "nine"),
        (lambda x, z: 1 + 2 * x @ z + (x**2) @ (z**2), "wrong", "mixed term"),
        (lambda x, z: "product", "wrong", "One number is asked for"),
        (lambda x, z: ..., "open", "three dots"),
    ],
)
def test_a_kernel_without_features(kernel, state, words):
    feedback = your_turn("a kernel without features", kernel)
    assert feedback.state == state and words in feedback.sentence, feedback


@pytest.mark.parametrize(
    ("answer", "state", "words"),
    [
        (300, "right", "coefficients"),
        ("300", "right", "coefficients"),
        (300.0, "right", "coefficients"),
        ("infinitely many", "wrong", "300 known vectors"),
        (3000, "wrong", "for each of them"),
        (64, "wrong", "linear"),
        (7, "wrong", "span"),
        (..., "open", "three dots"),
    ],
)
def test_prediction_of_the_section(answer, state, words):
    feedback = your_turn("numbers to store", answer)
    assert feedback.state == state and words in feedback.sentence, feedback
