"""The course as its readers meet it: JupyterLab in headless Chromium.

Without Chromium these tests are skipped; with DLTHEORY_REQUIRE_BROWSER=1 they fail instead. CHROMIUM names another
binary. DLTHEORY_EVERY_CHAPTER=1 runs every chapter from the top, which takes ten minutes; else only the first is.
DLTHEORY_SCREENSHOTS=1 also renews the README's pictures in course/images/.
"""

from __future__ import annotations

import base64
import io
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from browser import THEMES, Lab, open_notebook, run_cell, show_all, texts, use_theme
from class_tools import DOUBLE, TRIPLE, grade_class, hand_in, source_notebook
from class_tools import SHEET as TINY
from contrast import ENOUGH
from PIL import Image

from dltheory import cards
from dltheory.grading import demo, report

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parent.parent
CHAPTER = "01_approximation"
CHAPTERS = sorted(path.stem for path in (ROOT / "course").glob("[0-9]*.ipynb"))
SHEET = f"release/{CHAPTER}/{CHAPTER}.ipynb"
SOLVED, MISTAKEN = SHEET.replace(".ipynb", "_solved.ipynb"), SHEET.replace(".ipynb", "_with_a_mistake.ipynb")
MISTAKE = """def best_depth(m):
    return math.ceil(2 * m / math.e)
"""
EVERY_CHAPTER = os.environ.get("DLTHEORY_EVERY_CHAPTER") == "1"
RIGHT = [
    "def best_depth(m):",
    "below = max(1, math.floor(2 * m / math.e))",
    "return below if (below + 1) ** (below + 1) >= 2 * m * below**below else below + 1",
]
SCREENSHOTS = os.environ.get("DLTHEORY_SCREENSHOTS") == "1"
# Seconds for all of this file, on a machine that has other things to do.
PATIENCE = 3600 if EVERY_CHAPTER else 900
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


# --- The stage: a copy of the course, a JupyterLab on it, a browser ---


@pytest.fixture(scope="module")
def deadline() -> float:
    return time.monotonic() + PATIENCE


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what an instructor has, with a chapter to be trusted and a spoilt one, a solved sheet and one with a mistake."""
    root = tmp_path_factory.mktemp("course")
    for folder in ("course", "release", "source"):
        shutil.copytree(
            ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        )
    shutil.copy(ROOT / "nbgrader_config.py", root)
    (root / "exchange").mkdir()  # as `make lab` does
    chapter = read(root / "course" / f"{CHAPTER}.ipynb")
    # Trust goes with the content, so the copy that will be trusted must not be equal to the one that will not.
    chapter["metadata"]["copy"] = "trusted"
    write(root / "course" / "trusted.ipynb", chapter)
    explorer_output(chapter)["data"][WIDGET_VIEW] = {"version_major": 2, "version_minor": 0, "model_id": "0" * 32}
    write(root / "course" / "spoilt.ipynb", chapter)
    write(root / "course" / "looks.ipynb", looks(chapter["metadata"]))
    write(root / SOLVED, solved(root))
    write(root / MISTAKEN, solved(root, best_depth=MISTAKE))
    return root


@pytest.fixture(scope="module")
def lab(course: Path, browser: object, deadline: float, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    lab = Lab(course, tmp_path_factory.mktemp("private"))
    try:
        lab.wait(deadline - time.monotonic())
        yield lab
    finally:
        lab.close()


@pytest.fixture
def page(browser, lab: Lab, deadline: float) -> Iterator:
    page = browser.new_page(viewport={"width": 1200, "height": 800})
    page.set_default_timeout(1000 * min(60.0, max(1.0, deadline - time.monotonic())))
    yield page
    page.close()


def read(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def write(path: Path, notebook: dict) -> None:
    path.write_text(json.dumps(notebook), encoding="utf-8")


def is_explorer(output: dict) -> bool:
    return "".join(output.get("data", {}).get("text/plain", "")).startswith("Explorer(")


def explorer_output(notebook: dict) -> dict:
    return next(output for cell in notebook["cells"] for output in cell.get("outputs", []) if is_explorer(output))


def solved(root: Path, **instead: str) -> dict:
    """The sheet of a student who has answered as the instructor would, except for the cells that are named."""
    answers = {
        cell["metadata"]["nbgrader"]["grade_id"]: cell["source"]
        for cell in read(root / "source" / CHAPTER / f"{CHAPTER}.ipynb")["cells"]
        if cell["metadata"].get("nbgrader", {}).get("solution")
    }
    answers |= instead
    sheet = read(root / SHEET)
    for cell in sheet["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("solution"):
            cell["source"] = answers[cell["metadata"]["nbgrader"]["grade_id"]]
    return sheet


# An explorer whose reader has just typed a formula without a value.
REFUSED = """import numpy as np
from dltheory.interactive import explore, parse_function, text
def draw(panel, f="x"):
    panel.line("f", [0, 1], parse_function(f)([0, 1]))
    return {"x": np.zeros(1)}
