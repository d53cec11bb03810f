"""Section 4: Sauer's lemma and the VC bound."""

import math

import numpy as np
import pytest

from dltheory.generalization import vc
from dltheory.generalization.dichotomies import _all_labellings
from dltheory.tasks import your_turn


def test_bad_input_is_refused_by_name():
    rng = np.random.default_rng(0)
    for call, words in [
        (lambda: vc.intervals(0), "n must"),
        (lambda: vc.vc_bound(0, 1.0), "n must"),
        (lambda: vc.vc_bound(10, 1.0, delta=0.0), "delta must"),
        (lambda: vc.vc_bound(10, 1.0, delta=2.0), "delta must"),
        (lambda: vc.interval_gaps(0, 5, rng), "samples must"),
        (lambda: vc.interval_gaps(5, 0, rng), "n must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


def test_intervals_are_all_runs():
    for n in (1, 2, 5):
        found = {tuple(row) for row in vc.intervals(n).tolist()}
        runs = {tuple(a <= i < b for i in range(n)) for a in range(n + 1) for b in range(a, n + 1)}
        assert found == runs and len(vc.intervals(n)) == len(runs) == 1 + n * (n + 1) // 2


def test_the_largest_gap_of_intervals_is_that_of_brute_force():
    signs = np.random.default_rng(1).choice(np.array([-1, 1]), (50, 9))
    brute = [0.5 - ((row > 0) != vc.intervals(9)).mean(axis=1).min() for row in signs]
    np.testing.assert_allclose(vc.interval_gaps(50, 9, np.random.default_rng(1)), brute)


@pytest.mark.parametrize(
    "gaps",
    [
        lambda samples, n, rng: 0.5 * vc.interval_gaps(samples, n, rng),
        lambda samples, n, rng: vc.interval_gaps(samples, n, rng) + 0.01,
        lambda samples, n, rng: np.zeros(samples),
    ],
)
def test_the_check_of_the_bound_notices_other_gaps(gaps):
    assert not vc.check_vc(gaps=gaps).holds


def test_the_checks_of_the_lemma_notice_other_counts():
    assert not vc.check_sauer(parts=_all_labellings).holds
    assert not vc.check_sauer(parts=lambda n: np.vstack([vc.intervals(n), np.arange(n) % 2 == 0])).holds
    assert not vc.check_sauer(boxes=lambda x: vc.half_planes(x)).holds


def test_numbers_of_the_text():
    every = np.arange(10, 1000)
    assert every[vc.vc_bound(every, np.log(1 + every * (2 * every + 1))) < 1][0] == 111
    n, h = 55_000, 26_000_000
    assert vc.vc_bound(n, 2 * n * math.log(2)) > 3.3 and 2 * n < h
    assert vc.interval_gaps(2000, 1000, np.random.default_rng(0)).mean() == pytest.approx(0.04, abs=0.003)


def omega(y):
    return np.pi * (1 + sum((label < 0) * 10.0**i for i, label in enumerate(y, start=1)))


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("the power of the bound", 3, "right", "half-planes"),
        ("the power of the bound", 2, "wrong", "true count"),
        ("a bound below one", 100, "right", "111"),
        ("a bound below one", 10, "wrong", "1.7"),
        ("a bound below one", 1000, "wrong", "0.38"),
        ("one number shatters all", omega, "right", "infinite"),
        ("one number shatters all", lambda y: omega(-y), "wrong", "wrong way round"),
        ("one number shatters all", lambda y: omega(y) - np.pi, "wrong", "add 1"),
        ("one number shatters all", lambda y: omega(y) / np.pi, "wrong", "multiply it by π"),
        ("one number shatters all", lambda y: omega(y[::-1]), "wrong", "which digit"),
        ("one number shatters all", lambda y: y, "wrong", "One number"),
        ("one number shatters all", lambda y: np.nan, "wrong", "One number"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
