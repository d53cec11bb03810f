"""Submissions that are more than code: each function builds one student's folder, and its decorator says what it tries.

`folder` is the folder that the student hands in, made and empty; `handed` is what a student has, see `hostile_tools.Handed`.
"""

import copy
import json
import os
import socket
import stat
from pathlib import Path

import nbformat
from hostile_tools import Handed, hostile
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

SCRIPT = "<script>window.HOSTILE=1</script>"
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def write(folder, handed, notebook):
    """Write a notebook under the sheet's name, whatever it holds."""
    text = notebook if isinstance(notebook, str) else json.dumps(notebook)
    (folder / f"{handed.name}.ipynb").write_text(text, encoding="utf-8", errors="surrogatepass")


def named(notebook, name):
    """Return a cell of the sheet."""
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name)


def wrong(handed):
    """Return the solved sheet with a wrong `double`."""
    notebook = copy.deepcopy(handed.solved)
    named(notebook, "double").source = "def double(x):\n    return -1"
    return notebook


# --- links and special files ---


@hostile(
    tries="to hand in a link to the instructor's notebook as its own",
    kind="spying", earns="0", verdict="status refused", contained_by="intake: no link is opened",
)  # fmt: skip
def linked_notebook(folder: Path, handed: Handed) -> None:
    (folder / f"{handed.name}.ipynb").symlink_to(handed.course / "source" / handed.name / f"{handed.name}.ipynb")


@hostile(
    tries="to bring the sources in by a link beside the notebook, and to solve the sheet from them",
    kind="spying", earns="2 = test_answer 1, test_mean 1", verdict="test_double wrong", contained_by="intake: no link is opened",
)  # fmt: skip
def linked_file(folder: Path, handed: Handed) -> None:
    (folder / "notes.txt").symlink_to(handed.course / "source" / handed.name / f"{handed.name}.ipynb")
    notebook = wrong(handed)
    named(notebook, "double").source += (
        "\nimport json, os\nif os.path.exists('notes.txt'):\n    print('LEAK: a link was followed')\n"
        "    for cell in json.load(open('notes.txt'))['cells']:\n        print(cell['source'])\n"
    )
    write(folder, handed, notebook)


@hostile(
    tries="to bring whole folders in by links: the course, /proc, the way up",
    kind="spying", earns="2 = test_answer 1, test_mean 1", verdict="test_double wrong", contained_by="intake: no link is opened",
)  # fmt: skip
def linked_folders(folder: Path, handed: Handed) -> None:
    for name, target in {
        "course": handed.course,
        "up": "../..",
        "self": "/proc/self",
        "root": "/",
        "loop": ".",
    }.items():
        (folder / name).symlink_to(target)
    (folder / "environ").symlink_to("/proc/self/environ")
    notebook = wrong(handed)
    named(notebook, "double").source += (
        "\nimport os\nfor place, _, names in os.walk('.', followlinks=True):\n    for name in names[:50]:\n"
        "        print(place, name, open(os.path.join(place, name), errors='replace').read(2000))\n"
    )
    write(folder, handed, notebook)


@hostile(
    tries="to hand in a folder that is itself a link to another student's",
    kind="spying", earns="0", verdict="status refused", contained_by="intake: no link is opened, at any level",
)  # fmt: skip
def linked_submission(folder: Path, handed: Handed) -> None:
    folder.rmdir()
    folder.symlink_to(handed.course / "submitted" / "other" / "small")


@hostile(
    tries="to hand in a time stamp that is a link to a secret, so that the message about it shows the secret",
    kind="spying", earns="4", verdict="any", contained_by="intake: no link is opened",
)  # fmt: skip
def linked_time_stamp(folder: Path, handed: Handed) -> None:
    (folder / "timestamp.txt").symlink_to(handed.course / "home/.ssh/id_ed25519")
    write(folder, handed, handed.solved)


