"""Section 1: Hoeffding's promise, exact tails, and one task."""

import math

import numpy as np
import pytest

from dltheory.generalization import one
from dltheory.tasks import your_turn


def test_bad_input_is_refused_by_name():
    rng = np.random.default_rng(0)
    for call, words in [
        (lambda: one.promise(0, 0.1), "n must"),
        (lambda: one.promise(10, 0.0), "eps must"),
        (lambda: one.promise(10, 0.1, width=-1.0), "width must"),
        (lambda: one.simulate_tests(0, 3, rng), "count must"),
        (lambda: one.simulate_tests(3, 0, rng), "n must"),
    ]:
        with pytest.raises(ValueError, match=words):
            call()


def test_exact_tails_are_those_of_a_binomial_law_summed_by_hand():
    assert one._tail(4, 0.5, 0.5) == pytest.approx(1 / 8)
    assert one._tail(100, 0.5, 0.1) == pytest.approx(0.05689, abs=1e-5)
    for n, risk, eps in [(7, 0.3, 0.2), (12, 0.05, 0.1)]:
        by_hand = sum(
            math.comb(n, k) * risk**k * (1 - risk) ** (n - k) for k in range(n + 1) if abs(k / n - risk) >= eps - 1e-12
        )
        assert one._tail(n, risk, eps) == pytest.approx(by_hand)


def test_wider_losses_need_more_examples():
    assert one.promise(400, 0.1, width=2.0) == pytest.approx(one.promise(100, 0.1))


@pytest.mark.parametrize("factor", [0.99, 1.01])
def test_the_check_of_the_promise_notices_one_percent(factor):
    assert not one.check_tail(bound=lambda n, eps: factor * one.promise(n, eps)).holds


def test_the_checks_notice_another_law():
    assert not one.check_coverage(draw=lambda count, n, rng: (rng.random((count, n)) < 0.2).astype(float)).holds


def test_what_the_text_says_of_the_explorer():
    explorer = one.explore_test()
    assert 100 in explorer.controls["n"].values
    allowed = [explorer.draw(n=100, eps=eps)["allowed"] for eps in (0.13, 0.14)]
    assert allowed[0] > 0.05 > allowed[1]
    assert explorer.draw(n=100, eps=0.14, risk=0.05)["beyond"] == pytest.approx(5.0e-7, rel=0.02)
    copies = explorer.draw(n=100, eps=0.14, copies=True)
    assert copies["beyond"] == pytest.approx(0.34, abs=0.005) and copies["beyond"] > copies["allowed"]
    assert "BROKEN" in explorer.notes()[0]


@pytest.mark.parametrize(
    ("task", "answer", "state", "words"),
    [
        ("half the distance", 4, "right", "√n"),
        ("half the distance", 2, "wrong", "1/√n"),
        ("half the distance", 2**0.5, "wrong", "square"),
        ("where the promise is close", 0.5, "right", "coin"),
        ("where the promise is close", 0.05, "wrong", "scatters"),
        ("no error at all", lambda n, delta: 1 - delta ** (1 / n), "right", "ln(1/δ)"),
        ("no error at all", lambda n, delta: -np.expm1(np.log(delta) / n), "right", "ln(1/δ)"),
        ("no error at all", lambda n, delta: np.log(1 / delta) / n, "wrong", "Nearly"),
        ("no error at all", lambda n, delta: np.sqrt(np.log(2 / delta) / 2 / n), "wrong", "Hoeffding"),
        ("no error at all", lambda n, delta: np.sqrt(np.log(1 / delta) / 2 / n), "wrong", "Hoeffding"),
        ("no error at all", lambda n, delta: delta ** (1 / n), "wrong", "right"),
        ("no error at all", lambda n, delta: 1 - (1 - delta) ** (1 / n), "wrong", "rare"),
        ("no error at all", lambda n, delta: 3 / n, "wrong", "thumb"),
        ("no error at all", lambda n, delta: delta / n, "wrong", "none"),
        ("no error at all", lambda n, delta: 0.5, "wrong", "probability of no error"),
        ("no error at all", lambda n, delta: [n], "wrong", "One number"),
    ],
)
def test_predictions_and_tasks_of_the_section(task, answer, state, words):
    feedback = your_turn(task, answer)
    assert feedback.state == state and words in feedback.sentence, feedback
