"""Section 6: random networks on straight lines."""

import numpy as np
import pytest
from scipy import integrate, stats

from dltheory.adversarial import step


def test_bad_input_is_refused_by_name():
    with pytest.raises(ValueError, match="way must"):
        step.draw_lines(3, 3, 3, way="up")
    with pytest.raises(ValueError, match="k must"):
        step.draw_lines(3, 0, 3)


@pytest.mark.parametrize("bend", step.BENDS)
def test_the_limit_is_the_root_of_the_mean_square_slope(bend):
    slope, limit = step.BENDS[bend][1:]
    mean, _ = integrate.quad(lambda z: slope(z) ** 2 * stats.norm.pdf(z), -10, 10, points=[0])
    assert limit == pytest.approx(np.sqrt(mean), abs=1e-5)


@pytest.mark.parametrize("bend", step.BENDS)
def test_the_output_falls_at_first_with_the_gradients_length(bend):
    lines = step.draw_lines(20, 30, 50, bend)
    outputs = lines.outputs(np.array([0.0, 1e-6]))
    slopes = np.sign(outputs[:, 0]) * (outputs[:, 1] - outputs[:, 0]) / 1e-6
    np.testing.assert_allclose(slopes, -lines.lengths, atol=1e-4)


def test_the_first_turn_is_where_the_sign_turns():
    lines = step.draw_lines(200, 100, 20)
    at = step.first_turn(lines)
    found = lines.outputs(np.stack([0 * at, at - 0.021 * lines.straight, at], axis=1))
    assert (found[:, 0] * found[:, 2] < 0).all() and (found[:, 0] * found[:, 1] > 0).all()


def test_up_the_gradient_only_negative_outputs_turn():
    lines = step.draw_lines(300, 100, 50, way="along the gradient")
    assert np.mean(lines.turned() == (lines.outputs(0.0)[:, 0] < 0)) > 0.95


def test_three_units_are_all_off_one_time_in_eight():
    off = step.draw_lines(100, 3, 2000).lengths == 0
    assert off.mean() == pytest.approx(1 / 8, abs=0.025)


def test_an_input_without_a_slope_is_judged_by_its_misconception():
    judge = step._without_slope
    assert judge(lambda W: 50**0.5 * (v := -np.linalg.pinv(W).sum(axis=1)) / np.linalg.norm(v)) == ""
    assert "length" in judge(lambda W: -np.linalg.pinv(W).sum(axis=1))
    assert "are on there" in judge(lambda W: 50**0.5 * (v := -W.sum(axis=0)) / np.linalg.norm(v))
    assert (
        "40 of the 40 units are on"
        in judge(lambda W: 50**0.5 * (v := np.linalg.pinv(W).sum(axis=1)) / np.linalg.norm(v)).lower()
    )
    assert "kink" in judge(lambda W: 50**0.5 * np.linalg.svd(W)[2][-1])
    assert "shape" in judge(lambda W: np.zeros(40))
