"""No command of nbgrader's follows a link in what students hand in."""

import os
import pwd
import shutil
import subprocess
import sys

import nbformat
import pytest
from class_tools import DOUBLE, SHEET, files, grade_class, hand_in, make_course, quick, scores
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory

from dltheory.grading import intake, links
from dltheory.grading.settings import course_config

# nbgrader's own way to add a row makes SQLAlchemy warn; a command of nbgrader's goes on.
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
SECRET = "nobody but the instructor reads this"


@pytest.fixture
def course(tmp_path):
    root = make_course(tmp_path / "class", "c.ExecuteApart.sandbox = False")
    (root / "secret.txt").write_text(SECRET, encoding="utf-8")
    (root / "private").mkdir()
    (root / "private" / "key").write_text(SECRET, encoding="utf-8")
    return root


def convert(kind, root, **settings):
    config = course_config(root)
    coursedir = CourseDirectory(config=config)
    coursedir.assignment_id = SHEET
    for name, value in settings.items():
        setattr(coursedir, name, value)
    kind(coursedir=coursedir, config=config).start()


def found(root, *steps):
    """Return the files below some steps that hold the secret, or are no ordinary files."""
    paths = [path for step in steps for path in (root / step).rglob("*") if not path.is_dir() or path.is_symlink()]
    return [path for path in paths if path.is_symlink() or SECRET.encode() in path.read_bytes()]


def add_links(folder):
    """Put into a folder what leads out of it."""
    up = os.path.relpath(folder.parents[2], folder)
    (folder / "data.db").symlink_to(f"{up}/gradebook.db")
    (folder / "words.txt").symlink_to(f"{up}/secret.txt")
    (folder / "absolute.txt").symlink_to(folder.parents[2] / "secret.txt")
    (folder / "all").symlink_to(f"{up}/private")
    (folder / "more").mkdir()
    (folder / "more" / "words.txt").symlink_to(f"../{up}/secret.txt")
    (folder / "gone").symlink_to("nowhere")
    os.mkfifo(folder / "pipe")


def test_plain_nbgrader_copies_no_link(course, caplog):
    caplog.set_level("WARNING", logger="traitlets")  # which another test may have silenced
    folder = hand_in(course, "eve", files={"mine.txt": "mine", "more/mine.txt": "mine"} | {})
    shutil.rmtree(folder / "more")
    add_links(folder)
    hand_in(course, "ada")
    convert(Autograde, course)
    convert(GenerateFeedback, course)
    assert found(course, "autograded", "feedback") == []
    copied = {path.name for path in (course / "autograded" / "eve" / SHEET).iterdir()}
    assert copied == {"a.ipynb", "b.ipynb", "data.csv", "mine.txt", "timestamp.txt"}
    for name in ("data.db", "words.txt", "absolute.txt", "all", "more/words.txt", "gone", "pipe"):
        assert f"eve: {name} is a link or a special file and is left out" in caplog.text
    # The same as the command of the course makes of it, which names them too.
    plain = scores(course)
    (outcome,) = [o for o in grade_class(course, grade=quick, force=True).values() if o.student == "eve"]
    assert outcome.graded and "data.db is a link" in outcome.reason and "pipe" in outcome.reason
    assert scores(course)["grades"] == plain["grades"]


def replace_notebook(folder):
    for name in ("a", "b"):
        (folder / f"{name}.ipynb").unlink()
        (folder / f"{name}.ipynb").symlink_to(f"../../ada/{SHEET}/{name}.ipynb")


def replace_folder(folder):
    shutil.rmtree(folder)
    folder.symlink_to(f"../ada/{SHEET}")


def replace_student(folder):
    shutil.rmtree(folder.parent)
    folder.parent.symlink_to("ada")


def replace_timestamp(folder):
    (folder / "timestamp.txt").unlink()
    os.mkfifo(folder / "timestamp.txt")  # who opens it waits for ever


@pytest.mark.parametrize("replace", [replace_notebook, replace_folder, replace_student, replace_timestamp])
def test_work_that_is_a_link_is_not_graded(course, replace):
    hand_in(course, "ada")
    replace(hand_in(course, "eve"))
    with pytest.raises(NbGraderException):
        convert(Autograde, course)
    assert not (course / "autograded" / "eve").exists() or not list((course / "autograded" / "eve").rglob("*.ipynb"))
    assert (course / "autograded" / "ada" / SHEET / "a.ipynb").exists(), "nobody else pays for it"


def test_one_notebook_alone_leaves_nothing_behind(course):
    add_links(hand_in(course, "eve"))
    convert(Autograde, course, notebook_id="a")
    assert found(course, "autograded") == []


def test_a_configuration_without_the_hook_refuses(course):
    config = (course / "nbgrader_config.py").read_text(encoding="utf-8").splitlines()
    # Neither of the lines that import the module before anything is copied.
    older = [
        line for line in config if "dltheory.grading.links" not in line and "c.Autograde.exporter_class" not in line
    ]
    (course / "nbgrader_config.py").write_text("\n".join(older), encoding="utf-8")
    folder = hand_in(course, "eve")
    add_links(folder)
    for name in ("pipe", "gone"):  # which nbgrader cannot copy
        (folder / name).unlink()
    run = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", SHEET], cwd=course, capture_output=True, text=True, timeout=120
    )
    assert run.returncode != 0 and "a link or special file; set c.Autograde.pre_convert_hook" in run.stderr
    assert found(course, "autograded") == []


