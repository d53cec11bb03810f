"""The evidence cards themselves: verdicts follow from numbers, and the registry accepts nothing else."""

import dataclasses
import math

import numpy as np
import pytest

from dltheory import evidence
from dltheory.evidence import Erratum, Evidence, load_results, loglog_slope, results_table


def make(measured, relation="<=", bound=1.0, **kwargs):
    return Evidence("Theorem 0", "a length", measured, relation, bound, **kwargs)


@pytest.mark.parametrize(
    ("measured", "relation", "tolerance", "holds"),
    [
        (0.9, "<=", 0.0, True),
        (1.0, "<=", 0.0, True),
        (1.1, "<=", 0.0, False),
        (1.1, "<=", 0.2, True),
        (1.1, ">=", 0.0, True),
        (0.9, ">=", 0.0, False),
        (0.9, ">=", 0.2, True),
        (1.0, "==", 0.0, True),
        (1.05, "==", 0.1, True),
        (1.2, "==", 0.1, False),
        (math.nan, "<=", 0.0, False),
        (math.nan, ">=", 0.0, False),
        (math.nan, "==", 5.0, False),
        (math.inf, "<=", 0.0, False),
    ],
)
def test_verdict_follows_from_the_numbers(measured, relation, tolerance, holds):
    evidence_ = make(measured, relation, tolerance=tolerance)
    assert evidence_.holds is holds
    assert evidence_.verdict == ("holds" if holds else "violated")


def test_a_verdict_cannot_be_written():
    with pytest.raises(dataclasses.FrozenInstanceError):
        make(2.0).measured = 0.5
    with pytest.raises(TypeError):
        Evidence("Theorem 0", "a length", 2.0, "<=", 1.0, verdict="holds")


def test_nan_bound_never_holds():
    assert not make(0.0, bound=math.nan).holds


@pytest.mark.parametrize(
    ("kwargs", "word"),
    [({"relation": "<"}, "relation"), ({"tolerance": -1.0}, "tolerance"), ({"tolerance": math.nan}, "tolerance")],
)
def test_malformed_evidence_names_the_argument(kwargs, word):
    with pytest.raises(ValueError, match=word):
        make(0.5, **kwargs)


def test_repr_is_rounded_and_says_what_failed():
    assert repr(make(0.123456)) == "Theorem 0 · a length: measured 0.123 ≤ 1 · holds"
    assert repr(make(1.23456)) == "Theorem 0 · a length: measured 1.23 > 1 · violated"
    assert (
        repr(make(-0.98765, "==", -1.0, tolerance=0.05)) == "Theorem 0 · a length: measured -0.988 = -1 ± 0.05 · holds"
    )


def test_round_off_is_not_printed_digit_by_digit():
    first, second = make(3.1e-16, bound=1e-12), make(2.2e-16, bound=1e-12)
    assert repr(first) == repr(second) == "Theorem 0 · a length: measured below 1e-12 · holds"
    assert "2e-12" in repr(make(2e-12, bound=1e-12))


def test_html_escapes_and_has_inline_styles_only():
    card = Evidence("Theorem <0>", "<script>", 1.0, "<=", 2.0)._repr_html_()
    assert "<script>" not in card and "<style" not in card and "class=" not in card
    assert "✓ holds" in card
    assert "✗ violated" in make(3.0)._repr_html_()


def test_erratum_needs_a_refuted_and_a_confirmed_statement():
    good, bad = make(0.5), make(1.5)
    assert Erratum("Theorem 0", bad, good).verdict == "confirmed"
    for printed, corrected in [(good, good), (bad, bad), (good, bad)]:
        assert Erratum("Theorem 0", printed, corrected).verdict == "not confirmed"
    assert repr(Erratum("Theorem 0", bad, good)).splitlines()[1].endswith("violated")


def test_a_check_returns_evidence_for_its_own_result():
    @evidence.check("Theorem 0")
    def check_wrong_name():
        return Evidence("Theorem 99", "x", 0.0, "<=", 1.0)

    @evidence.check("Theorem 0")
    def check_writes_its_verdict():
        return "holds"

    for function in (check_wrong_name, check_writes_its_verdict):
        with pytest.raises(TypeError, match="must return Evidence for 'Theorem 0'"):
            function()


def test_the_card_of_a_variant_says_what_is_broken():
    @evidence.check("Theorem 0")
    def check_length(length=0.5):
        return make(length)

    @evidence.variant(check_length, "too long")
    def broken_length():
        return check_length(2.0)

    assert repr(broken_length()) == "Theorem 0 · broken on purpose (too long): a length: measured 2 > 1 · violated"
    assert broken_length.of is check_length and "broken" not in repr(check_length())


def test_rounding_tolerances_are_not_shown():
    assert "±" not in repr(make(1.0, tolerance=1e-9))
    assert "± 0.05" in repr(make(1.0, tolerance=0.05))


def test_loglog_slope_recovers_a_power_and_rejects_nonsense():
    n = np.array([1, 2, 4, 8, 16])
    assert loglog_slope(n, 3.0 * n**-0.5) == pytest.approx(-0.5, abs=1e-12)
    assert abs(loglog_slope(n, np.exp(-n)) + 0.5) > 0.5
    for x, y, name in [
        ([1, 2], [1, 0], "y"),
        ([0, 1], [1, 2], "x"),
        ([1], [1], "x and y"),
        ([1, 2, 3], [1, 2], "x and y"),
    ]:
        with pytest.raises(ValueError, match=name):
            loglog_slope(x, y)


def test_results_are_the_81_of_the_notes_in_order():
    results = load_results()
    assert [result.number for result in results] == list(range(1, 82))
    assert {result.kind for result in results} <= {"Theorem", "Lemma", "Proposition", "Corollary"}
    assert {result.status for result in results} <= {"checked", "illustrated", "cited"}
    for result in results:
        assert result.title and result.chapter
        if result.status == "checked":
            assert result.checks and result.variants and result.section, result.name
        else:
            assert result.why, f"{result.name} is {result.status} without a reason"


def test_results_table_of_a_chapter():
    table = results_table("01_approximation")
    assert [result.number for result in table.results] == list(range(14, 34))
    assert "Theorem 14" in repr(table) and "<table>" in table._repr_html_()
    assert len(results_table().results) == 81
    with pytest.raises(ValueError, match="chapter must be one of"):
        results_table("99_nowhere")
