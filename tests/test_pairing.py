"""Chapters: text and notebook agree cell by cell, and the tool that makes one from the other keeps its promises."""

import subprocess
import sys
from html.parser import HTMLParser

import nbformat
import pytest
from course_tools import ROOT, call, load
from nbconvert import HTMLExporter

TEXTS = sorted((ROOT / "course" / "text").glob("*.md"))
make_notebooks = load("make_notebooks")

HEAD = "---\nkernelspec:\n  name: python3\n  display_name: Python 3\n---\n\n"


def code(source, tags=""):
    return f"```{{code-cell}}\n{tags}{source}\n```\n\n"


WIDGET = """import base64, io
import ipywidgets
from IPython.display import display
from matplotlib import pyplot as plt
buffer = io.BytesIO()
plt.plot([1, 2])
plt.savefig(buffer, format="png")
plt.close()
picture = base64.b64encode(buffer.getvalue()).decode()
metadata = {"image/png": {"alt": "a line that climbs"}}
display({"text/plain": "a slider", "image/png": picture, %r: {"model_id": "x"}}, metadata=metadata, raw=True)
ipywidgets.IntSlider()"""


@pytest.fixture
def chapter(tmp_path):
    """A course of one small chapter: a function that writes its text and runs the tool."""
    (tmp_path / "course" / "text").mkdir(parents=True)
    text = tmp_path / "course" / "text" / "small.md"

    def run(content, *arguments):
        text.write_text(HEAD + content, encoding="utf-8")
        return call("make_notebooks", f"--root={tmp_path}", *arguments)

    def store(content):
        text.write_text(HEAD + content, encoding="utf-8")
        nbformat.write(make_notebooks.updated(make_notebooks.read_text(text), None), run.notebook)

    run.notebook = tmp_path / "course" / "small.ipynb"
    run.store = store  # the same without executing anything
    return run


def test_there_are_chapters():
    assert {text.stem for text in TEXTS} >= {"index", "01_approximation"}
    assert {path.stem for path in (ROOT / "course").glob("*.ipynb")} == {text.stem for text in TEXTS}


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.stem)
def test_text_and_notebook_agree(text):
    assert make_notebooks.difference(text) is None


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.stem)
def test_cell_ids_are_unique(text):
    ids = [cell.id for cell in nbformat.read(make_notebooks.notebook_of(text), as_version=4).cells]
    assert len(set(ids)) == len(ids)


def test_rerun_leaves_no_diff_and_edits_keep_ids(chapter):
    content = "# Title\n\n" + code("x = 2") + "Between.\n\n" + code("print(x)") + code("print(x)")
    assert "changed" in chapter(content).stdout
    first = chapter.notebook.read_bytes()
    assert "as it was" in chapter(content).stdout
    assert chapter.notebook.read_bytes() == first

    before = nbformat.reads(first.decode(), as_version=4)
    chapter(content.replace("Between", "New.\n\n+++\n\nBetween"))
    after = nbformat.read(chapter.notebook, as_version=4)
    kept = {cell.id: cell.source for cell in before.cells}
    assert len(after.cells) == len(before.cells) + 1
    assert [cell.source for cell in after.cells if cell.id not in kept] == ["New."]
    assert all(cell.source == kept[cell.id] for cell in after.cells if cell.id in kept)


def test_widgets_leave_their_picture_only(chapter):
    assert chapter(code(WIDGET % make_notebooks.WIDGET_VIEW)).returncode == 0
    notebook = nbformat.read(chapter.notebook, as_version=4)
    (cell,) = notebook.cells
    assert [sorted(output.data) for output in cell.outputs] == [["image/png", "text/plain"]]
    assert "widgets" not in notebook.metadata and "execution" not in cell.metadata
    assert cell.metadata["mystnb"]["image"]["alt"] == "a line that climbs"


def test_a_picture_without_alternative_text_is_refused(chapter):
    run = chapter(code(WIDGET.replace("a line that climbs", "") % make_notebooks.WIDGET_VIEW))
    assert run.returncode == 1 and "without alternative text" in run.stderr


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("1 / 0", "cell 2 fails: ZeroDivisionError"),
        ("import sys\nsys.stderr.write('careful')", "cell 2 writes to stderr: careful"),
        ("object()", "cell 2 prints a memory address"),
        ("import os\nos._exit(1)", "the kernel died"),
    ],
)
def test_bad_chapter_leaves_the_notebook_as_it_was(chapter, source, reason):
    chapter.store("Fine.\n\n" + code("x = 1"))
    before = chapter.notebook.read_bytes()
    run = chapter("Fine.\n\n" + code(source))
    assert run.returncode == 1
    assert reason in run.stderr and "Traceback" not in run.stderr and len(run.stderr.splitlines()) == 1
    assert chapter.notebook.read_bytes() == before
    assert sorted(path.name for path in chapter.notebook.parent.iterdir()) == ["small.ipynb", "text"]


