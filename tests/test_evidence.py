"""The evidence cards themselves: verdicts follow from numbers, and no variant can choose its own bound."""

import dataclasses
import math

import pytest

from dltheory import evidence
from dltheory.evidence import Erratum, Evidence, Measured, check, erratum, more


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
    [
        ({"relation": "<"}, "relation"),
        ({"tolerance": -1.0}, "tolerance"),
        ({"tolerance": math.nan}, "tolerance"),
        ({"kind": "proof"}, "kind"),
    ],
)
def test_malformed_evidence_names_the_argument(kwargs, word):
    with pytest.raises(ValueError, match=word):
        make(0.5, **kwargs)


def test_repr_is_rounded_and_says_what_failed():
    assert repr(make(0.876543)) == "Theorem 0 · a length: measured 0.877 ≤ 1 · holds"
    assert repr(make(1.23456)) == "Theorem 0 · a length: measured 1.23 > 1 · violated"
    assert (
        repr(make(-0.98765, "==", -1.0, tolerance=0.05, kind="rate"))
        == "Theorem 0 · rate · a length: measured -0.988 = -1 ± 0.05 · holds"
    )


@pytest.mark.parametrize(
    ("measured", "relation", "bound", "shown"),
    [(0.0125, "<=", 0.1, "slack 8"), (0.9, "<=", 1.0, ""), (8.0, ">=", 2.0, "slack 4"), (2.0, "<=", 1.0, "")],
)
def test_slack_is_shown_where_a_bound_promises_much_more_than_is_needed(measured, relation, bound, shown):
    text = make(measured, relation, bound).statement()
    assert text.endswith(shown) and ("slack" in text) == bool(shown)


def test_round_off_is_not_printed_digit_by_digit():
    first, second = make(3.1e-16, bound=1e-12), make(2.2e-16, bound=1e-12)
    assert repr(first) == repr(second) == "Theorem 0 · a length: measured below 1e-12 · holds"
    assert "2e-12" in repr(make(2e-12, bound=1e-12))
    assert "±" not in repr(make(1.0, tolerance=1e-9))
    assert "± 0.05" in repr(make(1.0, tolerance=0.05))


def test_what_is_left_of_a_zero_is_shown_as_zero():
    assert repr(make(6.7e-15, "==", 0.25)) == "Theorem 0 · a length: measured 0 ≠ 0.25 · violated"


def test_html_escapes_and_has_inline_styles_only():
    card = Evidence("Theorem <0>", "<script>", 1.0, "<=", 1.2)._repr_html_()
    assert "<script>" not in card and "<style" not in card and "class=" not in card
    assert "✓ holds" in card
    assert "✗ violated" in make(3.0)._repr_html_()


@pytest.fixture
def registry(monkeypatch):
    monkeypatch.setattr(evidence, "_CHECKS", {})
    monkeypatch.setattr(evidence, "_ERRATA", {})


def doubled(x):
    return 2.0 * x


@pytest.fixture
def check_double(registry):
    @check("Theorem 0", "twice one half", "==", 1.0, 0.01, kind="instance", given=["law"])
    def check_double(double=doubled, law=abs, seed=0):
        return double(law(0.5))

    return check_double


def test_a_check_is_data_around_a_function_that_measures(check_double):
    assert check_double().holds
    assert repr(check_double()) == "Theorem 0 · instance · twice one half: measured 1 = 1 ± 0.01 · holds"
    assert check_double.constructions == ("double",), "what is given to a theorem is no construction of it"


def test_a_variant_goes_through_the_same_bound_and_says_what_it_broke(check_double):
    check_double.breaks("three times", double=lambda x: 3 * x)
    card = check_double.broken("three times")
    assert not card.holds and card.bound == 1.0
    assert repr(card).startswith(
        "Theorem 0 · instance · broken on purpose (three times): twice one half: measured 1.5 ≠ 1"
    )
    assert "broken" not in repr(check_double())