def test_a_hard_link_is_a_file_like_another(course, tmp_path):
    folder = hand_in(course, "eve")
    os.link(folder / "a.ipynb", folder / "copy.txt")
    assert list(links.odd_files(folder)) == []
    assert "copy.txt" in intake.files_in(folder)


# --- what takes submissions in ---


def nbgrader(root, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments], cwd=root, capture_output=True, text=True, timeout=120
    )


def test_collect_takes_no_link(course):
    inbound = course / "exchange" / "dltheory" / "inbound"
    folder = hand_in(course, "eve")
    inbound.mkdir(parents=True)
    (course / "exchange").chmod(0o777)
    shutil.move(folder, inbound / f"eve+{SHEET}+2026-03-01 18:30:00.000000 UTC+x")
    shutil.rmtree(course / "submitted")
    sent = inbound / f"eve+{SHEET}+2026-03-01 18:30:00.000000 UTC+x"
    add_links(sent)
    (sent / "words.txt").unlink()
    (sent / "words.txt").symlink_to(course / "secret.txt")
    run = nbgrader(course, "collect", SHEET, "--ExchangeCollect.check_owner=False")  # eve is no user of this machine
    assert run.returncode == 0, run.stderr
    collected = course / "submitted" / "eve" / SHEET
    assert nbformat.read(collected / "a.ipynb", as_version=4) and (collected / "timestamp.txt").is_file()
    assert (
        found(course, "submitted") == [] and not (collected / "data.db").exists() and "data.db is a link" in run.stderr
    )


def test_collect_takes_nothing_in_the_name_of_another(course):
    me, stamp = pwd.getpwuid(os.geteuid()).pw_name, "2026-03-01 18:30:00.000000 UTC"
    inbound = course / "exchange" / "dltheory" / "inbound"
    inbound.mkdir(parents=True)
    (course / "exchange").chmod(0o777)
    for name in (me, "eve"):
        shutil.move(hand_in(course, name), inbound / f"{name}+{SHEET}+{stamp}+x")
    shutil.rmtree(course / "submitted")
    run = nbgrader(course, "collect", SHEET)
    assert run.returncode == 0 and f"eve+{SHEET}+{stamp}+x is not of the user eve and is left out" in run.stderr
    assert [path.name for path in (course / "submitted").iterdir()] == [me]


def test_feedback_goes_back_through_the_exchange(course):
    """Also where a submission came in another way, or a student has taken the file out that leads back."""
    hand_in(course, "ada")
    hand_in(course, "ben", files={"submission_secret.txt": "a secret of Ben's", "large.txt": "of no use to a page"})
    grade_class(course, grade=quick)
    convert(GenerateFeedback, course)
    pages = ["a.html", "b.html"]
    assert sorted(files(course / "feedback" / "ada" / SHEET)) == pages
    assert sorted(files(course / "feedback" / "ben" / SHEET)) == [*pages, "submission_secret.txt", "timestamp.txt"]
    (course / "exchange").mkdir()
    (course / "exchange").chmod(0o777)
    run = nbgrader(course, "release_feedback", SHEET)
    assert run.returncode == 0 and "ada has not handed in through the exchange" in run.stderr
    released = files(course / "exchange" / "dltheory" / "feedback")
    assert sorted(released.values()) == sorted(
        (course / "feedback" / "ben" / SHEET / page).read_bytes() for page in pages
    )


def test_zip_collect_takes_no_link(course):
    folder = hand_in(course, "eve")
    archive = course / "downloaded" / SHEET / "archive"
    archive.mkdir(parents=True)
    shutil.copy(folder / "a.ipynb", archive / "eve_a.ipynb")
    shutil.rmtree(course / "submitted")
    (archive / "eve_words.txt").symlink_to(course / "secret.txt")
    (archive / "eve_all").symlink_to(course / "private")
    pattern = r"--FileNameCollectorPlugin.named_regexp=.*/(?P<student_id>\w+?)_(?P<file_id>.*)"
    run = nbgrader(course, "zip_collect", SHEET, pattern)
    assert run.returncode == 0, run.stderr
    assert [path.name for path in (course / "submitted" / "eve" / SHEET).iterdir()] == ["a.ipynb"]
    extracted = course / "downloaded" / SHEET / "extracted"
    assert found(course, "submitted", "downloaded/" + SHEET + "/extracted") == []
    (extracted / "eve_b.txt").symlink_to(course / "secret.txt")
    shutil.rmtree(course / "submitted")
    shutil.rmtree(archive)
    nbgrader(course, "zip_collect", SHEET, pattern)
    assert found(course, "submitted") == []


def test_right_work_in_plain_files_is_graded(course):
    hand_in(course, "ada", a=DOUBLE)
    convert(Autograde, course)
    assert [row[3] for row in scores(course)["grades"] if row[2] == "test"] == ["2.0", "2.0"]
