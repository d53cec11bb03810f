"""The book: a web site without a kernel and without a network, as its readers meet it."""

from __future__ import annotations

import functools
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
from browser import texts
from bs4 import BeautifulSoup
from contrast import ENOUGH
from course_tools import ROOT, TOOLS, call, load

from dltheory.interactive import choice, explore, slider, switch

LIVE = "01_approximation"  # the chapter whose sliders are drawn for the tests
CHAPTERS = sorted(path.stem for path in (ROOT / "course").glob("*.ipynb") if path.stem != "index")
SHEETS = sorted(path.stem for path in (ROOT / "release").glob("*/*.ipynb"))
NAMES = ["index", *CHAPTERS, *(f"sheets/{sheet}" for sheet in SHEETS)]

book_formulas, make_book = load("book_formulas"), load("make_book")


# --- The parts of the tool ---


def test_a_slider_keeps_its_ends_and_its_start():
    assert make_book.spread(5, 2, 15) == [0, 1, 2, 3, 4]
    for length, start, count in [(31, 17, 15), (127, 1, 7), (100, 99, 4), (100, 50, 3), (31, 0, 2)]:
        kept = make_book.spread(length, start, count)
        assert len(set(kept)) == count and kept == sorted(kept)
        assert {0, start, length - 1} <= set(kept)
    assert make_book.spread(31, 17, 2) in ([0, 17], [17, 30])


def explorer(**controls):
    def stairs(panel, **settings):
        panel.note(f"at {settings}")
        return {"x": [0.0]}

    return explore(stairs, storyboard=[{}], alt="stairs", **controls)


def test_the_first_slider_is_played_with_a_first_choice_and_the_switch():
    made = explorer(
        kind=choice(["a", "b"], "kind"), k=slider(1, 40, "k"), n=slider(1, 9, "n"), broken=switch("break it")
    )
    playing = make_book.playing(made, 15)
    assert (playing.slider, playing.others) == ("k", ("kind", "broken"))
    settings = list(playing.settings())
    assert len(settings) == 2 * 2 * 15 and [frame["k"] for frame in settings[:15]] == list(playing.values["k"])
    assert (
        playing.values["k"][0] == 1
        and playing.values["k"][-1] == 40
        and made.controls["k"].value in playing.values["k"]
    )


def test_an_explorer_without_a_slider_plays_its_first_control():
    playing = make_book.playing(explorer(kind=choice(["a", "b"], "kind")), 15)
    assert (playing.slider, playing.others, list(playing.settings())) == ("kind", (), [{"kind": "a"}, {"kind": "b"}])


FOUND = {
    "controls": [
        {"look": "checkbox", "label": "break it", "start": 0, "values": ["off", "on"]},
        {"look": "range", "label": "k", "start": 2, "values": ["1", "2", "3", "4", "5"]},
    ],
    "pictures": [f"{switch}{k}" for switch in "ab" for k in range(5)],
    "words": [f"{switch}{k}" for switch in "ab" for k in range(5)],
}


def test_fewer_frames_are_those_of_the_values_that_stay():
    thin = make_book.thinned(FOUND, 3)
    assert thin["controls"][1] == {"look": "range", "label": "k", "start": 1, "values": ["1", "3", "5"]}
    assert thin["pictures"] == thin["words"] == ["a0", "a2", "a4", "b0", "b2", "b4"]


def test_the_largest_pictures_go_first_where_there_is_no_room(tmp_path):
    calls = [make_book.Call("01", f"ap.explore_{name}()", ()) for name in ("large", "little")]
    for call_, size in zip(calls, (100, 10), strict=True):
        (tmp_path / call_.folder).mkdir(parents=True)
        for picture in FOUND["pictures"]:
            (tmp_path / call_.folder / picture).write_bytes(b"x" * size)
    fitted = make_book.fitted(dict.fromkeys(calls, FOUND), tmp_path, 750)
    assert [len(fitted[call_]["pictures"]) for call_ in calls] == [6, 10]
    assert (
        len(make_book.fitted(dict.fromkeys(calls, FOUND), tmp_path, 10)[calls[0]]["pictures"]) == 4
    )  # never below two


def test_numbers_are_read_as_numbers():
    said = {"1e-05": "1 times 10 to the minus 5", "2.5e+07": "2.5 times 10 to the 7", "-0.5": "minus 0.5", "on": "on"}
    assert {words: make_book.spoken(words) for words in said} == said
    assert make_book.spoken("waves, layer-wise") == "waves, layer-wise"


