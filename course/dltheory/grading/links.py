"""Links in what students hand in are never followed, whichever of nbgrader's commands copies it, and nobody hands in for another.

``nbgrader_config.py`` names these::

    c.Autograde.pre_convert_hook = "dltheory.grading.links.leave_out"  # and the same for GenerateFeedback
    c.ExchangeFactory.collect = "dltheory.grading.links.CollectPlainFiles"
    c.ExchangeFactory.release_feedback = "dltheory.grading.links.ReleaseFoundFeedback"
    c.ZipCollectApp.extractor_plugin = "dltheory.grading.links.ExtractPlainFiles"
    c.ZipCollectApp.collector_plugin = "dltheory.grading.links.CollectPlainNames"

A link leads to a file of whoever runs the command: nbgrader would copy the gradebook, or another one's answers, and hand them out
with the feedback. What is no ordinary file or folder is left out, and the log names it; `dltheory grade` does the same, see `intake`.
"""

from __future__ import annotations

import functools
import glob
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from nbgrader.converters import Autograde, GenerateFeedback, base
from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseFeedback
from nbgrader.plugins.zipcollect import ExtractorPlugin, FileNameCollectorPlugin

from dltheory.grading.errors import GradingError
from dltheory.grading.feedback import WAY_BACK
from dltheory.grading.shown import shown

guarded: set[str] = set()  # the folders that nbgrader has copied with `leave_out` in force


def leave_out(assignment: str, student: str, notebooks: list[str]) -> None:
    """Do nothing: that a configuration names this function imports this module, before anything is copied.

    A hook comes too late to say no: nbgrader logs what it raises, and copies.
    """


def is_plain(path: str | Path) -> bool:
    """Whether there is an ordinary file or folder, and no link to one."""
    mode = os.lstat(path).st_mode
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)


def odd_files(folder: str | Path) -> Iterator[str]:
    """Yield the names, relative to a folder, of everything below it that is no ordinary file or folder."""
    for place, folders, names in os.walk(folder):
        for name in sorted((*folders, *names)):
            path = os.path.join(place, name)
            if not is_plain(path):
                yield os.path.relpath(path, folder)


def copy_plain(folder: str | Path, target: str | Path) -> list[str]:
    """Copy a folder that others may be writing to, its ordinary files only; return the names of what was left out."""
    left = []
    for place, folders, names, where in os.fwalk(folder, follow_symlinks=False):
        inner = Path(target, os.path.relpath(place, folder))
        inner.mkdir(parents=True, exist_ok=True)
        left += [Path(os.path.relpath(place, folder), n).as_posix() for n in folders if not is_plain(Path(place, n))]
        for name in names:
            try:  # not blocking: it may be a pipe that nobody writes to
                file = open(os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=where), "rb")
            except OSError:
                left.append(Path(os.path.relpath(place, folder), name).as_posix())
                continue
            with file:
                status = os.fstat(file.fileno())
                if not stat.S_ISREG(status.st_mode):
                    left.append(Path(os.path.relpath(place, folder), name).as_posix())
                    continue
                with open(inner / name, "wb") as copy:
                    shutil.copyfileobj(file, copy)
            os.utime(inner / name, ns=(status.st_atime_ns, status.st_mtime_ns))
    return sorted(left)


def _say(log: Any, whose: str, names: list[str]) -> None:
    for name in names:
        log.warning("%s: %s is a link or a special file and is left out", shown(whose), shown(name))


def _guard(own: Callable[..., None]) -> Callable[..., None]:
    """Return a converter's `init_assignment`, which copies the files beside the notebooks, such that it copies plain ones."""

    @functools.wraps(own)
    def init_assignment(self: Any, assignment_id: str, student_id: str) -> None:
        folder = os.path.normpath(self._format_source(assignment_id, student_id))
        if os.path.islink(folder) or os.path.islink(os.path.dirname(folder)):
            raise GradingError(f"the folder {shown(folder)} is a link, or lies in one; it is not opened")
        odd = sorted(odd_files(folder))
        _say(self.log, student_id, odd)
        if "timestamp.txt" in odd:  # nbgrader opens it whatever it is
            raise GradingError(f"the timestamp.txt of {shown(student_id)} is a link or a special file; take it out")
        self.notebooks = [path for path in self.notebooks if is_plain(path)]
        if not self.notebooks:
            raise GradingError(f"the notebook of {shown(student_id)} is a link; only ordinary files are graded")
        everything = base.find_all_files

        def found(path: str, exclude: list[str] | None = None) -> list[str]:
            return [name for name in everything(path, exclude) if is_plain(name)]

        base.find_all_files = found
        try:
            own(self, assignment_id, student_id)
        finally:
            base.find_all_files = everything
        guarded.add(folder)

    return init_assignment


