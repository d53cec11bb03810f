"""Section 3: gradient flow of deep linear networks, its steps, and its waits."""

import itertools

import numpy as np
import pytest

from dltheory.landscape import deep
from dltheory.tasks import your_turn


def test_bad_input_is_refused_by_name():
    for call, words in [
        (lambda: deep.saxe(0, 0.1, 1.0), "s must"),
        (lambda: deep.saxe(1, -0.1, 1.0), "a0 must"),
        (lambda: deep.flow(5), "depth must"),
        (lambda: deep.flow(2, 0.0), "scale must"),
        (lambda: deep.half_time(2, 0.1, 0, 4), "mode must"),
        (lambda: deep.deep_ends(starts=0), "starts must"),
        (lambda: deep.deep_ends(steps=0), "steps must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


def test_the_closed_form_solves_its_equation():
    t, h = np.linspace(0, 3, 7), 1e-5
    a = deep.saxe(2.0, 0.03, t)
    slope = (deep.saxe(2.0, 0.03, t + h) - deep.saxe(2.0, 0.03, t - h)) / (2 * h)
    np.testing.assert_allclose(slope, 2 * a * (2 - a), rtol=1e-6)
    np.testing.assert_allclose(a, 2 * np.exp(4 * t) / (np.exp(4 * t) - 1 + 2 / 0.03))


@pytest.mark.parametrize("depth", [2, 3, 4])
def test_the_flow_is_descent_with_small_steps(depth):
    widths, rng = [3, *[4] * (depth - 1), 3], np.random.default_rng(0)
    W = [0.5 * rng.normal(size=shape) for shape in itertools.pairwise(widths)]
    _, products = deep.follow(W, np.array([0.0, 0.3]))
    import torch

    layers = [torch.tensor(part, requires_grad=True) for part in W]
    for _ in range(3000):
        loss = ((torch.tensor(deep.TARGET) - torch.linalg.multi_dot(layers)) ** 2).sum() / 2
        for layer, move in zip(layers, torch.autograd.grad(loss, layers), strict=True):
            layer.data -= 1e-4 * move
    np.testing.assert_allclose(products[1], torch.linalg.multi_dot(layers).detach(), atol=2e-3)


def test_the_flow_lingers_at_the_heights_of_the_saddles():
    _, products = deep.flow(2, 1e-7, 3)
    loss = ((deep.TARGET - products) ** 2).sum(axis=(1, 2)) / 2
    assert (np.diff(loss) <= 1e-9).all() and loss[-1] == pytest.approx(1e-3, rel=0.01)
    for value in (7, 2.5, 0.5):
        assert (np.abs(loss - value) < 0.03).mean() > 0.05


def test_half_times_are_read_between_the_points():
    assert deep.half_time(2, 1e-3, 0, 1) < deep.half_time(2, 1e-3, 0, 2) < deep.half_time(2, 1e-3, 0, 3)
    t, products = deep.follow(
        deep.split(0.03 * np.random.default_rng(1).normal(size=160), [3, 10, 10, 3]), np.linspace(0, 12, 20_000)
    )
    learned = (np.diagonal(products, axis1=1, axis2=2) / np.array(deep.STRENGTHS)).max(axis=1)
    assert learned[-1] > 0.5 and deep.half_time(3, 0.03, 1) == pytest.approx(t[np.argmax(learned > 0.5)], rel=0.003)


def test_descent_ends_at_the_least_loss_of_rank_two():
    ends = deep.deep_ends()
    assert len(ends) == 50 and [W.shape for W in ends[0]] == [(5, 2), (2, 2), (2, 5)]
    assert max(deep.regression().loss(*W) for W in ends) < 7.5 + 1e-8


def test_the_answers_of_the_explorer():
    explorer = deep.explore_stairs()
    two, three = (float(explorer.draw(scale=0.01, depth=depth)["first"][0]) for depth in (2, 3))
    assert two == pytest.approx(1.4, abs=0.05) and three / two == pytest.approx(6.5, abs=0.3)


def test_the_first_picture_of_the_explorer_has_level_stretches():
    """And from 0.01 on it has not: the text calls what is left at the height of mode 1 a kink."""
    explorer = deep.explore_stairs()
    slopes = []
    for scale in (1e-5, 0.01):
        loss = explorer.draw(scale=scale, depth=2)["loss"]
        fall = -np.diff(loss)
        slopes.append(fall[np.argmax(loss < 2.5)] / fall.max())
    assert slopes[0] < 0.05 and slopes[1] > 0.3


def test_the_origin_of_three_layers_goes_down_and_up():
    _, corrected = deep.erratum_flat.__wrapped__()
    assert corrected == pytest.approx(-3 * 0.3**3 / 27**0.5, rel=0.01)


@pytest.mark.parametrize(
    ("check", "nonsense"),
    [
        (deep.check_ends, {"ends": lambda: deep.deep_ends(steps=900)}),
        (deep.check_ends, {"ends": lambda: [*deep.deep_ends()[:49], tuple(0 * W for W in deep.deep_ends()[0])]}),
        (deep.check_ends, {"ends": lambda: [*deep.deep_ends()[:49], tuple(np.nan * W for W in deep.deep_ends()[0])]}),
        (deep.check_ends, {"ends": lambda: deep.deep_ends((3, 3))}),
        (deep.check_ends, {"ends": lambda: deep.deep_ends((2, 1))}),
        (deep.check_ends, {"ends": lambda: deep.deep_ends()[:1] * 50}),
        (deep.check_ends, {"ends": lambda: deep.deep_ends()[:1]}),
        (deep.check_saxe, {"closed": lambda s, a0, t: deep.saxe(s, a0, t / 2)}),
        (deep.check_saxe, {"closed": lambda s, a0, t: 1.01 * deep.saxe(s, a0, t)}),
        (deep.check_saxe, {"closed": lambda s, a0, t: deep.saxe(s, 1.05 * a0, t)}),
        (deep.check_saxe, {"closed": lambda s, a0, t: np.minimum(s, a0 * np.exp(2 * s * t))}),
        (deep.check_saxe, {"train": lambda layers, t: deep.follow([1.01 * W for W in layers], t)}),
        (deep.check_stairs, {"time": lambda *given: 0.99 * deep.half_time(*given)}),
        (deep.check_stairs, {"time": lambda depth, size, seed, mode: np.log(1 / size)}),
        (deep.check_stairs, {"time": lambda depth, size, seed, mode: deep.half_time(depth, size, seed, mode) if seed else np.nan}),
        (deep.check_wait, {"time": lambda depth, size, seed: np.log(1 / size)}),
        (deep.check_wait, {"time": lambda depth, size, seed: 1 / size}),
        (deep.check_wait, {"time": lambda depth, size, seed: deep.half_time(depth, size, seed) * size**0.08}),
        (deep.check_wait, {"time": lambda depth, size, seed: deep.half_time(3, size, seed)}),
    ],
)  # fmt: skip
def test_checks_notice_nonsense(check, nonsense):
    assert not check(**nonsense).holds


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("the second plateau", 2.5, "right", "2²"),
        ("the second plateau", 5, "wrong", "½"),
        ("the second plateau", 1.5, "wrong", "squares"),
        ("a start ten times smaller", np.log(10) / 2, "right", "ln(10)/2"),
        ("a start ten times smaller", 1.2, "right", "twice as much"),
        ("a start ten times smaller", 2.3026, "wrong", "Divide"),
        ("a start ten times smaller", 10, "wrong", "summand"),
        ("curvature at the origin", 0, "right", "every entry"),
        ("curvature at the origin", -1, "wrong", "two layers"),
        ("the wait of three layers", 10, "right", "constant speed"),
        ("the wait of three layers", 100, "wrong", "four"),
        ("when a mode is half learned", lambda s, a0: np.log(s / a0 - 1) / (2 * s), "right", "square"),
        ("when a mode is half learned", lambda s, a0: np.log(s / a0) / (2 * s), "wrong", "Close"),
        ("when a mode is half learned", lambda s, a0: np.log(s / a0 - 1) / s, "wrong", "Twice"),
        ("when a mode is half learned", lambda s, a0: np.log(s / a0 - 1) / 2, "wrong", "strength"),
        ("when a mode is half learned", lambda s, a0: np.log(s / a0 + 1) / (2 * s), "wrong", "sign"),
        ("when a mode is half learned", lambda s, a0: np.log(0.5 / a0 - 1) / (2 * s), "wrong", "a = s/2"),
        ("when a mode is half learned", lambda s, a0: np.array([1.0, 2]), "wrong", "shape"),
        ("when a mode is half learned", lambda s, a0: s, "wrong", "2q"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