@pytest.mark.parametrize(
    "edited",
    [
        "Other.\n\n" + code("x = 1"),
        "Fine.\n\n" + code("x = 2"),
        "Fine.\n\n" + code("x = 1", ":tags: [a]\n\n"),
        "Fine.\n",
    ],
)
def test_check_notices_every_kind_of_difference(chapter, edited):
    chapter.store("Fine.\n\n" + code("x = 1"))
    assert chapter("Fine.\n\n" + code("x = 1"), "--check").returncode == 0
    run = chapter(edited, "--check")
    assert run.returncode == 1 and "make notebooks NAME=small" in run.stderr


@pytest.mark.parametrize(
    "written", [lambda text: "\ufeff" + text, lambda text: text.replace("\n", "\r\n")], ids=["byte-order mark", "CRLF"]
)
def test_what_an_editor_puts_around_lines_is_no_difference(chapter, written):
    content = "# Title\n\nTwo\nlines.\n\n" + code("x = 1\ny = 2")
    chapter.store(content)
    text = chapter.notebook.parent / "text" / "small.md"
    text.write_bytes(written(HEAD + content).encode())
    assert make_notebooks.difference(text) is None


def test_unknown_chapter_is_told_in_one_sentence(chapter):
    run = chapter("Fine.", "smal")
    assert run.returncode == 1
    assert run.stderr.strip() == "There is no chapter 'smal' in course/text; there are small."


# --- Exported pages ---

TEMPLATES = ROOT / "tools" / "nbconvert"


def pictures_of(notebook):
    """The alternative texts of all stored pictures, in order: those of plots, and of explorers' storyboards."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [o.metadata.get("image/png", {}).get("alt", "") for o in outputs if "image/png" in o.get("data", {})]


class Alternatives(HTMLParser):
    """What stands as alternative text in a page."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        if tag == "img":
            self.found.append(dict(attributes).get("alt"))


def exported(path, described=True):
    """Convert a notebook to a page; return the alternative texts in it."""
    options = {"extra_template_basedirs": [str(TEMPLATES)], "template_name": "described"} if described else {}
    page, _ = HTMLExporter(**options).from_filename(str(path))
    return Alternatives(page).found


def test_the_command_for_a_page_describes_its_pictures(tmp_path):
    """As CONTRIBUTING.md says it, for one notebook; the others go the same way without a process of their own."""
    path = ROOT / "course" / "01_approximation.ipynb"
    options = ["--TemplateExporter.extra_template_basedirs", TEMPLATES, "--template", "described"]
    command = [sys.executable, "-m", "nbconvert", "--to", "html", "--output-dir", tmp_path, *options, path]
    subprocess.run([str(part) for part in command], check=True, capture_output=True, timeout=120)
    page = (tmp_path / f"{path.stem}.html").read_text(encoding="utf-8")
    assert Alternatives(page).found == exported(path) == pictures_of(nbformat.read(path, as_version=4))


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.stem)
def test_alternative_text_survives_the_export_to_html(text):
    path = make_notebooks.notebook_of(text)
    notebook = nbformat.read(path, as_version=4)
    explorers = [o for cell in notebook.cells for o in cell.get("outputs", []) if "Explorer(" in str(o.get("data"))]
    assert text.stem == "index" or len(explorers) >= 3
    assert all(output.metadata["image/png"]["alt"] for output in explorers)
    words = pictures_of(notebook)
    assert all(word.strip() for word in words) and len(set(words)) == len(words)
    alternatives = exported(path)
    if text.stem == "index":  # its pictures stand beside the titles that they belong to, and add nothing for the ear
        alternatives = [words for words in alternatives if words != ""]
    assert alternatives == words


def test_the_words_of_a_picture_are_no_markup_and_another_template_drops_them(tmp_path):
    words = 'below "1" <b>& above</b> {{ 1 }} %s'
    one = {"data": {"image/png": "aaaa", "text/plain": "a picture"}, "metadata": {"image/png": {"alt": words}}}
    outputs = [nbformat.v4.new_output("display_data", **one), nbformat.v4.new_output("display_data", one["data"])]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1", outputs=outputs)])
    path = tmp_path / "small.ipynb"
    nbformat.write(notebook, path)
    described, without = exported(path)
    assert described == words and without != words
    assert words not in exported(path, described=False)
