"""Section 5: exact tails beside the two bounds."""

import math

import numpy as np
import pytest
from scipy import integrate, stats

from dltheory.adversarial import tails
from dltheory.tasks import your_turn


def test_bad_input_is_refused_by_name():
    with pytest.raises(ValueError, match="gamma must"):
        tails.bernstein(3, 0.0, 1.0, 1.0)


@pytest.mark.parametrize("q", range(2, 12))
def test_the_laws_meet_the_condition_of_the_theorem(q):
    squares = 2 * integrate.quad(lambda x: abs(x * x - 1) ** q * stats.norm.pdf(x), 0, 30, points=[1], limit=200)[0]
    exponential = integrate.quad(lambda x: abs(x - 1) ** q * np.exp(-x), 0, 200, points=[1], limit=200)[0]
    for moment, (_, spread2, scale) in zip((squares, exponential, 1.0), tails.LAWS.values(), strict=True):
        assert moment <= math.factorial(q) / 2 * spread2 * scale ** (q - 2) * (1 + 1e-6)


def test_exact_tails_agree_with_draws():
    sums = (np.random.default_rng(0).normal(size=(100_000, 4)) ** 2).sum(axis=1)
    for away in (1.0, 3.0, 6.0):
        assert np.mean(np.abs(sums - 4) > away) == pytest.approx(float(tails.beyond(4, away)), abs=0.005)


def test_the_printed_lemma_fails_where_the_text_says():
    assert tails.printed_width(1, 1e-6) == pytest.approx(15.24, abs=0.01)
    assert tails.beyond(1, tails.printed_width(1, 1e-6)) == pytest.approx(5.59e-5, rel=0.01)
    assert tails.beyond(5, tails.printed_width(5, 1e-8)) == pytest.approx(2.21e-8, rel=0.01)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda k, gamma: math.sqrt(k + 4 * math.sqrt(k * math.log(2 / gamma))), ""),
        (lambda k, gamma: k + 4 * math.sqrt(k * math.log(2 / gamma)), "squared length"),
        (lambda k, gamma: 4 * math.sqrt(k * math.log(2 / gamma)), "from k"),
        (lambda k, gamma: 2 * (k * math.log(2 / gamma)) ** 0.25, "where is k"),
        (lambda k, gamma: math.sqrt(k) + 2 * (k * math.log(2 / gamma)) ** 0.25, "sum of the roots"),
        (lambda k, gamma: math.sqrt(max(k - 4 * math.sqrt(k * math.log(2 / gamma)), 0)), "the shortest"),
        (lambda k, gamma: math.sqrt(k + 4 * math.sqrt(k * math.log(1 / gamma))), "another length"),
        (lambda k, gamma: math.sqrt(k), "another length"),
    ],
)
def test_a_length_from_its_square(answer, said):
    feedback = your_turn("a length, almost surely", answer)
    assert feedback.state == ("wrong" if said else "right") and said in feedback.sentence
