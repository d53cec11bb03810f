"""The list of numbered results, and what registration and the text add to it."""

import re

import pytest

from dltheory.results import load_results, results_table, sections_of


def test_results_are_the_81_of_the_notes_in_order():
    results = load_results()
    assert [result.number for result in results] == list(range(1, 82))
    for result in results:
        assert re.fullmatch(rf"(Theorem|Lemma|Proposition|Corollary) {result.number}", result.name)
        assert result.status in {"checked", "illustrated", "cited"} and result.title and result.chapter
        if result.status != "checked":
            assert result.why, f"{result.name} is {result.status} without a reason"


@pytest.mark.parametrize("result", [pytest.param(r, id=r.name) for r in load_results() if r.status != "cited"])
def test_a_live_result_is_stated_in_a_section_and_checked_as_its_status_says(result):
    assert re.match(r"\d+\. ", result.section()), f"no section of {result.chapter} states **{result.name}**"
    assert bool(result.checks()) == (result.status == "checked")


def test_a_formal_proof_is_linked_with_its_relation():
    for result in load_results():
        for proof in result.lean:
            assert set(proof) == {"repository", "declaration", "url", "relation"}, result.name
            assert proof["relation"] in {"reproduction", "specialization", "derived variant"}


def test_results_table_of_a_chapter():
    table = results_table("01_approximation")
    assert [result.number for result in table.results] == list(range(14, 34))
    assert "Theorem 14" in repr(table) and "<table>" in table._repr_html_()
    assert len(results_table().results) == 81
    with pytest.raises(ValueError, match="chapter must be one of"):
        results_table("99_nowhere")


def test_a_chapter_without_text_has_no_sections():
    assert sections_of("99_nowhere") == {}
