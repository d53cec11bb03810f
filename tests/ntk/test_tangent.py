"""Section 6: tangent features, the kernel of training, and where ensembles end."""

import numpy as np
import pytest

from dltheory.ntk import tangent
from dltheory.ntk._common import count_weights, deep_kernels
from dltheory.ntk.nngp import POINTS
from dltheory.tasks import your_turn


def test_tangent_features_are_differences():
    layers, rng = (2, 4, 3, 1), np.random.default_rng(0)
    theta = rng.normal(size=count_weights(layers))
    J = tangent.tangent_features(theta, POINTS, layers, "tanh", 1.3, 0.2)

    def f(theta):
        return tangent.network(theta, POINTS, layers, np.tanh, 1.3, 0.2)[:, 0]

    for i in range(len(theta)):
        step = 1e-6 * (np.arange(len(theta)) == i)
        np.testing.assert_allclose(J[:, i], (f(theta + step) - f(theta - step)) / 2e-6, atol=1e-8)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match=r"theta must have shape \(13,\), got \(12,\)"):
        tangent.tangent_features(np.ones(12), POINTS, (2, 3, 1))
    with pytest.raises(ValueError, match=r"layers must end in 1, got \(2, 3\)"):
        tangent.tangent_features(np.ones(9), POINTS, (2, 3))
    with pytest.raises(ValueError, match="activation must"):
        tangent.tangent_features(np.ones(13), POINTS, (2, 3, 1), "step")
    with pytest.raises(ValueError, match="m must"):
        tangent.tangent_errors("relu", 1, [0], 2)


@pytest.mark.parametrize("factor", [1.01, -1.0])
def test_checks_notice_features_of_another_size(factor):
    def features(*args, **kwargs):
        J = tangent.tangent_features(*args, **kwargs)
        return np.concatenate([factor * J[:4], J[4:]]) if factor > 0 else J[[1, 2, 3, 4, 5, 0]]

    assert not tangent.check_first_instant(features=features).holds


def test_with_one_kernel_the_ends_are_the_posterior():
    Sigma, Theta = deep_kernels(POINTS, POINTS, 2, "erf", 1.4, 0.3)
    mean, variance = tangent.ends(Sigma, 3 * Sigma, 4, [1.0, 2.0, -1.0, 0.0])
    A = np.linalg.solve(Sigma[:4, :4], Sigma[:4, 4:]).T
    np.testing.assert_allclose(mean, A @ [1.0, 2.0, -1.0, 0.0])
    np.testing.assert_allclose(variance, np.diag(Sigma[4:, 4:] - A @ Sigma[:4, 4:]))
    assert (tangent.ends(Sigma, Theta, 4, np.zeros(4))[1] >= variance - 1e-12).all()


@pytest.mark.parametrize("factor", [0.85, 1.15])
def test_the_ends_notice_another_variance_and_another_mean(factor):
    assert not tangent.check_ends(law=lambda *args: (tangent.ends(*args)[0], factor * tangent.ends(*args)[1])).holds
    assert not tangent.check_ends(law=lambda *args: (factor * tangent.ends(*args)[0], tangent.ends(*args)[1])).holds


def test_what_the_text_says_of_width_64():
    angle = np.linspace(-np.pi, np.pi, 41)
    circle = np.column_stack([np.cos(angle), np.sin(angle)])
    for depth, share in ((1, 0.20), (3, 0.34)):
        layers, off = (2, *depth * [64], 1), []
        Theta = deep_kernels(circle[20:21], circle, depth, "relu", 1.5, 0.3)[1][0]
        for seed in range(6):
            theta = np.random.default_rng(seed).normal(size=count_weights(layers))
            J = tangent.tangent_features(theta, circle, layers, "relu", 1.5, 0.3)
            off.append(np.abs(J[20] @ J.T - Theta).max() / Theta[20])
        assert np.mean(off) == pytest.approx(share, abs=0.006)


def unit(a, w, x, z):
    bend = (1 - np.tanh(w * x) ** 2) * (1 - np.tanh(w * z) ** 2)
    return np.tanh(w * x) * np.tanh(w * z), a**2 * x * z * bend


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("the tangent kernel of one unit", lambda a, w, x, z: sum(unit(a, w, x, z)), "right", "each weight"),
        ("the tangent kernel of one unit", lambda a, w, x, z: unit(a, w, x, z)[0], "wrong", "inner weight"),
        ("the tangent kernel of one unit", lambda a, w, x, z: unit(a, w, x, z)[1], "wrong", "outer weight"),
        ("the tangent kernel of one unit", lambda a, w, x, z: sum(unit(1, w, x, z)), "wrong", "factor a"),
        (
            "the tangent kernel of one unit",
            lambda a, w, x, z: unit(1, w, x, z)[0] + a * unit(1, w, x, z)[1],
            "wrong",
            "factor a",
        ),
        ("the tangent kernel of one unit", lambda a, w, x, z: a**2 * unit(a, w, x, z)[0], "wrong", "not outputs"),
        ("the tangent kernel of one unit", lambda a, w, x, z: [1, 2], "wrong", "One number"),
        ("the inner weights' part", 0, "right", "equally"),
        ("the inner weights' part", -1, "wrong", "There are m"),
        ("only the last layer", 1, "right", "random features"),
        ("only the last layer", 2, "wrong", "more than the last"),
        ("trained networks and Bayes", "trained", "right", "least variance"),
        ("trained networks and Bayes", "posterior", "wrong", "another A"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
