"""The student kernel: runs submitted cells and answers calls from the examiner, in plain values only.

Nothing here is secret and nothing here is trusted: student code shares the process and may change all of it. What
must hold is checked where the answers arrive.
"""

from __future__ import annotations

import builtins
import functools
import sys
import traceback
import types
from collections.abc import Sequence
from typing import Any

import cloudpickle
import numpy as np

from dltheory.grading import values
from dltheory.grading.serving import Answer, GradingKernel, serve

_kept: list[Any] = []
_LONGEST_MESSAGE = 2000
_OPAQUE = "<opaque>"


def main() -> None:
    """Run a student kernel; the command line names its connection file."""
    # As in a notebook, files beside the submission can be imported, but never in place of an installed package.
    sys.path.append("")
    serve(StudentKernel)


def resolve(handle: int) -> Any:
    """Return the student's own object behind a handle; a handle pickled by the examiner arrives as this call."""
    return _kept[handle]


def keep(value: Any) -> list[Any]:
    """Keep an object that has no plain form and return the tagged list that stands for it."""
    _kept.append(value)
    name = type(value).__name__
    if not callable(value):
        return ["object", len(_kept) - 1, name]
    try:
        name = str(value.__name__)
    except Exception:  # functools.partial has none, and what a student defined may do anything
        pass
    return ["function", len(_kept) - 1, name]


def _keep_instead(value: Any, _: Any) -> list[Any]:
    return keep(value)


class StudentKernel(GradingKernel):
    """A kernel whose functions can be called and whose plain values can be read from another process."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)  # type: ignore[no-untyped-call]  # ipykernel's
        # A forgotten `exit()` would end the process a moment later, in the middle of some other cell.
        setattr(self.shell, "ask_exit", lambda: None)  # noqa: B010 (mypy refuses to assign to a method)

    def answer_describe(self, names: list[str], buffers: Any) -> Answer:
        """Answer with the values of those names that exist; an object that cannot cross stays here."""
        found, counts, frames = [], [], []
        for name in names:
            if name not in self.names:
                continue
            value = self.names[name]
            try:
                encoded = values.encode(value, keep)
            except values.ValueRefused:  # too large, too deep, of objects: it stays here
                encoded = values.encode(object(), functools.partial(_keep_instead, value))
            found.append(name)
            counts.append(len(encoded))
            frames += encoded
        return {"status": "ok", "names": found, "counts": counts}, frames

    def answer_call(self, handle: int, buffers: Sequence[Any]) -> Answer:
        """Call the function behind a handle; the buffer holds its pickled arguments."""
        function = resolve(handle)
        args, kwargs = cloudpickle.loads(bytes(buffers[0]))
        arguments = dict(enumerate(args, start=1)) | kwargs
        before = {place: snapshot(argument) for place, argument in arguments.items()}
        reply: dict[str, Any] = {"status": "ok"}
        result = None
        try:
            result = function(*args, **kwargs)
        except BaseException as error:  # SystemExit and KeyboardInterrupt too: they must not end the kernel
            reply = {"status": "raised", **describe_error(error)}
        changed = {place: value for place, value in arguments.items() if snapshot(value) != before[place]}
        try:
            frames = values.encode((result, changed), keep)
        except values.ValueRefused as refused:
            if reply["status"] == "ok":
                reply = {"status": "refused", "message": str(refused)}
            frames = values.encode((None, {}))
        return reply, frames


def describe_error(error: BaseException) -> dict[str, Any]:
    """Return what crosses of an exception: its class, the nearest builtin one, its message and where it came from."""
    base = next(kind for kind in type(error).__mro__ if getattr(builtins, kind.__name__, None) is kind)
    try:
        message = str(error.args[0]) if isinstance(error, KeyError) and len(error.args) == 1 else str(error)
    except Exception:
        message = ""
    where = ""
    for frame in traceback.extract_tb(error.__traceback__):
        if "ipykernel" in frame.filename and frame.line:
            where = f"in {frame.name}, line {frame.lineno}: {frame.line}"
    return {
        "ename": type(error).__name__,
        "base": base.__name__,
        "message": message[:_LONGEST_MESSAGE],
        "where": where[:200],
    }


def snapshot(value: Any, depth: int = 0) -> Any:
    """Return something that compares equal as long as the content of a value stays the same."""
    torch = sys.modules.get("torch")
    if depth > values.Limits.depth or any(value is own for own in _kept):
        return _OPAQUE
    if value is None or isinstance(value, bool | int | float | complex | str | bytes | np.generic):
        return (type(value).__name__, value)
    if isinstance(value, np.ndarray):
        return ("array", value.dtype.str, value.shape, value.tobytes())
    if torch is not None and isinstance(value, torch.Tensor):
        return ("tensor", values.encode(value))
    if isinstance(value, list | tuple):
        return (type(value).__name__, [snapshot(item, depth + 1) for item in value])
    if isinstance(value, dict):
        return ("dict", [(snapshot(k, depth + 1), snapshot(v, depth + 1)) for k, v in value.items()])
    if isinstance(value, set | bytearray):
        return (type(value).__name__, type(value)(value))
    # Functions and modules have nothing to carry back, and a generator of random numbers is there to be used up.
    if isinstance(value, type | types.FunctionType | types.ModuleType | np.random.Generator):
        return _OPAQUE
    if hasattr(value, "__dict__"):
        return (type(value).__name__, snapshot(vars(value), depth + 1))
    return _OPAQUE
