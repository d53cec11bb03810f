"""How much a submission may use."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """What a submission may use; processor time decides, wall time is the backstop that ends a sleeper.

    Parameters
    ----------
    cell, call, test : float
        Seconds of one of the student's cells, of one call of a student's function by a test, of one test cell.
    total : float
        Seconds of processor time of all of the submission's processes together, restarts included.
    surplus : float
        Seconds of processor time that all of them may be ahead of the wall: on several processors at once they take away
        time of others.
    slack : float
        Wall time may be this many times the processor time before something is stopped.
    memory : int
        Bytes of all processes of the submission together.
    processes, files : int
        How many processes, and how many open files each.
    disk, inodes : int
        Bytes and number of files in the scratch folder.
    output : int
        Bytes that all cells may show together.
    cells : int
        Cells that a notebook may have.
    """

    cell: float = 30.0
    call: float = 10.0
    test: float = 60.0
    total: float = 240.0
    surplus: float = 10.0
    slack: float = 3.0
    memory: int = 2048 * MIB
    processes: int = 64
    files: int = 256
    disk: int = 256 * MIB
    inodes: int = 4096
    output: int = 20 * MIB
    cells: int = 1000

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            seconds = field.name in ("cell", "call", "test", "total", "surplus")
            if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value <= 0:
                what = "finite number of seconds" if seconds else "finite number"
                raise ValueError(f"{field.name} must be a {what} > 0, got {value!r}")
