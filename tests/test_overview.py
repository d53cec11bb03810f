"""The front page: its tables say what the chapters say, and every link of it leads somewhere."""

import json
import re
from pathlib import Path

import pytest
from course_tools import ROOT

from dltheory import overview
from dltheory.results import load_results

COURSE = ROOT / "course"
STEMS = sorted(path.stem for path in (COURSE / "text").glob("[0-9]*.md"))


def cells(name):
    return json.loads((COURSE / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]


@pytest.mark.parametrize("stem", STEMS)
def test_a_chapter_is_read_whole(stem):
    (chapter,) = (chapter for chapter in overview.chapters() if chapter.stem == stem)
    text = (COURSE / "text" / f"{stem}.md").read_text(encoding="utf-8")
    assert [section.number for section in chapter.sections] == list(range(1, len(chapter.sections) + 1))
    assert len(chapter.sections) == len(re.findall(r"^## \d+\. ", text, re.M)) and chapter.question.endswith("?")
    numbers = [int(problem.name.split()[0]) for problem in chapter.problems]
    assert numbers == list(range(1, len(numbers) + 1)) and numbers
    assert all(
        set(problem.sections) <= {section.number for section in chapter.sections} for problem in chapter.problems
    )
    assert 0 < chapter.automatic < chapter.points
    images = sum("image/png" in output.get("data", {}) for cell in cells(stem) for output in cell.get("outputs", []))
    assert chapter.pictures + chapter.explorers == images and 3 <= chapter.explorers <= 5


def test_points_are_those_of_the_sheets():
    for chapter in overview.chapters():
        sheet = json.loads((ROOT / "source" / chapter.stem / f"{chapter.stem}.ipynb").read_text(encoding="utf-8"))
        metadata = [cell["metadata"].get("nbgrader", {}) for cell in sheet["cells"]]
        graded = [cell for cell in metadata if cell.get("grade")]
        assert chapter.points == sum(cell["points"] for cell in graded), chapter.stem
        assert chapter.automatic == sum(cell["points"] for cell in graded if not cell["solution"]), chapter.stem


def test_the_map_places_each_result_once():
    placed = [result.name for result in load_results() if result.chapter in STEMS and result.section()]
    shown = re.findall(r"(?:Theorem|Lemma|Proposition|Corollary) \d+(?=,| \||\n|$)", repr(overview.course_map()))
    assert sorted(placed) == sorted(shown)


def test_every_slip_of_the_table_is_refuted_and_none_is_twice():
    table = overview.errata_table()
    assert len(table.rows) > 50 and repr(table).count("refuted") == len(table.rows)
    assert "not refuted" not in repr(table)
    assert len({tuple(row[:3]) for row in table.rows}) == len(table.rows)


def test_a_slip_that_is_not_refuted_is_said(monkeypatch):
    slip = next(iter(overview.errata_in("dltheory.approximation").values()))()
    broken = type(slip)(slip.number, slip.where, slip.corrected, slip.corrected)
    monkeypatch.setattr(overview, "errata_in", lambda module: {"erratum": lambda: broken})
    assert "not refuted" in repr(overview.errata_table())


def test_symbols_come_from_every_chapter():
    table = overview.symbol_table()
    assert {stem for _, _, stem in table.rows} == set(STEMS)
    for stem in STEMS:
        text = (COURSE / "text" / f"{stem}.md").read_text(encoding="utf-8")
        for symbols, meaning, where in table.rows:
            assert where != stem or f"| {symbols} | {meaning} |" in text


def anchors(name):
    headings = re.findall(
        r"^#+ (.*)$", "\n".join("".join(c["source"]) for c in cells(name) if c["cell_type"] == "markdown"), re.M
    )
    return {heading.replace(" ", "-") for heading in headings}


def test_every_link_of_the_index_leads_somewhere():
    page = cells("index")
    texts = ["".join(cell["source"]) for cell in page if cell["cell_type"] == "markdown"]
    outputs = [output.get("data", {}) for cell in page for output in cell.get("outputs", [])]
    texts += ["".join(data.get(kind, "")) for data in outputs for kind in ("text/html", "text/markdown")]
    links = [link for text in texts for link in re.findall(r'\]\(([^)\s]+)\)|(?:href|src)="([^"]+)"', text)]
    local = {one or other for one, other in links if not (one or other).startswith("http")}
    assert len(local) > 100
    for link in sorted(local):
        path, _, anchor = link.replace("&#x27;", "'").partition("#")
        assert (COURSE / path).exists(), link
        assert not anchor or anchor in anchors(Path(path).stem), link


def test_the_glossary_is_in_order():
    words = re.findall(r"^\| \*\*(.*?)\*\* \|", (COURSE / "text" / "index.md").read_text(encoding="utf-8"), re.M)
    assert len(words) >= 40 and words == sorted(words, key=str.lower)
