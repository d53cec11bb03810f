"""Work that stands where grading does not look is named in a sentence; nothing is moved, deleted or graded differently."""

import json
import unicodedata

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import compute_checksum

from dltheory.grading import intake, misplaced

STUB = "def f(x):\n    raise NotImplementedError('replace this line by your solution')"
WORK = "def f(x):\n    return 2 * x"


def marked(cell, name, **meta):
    cell.metadata["nbgrader"] = {
        "grade_id": name,
        "grade": False,
        "solution": False,
        "locked": False,
        "schema_version": 3,
    }
    cell.metadata["nbgrader"] |= meta
    cell.metadata["nbgrader"]["checksum"] = compute_checksum(cell)
    return cell


def sheet(*, work=None, before=(), after=(), last=(), written=None):
    """Return a released sheet with work in it, or with cells of the student's own around the cell to fill in, or at the end."""
    answer = marked(new_code_cell(STUB), "f", solution=True)
    test = marked(new_code_cell("assert f(1) == 2"), "test_f", grade=True, locked=True, points=1)
    text = marked(new_markdown_cell("YOUR ANSWER HERE"), "written", solution=True, grade=True, points=2)
    answer.source = work or answer.source
    text.source = written or text.source
    return new_notebook(cells=[new_markdown_cell("# f"), *before, answer, *after, test, text, *last])


def read(tmp_path, files, names=("a",)):
    folder = tmp_path / "submitted" / "ada" / "tiny"
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return intake.read(tmp_path / "submitted", ("ada", "tiny"), "ada", names)


@pytest.mark.parametrize("copy", ["a (1).ipynb", "Copy of a.ipynb", "a-Copy1.ipynb", "Untitled.ipynb", "final/a.ipynb"])
def test_the_original_beside_a_copy_with_the_work(tmp_path, copy):
    found = read(tmp_path, {"a.ipynb": sheet(), copy: sheet(work=WORK, written="because")})
    assert found.problems == (
        f"a.ipynb is as it was handed out, and {copy}, which was not graded, has 2 cells filled in; "
        "if that is the work, put it in the place of a.ipynb and grade again",
    )


def test_other_notebooks_are_told_apart(tmp_path):
    others = {
        "b.ipynb": sheet(work=WORK), "c.ipynb": sheet(work="def f(x):\n    return x"), "d.ipynb": sheet(),
        "e.ipynb": new_notebook(cells=[new_code_cell("1")]), "f.ipynb": b"no notebook",
    }  # fmt: skip
    found = read(tmp_path, {"a.ipynb": sheet(work=WORK), **others})
    assert found.problems == (
        "b.ipynb has the same answers as a.ipynb and was not graded",
        "c.ipynb is filled in too and was not graded, only a.ipynb was; ask which one counts",
        "d.ipynb is the sheet as it was handed out and was not graded",
        "e.ipynb is no notebook of this sheet and was not graded",
        "f.ipynb is no notebook of this sheet and was not graded",
    )


def test_the_notebook_that_is_missing_is_found_under_another_name(tmp_path):
    foreign = new_notebook(cells=[new_code_cell("1")])
    found = read(tmp_path / "one", {"Exercise.ipynb": foreign, "a (1).ipynb": sheet(), "a (2).ipynb": sheet(work=WORK)})
    assert found.reason == "a.ipynb is missing; rename a (2).ipynb"
    found = read(tmp_path / "two", {"b.ipynb": sheet(), "a (1).ipynb": sheet(work=WORK)}, ("a", "b"))
    assert found.problems == ("a.ipynb is missing; if a (1).ipynb is it, rename it",)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("work/a.ipynb", "a.ipynb is missing; move work/a.ipynb out of its folder"),
        ("a.ipynb.txt", "a.ipynb is missing; rename a.ipynb.txt"),
        ("a.IPYNB", "a.ipynb is missing; rename a.IPYNB"),
        ("work.zip", "no notebook was handed in, but work.zip; unpack it"),
    ],
)
def test_a_notebook_in_a_folder_in_an_archive_or_with_another_ending(tmp_path, name, reason):
    found = read(tmp_path, {name: sheet(work=WORK)})
    assert found.reason == reason and not found.empty


