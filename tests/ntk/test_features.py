"""Section 3: random features, their kernels and the process at the start."""

import numpy as np
import pytest
from scipy.integrate import quad

from dltheory.ntk import features
from dltheory.tasks import your_turn


def test_bad_input_is_refused_by_name():
    rng = np.random.default_rng(0)
    for call, words in [
        (lambda: features.random_features("steps", 3, rng), "kind must"),
        (lambda: features.random_features("waves", 0, rng), "p must"),
        (lambda: features.random_features("waves", 3, rng, length=0.0), "length must"),
        (lambda: features.rbf([0.0], [0.0], -1.0), "length must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


@pytest.mark.parametrize(("x", "z"), [(0.3, 0.3), (0.2, -0.7), (0.0, 1.0), (-1.0, 2.0), (1e-9, 0.0)])
def test_the_arc_cosine_kernel_is_the_mean_over_all_directions(x, z):
    def ramps(angle):
        w = np.array([np.cos(angle), np.sin(angle)])
        return max(w @ [x, 1], 0) * max(w @ [z, 1], 0)

    # 2 E[relu relu] over normal w: E|w|^2 = 2, times the mean over the angle
    mean = quad(ramps, 0, 2 * np.pi, limit=400, points=[np.pi / 2, np.pi, 3 * np.pi / 2])[0] / (2 * np.pi)
    assert features.arc_cosine([x], [z])[0, 0] == pytest.approx(4 * mean, rel=1e-6)


def test_features_are_drawn_once():
    for kind in features.KERNELS:
        drawn = features.random_features(kind, 4, np.random.default_rng(1))
        x = np.array([0.1, 0.5])
        assert drawn(x).shape == (2, 4)
        np.testing.assert_array_equal(drawn(x), drawn(x))
        np.testing.assert_allclose(drawn(x[::-1]), drawn(x)[::-1], atol=1e-14)


@pytest.mark.parametrize(
    "model",
    [
        lambda phi, rng, draws: np.roll(features.start(phi, rng, draws), 1, axis=0),
        lambda phi, rng, draws: features.start(phi[:, :4], rng, draws),
        lambda phi, rng, draws: features.start(phi, rng, draws) + 0.03,  # the mean is not 0
        lambda phi, rng, draws: np.repeat(features.start(phi, rng, 1), draws, axis=1),
    ],
)
def test_the_check_of_the_covariance_notices_another_model(model):
    assert not features.check_covariance(model=model).holds


@pytest.mark.parametrize(
    "broken",
    [
        {"waves": lambda x, z: 1.01 * features.rbf(x, z)},
        {"waves": lambda x, z: features.rbf(x, z, features.LENGTH * 2**0.5)},
        {"ramps": lambda x, z: features.arc_cosine(x, z) / 2},
        {"ramps": lambda x, z: features.arc_cosine(x, z) + 0.01},
    ],
)
def test_the_check_of_the_closed_forms_notices_another_kernel(broken):
    assert not features.check_closed_forms(**broken).holds


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("the forgotten root", 20, "right", "400"),
        ("the forgotten root", 400, "wrong", "variance"),
        ("three features", "exactly", "right", "No limit"),
        ("three features", "Nearly", "wrong", "normal"),
        ("four times the features", 0.5, "right", "√p"),
        ("four times the features", 1 / 4, "wrong", "1/p"),
        ("four times the features", 2, "wrong", "better"),
        ("a sample from a kernel", lambda K, z: np.linalg.cholesky(K) @ z, "right", "A Aᵀ"),
        ("a sample from a kernel", lambda K, z: K @ z, "wrong", "K²"),
        ("a sample from a kernel", lambda K, z: np.sqrt(K) @ z, "wrong", "each entry"),
        (
            "a sample from a kernel",
            lambda K, z: np.linalg.eigh(K)[1] @ (np.linalg.eigh(K)[0][:, None] * z),
            "wrong",
            "eigenvalues",
        ),
        ("a sample from a kernel", lambda K, z: np.linalg.eigh(K)[1] @ z, "wrong", "Which A"),
        ("a sample from a kernel", lambda K, z: np.linalg.cholesky(K).T @ z, "wrong", "two products"),
        ("a sample from a kernel", lambda K, z: np.sqrt(np.diag(K))[:, None] * z, "wrong", "independent"),
        ("a sample from a kernel", lambda K, z: z, "wrong", "Which A"),
        ("a sample from a kernel", lambda K, z: np.linalg.cholesky(K) @ z[:, 0], "wrong", "shape"),
        ("a sample from a kernel", lambda K, z: np.linalg.cholesky(K) @ z**2, "wrong", "Twice z"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback


def test_a_sample_by_eigenvectors_is_right_too():
    def by_eigenvectors(K, z):
        values, vectors = np.linalg.eigh(K)
        return vectors @ (np.sqrt(values)[:, None] * z)

    assert your_turn("a sample from a kernel", by_eigenvectors).state == "right"
