"""Section 7: change of measure, the exact constants of PAC-Bayes bounds, and who may choose what when."""

import math

import numpy as np
import pytest
from scipy.stats import binom

from dltheory.generalization import measure
from dltheory.tasks import your_turn


def test_bad_input_is_refused_by_name():
    for call, words in [
        (lambda: measure.kl_moment(0), "n must"),
        (lambda: measure.moments(measure.kl, 0), "n must"),
        (lambda: measure.moments(measure.kl, 5, 1), "grid must"),
        (lambda: measure.noisy_line(0), "n must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


def test_divergence_of_small_cases():
    assert measure.divergence([1, 0, 0, 0], [0.25] * 4) == pytest.approx(math.log(4))
    assert measure.divergence([0.25] * 4, [0.25] * 4) == 0
    assert measure.divergence([0.5, 0.5], [1, 0]) == math.inf
    assert measure.divergence(np.eye(2), [0.25, 0.75]) == pytest.approx([math.log(4), math.log(4 / 3)])


def test_a_tilted_distribution_does_not_overflow():
    Q = measure.tilted([0.5, 0.5], [1e5, 1e5 + math.log(3)])
    assert Q == pytest.approx([0.25, 0.75])


@pytest.mark.parametrize("n", [1, 2, 7, 100])
def test_the_moment_of_kl_does_not_depend_on_the_coin(n):
    k = np.arange(n + 1)
    for m in (0.01, 0.3, 0.5, 0.99):
        assert binom.pmf(k, n, m) @ np.exp(n * measure.kl(m, k / n)) == pytest.approx(measure.kl_moment(n))
    assert math.sqrt(n) <= measure.kl_moment(n) <= 2 * math.sqrt(n) + 1e-9


@pytest.mark.parametrize(
    "broken",
    [
        lambda Q, P: 0 * measure.divergence(Q, P),
        lambda Q, P: 1.01 * measure.divergence(Q, P),
        lambda Q, P: np.abs(Q - P).sum(axis=1) ** 2 / 2,
        lambda Q, P: measure.divergence(np.roll(Q, 1, axis=1), P),
    ],
)
def test_the_check_of_the_change_of_measure_notices_another_cost(broken):
    assert not measure.check_change_of_measure(cost=broken).holds


@pytest.mark.parametrize(
    "distance",
    [lambda m, q: measure.kl(q, m), lambda m, q: 0.99 * measure.kl(m, q), lambda m, q: (q < m) * measure.kl(m, q)],
)
def test_the_check_of_the_moment_notices_another_distance(distance):
    with np.errstate(all="ignore"):
        assert not measure.check_kl_moment(distance=distance).holds
        assert not measure.check_squared_moment(distance=distance).holds


def test_the_explorers_bound_is_above_the_errors_seen_and_true():
    explorer = measure.explore_posterior()
    for settings in explorer.sweep():
        drawn = explorer.draw(**settings)
        assert (drawn["bound"] >= drawn["risk"] - 1e-3).all()
        assert (drawn["bound"] >= drawn["true"] - 0.05).all()


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("the price of picking one", 6.908, "right", "ln 1000"),
        ("the price of picking one", np.log(1000), "right", "ln 1000"),
        ("the price of picking one", 1000, "wrong", "logarithm"),
        ("the price of picking one", -6.91, "wrong", "never negative"),
        ("the price of picking one", 9.966, "wrong", "bits"),
        ("the best posterior", lambda P, phi: P * np.exp(phi) / (P @ np.exp(phi)), "right", "overflows"),
        ("the best posterior", lambda P, phi: P * np.exp(phi), "wrong", "add up"),
        ("the best posterior", lambda P, phi: np.exp(phi) / np.exp(phi).sum(), "wrong", "prior is missing"),
        ("the best posterior", lambda P, phi: P * np.exp(-phi) / (P @ np.exp(-phi)), "wrong", "sign"),
        ("the best posterior", lambda P, phi: P * phi / (P @ phi), "wrong", "negative"),
        ("the best posterior", lambda P, phi: (phi == phi.max()) * 1.0, "wrong", "All weight"),
        ("the best posterior", lambda P, phi: P, "wrong", "Not the best"),
        ("the best posterior", lambda P, phi: 1.0, "wrong", "shape"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