box = explore(draw, f=text("formula", value="x"), storyboard=[{}], alt="a line").widget()
box.children[0].value = "1/x"
box"""


def looks(metadata: dict) -> dict:
    """A notebook that shows everything that `cards` can write, stored and not trusted, and a cell that makes a widget."""
    rows = [cards.Row("a claim", "1 < 2", "holds", True), cards.Row("a claim", "3 > 2", "violated", False)]
    cells = [[cards.text("words")], [cards.bold("bold")], [cards.link("a link", "#a")], [cards.chip("quiet", "a chip")]]
    shown = [
        *(cards.card("A card", rows, good_news) for good_news in (True, False)),
        *(cards.note(kind, f"a note with {cards.link('a link', '#a')}") for kind in cards.SIGNS),
        *(cards.chip(kind, kind) for kind in cards.SIGNS),
        cards.folded("more", cards.card("A folded card", rows, True)),
        cards.table(["A title"], cells),
    ]
    output = {
        "data": {"text/html": "".join(shown), "text/plain": "shown"},
        "metadata": {},
        "output_type": "display_data",
    }
    code = {"cell_type": "code", "metadata": {}, "execution_count": None}
    stored = {**code, "id": "shown", "source": "shown", "outputs": [output]}
    widget = {**code, "id": "widget", "source": REFUSED, "outputs": []}
    return {"cells": [stored, widget], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def is_trusted(page) -> bool:
    script = """() => [...window.jupyterapp.shell.currentWidget.content.model.cells]
        .filter(cell => cell.type === "code" && cell.outputs.length > 0).map(cell => cell.trusted)"""
    states = set(page.evaluate(script))
    assert len(states) == 1
    return states.pop()


def screenshot(page, name: str) -> None:
    """Keep what the page shows for the README, if asked to, in few colours and so in few bytes."""
    if not SCREENSHOTS:
        return
    folder = ROOT / "course" / "images"
    folder.mkdir(exist_ok=True)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(128, dither=Image.Dither.NONE).save(folder / f"{name}.png", optimize=True)


# --- A chapter without a kernel ---


def shown_pictures(page) -> list[int]:
    """The widths of the pictures in the outputs; 0 for one that the browser could not read."""
    return page.eval_on_selector_all(".jp-RenderedImage img", "images => images.map(image => image.naturalWidth)")


def widget_errors(page) -> int:
    return page.get_by_text("model not found").count() + page.get_by_text("Error displaying widget").count()


@pytest.mark.parametrize("trusted", [False, True], ids=["untrusted", "trusted"])
def test_a_chapter_shows_its_storyboards(page, lab: Lab, course: Path, trusted: bool) -> None:
    path = course / "course" / ("trusted.ipynb" if trusted else f"{CHAPTER}.ipynb")
    if trusted:
        lab.trust(path)
    stored = sum(
        "image/png" in output.get("data", {}) for cell in read(path)["cells"] for output in cell.get("outputs", [])
    )
    assert stored >= 3
    open_notebook(page, lab, f"course/{path.name}")
    assert is_trusted(page) == trusted
    page.wait_for_function("count => document.querySelectorAll('.jp-RenderedImage img').length >= count", arg=stored)
    page.wait_for_function("[...document.querySelectorAll('.jp-RenderedImage img')].every(image => image.complete)")
    widths = shown_pictures(page)
    assert len(widths) == stored and min(widths) > 300
    assert widget_errors(page) == 0


def test_a_widget_stored_without_its_kernel_would_be_seen(page, lab: Lab, course: Path) -> None:
    """The check above can fail: a trusted notebook with a live figure left in its outputs shows an error in its place."""
    lab.trust(course / "course" / "spoilt.ipynb")
    open_notebook(page, lab, "course/spoilt.ipynb")
    page.get_by_text("model not found").first.wait_for()
    assert widget_errors(page) > 0


# --- A live explorer ---


def picture_bytes(page) -> bytes:
    """The PNG that the live figure shows."""
    script = """async () => {
        const blob = await (await fetch(document.querySelector('img.dltheory-picture').src)).blob();
        return await new Promise(resolve => {
            const reader = new FileReader();
            reader.onload = () => resolve(reader.result.split(',')[1]);
            reader.readAsDataURL(blob);
        });
    }"""
    return base64.b64decode(page.evaluate(script))


def wait_for_picture(page, wanted: Callable[[bytes], bool], deadline: float) -> bytes:
    while True:
        picture = picture_bytes(page)
        if wanted(picture):
            return picture
        assert time.monotonic() < deadline, "the picture did not change"
        page.wait_for_timeout(50)


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_an_explorer_follows_its_slider(page, lab: Lab, course: Path, deadline: float, chapter: str) -> None:
    cells = read(course / "course" / f"{chapter}.ipynb")["cells"]
    imports = next(index for index, cell in enumerate(cells) if cell["cell_type"] == "code")
    explorer = next(index for index, cell in enumerate(cells) if any(map(is_explorer, cell.get("outputs", []))))
    open_notebook(page, lab, f"course/{chapter}.ipynb")
    run_cell(page, imports)
    run_cell(page, explorer)
    figure = page.locator("img.dltheory-picture")
    figure.wait_for()
    page.wait_for_function("document.querySelector('img.dltheory-picture').naturalWidth > 300")
    first, place = picture_bytes(page), figure.bounding_box()
    words = page.locator("[role=status]").filter(has_text=" ").last.text_content()

    handle = page.locator("[role=slider]").first
    handle.focus()
    before = handle.get_attribute("aria-valuenow")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    assert handle.get_attribute("aria-valuenow") != before
    moved = wait_for_picture(page, lambda picture: picture != first, deadline)
    assert Image.open(io.BytesIO(moved)).size == Image.open(io.BytesIO(first)).size
    assert figure.bounding_box() == place  # the page has not jumped
    labels = page.locator(".widget-label:visible, .widget-label-basic:visible")
    assert labels.evaluate_all("labels => labels.every(label => label.scrollWidth <= label.clientWidth)")
    page.locator("[role=slider]").first.evaluate("handle => handle.scrollIntoView({block: 'start'})")
    page.mouse.wheel(0, -120)
    if chapter == CHAPTER:
        screenshot(page, "chapter")

    page.get_by_role("button", name="Reset").click()
    wait_for_picture(page, lambda picture: picture == first, deadline)
    # The words come in a message of their own, after the picture.
    said = "words => [...document.querySelectorAll('[role=status]')].some(status => status.textContent === words)"
    page.wait_for_function(said, arg=words)

    run_cell(page, explorer)
    pictures = "[...document.querySelectorAll('img.dltheory-picture')]"
    page.wait_for_function(f"{pictures}.length === 1 && {pictures}[0].naturalWidth > 300")
    assert widget_errors(page) == 0


# --- A chapter as a reader runs it ---

CODE_CELLS = "window.jupyterapp.shell.currentWidget.content.widgets.filter(cell => cell.model.type === 'code')"
# Run All stops at the first error.
RUN_THROUGH = f"""() => {{
    const cells = {CODE_CELLS}.filter(cell => cell.model.sharedModel.getSource().trim());
    const idle = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle';
    return idle && (cells.every(cell => cell.model.executionCount !== null && cell.model.executionState !== 'running')
        || cells.some(cell => cell.model.outputs.toJSON().some(output => output.output_type === 'error')));
}}"""
ERRORS = f"""() => {CODE_CELLS}.flatMap(cell => cell.model.outputs.toJSON())
    .filter(output => output.output_type === 'error').map(output => `${{output.ename}}: ${{output.evalue}}`)"""


def complaints(page) -> list[str]:
    """Return a list that grows with each error in the page's console and each exception that nothing catches.

    Nothing is left out: JupyterLab itself has warnings only, once it looks for nothing outside (see `browser.QUIET`).
    """
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


@pytest.mark.parametrize("chapter", CHAPTERS if EVERY_CHAPTER else CHAPTERS[:1])
def test_a_chapter_runs_from_the_top(page, lab: Lab, course: Path, deadline: float, chapter: str) -> None:
    cells = read(course / "course" / f"{chapter}.ipynb")["cells"]
    explorers = sum(is_explorer(output) for cell in cells for output in cell.get("outputs", []))
    assert explorers >= 3
    heard = complaints(page)
    open_notebook(page, lab, f"course/{chapter}.ipynb")
    show_all(page)
    # So that nothing of what is stored is taken for something new.
    page.evaluate("window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(RUN_THROUGH, timeout=1000 * min(900.0, max(1.0, deadline - time.monotonic())))
    assert page.evaluate(ERRORS) == []

    pictures = "[...document.querySelectorAll('img.dltheory-picture')]"
    page.wait_for_function(f"{pictures}.filter(picture => picture.naturalWidth > 300).length === {explorers}")
    assert widget_errors(page) == 0
    first = picture_bytes(page)
    page.locator("[role=slider]").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    wait_for_picture(page, lambda picture: picture != first, deadline)
    assert heard == []
    page.evaluate("console.error('planted'), setTimeout(() => { throw new Error('thrown'); })")  # we do listen
    page.wait_for_timeout(200)
    assert len(heard) == 2
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")  # ten kernels need much memory


# --- What can be read, and by whom ---

# What the course puts on the page: its text, and what its cells show. JupyterLab's own parts are not ours: menus, prompts,
# toolbars, and editors with the colours of their code.
CONTENT = (".jp-RenderedMarkdown", ".jp-RenderedHTML", ".jp-RenderedImage", ".jp-OutputArea-output .jupyter-widgets")
# Two faults in our content that are not ours to mend. JupyterLab drops the alternative text that the notebook has for
# each picture (exported pages keep it: tests/test_pairing.py), and ipywidgets gives the handles of its sliders no name
# and no way to set one; the words stand in the label before them.
NOT_OURS = {"image-alt": ".jp-RenderedImage > img", "aria-input-field-name": ".jupyter-widgets .noUi-handle"}


def faults(page, without: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """What axe calls serious or critical in the content, by rule: the HTML of the elements at fault.

    Its rule on contrast is off: in JupyterLab it takes hardly any text for visible. `texts` measures all of it.
    """
    from axe_playwright_python.sync_playwright import Axe

    context = {"include": [[part] for part in CONTENT], "exclude": [[part] for part in without]}
    options = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": False}}}
    found = Axe().run(page, context, options).response
    assert len(found["passes"]) > 5
    return {
        fault["id"]: [node["html"] for node in fault["nodes"]]
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
    }


SPOILT = "element => { element.style.color = '#909090'; element.style.backgroundColor = '#808080'; }"


@pytest.fixture
def light_again(page, lab: Lab) -> Iterator[None]:
    """Leave the lab in the theme that the README's pictures have."""
    yield
    use_theme(page, THEMES[0])


