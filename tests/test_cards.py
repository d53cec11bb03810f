"""Cards: readable on the grounds of both themes, never by colour alone, and no markup but their own."""

import re
from html.parser import HTMLParser
from typing import get_args

import pytest
from contrast import ENOUGH, ENOUGH_FOR_EDGES, contrast
from course_tools import ROOT

from dltheory import cards
from dltheory.results import results_table
from dltheory.tasks import Feedback

# JupyterLab's two themes: the colours of words and of links, and the grounds of a page and of every second table row.
# tests/test_browser.py measures the same in JupyterLab itself.
THEMES = {
    "light": ("rgba(0,0,0,0.87)", "#0d47a1", ["#ffffff", "#f5f5f5"]),
    "dark": ("#ffffff", "#64b5f6", ["#111111", "#212121"]),
}
KINDS = get_args(cards.Kind)
ROWS = [cards.Row("the claim", "measured 1 ≤ 2", "holds", True), cards.Row("another", "3 > 2", "violated", False)]
EVIL = "<script>alert('x')</script> & \"quoted\""


def everything():
    yield from (cards.card("Theorem 14 · rate", ROWS, good_news) for good_news in (True, False))
    yield from (cards.note(kind, f"words {cards.link('a link', 'https://example.org')}") for kind in KINDS)
    yield from (cards.chip(kind, "word") for kind in KINDS)
    yield cards.folded("more", cards.card("Theorem 15", ROWS, True))
    yield cards.table(["Title"], [[cards.text("plain")], [cards.bold("bold")], [cards.link("link", "#there")]])
    yield results_table()._repr_html_()
    yield from (Feedback(state, "A sentence.")._repr_html_() for state in ("right", "wrong", "open"))


class Reader(HTMLParser):
    """Collects, for each piece of text, its colour and the grounds that it stands on; and the left edges of boxes."""

    def __init__(self, ink, link, page):
        super().__init__()
        self._open = [("", ink, (page,))]
        self._link = link
        self.words, self.edges = [], []

    def handle_starttag(self, tag, attributes):
        style = dict(part.split(":") for part in dict(attributes).get("style", "").split(";") if part)
        _, ink, grounds = self._open[-1]
        ink = style.get("color", self._link if tag == "a" else ink)
        if "border-left" in style:
            self.edges.append((style["border-left"].split()[-1], grounds))
        if "background-color" in style:
            grounds = (style["background-color"], *grounds)
        self._open.append((tag, ink, grounds))

    def handle_endtag(self, tag):
        assert self._open.pop()[0] == tag, "a tag is not closed"

    def handle_data(self, data):
        self.words.append((data, *self._open[-1][1:]))


def read(written, theme="light", page=None):
    ink, link, pages = THEMES[theme]
    reader = Reader(ink, link, page or pages[0])
    reader.feed(written)
    reader.close()
    return reader


def test_contrast_is_that_of_the_guidelines():
    assert contrast("#000000", ["#ffffff"]) == pytest.approx(21)
    assert contrast("#777777", ["#ffffff"]) == pytest.approx(4.48, abs=0.005)
    assert contrast("rgba(0, 0, 0, 0.5)", ["rgba(255,255,255,0)", "rgb(255, 255, 255)"]) == pytest.approx(
        3.98, abs=0.02
    )
    with pytest.raises(ValueError, match="not a colour"):
        contrast("canvas", ["#ffffff"])


@pytest.mark.parametrize("theme", THEMES)
def test_every_word_and_every_edge_can_be_seen(theme):
    seen = 0
    for page in THEMES[theme][2]:
        for written in everything():
            reader = read(written, theme, page)
            for words, ink, grounds in reader.words:
                assert contrast(ink, grounds) >= ENOUGH, words
            seen += len(reader.words) + len(reader.edges)
        # Boxes stand on the page itself, never in a table.
        for edge, grounds in (edge for written in everything() for edge in read(written, theme).edges):
            assert contrast(edge, grounds) >= ENOUGH_FOR_EDGES, edge
    assert seen > 100


def test_the_measurement_notices_ink_that_suits_one_theme_only():
    """As cards once were: dark green and red words on whatever ground the page has."""
    for ink in ("#1b5e20", "#a31515"):
        ((_, colour, grounds),) = read(f'<b style="color:{ink}">holds</b>', "dark").words
        assert contrast(colour, grounds) < ENOUGH


def test_words_have_the_colour_of_the_theme_except_on_chips():
    for written in everything():
        assert "<style" not in written and "class=" not in written and "var(" not in written
        for style in re.findall(r'style="([^"]*)"', written):
            properties = dict(part.split(":") for part in style.split(";"))
            assert "color" not in properties or re.fullmatch("#[0-9a-f]{6}", properties["background-color"]), style


def test_signs_and_words_say_what_colours_say():
    assert len(set(cards.SIGNS.values())) == len(KINDS) == len(cards.SIGNS)
    for kind in KINDS:
        words = [data for data, *_ in read(cards.note(kind, "words")).words]
        assert words == [cards.SIGNS[kind], " words"]
    shown = "".join(data for data, *_ in read(cards.card("Theorem 14", ROWS, False)).words)
    assert "✓ holds" in shown and "✗ violated" in shown


@pytest.mark.parametrize(("state", "sign"), [("right", "✓"), ("wrong", "✗"), ("open", "…")])
def test_feedback_says_the_same_as_a_page_and_as_text(state, sign):
    feedback = Feedback(state, "A <b> in a sentence.")
    shown = "".join(data for data, *_ in read(feedback._repr_html_()).words)
    assert shown == repr(feedback) == f"{sign} A <b> in a sentence."


@pytest.mark.parametrize(
    "written",
    [
        cards.card(EVIL, [cards.Row(EVIL, EVIL, EVIL, True)], True),
        cards.chip("info", EVIL),
        cards.folded(EVIL, ""),
        cards.table([EVIL], [[cards.text(EVIL)], [cards.bold(EVIL)], [cards.link(EVIL, EVIL)]]),
        cards.note("bad", cards.text(EVIL)),
    ],
    ids=["card", "chip", "folded", "table", "note"],
)
def test_words_are_words_and_never_markup(written):
    assert "<script" not in written and '"quoted"' not in written
    assert any(EVIL in data for data, *_ in read(written).words)


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match=r"kind must be one of \['bad', 'good', 'info', 'quiet'\], got 'great'"):
        cards.note("great", "words")


def test_tables_name_their_columns():
    written = cards.table(["One", "Two"], [[cards.text("1"), cards.text("2")]])
    assert written.count('<th scope="col"') == 2 and written.count("<td") == 2


def test_boxes_in_the_text_look_like_notes():
    """Authors write the tag by hand, as CONTRIBUTING.md says; JupyterLab's own alert boxes are too pale in one theme."""
    box = re.search(r'<div style="(.*?);margin', cards.note("info", ""))[1]
    assert f'<div style="{box}">' in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    texts = {path: path.read_text(encoding="utf-8") for path in (ROOT / "course" / "text").glob("*.md")}
    for path, text in texts.items():
        assert 'class="alert' not in text, path.name
        assert set(re.findall(r'<div style="(border-left[^"]*)"', text)) <= {box}, path.name
    assert any(box in text for text in texts.values())
