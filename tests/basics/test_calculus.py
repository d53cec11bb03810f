"""Section 2: remainders, gradients, mean values, and the Lipschitz constant."""

import math

import numpy as np
import pytest

from dltheory.basics import calculus
from dltheory.tasks import your_turn


def test_bad_input_is_refused_by_name():
    rng = np.random.default_rng(0)
    for call, words in [
        (lambda: calculus.waves(0), "d must"),
        (lambda: calculus.waves(2, -1), "seed must"),
        (lambda: calculus.waves(2, 0, 0), "k must"),
        (lambda: calculus.ring(3, rng, 3.0), "inner must"),
        (lambda: calculus.ring(0, rng), "count must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


def test_the_waves_have_the_derivatives_that_they_say():
    f, rng, h = calculus.waves(3, 5), np.random.default_rng(1), 1e-5
    x, y = rng.normal(size=3), rng.normal(size=3)
    slopes = [(f.value(x + h * e) - f.value(x - h * e)) / (2 * h) for e in np.eye(3)]
    np.testing.assert_allclose(f.gradient(x), slopes, atol=1e-8)
    bend = (f.gradient(x + h * y) - f.gradient(x - h * y)) @ y / (2 * h)
    np.testing.assert_allclose(f.bend(x, y), bend, rtol=1e-6)
    assert abs(f.bend(x, y)) <= f.curvature() * (y @ y)


def test_rings_and_discs_stay_within_their_radii():
    rng = np.random.default_rng(2)
    for inner in (0.0, 1.0):
        far = np.linalg.norm(calculus.ring(2000, rng, inner), axis=1)
        assert inner <= far.min() < inner + 0.1 and 1.99 < far.max() <= 2


def test_the_paper_work():
    assert math.exp(0.5) - calculus.taylor([1, 1, 1], 0.5) == pytest.approx(0.0237, abs=5e-5)
    assert 1.75 - math.exp(0.5) == pytest.approx(0.1013, abs=5e-5)
    assert math.exp(0.5) * 0.5**3 / 6 == pytest.approx(0.0343, abs=5e-5)
    assert calculus.between(lambda x: x**3, lambda x: 3 * x**2, 0, 3) == pytest.approx(math.sqrt(3))


def test_what_the_text_says():
    assert 1 - math.cos(math.radians(20)) == pytest.approx(0.06, abs=0.001)
    steps = np.geomspace(0.003, 1, 11)
    f = np.exp(steps) + steps**1.5
    for k, slope in enumerate((1.2, 1.5, 1.5)):
        miss = np.abs(f - calculus.taylor([1.0] * (k + 1), steps))
        assert np.polyfit(np.log(steps), np.log(miss), 1)[0] == pytest.approx(slope, abs=0.15)
        bound = math.e * steps ** (k + 1) / math.factorial(k + 1)
        assert (miss <= bound * (1 + 1e-12)).all() if k == 0 else (miss > bound).all()  # broken for k = 1 and 2 only


@pytest.mark.parametrize(
    ("check", "broken"),
    [
        (calculus.check_taylor, {"polynomial": lambda D, h: calculus.taylor(D[:-1], h)}),
        (calculus.check_taylor, {"polynomial": lambda D, h: D[0] + 0 * h}),
        (calculus.check_taylor, {"polynomial": lambda D, h: calculus.taylor(D, h) + D[-1] * h ** (len(D) - 1)}),
        (calculus.check_taylor, {"polynomial": lambda D, h: calculus.taylor(D, -h)}),
        (calculus.check_remainder, {"polynomial": lambda D, h: calculus.taylor(D, h) + 3 * h ** len(D)}),
        (calculus.check_remainder, {"polynomial": lambda D, h: calculus.taylor(D, h) - 7 * h ** len(D)}),
        (calculus.check_remainder, {"polynomial": lambda D, h: calculus.taylor(D, h) - 0.05 * h ** len(D)}),
        (calculus.check_remainder, {"polynomial": lambda D, h: calculus.taylor(D, np.abs(h))}),
        (calculus.check_remainder, {"polynomial": lambda D, h: math.nan * h}),
        (calculus.check_steepest, {"gradient": lambda f, X: -f.gradient(X)}),
        (calculus.check_steepest, {"gradient": lambda f, X: 1.001 * f.gradient(X)}),
        (calculus.check_steepest, {"gradient": lambda f, X: np.roll(f.gradient(X), 1, axis=-1)}),
        (calculus.check_between, {"find": lambda f, slope, a, b: (a + b) / 2}),
        (calculus.check_between, {"find": lambda f, slope, a, b: a}),
        (calculus.check_between, {"find": lambda f, slope, a, b: math.nan}),
        (calculus.check_integral, {"gradient": lambda f, X: 1.001 * f.gradient(X)}),
        (calculus.check_integral, {"weight": lambda t: t}),
        (calculus.check_lipschitz, {"gradient": lambda f, X: 1.02 * f.gradient(X)}),
        (calculus.check_lipschitz, {"gradient": lambda f, X: f.gradient(X)[:, :1]}),
        (calculus.check_step, {"gradient": lambda f, X: 1.5 * f.gradient(X)}),
        (calculus.check_step, {"curvature": lambda f: 1.1 * f.curvature()}),
        (calculus.check_step, {"curvature": lambda f: -f.curvature()}),
        (calculus.check_step, {"curvature": lambda f: math.nan}),
    ],
)
def test_the_checks_notice_a_subtler_fault(check, broken):
    with np.errstate(all="ignore"):
        try:
            assert not check(**broken).holds
        except ValueError as error:
            assert "positive and finite" in str(error)  # a slope of NaN or zeros is refused


def degree(f, p, h=0.1):
    return math.log2(abs(f(h) - p(h)) / abs(f(h / 2) - p(h / 2))) - 1


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("a step ten times shorter", 100, "right", "square"),
        ("a step ten times shorter", 0.01, "right", "square"),
        ("a step ten times shorter", 10, "wrong", "h²"),
        ("where the slope is the chord's", math.sqrt(3), "right", "steeper"),
        ("where the slope is the chord's", 1.73, "right", "steeper"),
        ("where the slope is the chord's", 1.5, "wrong", "middle"),
        ("what a step is sure to gain", 0.5, "right", "η = 1/L"),
        ("what a step is sure to gain", -0.5, "right", "η = 1/L"),
        ("what a step is sure to gain", 1, "wrong", "bend"),
        ("degree of a black box", degree, "right", "half"),
        ("degree of a black box", lambda f, p: round(degree(f, p)), "right", "half"),
        ("degree of a black box", lambda f, p: degree(f, p) + 1, "wrong", "order of the miss"),
        ("degree of a black box", lambda f, p: math.log(2) * (degree(f, p) + 1), "wrong", "base"),
        ("degree of a black box", lambda f, p: int(degree(f, p)), "wrong", "cut off"),
        ("degree of a black box", lambda f, p: degree(f, p, 1.0), "wrong", "about 0.1"),
        ("degree of a black box", lambda f, p: math.nan, "wrong", "no number"),
        ("degree of a black box", lambda f, p: 2, "wrong", "h/2"),
        ("degree of a black box", lambda f, p: [1, 2], "wrong", "One number"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