def test_everything_that_cards_write_can_be_read(page, lab: Lab, light_again: None) -> None:
    open_notebook(page, lab, "course/looks.ipynb")
    assert not is_trusted(page)
    run_cell(page, 1)
    page.locator(".jupyter-widgets [role=alert]").get_by_text("no finite value").wait_for()
    expected = {"A card", "A folded card", "a note with", "a link", "A title", "bold", "formula"}
    expected |= {"✓ holds", "✗ violated", "'1/x' has no finite value at x = 0", *cards.SIGNS, *cards.SIGNS.values()}
    for theme in THEMES:
        use_theme(page, theme)
        shown = texts(page, f"{CONTENT[1]}, {CONTENT[3]}")
        assert expected <= {text.words for text in shown}
        for text in shown:
            assert text.contrast >= ENOUGH, (theme, text)
            if text.words in ("✓ holds", "✗ violated", *cards.SIGNS.values()):  # the sanitizer has left both colours
                assert text.ink == "rgb(255, 255, 255)" and len(text.grounds) == 1, (theme, text)
    page.locator(".jp-RenderedHTML td").first.evaluate(SPOILT)  # the measurement can fail
    assert min(text.contrast for text in texts(page, CONTENT[1])) < ENOUGH


def test_a_chapter_can_be_read_by_everybody(page, lab: Lab, course: Path, light_again: None) -> None:
    cells = read(course / "course" / f"{CHAPTER}.ipynb")["cells"]
    imports = next(index for index, cell in enumerate(cells) if cell["cell_type"] == "code")
    explorer = next(index for index, cell in enumerate(cells) if any(map(is_explorer, cell.get("outputs", []))))
    open_notebook(page, lab, f"course/{CHAPTER}.ipynb")
    show_all(page)
    run_cell(page, imports)
    run_cell(page, explorer)
    page.locator("img.dltheory-picture").wait_for()
    for theme in THEMES:
        use_theme(page, theme)
        shown = texts(page, ", ".join(CONTENT))
        assert len(shown) > 1000 and any(text.words == "How to read a section." for text in shown)
        for text in shown:
            assert text.contrast >= ENOUGH, (theme, text)
    assert faults(page, tuple(NOT_OURS.values())) == {}
    planted = '<img class="planted" src="data:,">'  # the search can fail
    page.locator(".jp-RenderedMarkdown p").first.evaluate("(element, image) => element.innerHTML += image", planted)
    found = faults(page)
    assert planted in found["image-alt"]
    assert set(found) == set(NOT_OURS) and len(found["image-alt"]) > 1  # when others mend theirs, the exceptions go


