"""Section 2: the union bound, and the function that a sample selects."""

import numpy as np
import pytest

from dltheory.generalization import many
from dltheory.tasks import your_turn


def test_bad_input_is_refused_by_name():
    rng = np.random.default_rng(0)
    for call, words in [
        (lambda: many.stumps(0, 3, 0.1, rng), "samples must"),
        (lambda: many.stumps(1, 0, 0.1, rng), "n must"),
        (lambda: many.stumps(1, 3, 0.6, rng), "noise must"),
        (lambda: many.stumps(1, 3, 0.1, rng, copies=0), "copies must"),
        (lambda: many.separate_coins(1, 3, 0, rng), "functions must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


def test_true_risks_are_what_large_samples_show():
    R, R_S = many.stumps(1, 40_000, 0.2, np.random.default_rng(0))
    assert R.shape == (1000,) and R_S.shape == (1, 1000)
    assert np.abs(R - R_S[0]).max() < 0.012
    assert R.min() == pytest.approx(0.2) and R.max() == pytest.approx(0.8)


def test_separate_functions_are_fair_coins_that_do_not_share():
    share = many.separate_coins(4000, 20, 3, np.random.default_rng(0))
    assert share.mean() == pytest.approx(0.5, abs=0.005)
    assert np.abs(np.corrcoef(share.T) - np.eye(3)).max() < 0.06


def test_checks_notice_other_choices_and_other_samples():
    assert not many.check_separate(worst=lambda away: np.sort(away, axis=1)[:, -2]).holds
    assert not many.check_union(weight=lambda N: N**0.3).holds
    assert not many.check_excess(choose=lambda R_S: R_S.mean(axis=0).argmax() * np.ones(len(R_S), dtype=int)).holds


def test_what_the_text_says_of_the_best_of_a_thousand():
    _, R_S = many.stumps(300, 100, 0.5, np.random.default_rng(0))
    assert 0.5 - R_S.min(axis=1).mean() == pytest.approx(0.14, abs=0.005)
    _, R_S = many.stumps(300, 1000, 0.5, np.random.default_rng(0))
    assert 0.5 - R_S.min(axis=1).mean() == pytest.approx(0.044, abs=0.002)


def halves(losses):
    first, second = np.split(losses, 2)
    j = np.argmin(first.mean(axis=0))
    return j, second[:, j].mean()


def chosen_on_all(losses):
    j = losses.mean(axis=0).argmin()
    return j, losses[len(losses) // 2 :, j].mean()


def estimated_where_chosen(losses):
    first = losses[: len(losses) // 2].mean(axis=0)
    return first.argmin(), first.min()


def estimated_on_all(losses):
    return halves(losses)[0], losses[:, halves(losses)[0]].mean()


def chosen_twice(losses):
    return halves(losses)[0], losses[len(losses) // 2 :].mean(axis=0).min()


def the_wrong_half(losses):
    return halves(losses[::-1])


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("nine or more of ten", 11, "right", "letters"),
        ("nine or more of ten", 10, "wrong", "exactly nine"),
        ("nine or more of ten", 56, "wrong", "eight"),
        ("the best of a thousand", 0.35, "right", "deviation"),
        ("the best of a thousand", 0.45, "wrong", "nearly one function in five"),
        ("the best of a thousand", 0.5, "wrong", "mean"),
        ("a thousand times as many functions", np.log(2e6 / 0.05) / np.log(2e3 / 0.05), "right", "cheap"),
        ("a thousand times as many functions", 1.65, "right", "cheap"),
        ("a thousand times as many functions", 1000, "wrong", "logarithm"),
        ("a thousand times as many functions", 2, "wrong", "3.7"),
        ("a thousand times as many functions", np.sqrt(1.65), "wrong", "square"),
        ("select, then estimate", halves, "right", "before"),
        ("select, then estimate", chosen_on_all, "wrong", "none is left"),
        ("select, then estimate", estimated_where_chosen, "wrong", "too good"),
        ("select, then estimate", estimated_on_all, "wrong", "still holds"),
        ("select, then estimate", chosen_twice, "wrong", "second time"),
        ("select, then estimate", the_wrong_half, "wrong", "second half"),
        ("select, then estimate", lambda losses: losses.mean(), "wrong", "two things"),
        ("select, then estimate", lambda losses: (0.3, 2), "wrong", "index"),
        ("select, then estimate", lambda losses: (halves(losses)[0], 0.5), "wrong", "share of errors"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
