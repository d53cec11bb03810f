"""The hostile submissions of tests/submissions/hostile: how they are read, what surrounds them, and how one is graded.

`attempt` is the only place that knows the engine's names.
"""

import contextlib
import copy
import importlib.util
import json
import os
import re
import secrets
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
from grading_tools import cell, notebook
from nbformat import NotebookNode

from dltheory.grading import Limits
from dltheory.grading.execution.launcher import Launcher
from dltheory.grading.outcomes import ITEM_TYPE, Graded, ItemResult, Status, Verdict
from dltheory.grading.sheets import Sheet, put_in, read_attempt, read_notebook
from dltheory.grading.submission import grade

ROOT = Path(__file__).resolve().parent.parent
CORPUS = Path(__file__).resolve().parent / "submissions" / "hostile"
KINDS = ("forging", "breaking", "spying", "accomplices", "injecting")
LIMITS = Limits(
    cell=3, call=1.5, test=6, total=12, slack=2, memory=600 * 2**20, processes=48, files=128, disk=32 * 2**20, inodes=1000,
    output=2**20,
)  # fmt: skip
CANARY = re.compile(r"CANARY-[a-z]+-[0-9a-f]{16}")
LEAK = re.compile(r"^LEAK: .*", re.MULTILINE)
_LINE = re.compile(r"^# (?P<key>tries|kind|sheet|earns|verdict|contained by|without sandbox): (?P<value>.+)$")
_NEEDED = ("tries", "kind", "earns", "verdict", "contained by")


# --- what a submission says of itself ---


@dataclass(frozen=True)
class Facts:
    """The head of a submission.

    Parameters
    ----------
    tries : str
        What it tries, in words.
    kind : str
        One of `KINDS`.
    earns : float
        What honest grading gives it; nan where that depends on the machine.
    items : dict of str to float
        The same by item, where that matters.
    verdict : dict of str to set of str
        Values of `Verdict` that an item may have, and of `Status` under "status"; what is not named may be anything.
    contained_by : str
        What holds it.
    sheet : str
        The sheet that it is handed in for.
    without_sandbox : str
        "finds": without a sandbox it reaches what it looks for. That is tried too, so that its failing inside says something.
    """

    tries: str
    kind: str
    earns: float
    items: dict[str, float]
    verdict: dict[str, set[str]]
    contained_by: str
    sheet: str = "small"
    without_sandbox: str = ""


def facts(lines: dict[str, str]) -> Facts:
    """Return what the lines of a head say; raise ValueError with the line that is wrong."""
    missing = [key for key in _NEEDED if key not in lines]
    if missing:
        raise ValueError(f"the head lacks {missing}")
    if lines["kind"] not in KINDS:
        raise ValueError(f"there is no kind {lines['kind']!r}")
    total, _, rest = lines["earns"].partition(" = ")
    if total == "any":  # when it stops, and so what was right before, depends on the machine
        total = "nan"
    items = {name: float(points) for name, points in (part.split() for part in rest.split(", ") if part)}
    if items and sum(items.values()) != float(total):
        raise ValueError(f"{lines['earns']!r} does not add up")
    verdict = {}
    if lines["verdict"] != "any":
        for part in lines["verdict"].split("; "):
            name, _, allowed = part.partition(" ")
            verdict[name] = {(Status if name == "status" else Verdict)(value).value for value in allowed.split("|")}
    return Facts(
        lines["tries"], lines["kind"], float(total), items, verdict, lines["contained by"], lines.get("sheet", "small"),
        lines.get("without sandbox", ""),
    )  # fmt: skip


def head(path: Path) -> Facts:
    """Return what the comment lines at the top of a submission say."""
    lines: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        match = _LINE.match(line)
        if match is None:
            break
        lines[match["key"]] = match["value"]
    return facts(lines)


def corpus(*kinds: str) -> list[Path]:
    """Return the submissions of these kinds that are code alone."""
    return sorted(path for kind in kinds or KINDS for path in (CORPUS / kind).glob("*.py"))


@dataclass(frozen=True)
class FolderSubmission:
    """A submission that is more than code: something builds its folder."""

    name: str
    facts: Facts
    student: str
    build: Callable[[Path, "Handed"], None]


@dataclass(frozen=True)
class Handed:
    """What a builder starts from: the sheet as released, the same solved, the sheet's name, and the course's folder."""

    released: NotebookNode
    solved: NotebookNode
    name: str
    course: Path