def test_links_lead_to_where_notebooks_and_headings_stand_in_the_book():
    page, sheet = (make_book.Page(Path("x.ipynb"), name) for name in ("index", "sheets/01_x"))
    given = '<a href="02_y.ipynb#5.-Any-thing,-but-a-%22b%22">'
    assert make_book.relink(given, page, ".html") == '<a href="02_y.html#any-thing-but-a-b">'
    assert make_book.relink("see [a](02_y.ipynb#1.-The-pieces)", page, ".ipynb") == "see [a](02_y.ipynb#the-pieces)"
    assert make_book.relink("[s](../release/01_x/01_x.ipynb)", page, ".ipynb") == "[s](sheets/01_x.ipynb)"
    assert make_book.relink("[c](../../course/02_y.ipynb)", sheet, ".ipynb") == "[c](../02_y.ipynb)"
    assert make_book.relink("`01_x.ipynb` [w](https://x.org/01_x.ipynb)", page, ".ipynb").count("01_x.ipynb") == 2


def test_what_cells_have_written_links_to_pages_too():
    book = notebook("ap.explore_units()")
    given = {"text/markdown": "[a](02_y.ipynb#1.-The-pieces)", "text/html": '<a href="02_y.ipynb">'}
    book.cells[0].outputs.append(nbformat.v4.new_output("display_data", given))
    book.cells.insert(0, nbformat.v4.new_markdown_cell("# Title\n\nWords."))
    make_book.prepare(make_book.Page(Path("x"), "01_x"), book, {book.cells[1].id: "<figure>"})
    slider, written = (output.data for output in book.cells[1].outputs)
    assert slider == {"text/html": "<figure>"}
    assert written == {"text/markdown": "[a](02_y.ipynb#the-pieces)", "text/html": '<a href="02_y.html">'}
    assert re.fullmatch(r'# Title\n\n<p .*href="downloads/01_x.ipynb" download>.*</p>\n\nWords.', book.cells[0].source)


def test_formulas_in_blocks_of_html_are_marked():
    block = "<details><summary>Why $a < b$</summary>\n\nsince $c$ is\n\n</details>"
    marked = book_formulas.marked(block)
    assert r'<span class="math notranslate nohighlight">\(a &lt; b\)</span>' in marked and "since $c$ is" in marked


@pytest.mark.parametrize(
    ("tex", "shows"),
    [
        (r"\mathbb E[x^2] \le \mathbb R", "𝔼[x2]≤ℝ"),
        (r"\mathcal L, \mathbf w, \mathfrak R, \boldsymbol\theta", "ℒ,𝐰,ℜ,𝜽"),
        (r"\Bigl\lVert \bigl\langle a\bigr\rangle\Bigr\rVert \ge \bigl\{0\bigr\}", "‖⟨a⟩‖≥{0}"),
    ],
)
def test_a_formula_is_written_in_mathml_too(tex, shows):
    assert BeautifulSoup(book_formulas.mathml(tex, "inline"), "html.parser").get_text() == shows


def test_what_a_reader_without_scripts_sees_of_a_formula():
    def formula(tag: str, tex: str) -> str:
        return f'<{tag} class="math notranslate nohighlight">{tex}</{tag}>'

    inline, block = formula("span", r"\(a &lt; b\)"), formula("div", r"\[c\]")
    page = f"<head></head>{inline}, {block}"
    written = BeautifulSoup(book_formulas.for_all_readers(page), "html.parser")
    assert [tag.get_text() for tag in written.select("noscript math")] == ["a<b", "c"]
    assert written.select_one(".together").get_text() == r"\(a < b\)a<b,"  # the comma stays with its formula
    assert "display: none" in str(written.head.noscript)
    with pytest.raises(ValueError, match=r"this formula has no MathML: .*nonsense"):
        book_formulas.mathml(r"\bigl\nonsense x", "inline")


def notebook(*sources: str, shows: str = "Explorer(draw; controls: k)"):
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    cells[-1].outputs = [nbformat.v4.new_output("execute_result", {"text/plain": shows}, execution_count=1)]
    return nbformat.v4.new_notebook(cells=cells)


def test_an_explorer_is_found_by_what_its_cell_shows():
    book = notebook("from dltheory import approximation as ap, ntk", "x = 1\nap.explore_units()")
    found = make_book.find_call("01", book, book.cells[-1])
    assert found == make_book.Call("01", "ap.explore_units()", (("ap", "dltheory.approximation"),))
    assert found.folder == "01/explore_units" and make_book.find_call("01", book, book.cells[0]) is None


