"""Section 2: flow, walks beside it, and steps that follow it more closely."""

import numpy as np
import pytest

from dltheory.optimization import flow
from dltheory.optimization._common import descend, random_function
from dltheory.tasks import your_turn


def test_flow_of_a_parabola_and_of_the_wells():
    times = np.array([0.0, 0.5, 2.0])
    np.testing.assert_allclose(
        flow.gradient_flow(lambda x: x, [1.0, 2.0], times), np.exp(-times)[:, None] * [1, 2], rtol=1e-9
    )
    np.testing.assert_allclose(flow.gradient_flow(flow.wells_gradient, [1.7, -0.8], [60.0])[0], [1, 0.5], atol=1e-9)
    with pytest.raises(ValueError, match="times must rise"):
        flow.gradient_flow(lambda x: x, [1.0], [1.0, 0.5])


def test_gradient_of_the_wells_and_of_what_is_added():
    x, h = np.array([0.7, -0.4]), 1e-6
    for f, g in (
        (flow.wells, flow.wells_gradient),
        (lambda p: flow.wells(p) + 0.3 * (flow.wells_gradient(p) ** 2).sum(), flow.add_squared_gradient(flow.wells_gradient, 0.3)),
    ):  # fmt: skip
        numeric = [(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(2)]
        assert g(x) == pytest.approx(numeric, rel=1e-5)


@pytest.mark.parametrize("factor", [0.98, 1.02])
def test_gap_rates_notice_steps_of_another_length(factor):
    def walk(gradient, start, eta, steps):
        return descend(gradient, start, factor * eta, steps)

    assert not flow.check_gap_rate(walk=walk).holds and not flow.check_modified_flow(walk=walk).holds
    assert factor < 1 or not flow.check_gap_bound(walk=walk).holds  # a bound is one-sided


def test_walks_on_a_convex_function_never_move_apart_up_to_two_over_L():
    rng = np.random.default_rng(0)
    for _ in range(20):
        f = random_function(rng, d=3)
        x, y = f.minimizer + rng.normal(size=(2, 3))
        eta = rng.uniform(0.1, 2) / f.L
        apart = np.linalg.norm(descend(f.gradient, x, eta, 30) - descend(f.gradient, y, eta, 30), axis=1)
        assert (np.diff(apart) <= 1e-12).all()


def two_gradients(gradient, x, eta):
    g = gradient(x)
    return x - eta / 2 * (g + gradient(x - eta * g))


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("closer to the curve", two_gradients, "right", "two gradients"),
        ("closer to the curve", lambda g, x, eta: x - eta * g(x - eta / 2 * g(x)), "right", "two gradients"),
        ("closer to the curve", lambda g, x, eta: x - eta * g(x), "wrong", "no better"),
        ("closer to the curve", lambda g, x, eta: x - eta * g(x - eta * g(x)), "wrong", "too new"),
        ("closer to the curve", lambda g, x, eta: x - eta * g(x - eta / 3 * g(x)), "wrong", "no better"),
        ("closer to the curve", lambda g, x, eta: x - eta / 2 * g(x), "wrong", "hardly shrinks"),
        ("closer to the curve", lambda g, x, eta: 0.0, "wrong", "two numbers"),
        ("closer to the curve", lambda g, x, eta: ..., "open", "three dots"),
        ("half the step", 2, "right", "η²"),
        ("half the step", 4, "wrong", "one"),
        ("half the step", 2**0.5, "wrong", "add up"),
        ("half the step", 2.3, "wrong", "Go on halving"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
