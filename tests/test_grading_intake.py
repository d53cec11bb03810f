"""What students hand in is read safely: nothing outside the folder, nothing endless, and every notebook in one form."""

import json
import os
import socket
import threading
import time
from unittest import mock

import nbformat
import pytest

from dltheory.grading import GradingError, intake
from dltheory.grading.intake import Refused, Submission
from dltheory.grading.shown import shown, spreadsheet_cell, text_table

PAGE = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def cell(source="1", kind="code", **more):
    base = {"cell_type": kind, "metadata": {}, "source": source}
    return base | ({"outputs": [], "execution_count": None} if kind == "code" else {}) | more


def page(*cells, **more):
    return json.dumps(PAGE | {"cells": list(cells)} | more)


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "submitted" / "ada" / "sheet"
    path.mkdir(parents=True)
    return path


def read(folder, names=("sheet",), student="ada"):
    return intake.read(folder.parents[1], folder.parts[-2:], student, names, [".ipynb_checkpoints", "*.pyc"])


def test_a_plain_submission(folder):
    (folder / "sheet.ipynb").write_text(page(cell("x = 1")))
    (folder / "timestamp.txt").write_text("2026-03-02 13:30:00 UTC")
    (folder / "data").mkdir()
    (folder / "data" / "x.csv").write_text("1,2")
    (folder / "old.pyc").write_text("")
    os.link(folder / "data" / "x.csv", folder / "same.csv")
    found = read(folder)
    assert isinstance(found, Submission) and found.problems == ()
    assert set(found.files) == {"data/x.csv", "same.csv", "timestamp.txt"}
    assert set(intake.files_in(folder)) == {*found.files, "old.pyc"}
    with pytest.raises(GradingError, match="the folder cannot be opened"):
        intake.files_in(folder / "nowhere")
    assert str(found.timestamp) == "2026-03-02 13:30:00"
    (only,) = nbformat.reads(found.notebooks["sheet"].decode(), as_version=4).cells
    assert only.source == "x = 1" and only.id == "cell-0"
    before = found.digest
    assert read(folder).digest == before
    (folder / "data" / "x.csv").write_text("1,3")
    assert read(folder).digest != before


# --- what is not followed, not opened, not read to its end ---


def test_no_link_is_followed_at_any_level(folder, tmp_path):
    secret = tmp_path / "source.ipynb"
    secret.write_text(page(cell("the answer")))
    (folder / "sheet.ipynb").symlink_to(secret)
    found = read(folder)
    assert isinstance(found, Refused) and found.reason == "sheet.ipynb is a link and was not opened"
    (folder / "sheet.ipynb").unlink()
    (folder / "sheet.ipynb").write_text(page(cell()))
    (folder / "secret.txt").symlink_to(secret)
    (folder / "all").symlink_to(tmp_path)
    (folder / "timestamp.txt").symlink_to("/etc/hostname")
    found = read(folder)
    assert found.files == {} and len(found.problems) == 3 and all("is a link" in said for said in found.problems)
    assert intake.files_in(folder) == {}
    elsewhere = tmp_path / "elsewhere"
    folder.rename(elsewhere)
    folder.symlink_to(elsewhere)
    assert "is a link" in read(folder).reason
    folder.unlink()
    folder.parent.rmdir()
    folder.parent.symlink_to(tmp_path)
    assert "is a link" in read(folder).reason


def test_special_files_are_not_opened(folder):
    (folder / "sheet.ipynb").write_text(page(cell()))
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as sock:
        here = os.getcwd()
        os.chdir(folder)
        sock.bind("socket")
        os.chdir(here)
        done = []
        reader = threading.Thread(target=lambda: done.append(read(folder)), daemon=True)
        reader.start()
        reader.join(20)
        assert done and done[0].files == {}
    assert [said.split()[0] for said in done[0].problems] == ["pipe", "socket"]
    (folder / "sheet.ipynb").unlink()
    os.mkfifo(folder / "sheet.ipynb")
    assert read(folder).reason == "sheet.ipynb is no regular file and was not opened"