@pytest.mark.parametrize(
    ("words", "what", "message"),
    [
        ("nothing", {}, "breaks must replace"),
        ("a bound", {"bound": 5}, "breaks must replace"),
        ("twice", {"seed": 1}, "already"),
    ],
)
def test_a_variant_replaces_arguments_and_nothing_else(check_double, words, what, message):
    check_double.breaks("twice", seed=2)
    with pytest.raises(ValueError, match=message):
        check_double.breaks(words, **what)


def test_unknown_words_are_named(check_double):
    with pytest.raises(ValueError, match="words must be one of"):
        check_double.broken("never declared")
    with pytest.raises(ValueError, match="given must name arguments"):
        check("Theorem 0", "x", "==", 0.0, kind="instance", given=["nobody"])(lambda: 0.0)


def test_the_bound_comes_from_one_place(registry):
    both = check("Theorem 0", "x", "<=", 1.0, kind="instance")(lambda: Measured(0.0, 2.0))
    neither = check("Theorem 0", "x", "<=", kind="instance")(lambda: 0.0)
    measured = check("Theorem 0", "x", "<=", kind="instance")(lambda: Measured(3.0, 2.0, 0.5))
    with pytest.raises(TypeError, match="from the decorator"):
        both()
    with pytest.raises(TypeError, match="from Measured"):
        neither()
    assert (measured().bound, measured().tolerance, measured().holds) == (2.0, 0.5, False)


def test_erratum_needs_a_refuted_and_a_confirmed_statement(registry):
    def slip(printed, corrected):
        return erratum(1, "Theorem 0", "length", "<=", 1.0, printed="all", corrected="some")(
            lambda: (printed, corrected)
        )()

    assert slip(1.5, 0.5).verdict == "confirmed"
    for printed, corrected in [(0.5, 0.5), (1.5, 1.5), (0.5, 1.5)]:
        assert slip(printed, corrected).verdict == "not confirmed"
    assert slip(1.5, 0.9).printed.bound == slip(1.5, 0.9).corrected.bound
    assert repr(slip(1.5, 0.9)).splitlines() == [
        "Slip 1, Theorem 0 · confirmed",
        "  as printed · all; length: measured 1.5 > 1 · violated",
        "  corrected · some; length: measured 0.9 ≤ 1 · holds",
    ]
    assert isinstance(slip(1.5, 0.5), Erratum)


def test_folded_evidence_opens_on_a_click():
    folded = more(make(0.9), make(0.8))
    assert repr(folded).splitlines()[0] == "2 more checks:" and "<details" in folded._repr_html_()
    assert folded._repr_html_().count("✓ holds") == 2
    with pytest.raises(ValueError, match="evidence"):
        more()


@pytest.mark.parametrize(("relation", "asked"), [("<=", "≤ 1"), (">=", "≥ 1"), ("==", "= 1")])
def test_what_is_no_number_is_said_in_words(relation, asked):
    shown = repr(make(math.nan, relation))
    assert shown == f"Theorem 0 · a length: no number, where {asked} is asked for · violated"
    assert "= 0.5 ± 0.05 is asked for" in repr(make(math.nan, "==", 0.5, tolerance=0.05))
    assert "nan" not in shown + make(math.nan, relation)._repr_html_() + repr(make(0.5, relation, math.nan))


def test_what_must_be_so_for_a_number_stands_in_a_line_of_its_own(registry):
    length = check("Theorem 0", "a length", "<=", 1.0, kind="instance", only_if="it is <b>straight</b>")
    card = length(lambda value=0.9: value)()
    below = "The check gives a number only if it is <b>straight</b>."
    assert repr(card) == f"Theorem 0 · instance · a length: measured 0.9 ≤ 1 · holds. {below}"
    assert card._repr_html_().endswith(
        ">The check gives a number only if it is &lt;b&gt;straight&lt;/b&gt;.</div></div>"
    )
    assert "only if" not in make(0.5)._repr_html_()


def test_a_slip_is_not_refuted_by_what_is_no_number(registry):
    slip = erratum(1, "Theorem 0", "length", "<=", 1.0, printed="all", corrected="some")(lambda: (math.nan, 0.5))
    assert slip().verdict == "not confirmed"
