"""Section 5 against closed forms: units whose limits are powers, averages, ridge functions, and the polyline task."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from numpy.polynomial import chebyshev

from dltheory.approximation import activations
from dltheory.approximation._common import relu
from dltheory.tasks import your_turn


@pytest.mark.parametrize("unit", [activations.TANH, activations.LOGISTIC, activations.GAUSSIAN])
@pytest.mark.parametrize("k", [0, 1, 2, 3, 4])
def test_units_tend_to_the_power(unit, k):
    x = np.linspace(-1, 1, 101)
    a, w, b = activations.monomial_network(k, 0.03, unit)
    assert a.shape == w.shape == b.shape == (k + 1,)
    np.testing.assert_allclose(unit[0](np.outer(x, w) + b) @ a, x**k, atol=0.01)


def test_second_difference_of_tanh_is_the_one_of_the_page():
    h, b = 0.1, 0.5
    second = -2 * np.tanh(b) * (1 - np.tanh(b) ** 2)
    a, w, _ = activations.monomial_network(2, h, activations.TANH)
    np.testing.assert_allclose(a, np.array([1, -2, 1]) / (h**2 * second), rtol=1e-9)
    np.testing.assert_allclose(w, [-h, 0, h], atol=1e-15)


@pytest.mark.parametrize(("degree", "error"), [(0, 1 / 2), (1, 1 / 2), (2, 1 / 8), (3, 1 / 8)])
def test_best_polynomials_for_the_absolute_value(degree, error):
    assert activations.kink_error(chebyshev.chebvander(activations.POINTS, degree)) == pytest.approx(error, abs=1e-9)


@pytest.mark.parametrize("k", [1, 2, 3])
def test_derivatives_of_tanh(k):
    z = np.linspace(-3, 3, 11)
    t = np.tanh(z)
    exact = (1 - t**2, -2 * t * (1 - t**2), (1 - t**2) * (6 * t**2 - 2))[k - 1]
    np.testing.assert_allclose(activations.derivative((np.tanh, z, 1.0), k), exact, atol=1e-9)


def test_check_of_lemma_20_notices_a_shifted_order():
    wrong = activations.check_bad_biases(derivative=lambda unit, k: activations.derivative(unit, k - 1))
    assert not wrong.holds


def test_ridge_sum_writes_a_product_as_two_squares():
    theta = np.array([[1, 1], [1, -1]]) / np.sqrt(2)
    product = activations.ridge_sum(lambda X: X[:, 0] * X[:, 1], theta, lambda z: chebyshev.chebvander(z, 2))
    X = np.random.default_rng(0).uniform(-0.7, 0.7, (50, 2))
    np.testing.assert_allclose(product(X), X[:, 0] * X[:, 1], atol=1e-12)


def test_sums_along_one_direction_do_not_see_the_other():
    fitted = activations.ridge_sum(activations.bell, np.array([[1.0, 0.0]]), activations.ladder(relu, 1.0, 10))
    values = fitted(np.array([[0.3, -0.5], [0.3, 0.7]]))
    assert values[0] == pytest.approx(values[1], abs=1e-12)


def test_picture_shows_the_floor_and_random_units_below_the_polynomials():
    arrays = activations.plot_activations()
    plt.close("all")
    many = arrays["widths"] >= 9
    np.testing.assert_allclose(arrays["z³ units"][:, arrays["widths"] >= 4], 1 / 8, atol=1e-6)
    assert (arrays["tanh units"][:, many].mean(axis=0) < arrays["polynomials"][many]).all()


def slopes(knots, values):
    return np.diff(values) / np.diff(knots)


def test_polyline_task_takes_any_way_to_the_weights():
    assert your_turn("a polyline of ReLUs", lambda t, y: np.diff(slopes(t, y), prepend=0)).state == "right"
    solved = lambda t, y: np.linalg.solve(np.maximum(t[1:, None] - t[:-1], 0), y[1:] - y[0])  # noqa: E731
    assert your_turn("a polyline of ReLUs", solved).state == "right"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (slopes, "slopes add up"),
        (lambda t, y: np.diff(slopes(t, y)), "one ReLU for each of the 8 knots but the last"),
        (lambda t, y: np.diff(y), "divide by the width first"),
        (lambda t, y: np.diff(np.diff(y), prepend=0), "not one apart"),
        (lambda t, y: -np.diff(slopes(t, y), prepend=0), "the sign"),
        (lambda t, y: 2 * np.diff(slopes(t, y), prepend=0), "you are off by"),
        (lambda t, y: 1.0, "one ReLU for each"),
        (lambda t, y: "weights", "one ReLU for each"),
        (lambda t, y: None, "one ReLU for each"),
        (lambda t, y: np.full(7, np.nan), "off by"),
    ],
)
def test_polyline_task_names_what_is_wrong(answer, words):
    feedback = your_turn("a polyline of ReLUs", answer)
    assert feedback.state == "wrong"
    assert any(part in feedback.sentence for part in words.split("|")), feedback.sentence


def test_polyline_task_waits_for_an_answer():
    assert your_turn("a polyline of ReLUs", lambda t, y: ...).state == "open"


@pytest.mark.parametrize(
    ("guess", "state", "words"),
    [
        ("any", "right", "above 0"),
        ("Any number", "right", "above 0"),
        ("0.1", "wrong", "Far closer"),
        (0.001, "wrong", "Closer still"),
        (7, "wrong", "three words"),
        (None, "wrong", "three words"),
        ([0.1], "wrong", "three words"),
    ],
)
def test_three_units_for_a_parabola(guess, state, words):
    feedback = your_turn("three units for a parabola", guess)
    assert feedback.state == state and words in feedback.sentence