for _converter in (Autograde, GenerateFeedback):
    _converter.init_assignment = _guard(_converter.init_assignment)


class CollectPlainFiles(ExchangeCollect):
    """Takes submissions in from the exchange, where students can put whatever they like, under whatever name.

    The owner of what lies there is whose name it must bear: nbgrader warns, and takes it in place of the other's own work.
    ``c.ExchangeCollect.check_owner = False`` is for a hub whose students are no users of the machine.
    """

    src_records: list[dict[str, Any]]

    def _is_own(self, record: dict[str, Any]) -> bool:
        if not self.check_owner:
            return True
        import pwd  # Windows has none, and no exchange

        try:
            owner = pwd.getpwuid(os.lstat(os.path.join(self.inbound_path, record["filename"])).st_uid).pw_name
        except KeyError:
            return False
        return bool(owner == record["username"])

    def _sort_by_timestamp(self, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return one student's submissions, the newest first, their own before all others."""
        newest: list[dict[str, Any]] = super()._sort_by_timestamp(records)
        own = [record for record in newest if self._is_own(record)]
        for record in newest:
            if record not in own:
                self.log.warning(
                    "%s is not of the user %s and is left out; where students are no users of this machine, set"
                    " c.ExchangeCollect.check_owner = False",
                    *(shown(record[name]) for name in ("filename", "username")),
                )
        return own or newest

    def init_src(self) -> None:
        """Find the newest submission of each student."""
        super().init_src()
        self.src_records = [record for record in self.src_records if self._is_own(record)]

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy one submission."""
        if os.path.islink(src):
            self.log.warning("%s is a link and is left out", shown(src))
            return
        with tempfile.TemporaryDirectory() as folder:
            plain = os.path.join(folder, "submission")
            _say(self.log, os.path.basename(src), copy_plain(src, plain))
            super().do_copy(plain, dest, log)


class ReleaseFoundFeedback(ExchangeReleaseFeedback):
    """Hands feedback out; who did not hand in through the exchange, or lacks a file of it since, stops nobody else's."""

    def copy_files(self) -> None:
        """Copy the pages of all but those."""
        lost = {
            Path(page).parent
            for page in glob.glob(os.path.join(self.src_path, "*.html"))
            if not all(Path(page).with_name(name).is_file() for name in WAY_BACK)
        }
        # The folder of a student is the one above the sheet's, as far as nbgrader's names of folders are kept.
        students = sorted(folder.parent.name for folder in lost)
        for student in students:
            self.log.warning("%s has not handed in through the exchange, and gets no feedback there", shown(student))
        before = self.coursedir.student_id_exclude  # formgrader goes on with the same settings
        self.coursedir.student_id_exclude = ",".join(filter(None, [before, *students]))
        try:
            super().copy_files()
        finally:
            self.coursedir.student_id_exclude = before


class ExtractPlainFiles(ExtractorPlugin):
    """Unpacks archives; what lies beside them is copied if it is no link."""

    def extract(self, archive_path: str, extracted_path: str) -> None:
        """Unpack a folder of archives."""
        with tempfile.TemporaryDirectory() as plain:
            _say(self.log, archive_path, copy_plain(archive_path, plain))
            super().extract(plain, extracted_path)


class CollectPlainNames(FileNameCollectorPlugin):
    """Says whose an extracted file is; a link is nobody's."""

    def collect(self, submitted_file: str) -> dict[str, str] | None:
        """Return what a file's name says, nothing if it is not to be collected."""
        if not is_plain(submitted_file):
            _say(self.log, os.path.dirname(submitted_file), [os.path.basename(submitted_file)])
            return None
        info: dict[str, str] | None = super().collect(submitted_file)
        return info
