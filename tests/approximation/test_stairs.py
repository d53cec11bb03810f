"""Section 1 against closed forms: stairs, their error, and what a jump does to them."""

import math

import numpy as np
import pytest

from dltheory.approximation import stairs
from dltheory.tasks import your_turn


@pytest.mark.parametrize(("rho", "eps", "units"), [(1, 0.1, 10), (3, 0.1, 30), (0.3, 0.1, 3), (1, 0.3, 4), (1.5, 2, 1)])
def test_threshold_network_has_the_promised_number_of_units(rho, eps, units):
    a, b = stairs.threshold_network(lambda x: rho * x, rho, eps)
    assert a.shape == b.shape == (units,)
    assert b[0] == 0 and (np.diff(b) > 0).all() and b[-1] < 1


def test_threshold_network_meets_the_target_where_stairs_begin():
    a, b = stairs.threshold_network(np.cos, 1.0, 0.07)
    np.testing.assert_allclose(stairs.threshold_output(b, a, b), np.cos(b), atol=1e-14)
    assert stairs.threshold_output([-0.1], a, b) == 0


@pytest.mark.parametrize("units", [1, 7, 10, 64])
def test_midpoint_heights_halve_the_error_on_the_ramp(units):
    a, b = stairs.threshold_network(stairs.ramp, 1, 1 / units)
    middle = stairs.stair_error(stairs.ramp, np.diff(b + 0.5 / units, prepend=0), b)  # as the page suggests
    assert (stairs.stair_error(stairs.ramp, a, b), middle) == pytest.approx((1 / units, 0.5 / units), abs=1e-12)


def test_jump_misses_a_half_and_what_the_ramp_has_climbed():
    errors = [stairs.stair_error(stairs.jump, *stairs.threshold_network(stairs.jump, 1, 1 / m)) for m in (4, 600)]
    assert errors[0] == pytest.approx(0.75) and 0.5 < errors[1] < 0.503


def test_a_unit_is_one_half_at_minus_b_over_w_and_two_make_a_bump():
    explorer = stairs.explore_units()
    arrays = explorer.draw(w=40, b=-12, second=0)
    assert np.interp(0.3, arrays["x"], arrays["output"]) == pytest.approx(0.5)
    arrays = explorer.draw(w=60, b=-6, second=-1)
    assert arrays["output"][[0, 200, -1]] == pytest.approx([0, 1, 0], abs=0.01)


def test_stair_error_sees_a_gap_narrower_than_its_grid():
    assert stairs.stair_error(lambda x: x, np.array([0.0, 0.5]), np.array([0.0, 0.50005])) == pytest.approx(0.50005)


@pytest.mark.parametrize(
    ("arguments", "name"),
    [((0, 0.1), "rho"), ((1, -0.1), "eps"), ((math.inf, 0.1), "rho"), ((1, math.nan), "eps")],
)
def test_threshold_network_names_a_bad_argument(arguments, name):
    with pytest.raises(ValueError, match=f"^{name} must"):
        stairs.threshold_network(np.sin, *arguments)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: stairs.threshold_network(lambda x: 0.5, 1.0, 0.1), r"^g must return one number for each of 10 points"),
        (lambda: stairs.stair_error(np.sin, np.ones(3), np.zeros(2)), r"^a must have shape \(2,\), got \(3,\)"),
        (lambda: stairs.stair_error(np.sin, np.ones(1), 0.0), r"^b must have shape"),
    ],
)
def test_stairs_that_do_not_fit_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_zigzags_keep_their_constant_and_nearly_reach_it():
    x = np.linspace(0, 1, 4001)
    slopes = np.abs(np.diff(stairs.zigzag(2.0, np.random.default_rng(3))(x))) * 4000
    assert 1.8 < slopes.max() <= 2 + 1e-9