# --- A sheet ---


def validate(page) -> str:
    """Press nbgrader's Validate button and return what it says."""
    page.locator(".validate-button").get_by_text("Validate").click()
    dialog = page.locator(".jp-Dialog-content")
    dialog.wait_for()
    return dialog.inner_text()


def test_validate_reports_everything_that_an_untouched_sheet_misses(page, lab: Lab, course: Path) -> None:
    graded = [cell for cell in read(course / SHEET)["cells"] if cell["metadata"].get("nbgrader", {}).get("points")]
    assert len(graded) > 10
    open_notebook(page, lab, SHEET)
    found = validate(page)
    assert found.count("The following cell failed") == len(graded)
    assert "NotImplementedError" in found


def test_validate_reports_success_on_a_solved_sheet(page, lab: Lab) -> None:
    open_notebook(page, lab, SOLVED)
    found = validate(page)
    assert "Success! Your notebook passes all the tests." in found
    assert "failed" not in found


def test_validate_says_what_may_be_wrong_and_not_what_is_right(page, lab: Lab) -> None:
    open_notebook(page, lab, MISTAKEN)
    found = validate(page)
    assert "The following cell failed" in found
    assert "AssertionError: For m = 3 the values are 6, 9, 8" in found
    traceback = page.locator(".jp-Dialog pre").last
    # No path of this machine in the README's picture.
    traceback.evaluate("(element, root) => { element.innerHTML = element.innerHTML.replaceAll(root, ''); }", f"{ROOT}/")
    traceback.evaluate("element => element.scrollIntoView({block: 'end'})")
    screenshot(page, "validate")