def test_an_umlaut_in_two_signs_is_the_same_name(tmp_path):
    name = unicodedata.normalize("NFC", "Übung")
    found = read(tmp_path, {f"{unicodedata.normalize('NFD', name)}.ipynb": sheet(work=WORK)}, (name,))
    assert list(found.notebooks) == [name] and not found.problems


FULL = "def f(x):\n    'Double.'\n    "


@pytest.mark.parametrize(
    ("work", "said"),
    [
        (f"{STUB}\n    return 2 * x", True),  # below the stub
        (f"{FULL}y = 2 * x\n    raise NotImplementedError('replace')", True),
        (f"raise NotImplementedError\n{WORK}\nf(1)", True),
        (f"{STUB}\ny = 2", False),  # a constant of the student's own; the function is not answered, as the item says
        (f"{FULL}if x < 0:\n        raise NotImplementedError\n    return 2 * x", False),
        (f"{FULL}return 2 * x\n    raise NotImplementedError", False),
        (f"{FULL}if x:\n        return 2 * x\n    raise NotImplementedError", False),
        (WORK, False),
        ("def f(x:", False),
    ],
)
def test_work_beside_the_stub(tmp_path, work, said):
    problems = read(tmp_path, {"a.ipynb": sheet(work=work)}).problems
    assert ("NotImplementedError is still raised beside the work" in "".join(problems)) is said and len(
        problems
    ) == said


@pytest.mark.parametrize(
    ("where", "why"),
    [
        ({"before": [new_code_cell(WORK)]}, "number 2, which has its work, runs before it"),
        ({"last": [new_code_cell(WORK)]}, "number 5, which has its work, comes after the test"),
        ({"after": [new_markdown_cell(WORK)]}, "number 3, which has its work, is text and no code"),
        ({"after": [new_code_cell(WORK)]}, ""),  # it counts
        ({"before": [new_markdown_cell("Write `f`:\n\n```python\ndef f(x): ...\n```")]}, ""),  # the sheet's own words
        ({"before": [new_code_cell("g = 1")]}, ""),
        (
            {"before": [marked(new_code_cell(STUB), "f", solution=True) | {"source": WORK}]},
            "is there 2 times: the last one",
        ),
    ],
)
def test_work_in_another_cell(tmp_path, where, why):
    problems = read(tmp_path, {"a.ipynb": sheet(**where)}).problems
    assert why in "".join(problems) and len(problems) == bool(why)


def test_line_ends_and_odd_metadata_do_not_count_as_work(tmp_path):
    notebook = sheet()
    for cell in notebook.cells:
        cell.source = cell.source.replace("\n", "\r\n")
    copy = sheet(work=WORK)
    copy.cells[2].metadata["nbgrader"]["points"] = "many"
    found = read(tmp_path, {"a.ipynb": b"\xef\xbb\xbf" + nbformat.writes(notebook).encode(), "b.ipynb": copy})
    assert "a.ipynb is as it was handed out, and b.ipynb" in found.problems[0]


@pytest.mark.parametrize(
    "source",
    ["-" * 10_000 + "1", "(" * 5_000, "x = " + "+".join("1" * 9_000), "%a\n" * 6_000, "'\\d'", "x" * 10**6, "\x00"],
)
def test_what_a_stranger_wrote_does_not_stop_the_reading(tmp_path, source):
    for number, notebook in enumerate((sheet(work=source), sheet(before=[new_code_cell(source), new_code_cell(WORK)]))):
        found = read(tmp_path / str(number), {"a.ipynb": notebook})
        assert isinstance(found, intake.Submission) and len(found.problems) == number


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"last": [new_markdown_cell("because")]}, 5),
        ({"last": [new_markdown_cell("# Next part"), new_markdown_cell("because")]}, 6),
        ({"after": [new_markdown_cell("because")]}, None),  # that is beside another cell
        ({"last": [new_markdown_cell("# Next part"), new_code_cell("# because"), new_markdown_cell(" ")]}, None),
        ({"last": [new_markdown_cell("because")], "written": "because, you see"}, None),
    ],
)
def test_a_written_answer_in_another_cell(cells, said):
    found = list(misplaced.written_elsewhere(sheet(**cells), {"# f", "# Next part"}))
    assert len(found) == (said is not None)
    assert said is None or f"the cell written is as it was handed out, and the cell number {said} near it" in found[0]
