"""Section 6 against closed forms: transforms, convolutions, the infinite network, and the task on its weights."""

import numpy as np
import pytest
from scipy import integrate

from dltheory.approximation import infinite_width
from dltheory.tasks import your_turn

TASK = "weights of an infinite network"


@pytest.mark.parametrize("pair", [infinite_width.BELL, infinite_width.PULSE])
@pytest.mark.parametrize("omega", [0.0, 0.3, -1.1])
def test_transforms_in_closed_form(pair, omega):
    f, f_hat = pair
    real = integrate.quad(lambda x: f(x) * np.cos(2 * np.pi * omega * x), -8, 8, points=[0], limit=200)[0]
    imaginary = integrate.quad(lambda x: -f(x) * np.sin(2 * np.pi * omega * x), -8, 8, points=[0], limit=200)[0]
    assert f_hat(np.array(omega)) == pytest.approx(real + 1j * imaginary, abs=1e-9)


def test_convolution_of_boxes_is_a_hat():
    box = lambda t: (np.abs(t) < 0.5).astype(float)  # noqa: E731
    at, over = np.linspace(-1.5, 1.5, 13), np.linspace(-2, 2, 4001)
    hat = infinite_width.convolve(box, box, at, over)
    np.testing.assert_allclose(hat, np.maximum(1 - np.abs(at), 0), atol=2e-3)


def test_spectrum_of_the_bump_at_zero_is_its_integral_and_its_phase_the_shift():
    size, phase = infinite_width.bump_spectrum(np.array([[0.0], [1.0]]))
    x = np.linspace(-3, 4, 7001)
    assert size[0] == pytest.approx(np.trapezoid(infinite_width.bump(x[:, None]), x), abs=1e-9)
    assert phase[1] == pytest.approx(-infinite_width.PEAK[0][0])


@pytest.mark.parametrize("x", [-0.7, 0.25, 1.0])
def test_infinite_network_is_the_double_integral_with_its_indicators(x):
    omega = np.linspace(-5, 5, 401)
    size, phase = infinite_width.bump_spectrum(omega[:, None])
    share = (np.arange(-400, 400) + 0.5) / 400  # thresholds in units of |omega|, none of them on a jump
    b = np.abs(omega)[:, None] * share
    z = x * omega[:, None]
    signed = np.where(share < 0, 1.0 * (z <= b), -1.0 * (z >= b))
    inner = (signed * np.sin(2 * np.pi * (b + phase[:, None]))).mean(axis=1) * 2 * np.abs(omega)
    found = infinite_width.infinite_network(np.array([[x]]), infinite_width.PEAK)[0]
    assert found == pytest.approx(2 * np.pi * np.trapezoid(inner * size, omega), abs=1e-3)


def test_beyond_the_unit_ball_the_network_is_constant():
    values = infinite_width.infinite_network(np.array([[1.0], [1.2], [1.6]]), infinite_width.PEAK)
    np.testing.assert_allclose(values, values[0], atol=1e-12)


def test_check_refuses_the_cosines_that_do_not_stand_still():
    assert not infinite_width.check_infinite_network.broken("cosines, no thresholds").holds


@pytest.mark.parametrize(("function", "name"), [(infinite_width.bump, "X"), (infinite_width.bump_spectrum, "omega")])
def test_points_without_their_second_axis_are_named(function, name):
    with pytest.raises(ValueError, match=rf"^{name} must have shape \(n, 1\), got \(5,\)"):
        function(np.linspace(0, 1, 5))


def test_weights_task_accepts_the_slopes():
    assert your_turn(TASK, lambda t: -3 * np.sin(3 * t), lambda t: 3 * np.sin(3 * t)).state == "right"


@pytest.mark.parametrize(
    ("up", "down", "words"),
    [
        (lambda t: np.cos(3 * t), lambda t: -np.cos(3 * t), "values of f"),
        (lambda t: np.sin(3 * t), lambda t: 3 * np.sin(3 * t), "at t = 0.5"),
        (lambda t: -3 * np.sin(3 * t), lambda t: -3 * np.sin(3 * t), "the sign is wrong"),
        (lambda t: -3 * np.sin(3 * t), lambda t: 0.0, "look again at the units"),
        (lambda t: -9 * np.cos(3 * t), lambda t: 9 * np.cos(3 * t), "f″"),
        (2.0, None, "TypeError"),
    ],
)
def test_weights_task_names_what_is_wrong(up, down, words):
    feedback = your_turn(TASK, up, down)
    assert feedback.state == "wrong" and words in feedback.sentence


def test_weights_task_waits_for_an_answer():
    assert your_turn(TASK, lambda t: ..., lambda t: ...).state == "open"


@pytest.mark.parametrize(
    ("guess", "state", "words"),
    [
        (" Slope", "right", "f′"),
        ("value", "wrong", "stays on"),
        ("curvature", "wrong", "bends"),
        ("f'", "wrong", "Write"),
        (None, "wrong", "Write"),
        (np.ones(2), "wrong", "Write"),
        (..., "open", "three dots"),
    ],
)
def test_weight_of_a_threshold(guess, state, words):
    feedback = your_turn("weight of a threshold", guess)
    assert feedback.state == state and words in feedback.sentence
