"""Talking to a process of a launcher without the rest of grading."""

import itertools
import os
import time
from pathlib import Path

from dltheory.grading.protocol import Wire, head_of, pack


class Talk:
    """A process of a launcher that runs source code; the printed text, or the error, is the answer."""

    def __init__(self, launcher, limits, role="student"):
        self.process = launcher.start(role, limits)
        self.wire = Wire(self.process.sock)
        self.numbers = itertools.count(1)

    def send(self, source):
        self.wire.send(pack({"do": "run", "number": next(self.numbers), "source": source, "seconds": 60}))

    def receive(self, seconds=30):
        head = head_of(self.wire.receive(time.monotonic() + seconds))
        text = "".join(output.get("text", "") for output in head["outputs"])
        return text.strip(), head["error"]

    def run(self, source):
        """Return what the code printed; it must not raise."""
        self.send(source)
        text, error = self.receive()
        assert error is None, error
        return text

    def error(self, source):
        """Return the class and the message of what the code raised."""
        self.send(source)
        _, error = self.receive()
        assert error is not None, "it raised nothing"
        return error

    def ends(self, seconds=30):
        """Return why the process ended."""
        wait_for(lambda: not self.process.alive(), seconds)
        return self.process.cause()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()


def wait_for(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)


def parents():
    """Return the parent of every process of this machine."""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            found[int(path.parent.name)] = int(path.read_bytes().rpartition(b")")[2].split()[1])
        except OSError:
            pass
    return found


def descendants(root=None):
    """Return all processes below one, by default this one."""
    root, above = root or os.getpid(), parents()
    below, size = {root}, 0
    while len(below) > size:
        size = len(below)
        below |= {pid for pid, parent in above.items() if parent in below}
    return below - {root}


def running(marker):
    """Return the processes of this machine that have this argument."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if marker.encode() in path.read_bytes().split(b"\0"):
                found.append(int(path.parent.name))
        except OSError:
            pass
    return found