def type_into(page, lines: list[str], name: str) -> None:
    """Replace what stands in a cell, named by what its first line begins with, as one who types: the editor indents."""
    editor = page.locator(".jp-CodeCell .cm-content").filter(has_text=name)
    editor.click()
    page.keyboard.press("ControlOrMeta+a")
    for line in lines:
        page.keyboard.type(line)
        page.keyboard.press("Enter")


def test_a_student_tries_and_tries_again(page, lab: Lab, course: Path) -> None:
    path = course / SHEET.replace(".ipynb", "_typed.ipynb")
    shutil.copy(course / SHEET, path)
    graded = [cell for cell in read(path)["cells"] if cell["metadata"].get("nbgrader", {}).get("points")]
    hint = "AssertionError: For m = 3 the values are 6, 9, 8"
    open_notebook(page, lab, str(path.relative_to(course)))
    show_all(page)
    type_into(page, MISTAKE.splitlines()[:1] + [line.strip() for line in MISTAKE.splitlines()[1:]], "def best_depth")
    found = validate(page)
    assert found.count("The following cell failed") == len(graded) and hint in found
    page.locator(".jp-Dialog").get_by_role("button").last.click()
    page.locator(".jp-Dialog").wait_for(state="detached")

    type_into(page, RIGHT, "def best_depth")
    found = validate(page)
    assert found.count("The following cell failed") == len(graded) - 1
    assert hint not in found and "best_depth" not in found
    typed = next(
        cell for cell in read(path)["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == "best_depth"
    )
    assert "".join(typed["source"]).splitlines()[2].startswith("    return below if")


# --- The instructor's side ---


def test_formgrader_lists_the_sheet(page, lab: Lab) -> None:
    page.goto(f"{lab.url}lab?token={lab.token}")
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name="Formgrader", exact=True).click()
    formgrader = page.frame_locator("iframe")
    formgrader.get_by_role("link", name=CHAPTER, exact=True).wait_for()