@hostile(
    tries="to hand in a second name of a file that stands elsewhere; here its own, since who can make such a link can read the file",
    kind="spying", earns="4", verdict="any", contained_by="the system: protected_hardlinks",
)  # fmt: skip
def hard_link(folder: Path, handed: Handed) -> None:
    own = folder.parent / "own.txt"
    own.write_text("my own notes\n", encoding="utf-8")
    os.link(own, folder / "notes.txt")
    write(folder, handed, handed.solved)


@hostile(
    tries="to make the grader wait for ever at a pipe that nobody writes to",
    kind="breaking", earns="0", verdict="status refused", contained_by="intake: only regular files are opened",
)  # fmt: skip
def pipe_for_a_notebook(folder: Path, handed: Handed) -> None:
    os.mkfifo(folder / f"{handed.name}.ipynb")


@hostile(
    tries="to lay pipes and sockets beside the notebook, one as the time stamp",
    kind="breaking", earns="4", verdict="any", contained_by="intake: only regular files are opened",
)  # fmt: skip
def pipes_beside(folder: Path, handed: Handed) -> None:
    os.mkfifo(folder / "timestamp.txt")
    os.mkfifo(folder / "data.csv")
    here = os.open(folder, os.O_RDONLY)
    try:  # by the descriptor, since the path of a socket must be short
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(f"/proc/self/fd/{here}/socket.txt")
    finally:
        os.close(here)
    write(folder, handed, handed.solved)


@hostile(
    tries="to hand in devices that never end or that are a disk; who cannot make them hands in links to them",
    kind="breaking", earns="4", verdict="any", contained_by="intake: only regular files are opened",
)  # fmt: skip
def devices(folder: Path, handed: Handed) -> None:
    for name, numbers in {"zero.txt": (1, 5), "random.txt": (1, 8), "tty.txt": (5, 0)}.items():
        try:
            os.mknod(folder / name, 0o644 | stat.S_IFCHR, os.makedev(*numbers))
        except OSError:
            (folder / name).symlink_to(f"/dev/{name.removesuffix('.txt')}")
    write(folder, handed, handed.solved)


@hostile(
    tries="to hand in a folder in place of the notebook",
    kind="breaking", earns="0", verdict="status refused", contained_by="intake: only regular files are opened",
)  # fmt: skip
def folder_for_a_notebook(folder: Path, handed: Handed) -> None:
    (folder / f"{handed.name}.ipynb").mkdir()
    (folder / f"{handed.name}.ipynb" / "inner.txt").write_text("x", encoding="utf-8")


# --- too much, and no notebook at all ---


@hostile(
    tries="to hand in a notebook of sixty megabytes",
    kind="breaking", earns="0", verdict="status refused", contained_by="intake: size of a notebook",
)  # fmt: skip
def huge_notebook(folder: Path, handed: Handed) -> None:
    notebook = copy.deepcopy(handed.solved)
    notebook.cells.append(new_markdown_cell("x" * 60_000_000))
    write(folder, handed, notebook)


@hostile(
    tries="to hand in a file of a terabyte that is one hole",
    kind="breaking", earns="4", verdict="any", contained_by="intake: size of a file",
)  # fmt: skip
def hole(folder: Path, handed: Handed) -> None:
    with (folder / "data.bin").open("wb") as file:
        file.truncate(2**40)
    write(folder, handed, handed.solved)


@hostile(
    tries="to hand in two thousand files in folders nested fifty deep",
    kind="breaking", earns="4", verdict="any", contained_by="intake: number and depth of files",
)  # fmt: skip
def many_files(folder: Path, handed: Handed) -> None:
    place = folder
    for level in range(50):
        place = place / f"d{level}"
        place.mkdir()
        for number in range(40):
            (place / f"{number}.txt").write_text("x", encoding="utf-8")
    write(folder, handed, handed.solved)


@hostile(
    tries="to nest JSON a hundred thousand deep, so that whoever reads it runs out of stack",
    kind="breaking", earns="0", verdict="status refused", contained_by="intake: depth of JSON",
)  # fmt: skip
def deep_notebook(folder: Path, handed: Handed) -> None:
    write(
        folder,
        handed,
        '{"cells": ' + "[" * 100_000 + "]" * 100_000 + ', "nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
    )