def test_explorer_holds_without_and_fails_with_a_jump():
    explorer = stairs.explore_threshold_network()
    for settings in explorer.sweep():
        arrays = explorer.draw(**settings)
        if settings["broken"]:
            assert arrays["error"] > 0.3 or arrays["eps"] > 0.3 or arrays["units"] == 1
        else:
            assert arrays["error"] <= arrays["eps"] * (1 + 1e-9)


@pytest.mark.parametrize(("formula", "message"), [("1000*x", "units"), ("import os", "formula"), ("1/x", "no finite")])
def test_explorer_explains_what_it_cannot_draw(formula, message):
    with pytest.raises(ValueError, match=message):
        stairs.explore_threshold_network().draw(target=formula, eps=0.02)


@pytest.mark.parametrize(
    ("b", "state", "words"),
    [
        ((np.arange(10) / 10) ** 2, "right", "unequal"),
        (np.arange(10) / 10, "wrong", "begins at 0 climbs by 0.32"),
        (np.arange(40) / 40, "wrong", "40 thresholds"),
        ((np.arange(1, 11) / 10) ** 2, "wrong", "first stair"),
        ([], "wrong", "at least one"),
        ("0, 0.1", "wrong", "numbers in"),
        (None, "wrong", "numbers in"),
        (..., "open", "three dots"),
    ],
)
def test_stairs_of_your_own(b, state, words):
    feedback = your_turn("stairs of your own", b)
    assert feedback.state == state and words in feedback.sentence


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("where a unit stands", 35 / 50, "right", "9.2/w"),
        ("where a unit stands", "0.7", "right", "9.2/w"),
        ("where a unit stands", -0.7, "wrong", "the sign"),
        ("where a unit stands", -35, "wrong", "That is b"),
        ("where a unit stands", 35, "wrong", "That is −b"),
        ("where a unit stands", 50 / 35, "wrong", "upside down"),
        ("where a unit stands", 0.5, "wrong", "σ(z) is ½ at z = 0"),
        ("where a unit stands", [0.7], "wrong", "one number"),
        ("where a unit stands", "left", "wrong", "one number"),
        ("where a unit stands", None, "wrong", "one number"),
        ("where a unit stands", ..., "open", "three dots"),
        ("weights of three stairs", [4, -3, 2], "right", "change"),
        ("weights of three stairs", (4, 1, 3), "wrong", "Those are the heights"),
        ("weights of three stairs", [4, 3, -2], "wrong", "wrong sign"),
        ("weights of three stairs", [1, 2, 3], "wrong", "heights 1, 3, 6"),
        ("weights of three stairs", [4, -3], "wrong", "Three numbers"),
        ("weights of three stairs", "4, -3, 2", "wrong", "Three numbers"),
        ("weights of three stairs", 4, "wrong", "Three numbers"),
        ("how many stairs", 15, "right", "at most 1.5/15"),
        ("how many stairs", 30, "wrong", "tube"),
        ("how many stairs", 10, "wrong", "slope of 1"),
        ("how many stairs", 8, "wrong", "middle"),
        ("how many stairs", 14, "wrong", "Not surely"),
        ("how many stairs", 16, "wrong", "15 are too"),
        ("how many stairs", 150, "wrong", "0.01"),
        ("how many stairs", 4, "wrong", "How far may the target climb"),
        ("how many stairs", np.arange(3), "wrong", "one number"),
    ],
)
def test_predictions_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback


@pytest.mark.parametrize(
    "network",
    [
        lambda g, rho, eps: stairs.threshold_network(g, rho, eps / 2),  # twice the units
        lambda g, rho, eps: stairs.threshold_network(lambda x: g(x) - g(0 * x), rho, eps),  # a_0 forgotten
        lambda g, rho, eps: stairs.threshold_network(lambda x: 1.02 * g(x), rho, eps),
    ],
)
def test_check_of_theorem_14_notices(network):
    assert stairs.check_threshold_error().holds
    assert not stairs.check_threshold_error(network=network).holds