@pytest.fixture(scope="module")
def marking(lab: Lab, course: Path) -> Path:
    """A small sheet, generated into the lab's course, handed in by two and graded, with a written part left to a person."""
    (course / "source" / TINY).mkdir()
    nbformat.write(source_notebook("a", "double", DOUBLE), course / "source" / TINY / "a.ipynb")
    nbformat.write(source_notebook("b", "triple", TRIPLE), course / "source" / TINY / "b.ipynb")
    demo.run_nbgrader(course, "generate_assignment", TINY)
    for student in ("ada", "ben"):
        hand_in(course, student, written=f"the reason that {student} has")
    assert all(outcome.status == "graded" for outcome in grade_class(course).values())
    return course


def test_points_and_words_of_an_instructor_reach_the_student(page, lab: Lab, marking: Path) -> None:
    page.goto(f"{lab.url}lab?token={lab.token}")
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name="Formgrader", exact=True).click()
    formgrader = page.frame_locator("iframe")
    for name in ("Manual Grading", TINY, "a", "Submission #1"):
        formgrader.get_by_role("link", name=name, exact=True).click()
    cell = formgrader.locator(".nbgrader_cell").filter(has_text="the reason that")
    student = "ada" if "ada" in cell.inner_text() else "ben"  # they stand there without their names
    words = f"Nearly, {student}: say why **both** sides agree"
    score = cell.locator("input.score")
    formgrader.locator("input.score.needs_manual_grade").wait_for()  # the points have come from the gradebook
    with page.expect_response(lambda answer: "/api/grade/" in answer.url and answer.request.method == "PUT"):
        score.fill("2")
        score.press("Tab")
    with page.expect_response(lambda answer: "/api/comment/" in answer.url and answer.request.method == "PUT"):
        cell.locator("textarea.comment").fill(words)
        cell.locator("textarea.comment").blur()

    demo.run_nbgrader(marking, "generate_feedback", TINY, "--force")
    pages = {name: marking / "feedback" / name / TINY / "a.html" for name in ("ada", "ben")}
    page.goto(pages.pop(student).as_uri())
    answer = page.locator(".nbgrader_cell").filter(has_text=f"the reason that {student} has")
    shown = answer.inner_text()
    assert "2.0 / 3.0" in shown and f"Nearly, {student}: say why both sides agree" in shown
    page.goto(pages.popitem()[1].as_uri())  # and nobody else
    assert "Nearly" not in page.content()
    assert "not graded yet" in page.locator(".nbgrader_cell").filter(has_text="the reason that").inner_text()


def test_the_class_report_shows_pictures_and_runs_nothing_that_a_student_wrote(browser, tmp_path: Path) -> None:
    attack = "<script>window.harmed = true</script>"
    items = (report.Item("test_a", 1.0, False), report.Item("test_b", 2.0, False))
    submissions = tuple(
        report.Submission(
            f"s{k}", attack, "graded", attack, points={"test_a": k % 2, "test_b": k}, messages={"test_b": attack}
        )
        for k in range(3)
    )
    written = report.to_html(report.ClassResult("sheet", items, submissions))
    page = browser.new_page(viewport={"width": 1200, "height": 800})
    try:
        page.set_content(written)
        page.wait_for_function(
            "[...document.images].length && [...document.images].every(image => image.naturalWidth > 300)"
        )
        assert page.get_by_text(attack).count() > 0
        assert page.evaluate("window.harmed") is None
        page.set_content(written + attack)  # the check can fail: here it is not escaped
        assert page.evaluate("window.harmed") is True
        if SCREENSHOTS:
            command = [str(Path(sys.executable).with_name("dltheory")), "demo", "--keep", str(tmp_path / "class")]
            subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=PATIENCE)
            page.goto((tmp_path / "class" / "report" / f"{CHAPTER}.html").as_uri())
            screenshot(page, "report")
    finally:
        page.close()