@hostile(
    tries="to nest a cell's metadata two hundred deep",
    kind="breaking", earns="0", verdict="status refused", contained_by="intake: depth of JSON",
)  # fmt: skip
def deep_metadata(folder: Path, handed: Handed) -> None:
    notebook = json.dumps(handed.solved).replace(
        '"metadata": {', '"metadata": {"a": ' + "[" * 200 + "]" * 200 + ", ", 1
    )
    write(folder, handed, notebook)


@hostile(
    tries="to hand in two thousand cells",
    kind="breaking", earns="0", verdict="status refused", contained_by="intake: number of cells",
)  # fmt: skip
def many_cells(folder: Path, handed: Handed) -> None:
    notebook = copy.deepcopy(handed.solved)
    notebook.cells += [new_code_cell("1 + 1") for _ in range(2000)]
    write(folder, handed, notebook)


@hostile(
    tries="to hand in numbers with millions of digits, NaN and infinities, which JSON does not have",
    kind="breaking", earns="0", verdict="any", contained_by="intake: a notebook is parsed defensively",
)  # fmt: skip
def strange_numbers(folder: Path, handed: Handed) -> None:
    number = "9" * 1_000_000
    text = json.dumps(wrong(handed)).replace(
        '"metadata": {', '"metadata": {"n": NaN, "i": -Infinity, "d": ' + number + ", ", 1
    )
    write(folder, handed, text)


@hostile(
    tries="to hand in what is no notebook: a picture, a web page, an empty file, in turn",
    kind="breaking", earns="0", verdict="status refused", contained_by="intake: a notebook is parsed defensively",
)  # fmt: skip
def no_notebook(folder: Path, handed: Handed) -> None:
    (folder / f"{handed.name}.ipynb").write_bytes(
        b"\x89PNG\r\n\x1a\n<html><script>window.HOSTILE=1</script></html>\0\0\xff"
    )


@hostile(
    tries="to hand in an empty file",
    kind="breaking", earns="0", verdict="status refused", contained_by="intake: a notebook is parsed defensively",
)  # fmt: skip
def empty_notebook(folder: Path, handed: Handed) -> None:
    write(folder, handed, "")


@hostile(
    tries="to hand in bytes that are no UTF-8 inside an otherwise right notebook",
    kind="breaking", earns="0", verdict="status refused", contained_by="intake: a notebook is text in UTF-8",
)  # fmt: skip
def no_utf8(folder: Path, handed: Handed) -> None:
    text = json.dumps(handed.solved).encode().replace(b"def double", b"# \xff\xfe\xc3\x28\ndef double", 1)
    (folder / f"{handed.name}.ipynb").write_bytes(text)


@hostile(
    tries="to hand in lone surrogates by escapes, in sources, metadata and names of cells",
    kind="breaking", earns="4", verdict="any", contained_by="intake: all text is made valid Unicode",
)  # fmt: skip
def surrogates(folder: Path, handed: Handed) -> None:
    notebook = copy.deepcopy(handed.solved)
    notebook.cells.append(new_code_cell("word = '\ud800'"))
    notebook.cells.append(new_markdown_cell("\udfff"))
    notebook.metadata["title"] = "\ud800\udbff"
    write(folder, handed, json.dumps(notebook))