@pytest.mark.parametrize(
    "source", ["box", "explore(draw, storyboard=[{}])", "x.explore_units()", "ap.explore_units(k)"]
)
def test_an_explorer_that_the_book_cannot_draw_is_refused(source):
    book = notebook("from dltheory import approximation as ap", source)
    with pytest.raises(make_book.BookError, match=r"01: the (cell|explorer of cell)"):
        make_book.find_call("01", book, book.cells[-1])


def test_what_cannot_be_made_is_said_in_one_sentence(tmp_path):
    done = call("make_book", "nothing", "--out", tmp_path)
    assert done.returncode == 1 and done.stderr.startswith("there is no chapter 'nothing'; there are 0")
    assert call("make_book", "--frames", "1").returncode == 2


# --- The site ---


@dataclass(frozen=True)
class Book:
    """The site as `make book` makes it, with the sliders of one chapter."""

    folder: Path

    @functools.cached_property
    def pages(self) -> dict[str, BeautifulSoup]:
        return {
            path.relative_to(self.folder).as_posix(): BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
            for path in sorted(self.folder.rglob("*.html"))
            if "_static" not in path.parts
        }

    @functools.cached_property
    def anchors(self) -> dict[str, set[str]]:
        return {name: {element["id"] for element in page.find_all(id=True)} for name, page in self.pages.items()}