FOLDERS: dict[str, FolderSubmission] = {}


def hostile(student: str | None = None, **lines: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Mark a function of folders.py as the builder of a submission, with its head; `student` is a student's strange id."""

    def register(build: Callable[..., None]) -> Callable[..., None]:
        known = facts({key.replace("_", " "): value for key, value in lines.items()})
        FOLDERS[build.__name__] = FolderSubmission(build.__name__, known, student or build.__name__, build)
        return build

    return register


def folder_submissions() -> dict[str, FolderSubmission]:
    """Return all that folders.py builds, by name."""
    if not FOLDERS:
        spec = importlib.util.spec_from_file_location("hostile_folders", CORPUS / "folders.py")
        assert spec is not None and spec.loader is not None
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
    return FOLDERS


# --- sheets ---


def sheet_notebook(name: str, hidden: str = "") -> NotebookNode:
    """Return an instructor's notebook: one of sheets/, or one of the course; `hidden` stands in its hidden tests."""
    path = CORPUS / "sheets" / f"{name}.py"
    if not path.exists():
        return read_notebook(ROOT / "source" / name / f"{name}.ipynb")
    cells = []
    for part in re.split(r"^# %% ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        title, source = part.split("\n", 1)
        grade_id, kind, *points = title.replace("|", " ").split()
        cells.append(
            cell(kind, grade_id, source.strip().replace("@HIDDEN@", hidden), float(points[0]) if points else 0)
        )
    return notebook(cells)


# --- what surrounds them ---


@dataclass
class World:
    """A course with something secret in every place, each with a canary that must come out nowhere.

    Parameters
    ----------
    course : Path
    secrets : dict of str to str
        The canaries, by place.
    ports : dict of str to str
        What listens on this machine and greets with a canary: a port of the loopback device, and an abstract socket.
    """

    course: Path
    secrets: dict[str, str] = field(default_factory=dict)
    ports: dict[str, str] = field(default_factory=dict)
    greeted: list[str] = field(default_factory=list)

    def text(self, path: Path, word: str = "") -> str:
        """Return a submission's text, with what it could know of this machine filled in."""
        known = {
            "COURSE": str(self.course),
            "REPOSITORY": str(ROOT),
            "HOME": str(Path.home()),
            "WORD": word,
            **self.ports,
        }
        text = path.read_text(encoding="utf-8")
        for name, value in known.items():
            text = text.replace(f"@{name}@", value)
        return text

    def sheet(self, name: str) -> NotebookNode:
        """Return an instructor's notebook with the canary in its hidden tests."""
        return sheet_notebook(name, self.secrets["hidden"])


def canary(place: str) -> str:
    """Return a fresh word to look for."""
    return f"CANARY-{place}-{secrets.token_hex(8)}"


@contextlib.contextmanager
def world() -> Iterator[World]:
    """Set up a course beside this repository, what listens, and the environment; launchers must be started after it."""
    names = (
        "hidden",
        "source",
        "gradebook",
        "other",
        "secret",
        "environ",
        "home",
        "port",
        "abstract",
        "git",
        "student",
    )
    # Not in /tmp, which every sandbox replaces.
    made = World(Path(tempfile.mkdtemp(prefix="hostile-", dir="/var/tmp")), {name: canary(name) for name in names})
    course, words = made.course, made.secrets
    for place, text in {
        "source/small/answers.txt": words["source"],
        "submitted/other/small/notes.txt": words["other"],
        "home/.ssh/id_ed25519": words["home"],
        ".git/objects/note": words["git"],
    }.items():
        (course / place).parent.mkdir(parents=True, exist_ok=True)
        (course / place).write_text(text + "\n", encoding="utf-8")
    for name in ("small", "parts", "habits"):
        (course / "source" / name).mkdir(exist_ok=True)
        nbformat.write(made.sheet(name), course / "source" / name / f"{name}.ipynb")
    nbformat.write(made.sheet("small"), course / "submitted/other/small/small.ipynb")
    with contextlib.closing(sqlite3.connect(course / "gradebook.db")) as book:
        book.execute("create table student (id text)")
        book.execute("insert into student values (?)", (words["gradebook"],))
        book.commit()
    environment = {"DLTHEORY_GRADING_SECRET": words["secret"], "COURSE_TOKEN": words["environ"]}
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, course, ignore_errors=True)
        stack.callback(lambda: [_set(name, value) for name, value in before.items()])
        inet = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        unix = stack.enter_context(socket.socket(socket.AF_UNIX))
        made.ports = {"PORT": str(inet.getsockname()[1]), "ABSTRACT": f"hostile-{secrets.token_hex(4)}"}
        unix.bind(f"\0{made.ports['ABSTRACT']}")
        unix.listen()
        for server, name in ((inet, "port"), (unix, "abstract")):
            threading.Thread(target=_greet, args=(server, made, name), daemon=True).start()
        yield made


def _set(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value


def _greet(server: socket.socket, made: World, name: str) -> None:
    with contextlib.suppress(OSError):  # until it is closed
        while True:
            connection, _ = server.accept()
            made.greeted.append(name)
            with connection:
                connection.sendall(made.secrets[name].encode())


# --- grading one ---


def attempt(
    made: World, launcher: Launcher, path: Path | None, sheet: str, word: str = "", limits: Limits = LIMITS
) -> Graded:
    """Grade a submission that is code alone; without a path, an honest one, whose own cell holds a canary."""
    instructor = made.sheet(sheet)
    own = Sheet.from_notebook(instructor, sheet)
    if path is None:
        handed = nbformat.from_dict(instructor)
        handed.cells.append(nbformat.v4.new_code_cell(HONEST.replace("@WORD@", made.secrets["student"])))
    else:
        with tempfile.TemporaryDirectory() as folder:
            filled_in = Path(folder) / path.name
            filled_in.write_text(made.text(path, word), encoding="utf-8")
            handed = put_in(instructor, read_attempt(filled_in, own))
    return grade(json.dumps(handed).encode(), own, launcher, limits)


# What an honest student may leave lying about.
HONEST = """
import os
word = "@WORD@"
os.environ["NOTE"] = word
for folder in (".", "/tmp", "/dev/shm", os.path.expanduser("~")):
    try:
        with open(os.path.join(folder, "notes.txt"), "w") as file:
            file.write(word)
    except OSError:
        pass
"""


def escaped(graded: Graded, made: World, *own: str) -> list[str]:
    """Return everything that came out and should not have: canaries but the submission's own, and what it calls a leak."""
    text = graded.to_json()
    found = sorted(set(CANARY.findall(text)) - set(own))
    shown = [line for outputs in graded.outputs.values() for output in outputs for line in LEAK.findall(_text(output))]
    return found + shown


def _text(output: dict[str, object]) -> str:
    text = output.get("text", "")
    return "".join(text) if isinstance(text, list) else str(text)


def still_running(word: str) -> list[str]:
    """Return the processes of this machine whose command line holds a word."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError):
            if word.encode() in Path(f"/proc/{name}/cmdline").read_bytes():
                found.append(name)
    return found


# --- a class of them ---


@dataclass
class HandedIn:
    """A class that was graded, with all that came of it.

    Parameters
    ----------
    outcomes : dict
        What `ClassRun.run` returned, by student.
    feedback : dict of str to str
        The pages, by student.
    report, summary, table : str
        The class report's page, what the run prints, what the report prints.
    csv : dict of str to str
        The report's tables, by name.
    """

    outcomes: dict[str, Any]
    items: dict[str, dict[str, ItemResult]]
    everything: str
    feedback: dict[str, str]
    report: str
    summary: str
    table: str
    csv: dict[str, str]


HONEST_STUDENTS = ("aaa", "mmm", "zzz")  # first, in between, last


def grade_folders(made: World, root: Path, workers: int = 2) -> HandedIn:
    """Grade everything that folders.py builds, the injections that are code alone, and honest students, as one class."""
    from dltheory.grading import demo
    from dltheory.grading.classrun import ClassRun, Options, summary
    from dltheory.grading.gradebook import ClassGradebook
    from dltheory.grading.journal import Journal
    from dltheory.grading.report import gradebook_table, items_csv, read_class, students_csv, to_html

    instructor = made.sheet("small")
    (root / "source" / "small").mkdir(parents=True)
    nbformat.write(instructor, root / "source" / "small" / "small.ipynb")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    demo.run_nbgrader(root, "generate_assignment", "small")
    demo.run_nbgrader(root, "db", "student", "add", "mmm", "--first-name", "<script>window.HOSTILE=1</script>",
                      "--last-name", "=HYPERLINK(1)\x1b[2J")  # fmt: skip
    released = nbformat.read(root / "release" / "small" / "small.ipynb", as_version=4)
    solved = nbformat.from_dict(released)
    sources = {c.metadata.nbgrader.grade_id: c.source for c in instructor.cells}
    for own in solved.cells:
        if own.metadata.nbgrader.solution:
            own.source = re.sub(r"(?m)^ *### (BEGIN|END) SOLUTION\n?", "", sources[own.metadata.nbgrader.grade_id])
    handed = Handed(released, solved, "small", made.course)
    for student in HONEST_STUDENTS:
        folder = root / "submitted" / student / "small"
        folder.mkdir(parents=True)
        nbformat.write(solved, folder / "small.ipynb")
    for path in corpus("injecting"):
        folder = root / "submitted" / path.stem / "small"
        folder.mkdir(parents=True)
        own = Sheet.from_notebook(instructor, "small")
        notebook = put_in(released, read_attempt(path, own))
        nbformat.write(notebook, folder / "small.ipynb")
    for one in folder_submissions().values():
        folder = root / "submitted" / one.student / "small"
        folder.mkdir(parents=True)
        one.build(folder, copy.deepcopy(handed))
    with ClassGradebook(root) as book, Journal(root) as journal:
        run = ClassRun(book, journal, "small", Options(workers=workers, limits=LIMITS, progress=False))
        outcomes = {outcome.student: outcome for outcome in run.run()}
    with (root / "feedback.log").open("w", encoding="utf-8") as log:
        command = [sys.executable, "-m", "nbgrader", "generate_feedback", "small"]
        subprocess.run(command, cwd=root, stdout=log, stderr=log, check=False)
    result = read_class(root, "small")
    feedback = {
        path.parent.parent.name: path.read_text(encoding="utf-8") for path in root.glob("feedback/*/small/small.html")
    }
    graded = root.glob("autograded/*/small/small.ipynb")
    notebooks = {path.parent.parent.name: nbformat.read(path, as_version=4) for path in graded}
    items = {student: items_in(notebook) for student, notebook in notebooks.items()}
    everything = json.dumps([feedback, {k: [c.get("outputs") for c in nb.cells] for k, nb in notebooks.items()}])
    csv = {"students": students_csv(result), "items": items_csv(result)}
    return HandedIn(outcomes, items, everything, feedback, to_html(result), summary(list(outcomes.values())),
                    gradebook_table(result), csv)  # fmt: skip


def items_in(notebook: NotebookNode) -> dict[str, ItemResult]:
    """Return the items that a graded notebook shows."""
    found = {}
    for one in notebook.cells:
        for output in one.get("outputs", ()):
            item = output.get("data", {}).get(ITEM_TYPE)
            if item is not None:
                fields = {key: item[key] for key in ("item", "points", "max_points", "message")}
                found[item["item"]] = ItemResult(**fields, verdict=Verdict(item["verdict"]))
    return found


class _Running(HTMLParser):
    """Collects what a browser would run or load from a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: set[str] = set()
        self._script: list[str] | None = None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._script = []
        if tag in ("iframe", "object", "embed", "base", "form", "meta", "link", "portal", "frame", "applet"):
            self.found.add(f"<{tag} {sorted((name, value or '') for name, value in attributes)}>")
        for name, value in attributes:
            plain = re.sub(r"[\x00-\x20]", "", value or "").lower()
            if name.startswith("on") or name in ("srcdoc", "formaction"):
                self.found.add(f"<{tag} {name}={value}>")
            elif plain.startswith(("javascript:", "vbscript:", "data:text", "data:image/svg", "data:application")):
                self.found.add(f"<{tag} {name}={plain[:60]}>")
            elif name in ("src", "srcset", "poster", "data", "background") and not plain.startswith("data:image/"):
                self.found.add(f"<{tag} {name}={plain[:60]}>")

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style") and self._script is not None:
            self.found.add(f"<{tag}>{''.join(self._script)}")
            self._script = None

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self._script.append(data)


def what_runs(page: str) -> set[str]:
    """Return what a browser would run, load or send from a page."""
    parser = _Running()
    parser.feed(page)
    parser.close()
    return parser.found
