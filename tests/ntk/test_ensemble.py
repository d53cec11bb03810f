"""Section 4: where trained ensembles end."""

import numpy as np
import pytest

from dltheory.ntk import ensemble
from dltheory.tasks import your_turn


def test_bad_input_is_refused_by_name():
    phi, y, theta = np.ones((3, 5)), np.ones(3), np.zeros((5, 2))
    for call, words in [
        (lambda: ensemble.train_to_the_end(np.ones((2, 4)), phi, y, theta), "new must"),
        (lambda: ensemble.train_to_the_end(phi, np.ones(5), y, theta), "phi must"),
        (lambda: ensemble.train_to_the_end(phi, phi, np.ones(2), theta), "y must"),
        (lambda: ensemble.train_to_the_end(phi, phi, y, np.zeros(5)), "theta0 must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


def test_the_end_is_where_gradient_descent_ends():
    new, phi, theta = ensemble._case(3)
    end = ensemble.train_to_the_end(new, phi, ensemble.Y, theta)
    for _ in range(20_000):
        theta = theta - 0.5 * phi.T @ (phi @ theta - ensemble.Y[:, None])
    np.testing.assert_allclose(new @ theta, end, atol=1e-8)


def halfway(new, phi, y, theta0):
    return (ensemble.train_to_the_end(new, phi, y, theta0) + new @ theta0) / 2


def least_norm(new, phi, y, theta0):
    return ensemble.train_to_the_end(new, phi, y, 0 * theta0) + 0 * new @ theta0


@pytest.mark.parametrize("train", [halfway, lambda *a: np.roll(ensemble.train_to_the_end(*a), 1, axis=0)])
@pytest.mark.parametrize("check", [ensemble.check_mean, ensemble.check_variance])
def test_checks_notice_another_training(check, train):
    assert not check(train=train).holds


def test_at_the_data_all_members_agree():
    _, phi, theta = ensemble._case(1000)
    np.testing.assert_allclose(
        ensemble.train_to_the_end(phi, phi, ensemble.Y, theta), np.outer(ensemble.Y, np.ones(1000)), atol=1e-8
    )


def test_the_variance_notices_one_start_for_all():
    assert not ensemble.check_variance(train=least_norm).holds


def test_the_band_shuts_at_the_data_and_begins_as_the_kernel():
    explorer = ensemble.explore_ensemble()
    at = np.abs(ensemble.GRID[:, None] - ensemble.X).argmin(axis=0)[[0, 2, 3]]  # these points lie on the grid
    early, late = explorer.draw(time=0.01), explorer.draw(time=10_000.0)
    assert (early["std"] > 0.95).all() and late["std"][at].max() < 1e-3 and late["std"].max() > 0.8
    np.testing.assert_allclose(late["mean"][at], ensemble.Y[[0, 2, 3]], atol=1e-3)
    assert late["misses"].max() < 1e-3 < early["misses"].max()


def test_what_the_text_sees_in_the_explorer():
    explorer = ensemble.explore_ensemble()
    assert explorer.draw(time=100.0, kind="waves")["misses"].max() < 1e-3
    assert explorer.draw(time=1000.0, kind="ramps")["misses"].max() > 0.1
    assert explorer.draw(time=10_000.0, kind="ramps")["misses"].max() < 1e-3
    assert explorer.draw(time=10_000.0, length=1.0)["misses"].max() > 0.1


def test_far_from_the_data_waves_keep_the_spread_of_the_start_and_ramps_do_not():
    far = np.array([50.0])
    for kernel, kept in ((ensemble.rbf, 1.0), (ensemble.arc_cosine, 0.5)):
        k, K, own = kernel(far, ensemble.X), kernel(ensemble.X, ensemble.X), kernel(far, far)[0]
        left = ensemble._ensemble_band(k, K, own, 1e9)[1] / np.sqrt(own)
        assert left == pytest.approx(kept, abs=0.01)


def test_longer_waves_make_a_narrower_band():
    explorer = ensemble.explore_ensemble()
    between = (ensemble.GRID > -0.8) & (ensemble.GRID < 0.75)
    short, long = (explorer.draw(time=10_000.0, length=length)["std"][between] for length in (0.3, 0.6))
    assert (long <= short + 1e-6).all() and long.max() < short.max() / 4


def by_inverse(k, K, own):
    return np.argmax(own - np.diag(k @ np.linalg.inv(K) @ k.T))


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("a narrower band", "waves", "right", "neighbours"),
        ("a narrower band", "Labels", "wrong", "shift"),
        ("a narrower band", "models", "wrong", "more clearly"),
        ("a narrower band", 3, "wrong", "three words"),
        ("trained or kept", "neither", "right", "posterior"),
        ("trained or kept", "kept", "wrong", "½²"),
        ("ask for one more label", by_inverse, "right", "disagree"),
        ("ask for one more label", lambda k, K, own: np.argmax(own), "wrong", "*before*"),
        ("ask for one more label", lambda k, K, own: np.argmin(own - np.diag(k @ np.linalg.inv(K) @ k.T)), "wrong", "agree already"),
        ("ask for one more label", lambda k, K, own: np.argmax(np.diag(k @ np.linalg.inv(K) @ k.T)), "wrong", "took away"),
        ("ask for one more label", lambda k, K, own: own, "wrong", "whole number"),
        ("ask for one more label", lambda k, K, own: 3.5, "wrong", "whole number"),
        ("ask for one more label", lambda k, K, own: np.argmax(own - (k**2).sum(axis=1)), "wrong", "Row i"),
        ("ask for one more label", lambda k, K, own: np.argmax(own - ((k @ np.linalg.inv(K)) ** 2).sum(axis=1)), "wrong", "Row i"),
        ("ask for one more label", lambda k, K, own: np.argmin(k.max(axis=1)), "wrong", "Row i"),
        ("ask for one more label", lambda k, K, own: np.argmin((k**2).sum(axis=1)), "wrong", "Row i"),
    ],
)  # fmt: skip
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