def test_size_and_number_have_limits(folder, monkeypatch):
    monkeypatch.setattr(intake, "LARGEST_FILE", 1000)
    monkeypatch.setattr(intake, "LARGEST_TOTAL", 3000)
    monkeypatch.setattr(intake, "MOST_FILES", 8)
    (folder / "sheet.ipynb").write_text(page(cell()))
    (folder / "big").write_bytes(b"x" * 1001)
    for number in range(4):
        (folder / f"part{number}").write_bytes(b"x" * 900)
    found = read(folder)
    assert list(found.files) == ["part0", "part1", "part2"]
    assert any(said.startswith("big is larger than") for said in found.problems)
    for number in range(10):
        (folder / f"z{number}").write_bytes(b"")
    assert "there are more than 8 files; the rest was left out" in read(folder).problems
    monkeypatch.setattr(intake, "LARGEST_NOTEBOOK", 10)
    assert "sheet.ipynb is larger than" in read(folder).reason


def test_deep_folders_end(folder):
    (folder / "sheet.ipynb").write_text(page(cell()))
    deep = folder
    for _ in range(12):
        deep = deep / "d"
    deep.mkdir(parents=True)
    (deep / "x").write_text("")
    found = read(folder)
    assert found.files == {} and "nested too deep" in found.problems[0]


@pytest.mark.parametrize("name", ["\x1b[2J.txt", "a\nb.txt", "\u202etxt.exe", b"\xff\xfe.txt"])
def test_names_that_could_hurt_are_left_out_and_shown_harmless(folder, name):
    (folder / "sheet.ipynb").write_text(page(cell()))
    with open(os.path.join(os.fsencode(folder), os.fsencode(name)), "w"):
        pass
    found = read(folder)
    assert found.files == {}
    (said,) = found.problems
    assert said.isprintable() and said.encode()


@pytest.mark.parametrize("student", ["a\x1b[31mda", " ada", "a\nb", "x" * 129, os.fsdecode(b"ad\xff"), ".ada"])
def test_students_names_that_could_hurt_are_refused(tmp_path, student):
    folder = tmp_path / "submitted" / student / "sheet"
    folder.mkdir(parents=True)
    (folder / "sheet.ipynb").write_text(page(cell()))
    assert "cannot be a student's id" in read(folder, student=student).reason


def test_students_are_found_whatever_stands_in_their_place(folder, tmp_path):
    base = folder.parents[1]
    (base / "ben").symlink_to(tmp_path)
    (base / "chloe").mkdir()
    (base / "dilan").mkdir()
    (base / "dilan" / "sheet").write_text("")
    (base / "notes.txt").write_text("")
    assert intake.students_in(base, "sheet") == ["ada", "ben", "dilan"]
    assert intake.students_in(tmp_path / "nowhere", "sheet") == []
    assert "no folder" in intake.read(base, ("dilan", "sheet"), "dilan", ["sheet"]).reason


# --- notebooks ---


@pytest.mark.parametrize(
    "content",
    [
        b"not JSON",
        b"[]",
        b"",
        b"\xff\xfe{",
        b'{"nbformat": 4}',
        b'{"cells": 1, "nbformat": 4}',
        b'{"cells": [1], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
        b'{"cells": [{"cell_type": "code", "source": 5}], "nbformat": 4}',
        b'{"cells": [{"cell_type": "evil"}], "nbformat": 4}',
        b'{"nbformat": 99, "worksheets": []}',
        b'{"nbformat": "3"}',
        b"[" * 200_000,
        b'{"cells": [], "nbformat": 4, "metadata": ' + b'{"a":' * 500 + b"1" + b"}" * 500 + b"}",
        json.dumps(PAGE | {"cells": [cell()] * 1001}).encode(),
    ],
)
def test_what_is_no_notebook_is_refused_in_one_sentence(folder, content):
    (folder / "sheet.ipynb").write_bytes(content)
    found = read(folder)
    assert isinstance(found, Refused) and found.reason.startswith("sheet.ipynb ") and len(found.reason) < 200


