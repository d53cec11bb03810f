"""Section 4 against closed forms: floors of families that lack one condition, and best fits of cosine units."""

import numpy as np
import pytest

from dltheory.approximation import algebra
from dltheory.tasks import your_turn

SYMMETRIC_FLOOR = "the floor of symmetric functions"
X = np.linspace(0, 1, 1001)


def test_families_have_what_their_names_say():
    at = np.array([0.0, 0.2, 0.5, 0.8, 1.0])
    assert (algebra.VANISHING(5, at)[0] == 0).all()
    np.testing.assert_allclose(algebra.SYMMETRIC(5, at), algebra.SYMMETRIC(5, 1 - at), atol=1e-14)
    assert np.linalg.matrix_rank(algebra.LINES(9, at)) == 2
    assert (np.count_nonzero(algebra.SPIKES(4, at), axis=0) == 1).all()
    np.testing.assert_allclose(algebra.COSINES(3, at)[:, 2], np.cos(2 * np.pi * at))


@pytest.mark.parametrize(
    ("family", "floor"),
    [(algebra.SPIKES, 17 / 8), (algebra.VANISHING, 1), (algebra.SYMMETRIC, 1 / 2), (algebra.LINES, 1 / 4)],
)
def test_no_size_goes_below_the_floor(family, floor):
    errors = algebra.smallest_errors(family, (1, 2, 6, 12, 24))
    assert (errors >= floor - 1e-9).all()
    assert errors[-1] == pytest.approx(floor, abs=1e-9)


def test_spikes_stand_clear_of_the_maximum():
    # Only then does the grid of 401 points show the supremum over the interval.
    top = np.argmax(algebra.parabola(algebra.GRID))
    for n in (1, 2, 3, 4, 6, 8, 12, 16, 24):
        assert algebra.SPIKES(n, algebra.GRID)[top].sum() == 0


def test_cosine_units_respect_favard_and_fall():
    picture = algebra.plot_counterexamples()
    errors = picture["all four: cosine units"]
    assert (np.diff(errors) < 0).all() and errors[-1] < 0.02
    assert (errors <= 3 / (2 * picture["sizes"])).all()  # the parabola has the Lipschitz constant 3


def test_products_of_gaussians_are_gaussians_in_one_dimension():
    z = np.linspace(-2, 2, 101)
    a, b, c, d = 1.3, 0.4, -0.7, 1.1
    scale = np.hypot(a, c)
    shift = (a * b + c * d) / scale
    unit = np.exp(-((scale * z + shift) ** 2)) * np.exp(shift**2 - b**2 - d**2)
    np.testing.assert_allclose(np.exp(-((a * z + b) ** 2)) * np.exp(-((c * z + d) ** 2)), unit, rtol=1e-12)


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (lambda g: np.abs(g(X) - g(1 - X)).max(), "Twice"),
        (lambda g: abs(g(1.0) - g(0.0)) / 2, "ends only"),
        (lambda g: np.ptp(g(X)) / 2, "best constant"),
        (lambda g: 0.0, "come as close as"),
        (lambda g: np.abs(g(X)).max(), "come as close as"),
        (lambda g: g(X), "one number for each g"),
        (lambda g: "much", "one number for each g|come as close as"),
        (lambda g: None, "one number for each g|come as close as"),
    ],
)
def test_floor_names_what_is_wrong(answer, word):
    feedback = your_turn(SYMMETRIC_FLOOR, answer)
    assert feedback.state == "wrong"
    assert any(part in feedback.sentence for part in word.split("|"))


def test_floor_accepts_what_is_right_and_waits_for_dots():
    assert your_turn(SYMMETRIC_FLOOR, lambda g: np.abs(g(X) - g(1 - X)).max() / 2).state == "right"
    assert your_turn(SYMMETRIC_FLOOR, lambda g: max(abs(g(t) - g(1 - t)) for t in X[:501]) / 2).state == "right"
    assert your_turn(SYMMETRIC_FLOOR, lambda g: ...).state == "open"
    assert your_turn(SYMMETRIC_FLOOR, lambda g: "much").state == "wrong"


@pytest.mark.parametrize(
    ("guess", "state", "words"),
    [
        ("cos", "right", "sum of two"),
        ("Cos ", "right", "sum of two"),
        ("tanh", "wrong", "0.004"),
        ("relu", "wrong", "piecewise linear"),
        (np.cos, "wrong", "three words"),
        (3, "wrong", "three words"),
        (None, "wrong", "three words"),
        (..., "open", "three dots"),
    ],
)
def test_closed_under_products(guess, state, words):
    feedback = your_turn("closed under products", guess)
    assert feedback.state == state and words in feedback.sentence


@pytest.mark.parametrize(("sigma", "share"), [(np.tanh, 0.004), (lambda z: np.maximum(z, 0), 0.06)])
def test_residuals_are_what_the_answers_say(sigma, share):
    assert algebra.check_product_of_cosines(sigma).measured == pytest.approx(share, rel=0.1)


def test_check_of_favards_bound_notices_polynomials():
    polynomials = algebra.check_cosine_network(family=lambda n, x: algebra.chebvander(2 * x - 1, n - 1))
    assert not polynomials.holds and polynomials.measured > 1.05


@pytest.mark.parametrize("argument", ["ii", "iii", "iv"])
def test_check_of_the_floors_looks_at_each_family(argument):
    assert not algebra.check_floors(**{argument: algebra.COSINES}).holds
