"""The hostile submissions of tests/submissions/hostile: how they are read, what surrounds them, and how one is graded.

`attempt` is the only place that knows the engine's names.
"""

import contextlib
import importlib.util
import json
import os
import re
import secrets
import shutil
import socket
import sqlite3
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from grading_tools import cell, notebook
from nbformat import NotebookNode

from dltheory.grading import Limits
from dltheory.grading.execution.launcher import Launcher
from dltheory.grading.outcomes import Graded, Status, Verdict
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
        cells.append(cell(kind, grade_id, source.strip().replace("@HIDDEN@", hidden), float(points[0]) if points else 0))
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
        known = {"COURSE": str(self.course), "REPOSITORY": str(ROOT), "HOME": str(Path.home()), "WORD": word, **self.ports}
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
    names = ("hidden", "source", "gradebook", "other", "secret", "environ", "home", "port", "abstract", "git", "student")
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
    for name in ("small", "parts"):
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
            copy = Path(folder) / path.name
            copy.write_text(made.text(path, word), encoding="utf-8")
            handed = put_in(instructor, read_attempt(copy, own))
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