@pytest.fixture(scope="session")
def book(tmp_path_factory) -> Book:
    out = tmp_path_factory.mktemp("book")
    command = [sys.executable, str(TOOLS / "make_book.py"), LIVE, "--frames", "2", "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    return Book(out / "html")


def broken_links(book: Book, name: str) -> list[str]:
    """What a page points to and is not there; sources outside the site count as broken."""
    broken = []
    for element in book.pages[name].find_all(["a", "link", "img", "script"]):
        given = element.get("src" if element.name in ("img", "script") else "href")
        if given is None:
            continue
        link = urlsplit(given)
        if element.name == "a" and link.scheme in ("http", "https"):
            continue
        target = ((book.folder / name).parent / unquote(link.path)).resolve() if link.path else book.folder / name
        whole = not link.scheme and target.is_file()
        if whole and link.fragment and link.fragment != "top":
            whole = unquote(link.fragment) in book.anchors[target.relative_to(book.folder).as_posix()]
        if not whole:
            broken.append(given)
    return broken


def test_every_notebook_is_a_page(book):
    assert set(book.pages) == {f"{name}.html" for name in NAMES} | {"search.html"}
    for name in NAMES:
        title = nbformat.read(source_of(name), as_version=4).cells[0].source.partition("\n")[0].removeprefix("# ")
        assert book.pages[f"{name}.html"].h1.text.removesuffix("#") == title
    for link in book.pages["index.html"].select("nav.bd-links a"):
        assert f"{link['href']}" in book.pages


def source_of(name: str) -> Path:
    if name.startswith("sheets/"):
        stem = name.removeprefix("sheets/")
        return ROOT / "release" / stem / f"{stem}.ipynb"
    return ROOT / "course" / f"{name}.ipynb"


def test_no_link_is_broken(book):
    assert {name: broken for name in book.pages if (broken := broken_links(book, name))} == {}
    page = book.pages["search.html"]
    for planted in ('<a href="nowhere.html">', f'<a href="{LIVE}.html#nowhere">', '<img src="https://x.org/x.png">'):
        added = BeautifulSoup(planted, "html.parser").contents[0]
        page.body.append(added)  # the search can fail
        assert len(broken_links(book, "search.html")) == 1
        added.extract()


def test_sheets_are_linked_and_notebooks_can_be_taken_along(book):
    for name, page in book.pages.items():
        for link in page.find_all("a", href=re.compile(r"\.ipynb")):
            assert link.has_attr("download"), (name, link["href"])
    for name in NAMES[1:]:
        (link,) = book.pages[f"{name}.html"].find_all("a", attrs={"download": True})
        taken = (book.folder / f"{name}.html").parent / link["href"]
        assert taken.read_bytes() == source_of(name).read_bytes()
    for sheet in SHEETS:
        for name in ("index", sheet):
            assert book.pages[f"{name}.html"].article.find("a", href=f"sheets/{sheet}.html"), name


def test_no_formula_is_left_in_dollar_signs(book):
    for name, page in book.pages.items():
        for text in page.article.find_all(string=re.compile(r"\$[^$]+\$")) if page.article else ():
            assert text.find_parent(["pre", "code", "script"]), (name, text)


def explorers_in(name: str) -> int:
    outputs = [
        output for cell in nbformat.read(source_of(name), as_version=4).cells for output in cell.get("outputs", [])
    ]
    return sum(str(output.get("data", {}).get("text/plain", "")).startswith("Explorer(") for output in outputs)


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_explorer_is_a_storyboard_with_words_and_where_drawn_a_slider(book, name):
    figures = book.pages[f"{name}.html"].select("figure.explorer")
    assert len(figures) == explorers_in(name) > 0
    for figure in figures:
        still = figure.find("img", class_="storyboard")
        assert len(still["alt"]) > 20 and (book.folder / still["src"]).stat().st_size > 10_000
        assert (figure.find("input", type="range") is not None) == (name == LIVE)
        if name == LIVE:
            data = json.loads(figure.script.string)
            assert len(data["pictures"]) == len(data["words"])
            assert all((book.folder / data["folder"] / picture).is_file() for picture in data["pictures"])
            assert len(set(data["pictures"])) > 1


def test_every_picture_has_words(book):
    for name, page in book.pages.items():
        for image in page.find_all("img"):
            link = image.find_parent("a")  # beside a link's words a picture may be silent
            silent = image.get("alt") == "" and link is not None and link.get_text(strip=True)
            assert silent or image.get("alt", "").strip(), (name, image.get("src"))


def test_pages_are_light_and_the_site_holds_nothing_that_no_page_uses(book):
    for page in make_book.pages(ROOT):
        assert 20_000 < make_book.weigh(book.folder, page) < make_book.PAGE_LIMIT
    mathjax = book.folder / "_static" / "mathjax"
    assert (mathjax / "tex-chtml.js").is_file()
    assert sum(path.stat().st_size for path in mathjax.rglob("*") if path.is_file()) < 2_000_000
    assert not list(book.folder.glob("_sources/*"))


# --- What a reader sees ---


@pytest.fixture(scope="module")
def host(book) -> Iterator[str]:
    """The address of a server of the site: a browser forbids much to pages that it reads from files."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=book.folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser, host) -> Iterator:
    """A page that keeps what it asked for, and what went wrong in it."""
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.asked, page.wrong = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    # What is given up because the next page is opened has not failed.
    failed = lambda request: None if "ABORTED" in request.failure else page.wrong.append(request.url)  # noqa: E731
    page.on("requestfailed", failed)
    page.on("response", lambda response: page.wrong.append(response.url) if response.status >= 400 else None)
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    yield page
    context.close()
    assert page.asked and [url for url in page.asked if not url.startswith((host, "data:", "blob:"))] == []
    assert page.wrong == []


def open_page(page, address: str, name: str) -> None:
    page.goto(f"{address}{name}.html")
    page.evaluate("async () => { await window.MathJax?.startup?.promise; }")


@pytest.mark.browser
def test_sliders_move_by_keyboard_and_say_where_they_stand(page, host):
    open_page(page, host, LIVE)
    assert page.locator("figure.explorer .storyboard:visible").count() == 0
    for figure in page.locator("figure.explorer").all():
        handle, picture = figure.locator("input[type=range]"), figure.locator("img.frame")
        handle.scroll_into_view_if_needed()
        page.wait_for_function("image => image.complete && image.naturalWidth > 300", arg=picture.element_handle())
        box = picture.bounding_box()
        handle.focus()
        before = handle.get_attribute("aria-valuetext"), picture.get_attribute("src")
        for key in ("Home", "End"):
            page.keyboard.press(key)
            if handle.get_attribute("aria-valuetext") != before[0]:
                break
        after = handle.get_attribute("aria-valuetext"), picture.get_attribute("src")
        assert before[0] and after[0] and before[0] != after[0] and before[1] != after[1]
        assert make_book.spoken(figure.locator("output").text_content()) == after[0]
        page.wait_for_function("image => image.complete && image.naturalWidth > 300", arg=picture.element_handle())
        assert picture.bounding_box() == box  # the page has not jumped
        data = json.loads(figure.locator("script").text_content())
        words = data["words"][data["pictures"].index(Path(after[1]).name)]
        heard = figure.locator("[role=status]").element_handle()
        page.wait_for_function("([status, words]) => status.textContent === words", arg=[heard, words])
        assert picture.get_attribute("alt").endswith(words or data["alt"])
    switch = page.get_by_label("break it: add a jump").first
    picture = page.locator("figure.explorer").filter(has=switch).locator("img.frame").first
    whole = picture.get_attribute("src")
    switch.focus()
    page.keyboard.press("Space")
    assert switch.is_checked() and picture.get_attribute("src") != whole
    page.keyboard.press("Space")
    assert picture.get_attribute("src") == whole


@pytest.mark.browser
def test_formulas_are_set(page, book, host):
    for name in (LIVE, f"sheets/{SHEETS[0]}"):
        open_page(page, host, name)
        written = len(book.pages[f"{name}.html"].select(".math"))
        assert page.locator("mjx-container").count() >= written > 20
        assert page.locator("mjx-merror").count() == 0
        assert page.locator("mjx-assistive-mml").count() >= written  # what a screen reader reads


@pytest.mark.browser
def test_without_scripts_and_on_paper_a_page_shows_its_storyboards(browser, host):
    for settings, media in (({"java_script_enabled": False}, "screen"), ({}, "print")):
        context = browser.new_context(**settings)
        page = context.new_page()
        page.goto(f"{host}{LIVE}.html")
        page.emulate_media(media=media)
        assert page.locator("figure.explorer .storyboard:visible").count() == explorers_in(LIVE)
        assert page.locator("figure.explorer .live:visible").count() == 0
        written = page.locator("article noscript math:visible").count()
        if media == "screen":  # no formula stays as it is typed in TeX
            assert written > 100 and page.locator("article .math:visible").count() == 0
        else:
            assert written == 0
        context.close()


@pytest.mark.browser
def test_nothing_is_wider_than_a_phone(page, host):
    page.set_viewport_size({"width": 375, "height": 800})
    for name in ("index", LIVE, f"sheets/{SHEETS[0]}", "search"):
        open_page(page, host, name)
        assert page.evaluate("document.documentElement.scrollWidth") <= 375, name
        # A long formula is moved by itself, not cut, and a short one is not moved at all.
        sizes = page.evaluate(
            """() => [...document.querySelectorAll('article span.math')].filter(math => math.clientWidth).map(math => [
                math.querySelector('mjx-math').getBoundingClientRect().width, math.clientWidth,
                math.scrollWidth, getComputedStyle(math).overflowX])"""
        )
        assert all(overflow == "auto" for *_, overflow in sizes), name
        assert all(formula < inside + 1.5 for formula, _, inside, _ in sizes), name
        moved = [formula for formula, width, inside, _ in sizes if inside > width + 4]
        assert all(formula > 250 for formula in moved) and len(moved) < 12, (name, moved)
    page.evaluate("document.querySelector('article, main').innerHTML += '<div style=\"width: 500px\">x</div>'")
    assert page.evaluate("document.documentElement.scrollWidth") > 375  # the measurement can fail


def faults(page) -> dict[str, list[str]]:
    """What axe calls serious or critical, by rule; contrast is measured by `texts`, which is faster and knows our grounds."""
    from axe_playwright_python.sync_playwright import Axe

    options = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": False}}, "preload": False}
    found = Axe().run(page, None, options).response
    assert len(found["passes"]) > 20
    return {
        fault["id"]: [node["html"] for node in fault["nodes"]]
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
    }


@pytest.mark.browser
@pytest.mark.parametrize("name", ["index", LIVE, f"sheets/{SHEETS[0]}", "search"])
def test_axe_finds_nothing_serious(page, host, name):
    open_page(page, host, name)
    assert faults(page) == {}
    if name == "search":
        page.evaluate("document.querySelector('main').innerHTML += '<img src=\"data:,\">'")  # the search can fail
        page.wrong.clear()
        assert "image-alt" in faults(page)


@pytest.mark.browser
def test_words_can_be_read_in_both_themes(page, host):
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        for name, least in (("index", 300), (LIVE, 1000), (f"sheets/{SHEETS[0]}", 100)):
            open_page(page, host, name)
            assert page.evaluate("document.documentElement.dataset.theme") == theme
            shown = texts(page, "article")
            assert len(shown) > least
            for text in shown:
                assert text.contrast >= ENOUGH, (theme, name, text)


@pytest.mark.browser
def test_search_finds_words_of_a_chapter(page, host):
    page.goto(f"{host}search.html?q=Weierstrass")
    page.locator(
        "#search-results li p.context"
    ).first.wait_for()  # what stands around the words, from the pages themselves
    page.wait_for_load_state("networkidle")
    assert page.locator(f"#search-results a[href^='{LIVE}.html']").count() > 0


@pytest.mark.browser
def test_a_folder_is_enough(browser, book):
    """Opened as a file, without any server, a page has its formulas and sliders, and the search finds pages."""
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    open_page(page, f"{book.folder.as_uri()}/", LIVE)
    assert page.locator("mjx-container").count() > 100 and page.locator("figure.explorer.playing").count() > 1
    page.goto(f"{(book.folder / 'search.html').as_uri()}?q=Weierstrass")
    page.locator(f"#search-results a[href^='{LIVE}.html']").first.wait_for()
    assert [url for url in asked if not url.startswith((book.folder.as_uri(), "data:", "blob:"))] == []
    page.close()
