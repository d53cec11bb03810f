"""A reader's own path: answers are kept beside the course and nowhere else, and the table says what to repeat."""

import json

import nbformat
import pytest

from dltheory import progress, tasks
from dltheory.progress import my_progress
from dltheory.tasks import task, your_turn


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A folder with an index, one chapter that asks two questions, and their tasks."""
    monkeypatch.setattr(tasks, "_TASKS", {})
    monkeypatch.delenv("DLTHEORY_PROGRESS")
    monkeypatch.chdir(tmp_path)
    task("square", right="Yes.")(lambda answer: "" if answer == 9 else "No.")
    task("name & <cube>", right="Yes.")(lambda answer: "" if answer(2) == 8 else "No.")
    cells = [
        nbformat.v4.new_markdown_cell("# 01 · Powers\n\nA picture."),
        nbformat.v4.new_markdown_cell("## 1. Squares, twice"),
        nbformat.v4.new_code_cell('your_turn("square", 9)\nyour_turn("square", 8)'),
        nbformat.v4.new_markdown_cell("## 2. Cubes"),
        nbformat.v4.new_code_cell('display(your_turn("name & <cube>", cube))'),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "01_powers.ipynb")
    (tmp_path / "index.ipynb").write_text("{}")
    return tmp_path


def on(monkeypatch, day):
    class Day:
        @staticmethod
        def today():
            return Day

        @staticmethod
        def isoformat():
            return day

    monkeypatch.setattr(progress, "date", Day)


def test_answers_are_kept_and_open_ones_are_not(course):
    assert repr(my_progress()) == "Nothing is answered yet."
    your_turn("square", ...)
    assert not (course / progress.FILE).exists()
    your_turn("square", 9)
    (line,) = (course / progress.FILE).read_text().splitlines()
    assert json.loads(line) | {"day": ""} == {"day": "", "name": "square", "state": "right", "answer": "9"}
    assert repr(my_progress()) == "01 · Powers: 1 of 2 answered, 0 to repeat"


def test_a_function_is_kept_as_its_source_and_an_error_as_wrong(course):
    def cube(x):
        return x**3 / 0

    assert your_turn("name & <cube>", cube).state == "wrong"
    assert "x**3 / 0" in json.loads((course / progress.FILE).read_text())["answer"]


def test_what_was_not_right_at_once_is_repeated_until_it_is_on_a_later_day(course, monkeypatch):
    on(monkeypatch, "2030-01-01")
    your_turn("square", 8)
    assert "1 to repeat" in repr(my_progress())
    your_turn("square", 9)
    assert "1 to repeat" in repr(my_progress())  # right, at the second try
    on(monkeypatch, "2030-01-03")
    your_turn("square", 9)
    assert "0 to repeat" in repr(my_progress())
    your_turn("square", 8)
    assert "1 to repeat" in repr(my_progress())


def test_the_table_links_to_the_section_and_shows_names_as_words(course):
    your_turn("name & <cube>", lambda x: x)
    shown = my_progress()._repr_html_()
    assert 'href="01_powers.ipynb#2.-Cubes"' in shown and "name &amp; &lt;cube&gt;" in shown and "<cube>" not in shown


def test_deleting_the_file_forgets_everything(course):
    your_turn("square", 9)
    (course / progress.FILE).unlink()
    assert repr(my_progress()) == "Nothing is answered yet."
    assert "kept in my_progress.jsonl" in my_progress()._repr_html_()


def test_a_damaged_file_costs_its_damaged_lines_only(course):
    your_turn("square", 9)
    with (course / progress.FILE).open("ab") as stream:
        stream.write(b'{"day": \n[1]\n{"name": "square"}\n\xff\xfe\nnull\n')
    assert repr(my_progress()) == "01 · Powers: 1 of 2 answered, 0 to repeat"


def test_a_folder_that_cannot_be_written_does_not_cost_the_answer(course):
    (course / progress.FILE).mkdir()
    assert your_turn("square", 9).state == "right"


@pytest.mark.parametrize("where", ["off", "elsewhere", "another file"])
def test_nothing_is_written_when_it_is_off_or_outside_the_course(course, monkeypatch, tmp_path_factory, where):
    if where == "off":
        monkeypatch.setenv("DLTHEORY_PROGRESS", "OFF")
    elif where == "elsewhere":
        monkeypatch.chdir(tmp_path_factory.mktemp("sheet"))
    else:
        monkeypatch.setenv("DLTHEORY_PROGRESS", str(tmp_path_factory.mktemp("mine") / "path.jsonl"))
    your_turn("square", 9)
    assert not (course / progress.FILE).exists()
    assert (progress.answers(progress.file()) != {}) == (where == "another file")