def cleaned(text):
    problems = []
    notebook = nbformat.reads(intake.clean(text.encode(), problems).decode(), as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    return notebook, problems


@pytest.mark.parametrize("minor", range(6))
def test_older_formats_are_upgraded_first(minor):
    notebook, problems = cleaned(page(cell("a"), cell("b", "markdown"), nbformat_minor=minor))
    assert [c.source for c in notebook.cells] == ["a", "b"] and not problems
    assert len({c.id for c in notebook.cells}) == 2


def test_format_3_is_upgraded():
    old = {
        "metadata": {"name": ""},
        "nbformat": 3,
        "nbformat_minor": 0,
        "worksheets": [
            {
                "cells": [
                    {"cell_type": "heading", "level": 1, "metadata": {}, "source": ["Title"]},
                    {"cell_type": "code", "input": ["x = 1"], "language": "python", "metadata": {}, "outputs": []},
                ]
            }
        ],
    }
    notebook, _ = cleaned(json.dumps(old))
    assert [c.source for c in notebook.cells] == ["# Title", "x = 1"]


@pytest.mark.parametrize(
    "metadata",
    [
        {"widgets": {"application/vnd.jupyter.widget-state+json": {}}},
        {"widgets": {"state": {}, "version": "1"}},
        {"kernelspec": {"name": 5}},
        {"kernelspec": "python"},
        {"language_info": []},
        {"authors": "me"},
        {"title": {"a": [1, 2]}},
    ],
)
def test_metadata_of_a_notebook_never_decides_whether_it_is_read(metadata):
    notebook, _ = cleaned(page(cell("x"), metadata=metadata))
    assert notebook.cells[0].source == "x" and "widgets" not in notebook.metadata


@pytest.mark.parametrize(
    "more",
    [
        {"metadata": {"collapsed": "yes"}},
        {"metadata": {"tags": "slides"}},
        {"metadata": {"name": 3}},
        {"metadata": None},
        {"id": "not an id!"},
        {"id": "x" * 65},
        {"outputs": [{"output_type": "unknown"}]},
        {"outputs": "nothing"},
        {"execution_count": "many"},
        {"source": ["a\n", "b"]},
        {"colour": "red"},
    ],
)
def test_parts_of_a_cell_never_decide_whether_it_is_read(more):
    mark = {"nbgrader": {"grade_id": "f"}}
    broken = cell("a\nb") | more
    if isinstance(broken["metadata"], dict):
        broken["metadata"] = broken["metadata"] | mark
    notebook, _ = cleaned(page(broken))
    assert notebook.cells[0].source == "a\nb" and notebook.cells[0].outputs == []
    assert notebook.cells[0].metadata == {} or notebook.cells[0].metadata.nbgrader.grade_id == "f"


def test_doubled_ids_are_made_different_and_stay_the_same_next_time():
    text = page(cell("a", id="x"), cell("b", id="x"), cell("c", id="cell-1"), cell("d"))
    one, _ = cleaned(text)
    two, _ = cleaned(text)
    assert len({c.id for c in one.cells}) == 4 and [c.id for c in one.cells] == [c.id for c in two.cells]


def test_half_signs_and_marks_of_byte_order_and_numbers_that_json_has_not():
    notebook, _ = cleaned("\ufeff" + page(cell("x")).replace('"x"', '"x\\ud800y"'))
    assert notebook.cells[0].source == "x?y"
    notebook, _ = cleaned(page(cell("x", outputs=[1])).replace("[1]", "[NaN, Infinity]"))
    assert notebook.cells[0].outputs == []
    notebook, _ = cleaned(page(cell("\U0001d54f")))
    assert notebook.cells[0].source == "\U0001d54f"


def test_metadata_without_end_is_left_out_before_it_takes_memory():
    """Jupyter's validation takes 2 KB for each object: 2 MB of them would take gigabytes of the grader."""
    junk = [{}] * 60_000
    mark = {"grade_id": "a", "solution": True, "schema_version": 3, "grade": False, "locked": False, "junk": junk}
    for more in ({"metadata": {"a": junk}}, {}):
        problems = []
        cells = [
            cell("x = 1", metadata={"nbgrader": mark} if not more else {}),
            cell("y", "markdown", attachments={"a": {"b": junk}}),
        ]
        notebook = nbformat.reads(intake.clean(page(*cells, **more).encode(), problems).decode(), as_version=4)
        assert problems == ["the notebook's metadata is too large and was left out"]
        assert notebook.cells[0].source == "x = 1" and "a" not in notebook.metadata
        assert more or notebook.cells[0].metadata.nbgrader.grade_id == "a"
    with pytest.raises(GradingError, match="too many lists and objects in it; clear all outputs"):
        intake.read_submitted(page(metadata={"a": "[" * intake.MOST_BRACKETS}).encode(), [])


def test_numbers_that_are_too_large_for_a_float(folder):
    mark = {"grade_id": "a", "solution": True, "schema_version": 3, "grade": True, "locked": False, "points": 10**400}
    (folder / "sheet.ipynb").write_text(page(cell("x = 1", metadata={"nbgrader": mark | {"checksum": "0"}})))
    (folder / "other.ipynb").write_text(page(cell("x = 1", metadata={"nbgrader": mark | {"checksum": "0"}})))
    found = read(folder)
    assert isinstance(found, Submission) and "x = 1" in found.notebooks["sheet"].decode()


def test_a_number_without_end_is_none(folder):
    (folder / "sheet.ipynb").write_text(page(cell("x = 1"), metadata={"a": 7}).replace('"a": 7', '"a": [1e999, 1.5]'))
    found = read(folder)
    assert json.loads(found.notebooks["sheet"], parse_constant=pytest.fail)["metadata"]["a"] == [None, 1.5]


def test_so_many_notebooks_are_looked_at(folder):
    (folder / "sheet.ipynb").write_text(page(cell("x = 1")))
    for number in range(intake.MOST_OTHERS + 5):
        (folder / f"copy{number}.ipynb").write_text(page(cell("x = 1")))
    with mock.patch.object(intake, "clean", wraps=intake.clean) as cleaned:
        assert isinstance(read(folder), Submission)
    assert cleaned.call_count <= intake.MOST_OTHERS + 6
    assert sum(1 for call in cleaned.call_args_list if call.args[0]) == intake.MOST_OTHERS + 1


def test_pictures_in_written_answers_stay():
    picture = {"p.png": {"image/png": "aGVsbG8="}}
    notebook, _ = cleaned(page(cell("![p](attachment:p.png)", "markdown", attachments=picture)))
    assert notebook.cells[0].attachments == picture
    notebook, problems = cleaned(page(cell("x", "markdown", attachments={"p.png": 5})))
    assert "attachments" not in notebook.cells[0] and problems


# --- which file is the work ---


def test_files_of_other_names(folder):
    assert read(folder).reason == "no notebook was handed in" and read(folder).empty
    (folder / "notes.txt").write_text("tomorrow")
    assert read(folder).empty
    (folder / "my sheet.ipynb").write_text(page(cell()))
    found = read(folder)
    assert found.reason == "sheet.ipynb is missing; rename my sheet.ipynb" and not found.empty
    (folder / "sheet.ipynb").write_text(page(cell()))
    assert read(folder).problems == ("my sheet.ipynb is no notebook of this sheet and was not graded",)
    found = read(folder, ["sheet", "second"])
    assert "second.ipynb is missing" in found.problems and list(found.notebooks) == ["sheet"]


# --- time stamps ---


@pytest.mark.parametrize(
    ("text", "moment", "doubt"),
    [
        ("2026-03-02 13:30:00 UTC", "2026-03-02 13:30:00", ""),
        ("2026-03-02 13:30:00.250000 UTC\n", "2026-03-02 13:30:00.250000", ""),
        ("2026-03-02 13:30:00 CEST", "2026-03-02 11:30:00", ""),
        ("2026-03-02 13:30:00 +0200", "2026-03-02 11:30:00", ""),
        ("2026-03-02 13:30:00 -05:30", "2026-03-02 19:00:00", ""),
        ("2026-03-02T13:30:00+02:00", "2026-03-02 11:30:00", ""),
        ("2026-03-02T13:30:00Z", "2026-03-02 13:30:00", ""),
        ("2026-03-02 13:30:00 Europe/Berlin", "2026-03-02 12:30:00", ""),
        ("Mon Mar  2 13:30:00 UTC 2026", "2026-03-02 13:30:00", ""),
        ("2026-03-02 13:30:00", "2026-03-02 13:30:00", "names no time zone"),
        ("Mon Mar  2 13:30:00 CEST 2026", "2026-03-02 11:30:00", ""),
        ("Mon, 2 Mar 2026 13:30:00 +0200 (CEST)", "2026-03-02 11:30:00", ""),
        ("2 March 2026 13:30 cest", "2026-03-02 11:30:00", ""),
        ("2026-03-02T13:30 CEST", "2026-03-02 11:30:00", ""),
        ("20260302T133000+0200", "2026-03-02 11:30:00", ""),
        ("2026-03-02 13:30:00 +02", "2026-03-02 11:30:00", ""),
        ("2026-03-02 13:30 UTC+2", "2026-03-02 11:30:00", ""),
        ("2026-03-02 01:30:00 PM EST", "2026-03-02 18:30:00", ""),
        ("2026-03-02 13:30:00 Asia/Kolkata", "2026-03-02 08:00:00", ""),
        ("02.03.2026 13:30 UTC", "2026-03-02 13:30:00", ""),
        ("31/12/2025 13:30 UTC", "2025-12-31 13:30:00", ""),
        ("03/02/2026 13:30 UTC", "2026-03-02 13:30:00", "month and day can be exchanged"),
        (
            "2026-03-02",
            "2026-03-02 00:00:00",
            "no time of the day and names no time zone; it was read as 2026-03-02 00:00 UTC",
        ),
        ("2026-03-02 01:30:00 PM", "2026-03-02 13:30:00", "names no time zone"),
        ("2026-07-01 13:30:00 CET", "2026-07-01 12:30:00", "when CEST may be meant"),
        ("2026-10-25 02:30:00 Europe/Berlin", "2026-10-25 00:30:00", "at which the clocks are changed"),
        ("2026-03-02 13:30:00 IST", "2026-03-02 13:30:00", "time zone IST, which is not known"),
        ("2026-03-02 13:30:00 localtime", "2026-03-02 13:30:00", "time zone localtime, which is not known"),
        ("March 2026 13:30 UTC", "None", "holds no date"),
        ("2026-03-02 13:30:00 +99:00", "None", "holds no date"),
        ("2026-03-02 13:30:00 CST", "2026-03-02 13:30:00", "time zone CST, which is not known"),
        ("last night", "None", "holds no date"),
        ("13:30", "None", "holds no date"),
        ("", "None", "is empty"),
        ("\x00", "None", "holds no date"),
        ("9" * 150, "None", "holds no date"),
        ("2026-13-45 99:99:99 UTC", "None", "holds no date"),
        ("2026-03-02 13:30:00 ../../etc/localtime", "None", "holds no date"),
        ("2026-03-02 13:30:00 /etc/localtime", "None", "holds no date"),
        ("0001-01-01 00:00:00 +0200", "None", "holds no date"),
    ],
)
def test_time_stamps(folder, text, moment, doubt):
    from nbgrader.utils import parse_utc

    (folder / "sheet.ipynb").write_text(page(cell()))
    (folder / "timestamp.txt").write_text(text)
    found = read(folder)
    assert str(found.timestamp) == moment
    assert doubt in "".join(found.problems) and bool(doubt) == bool(found.problems)
    # What goes into autograded/ is read by nbgrader as the same moment; what it cannot read would end its whole run.
    assert ("timestamp.txt" in found.files) == (found.timestamp is not None)
    if found.timestamp is not None:
        assert parse_utc(found.files["timestamp.txt"].decode().strip()) == found.timestamp


def test_time_stamps_that_are_no_text_are_a_reason(folder):
    (folder / "sheet.ipynb").write_text(page(cell()))
    (folder / "timestamp.txt").write_bytes(b"\xff\xfe2026")
    assert read(folder).problems == ("timestamp.txt holds no date",)
    (folder / "timestamp.txt").write_bytes(b"2026-03-02 " + b" " * 10**6)
    assert isinstance(read(folder), Submission)
    (folder / "timestamp.txt").write_bytes("2026-03-02 13:30:00 UTC\r\n".encode("utf-16"))  # as PowerShell writes
    assert str(read(folder).timestamp) == "2026-03-02 13:30:00" and not read(folder).problems


def test_this_machines_own_zone_does_not_matter(folder, monkeypatch):
    (folder / "sheet.ipynb").write_text(page(cell()))
    for here in ("Asia/Kolkata", "UTC"):
        monkeypatch.setenv("TZ", here)
        time.tzset()
        try:
            (folder / "timestamp.txt").write_text("2026-03-02 13:30:00 IST")
            assert str(read(folder).timestamp) == "2026-03-02 13:30:00" and "IST" in read(folder).problems[0]
        finally:
            monkeypatch.undo()
            time.tzset()


# --- where it is shown ---


def test_shown_text_is_one_harmless_line():
    attack = "a\x1b[2Jb\nc\td\u202ee\u2028f\x7fg\ud800h"
    assert shown(attack).isprintable() and shown(attack).encode()
    assert shown("Hašek, 北京, é") == "Hašek, 北京, é"
    assert len(shown("x" * 10**6)) < 400
    assert "\x1b" not in text_table(("a",), [["\x1b[31m"]]) and len(text_table(("a",), [["x\ny"]]).splitlines()) == 3


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "  =1", "\n=1", "＝1+1", "=cmd|' /C calc'!A0"]
)
def test_no_cell_of_a_table_is_a_formula(text):
    cell_text = spreadsheet_cell(text)
    assert cell_text[0] == "'" and "\n" not in cell_text


def test_numbers_and_names_of_a_table_stay():
    for text in ("-1", "+2.5", "1e3", "", "Ada", "a=b", "-inf"):
        assert spreadsheet_cell(text) == text