@hostile(
    tries="to hand in a notebook of format 3, with cells in worksheets",
    kind="breaking", earns="0", verdict="any", contained_by="intake: older formats are upgraded or refused in words",
)  # fmt: skip
def format_3(folder: Path, handed: Handed) -> None:
    cells = [{"cell_type": "code", "input": "double = 1", "language": "python", "metadata": {}, "outputs": []}]
    write(
        folder,
        handed,
        {"metadata": {"name": SCRIPT}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": cells}]},
    )


@hostile(
    tries="to hand in a notebook of a format to come, with kinds of cells that do not exist",
    kind="breaking", earns="0", verdict="status refused", contained_by="intake: a notebook is parsed defensively",
)  # fmt: skip
def format_99(folder: Path, handed: Handed) -> None:
    cells = [{"cell_type": "grade", "source": ["all"], "metadata": {"points": 4}}, None, 7]
    write(folder, handed, {"metadata": [], "nbformat": 99, "nbformat_minor": -1, "cells": cells})


@hostile(
    tries="to hand in cells whose fields have other types: numbers for sources, lists for metadata, doubled ids",
    kind="breaking", earns="0", verdict="status refused", contained_by="intake: a cell is rebuilt from its parts",
)  # fmt: skip
def mistyped_cells(folder: Path, handed: Handed) -> None:
    notebook = json.loads(json.dumps(handed.solved))
    notebook["cells"][1]["source"] = 7
    notebook["cells"][2]["metadata"] = ["nbgrader"]
    for cell in notebook["cells"]:
        cell["id"] = "same"
    write(folder, handed, notebook)


# --- the sheet's cells ---


@hostile(
    tries="to replace the tests by ones that pass, the setup by one that lies",
    kind="forging", earns="2 = test_answer 1, test_mean 1", verdict="test_double wrong",
    contained_by="locked cells and tests are taken from the sheet",
)  # fmt: skip
def edited_tests(folder: Path, handed: Handed) -> None:
    notebook = wrong(handed)
    named(notebook, "setup").source = "class checks:\n    close = explained = rng = None"
    named(notebook, "test_double").source = "2.0"
    write(folder, handed, notebook)


@hostile(
    tries="to delete the tests that it would fail",
    kind="forging", earns="2 = test_answer 1, test_mean 1", verdict="test_double wrong",
    contained_by="what is missing is put back",
)  # fmt: skip
def deleted_tests(folder: Path, handed: Handed) -> None:
    notebook = wrong(handed)
    notebook.cells = [
        c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") not in ("test_double", "setup")
    ]
    write(folder, handed, notebook)


@hostile(
    tries="to double a test it passes in place of one it fails, and its solutions in different forms",
    kind="forging", earns="2 = test_answer 1, test_mean 1", verdict="test_double wrong",
    contained_by="of two cells with one name the last counts; each item counts once",
)  # fmt: skip
def doubled_cells(folder: Path, handed: Handed) -> None:
    notebook = wrong(handed)
    passing = named(notebook, "test_mean")
    for _ in range(3):
        twin = copy.deepcopy(passing)
        twin["id"] = os.urandom(4).hex()
        notebook.cells.append(twin)
    foreign = copy.deepcopy(passing)
    foreign["id"] = "foreign"
    foreign.metadata.nbgrader.grade_id = "test_extra"
    foreign.metadata.nbgrader.points = 100
    notebook.cells.append(foreign)
    write(folder, handed, notebook)


@hostile(
    tries="to put all cells in the opposite order, so that tests come before what they test",
    kind="forging", earns="any", verdict="any", contained_by="a sheet's cells keep their meaning in any order",
)  # fmt: skip
def reordered_cells(folder: Path, handed: Handed) -> None:
    notebook = wrong(handed)
    notebook.cells.reverse()
    write(folder, handed, notebook)


@hostile(
    tries="to make its tests text and its text tests, so that nothing is run",
    kind="forging", earns="2 = test_answer 1, test_mean 1", verdict="test_double wrong",
    contained_by="a cell's kind is taken from the sheet",
)  # fmt: skip
def retyped_cells(folder: Path, handed: Handed) -> None:
    notebook = wrong(handed)
    for name in ("test_double", "setup"):
        cell = named(notebook, name)
        cell.cell_type = "markdown"
        cell.pop("outputs", None)
        cell.pop("execution_count", None)
    write(folder, handed, notebook)


@hostile(
    tries="to change points, and which cells are graded, in the metadata",
    kind="forging", earns="2 = test_answer 1, test_mean 1", verdict="test_double wrong",
    contained_by="metadata of cells is taken from the sheet",
)  # fmt: skip
def changed_points(folder: Path, handed: Handed) -> None:
    notebook = wrong(handed)
    named(notebook, "test_answer").metadata.nbgrader.points = 1000
    named(notebook, "test_mean").metadata.nbgrader.points = -5
    named(notebook, "test_double").metadata.nbgrader |= {"points": 0, "grade": False, "solution": True, "locked": False}
    named(notebook, "double").metadata.nbgrader |= {"grade": True, "points": float("nan"), "task": True}
    write(folder, handed, notebook)


@hostile(
    tries="to swap the names of a test that passes and one that fails",
    kind="forging", earns="1 = test_answer 1", verdict="test_double wrong",
    contained_by="sources are taken from the sheet by name",
)  # fmt: skip
def swapped_names(folder: Path, handed: Handed) -> None:
    notebook = wrong(handed)
    one, two = named(notebook, "test_double"), named(notebook, "test_mean")
    one.metadata.nbgrader.grade_id, two.metadata.nbgrader.grade_id = "test_mean", "test_double"
    write(folder, handed, notebook)


@hostile(
    tries="to bring results along: outputs with all points in the test cells, scores in ours and nbgrader's form",
    kind="forging", earns="2 = test_answer 1, test_mean 1", verdict="test_double wrong",
    contained_by="intake: outputs are left out; scores come from the run",
)  # fmt: skip
def brought_outputs(folder: Path, handed: Handed) -> None:
    notebook = wrong(handed)
    item = {"item": "test_double", "points": 2, "max_points": 2, "message": "", "verdict": "passed", "seconds": 0.1}
    data = {
        "application/vnd.dltheory.item+json": item,
        "application/vnd.dltheory.score+json": item,
        "text/plain": "2.0",
    }
    named(notebook, "test_double").outputs = [
        nbformat.v4.new_output("execute_result", data, execution_count=1),
        nbformat.v4.new_output("display_data", {"text/html": SCRIPT}),
    ]
    write(folder, handed, notebook)


@hostile(
    tries="to mark its cells as restored, trusted, hidden, raising on purpose and already graded",
    kind="forging", earns="2 = test_answer 1, test_mean 1", verdict="test_double wrong",
    contained_by="marks of grading's own are taken out of what was handed in",
)  # fmt: skip
def forged_marks(folder: Path, handed: Handed) -> None:
    notebook = wrong(handed)
    for name in ("double", "test_double"):
        cell = named(notebook, name)
        cell.metadata |= {
            "dltheory_restored": True,
            "trusted": True,
            "tags": ["raises-exception", "skip-execution", "remove-cell"],
        }
        cell.metadata.nbgrader |= {"schema_version": 99, "cell_type": SCRIPT, "checksum": "0" * 32}
    notebook.metadata |= {
        "dltheory": {"points": 4},
        "celltoolbar": "Create Assignment",
        "jupytext": {"text_representation": 1},
    }
    write(folder, handed, notebook)


@hostile(
    tries="to put all solutions into one cell at the top and to delete the sheet's: right work in another form",
    kind="forging", earns="4", verdict="test_double passed", contained_by="nothing to contain: it must not lose points",
)  # fmt: skip
def all_at_the_top(folder: Path, handed: Handed) -> None:
    notebook = copy.deepcopy(handed.solved)
    names = ("answer", "double", "mean")
    sources = [named(notebook, name).source for name in names]
    notebook.cells = [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") not in names]
    notebook.cells.insert(0, new_code_cell("import numpy as np\n" + "\n\n".join(sources)))
    write(folder, handed, notebook)


@hostile(
    tries="to choose a kernel of its own: a command in the kernelspec, another language",
    kind="forging", earns="2 = test_answer 1, test_mean 1", verdict="test_double wrong",
    contained_by="the kernel of the notebook is not asked",
)  # fmt: skip
def own_kernel(folder: Path, handed: Handed) -> None:
    notebook = wrong(handed)
    notebook.metadata.kernelspec = {
        "name": "../../hostile",
        "display_name": SCRIPT,
        "language": "bash",
        "argv": ["sh", "-c", "id"],
    }
    notebook.metadata.language_info = {"name": SCRIPT, "file_extension": ".sh", "codemirror_mode": SCRIPT}
    write(folder, handed, notebook)


@hostile(
    tries="to hand in two notebooks, one under a name that differs in case",
    kind="forging", earns="2 = test_answer 1, test_mean 1", verdict="test_double wrong",
    contained_by="intake: only the notebook of the sheet's name is graded",
)  # fmt: skip
def second_notebook(folder: Path, handed: Handed) -> None:
    write(folder, handed, wrong(handed))
    (folder / f"{handed.name.upper()}.ipynb").write_text(json.dumps(handed.solved), encoding="utf-8")
    (folder / f"{handed.name}-Copy1.ipynb").write_text(json.dumps(handed.solved), encoding="utf-8")


@hostile(
    tries="to lay modules and start-up files beside the notebook that take the place of ours",
    kind="forging", earns="2 = test_answer 1, test_mean 1", verdict="test_double wrong",
    contained_by="files beside a submission never come before an installed package, and the examiner has none of them",
)  # fmt: skip
def shadow_files(folder: Path, handed: Handed) -> None:
    code = "def __getattr__(name):\n    return lambda *args, **kwargs: True\nprint('LEAK: a file of the submission was loaded')\n"
    for name in (
        "numpy.py",
        "json.py",
        "sitecustomize.py",
        "dltheory/__init__.py",
        "IPython/__init__.py",
        "conftest.py",
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(code, encoding="utf-8")
    (folder / "nbgrader_config.py").write_text("raise SystemExit('LEAK')\n", encoding="utf-8")
    (folder / "ipython_config.py").write_text("raise SystemExit('LEAK')\n", encoding="utf-8")
    write(folder, handed, wrong(handed))


@hostile(
    tries="to lay its own gradebook and the data of the sheet beside the notebook",
    kind="forging", earns="4", verdict="any", contained_by="grading opens nothing of these",
)  # fmt: skip
def own_gradebook(folder: Path, handed: Handed) -> None:
    for name in ("gradebook.db", ".nbgrader.log", "feedback.html", f"{handed.name}.html"):
        (folder / name).write_text(SCRIPT, encoding="utf-8")
    write(folder, handed, handed.solved)


# --- time stamps ---


def _stamp(name, content, tries, earns="4"):
    def build(folder: Path, handed: Handed) -> None:
        (folder / "timestamp.txt").write_bytes(content)
        write(folder, handed, handed.solved)

    build.__name__ = name
    hostile(
        tries=tries,
        kind="breaking",
        earns=earns,
        verdict="any",
        contained_by="intake: time stamps are parsed defensively",
    )(build)


_stamp("time_stamp_of_rubbish", b"\xff\xfe\x00 not a time \x1b[2J", "to hand in a time stamp that is no text")
_stamp("time_stamp_far_away", b"9999-12-31 23:59:59.999999 UTC", "to hand in at the end of all calendars")
_stamp("time_stamp_of_digits", b"9" * 5_000_000, "to hand in a time stamp of five million digits")
_stamp("time_stamp_with_a_path", b"2026-01-01 00:00:00 ../../../etc/passwd", "to hand in a time zone that is a path")
_stamp("time_stamp_with_script", SCRIPT.encode() + b" 2026-01-01", "to hand in a script as a time stamp")


# --- what a page, a table and a terminal would show ---


@hostile(
    tries="to bring script in by text: HTML, links, pictures, formulas, details, a form, styles",
    kind="injecting", earns="4", verdict="any", contained_by="escaping: feedback shows a safe form of text",
)  # fmt: skip
def markdown_script(folder: Path, handed: Handed) -> None:
    notebook = copy.deepcopy(handed.solved)
    texts = [
        SCRIPT,
        "[x](javascript:window.HOSTILE=1) <a href='jAvAsCrIpT:window.HOSTILE=1'>x</a> <a href='data:text/html,x'>x</a>",
        "<img src=x onerror=window.HOSTILE=1> <svg onload=window.HOSTILE=1> <details ontoggle=window.HOSTILE=1 open>",
        "$$\\href{javascript:window.HOSTILE=1}{x} \\unicode{<script>} \\class{x}{y} \\require{html}$$",
        "<form action='http://192.0.2.1/'><input name=a></form> <iframe srcdoc='<script>window.HOSTILE=1</script>'></iframe>",
        "<style>@import 'http://192.0.2.1/x.css'; body{display:none}</style> <meta http-equiv=refresh content='0;http://192.0.2.1/'>",
        "```html\n</code></pre>" + SCRIPT + "\n```",
        "<base href='http://192.0.2.1/'><object data='javascript:window.HOSTILE=1'></object><embed src='javascript:window.HOSTILE=1'>",
    ]
    notebook.cells += [new_markdown_cell(text) for text in texts]
    write(folder, handed, notebook)


@hostile(
    tries="to bring script in by attachments: an SVG, a page, a name that ends an attribute",
    kind="injecting", earns="4", verdict="any", contained_by="escaping: attachments are pictures or nothing",
)  # fmt: skip
def attachments(folder: Path, handed: Handed) -> None:
    notebook = copy.deepcopy(handed.solved)
    cell = new_markdown_cell("![x](attachment:x.svg) ![y](attachment:y.png) ![z](attachment:z)")
    cell["attachments"] = {
        "x.svg": {"image/svg+xml": f"<svg xmlns='http://www.w3.org/2000/svg' onload='window.HOSTILE=1'>{SCRIPT}</svg>"},
        "y.png": {'image/png" onerror="window.HOSTILE=1': PNG},
        "z": {"text/html": SCRIPT, "image/png": f'"><script>window.HOSTILE=1</script>{PNG}'},
    }
    notebook.cells.append(cell)
    write(folder, handed, notebook)


@hostile(
    tries="to bring script in by raw cells, which an export copies as they are",
    kind="injecting", earns="4", verdict="any", contained_by="escaping: raw cells are shown as text",
)  # fmt: skip
def raw_cells(folder: Path, handed: Handed) -> None:
    notebook = copy.deepcopy(handed.solved)
    for kind in ("text/html", "html", "text/markdown", "", SCRIPT):
        notebook.cells.append(new_raw_cell(SCRIPT, metadata={"raw_mimetype": kind, "format": kind}))
    write(folder, handed, notebook)


@hostile(
    tries="to bring script in by the state of widgets, which pages load",
    kind="injecting", earns="4", verdict="any", contained_by="intake: the state of widgets is left out",
)  # fmt: skip
def widget_state(folder: Path, handed: Handed) -> None:
    notebook = copy.deepcopy(handed.solved)
    state = {
        "a": {
            "model_module": "http://192.0.2.1/x.js",
            "model_module_version": "1",
            "model_name": SCRIPT,
            "state": {"value": SCRIPT},
        }
    }
    notebook.metadata.widgets = {
        "application/vnd.jupyter.widget-state+json": {"state": state, "version_major": 2, "version_minor": 0}
    }
    write(folder, handed, notebook)


@hostile(
    tries="to bring script in by metadata: title, authors, names of cells, tags, languages",
    kind="injecting", earns="4", verdict="any", contained_by="escaping",
)  # fmt: skip
def metadata_script(folder: Path, handed: Handed) -> None:
    notebook = copy.deepcopy(handed.solved)
    close = "</title></head></div>" + SCRIPT
    notebook.metadata |= {"title": close, "authors": [{"name": close}], "toc": {"title_cell": close}}
    notebook.metadata.language_info = {"name": "python", "pygments_lexer": close, "mimetype": close, "version": close}
    for number, cell in enumerate(notebook.cells):
        cell.metadata |= {"name": close, "tags": [close], "slideshow": {"slide_type": close}}
        cell["id"] = f'{number}"><script>window.HOSTILE=1</script>'
    write(folder, handed, notebook)


@hostile(
    student="=HYPERLINK(1)",
    tries="to be a student whose id is a formula",
    kind="injecting", earns="4", verdict="any", contained_by="cells of a table that begin like a formula are quoted",
)  # fmt: skip
def formula_for_an_id(folder: Path, handed: Handed) -> None:
    write(folder, handed, handed.solved)


@hostile(
    student="<img src=x onerror=window.HOSTILE=1>",
    tries="to be a student whose id is a script",
    kind="injecting", earns="4", verdict="any", contained_by="escaping",
)  # fmt: skip
def script_for_an_id(folder: Path, handed: Handed) -> None:
    write(folder, handed, handed.solved)


@hostile(
    student="\x1b]0;HOSTILE\x07\x1b[2J\u202ereversed",
    tries="to be a student whose id clears the instructor's terminal and turns text around",
    kind="injecting", earns="any", verdict="any", contained_by="control signs are taken out of tables; intake may refuse the id",
)  # fmt: skip
def escapes_for_an_id(folder: Path, handed: Handed) -> None:
    write(folder, handed, handed.solved)


@hostile(
    student="'; drop table grade; --",
    tries="to be a student whose id is SQL, a path and an option at once",
    kind="injecting", earns="any", verdict="any", contained_by="queries with parameters",
)  # fmt: skip
def sql_for_an_id(folder: Path, handed: Handed) -> None:
    write(folder, handed, handed.solved)


@hostile(
    student="--help",
    tries="to be a student whose id is an option of a command",
    kind="injecting", earns="any", verdict="any", contained_by="no command line is made of ids",
)  # fmt: skip
def option_for_an_id(folder: Path, handed: Handed) -> None:
    write(folder, handed, handed.solved)


@hostile(
    tries="to hand in files whose names are scripts, formulas, escapes, options and lines of their own",
    kind="injecting", earns="4", verdict="any", contained_by="escaping; intake leaves out names that no file should have",
)  # fmt: skip
def file_names(folder: Path, handed: Handed) -> None:
    for name in (
        "<img src=x onerror=window.HOSTILE=1>.txt", "=1+1.csv", "\x1b[2J.txt", "--help", "a\nb.txt", "-rf", "\u202egnp.txt",
        "{{7*7}}.txt", "CON", " ", "...", "a" * 200, "$(id).txt", ";id;.txt",
    ):  # fmt: skip
        (folder / name).write_text("x", encoding="utf-8")
    (folder / os.fsdecode(b"\xff\xfe.txt")).write_text("x", encoding="utf-8")
    (folder / "<script>window.HOSTILE=1<").mkdir()
    (folder / "<script>window.HOSTILE=1<" / "script>.ipynb").write_text("x", encoding="utf-8")
    (folder / "=cmd().ipynb").write_text("x", encoding="utf-8")
    write(folder, handed, handed.solved)


@hostile(
    tries="to nest its sources so deep, or to fill them so full of magics, that whoever reads them runs out of stack or time",
    kind="breaking",
    earns="1 = test_mean 1",
    verdict="test_mean passed",
    contained_by="sources are read by Python's parser only up to a length, and what it does not like is no Python",
)
def sources_without_end(folder, handed):
    deep = iter(
        [
            "-" * 20_000,
            "double = a" + ".b" * 2500,
            "!x\n" * 700 + "answer = (",
            "answer = " + "1 if 1 else " * 50_000 + "1",
            "lambda:" * 40_000 + "1",
            "%x\n" * 200_000,
        ]
    )
    for cell in handed.solved.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") in ("answer", "double"):
            cell.source = next(deep)
    for source in deep:
        handed.solved.cells.insert(1, nbformat.v4.new_code_cell(source))
    nbformat.write(handed.solved, folder / f"{handed.name}.ipynb")
