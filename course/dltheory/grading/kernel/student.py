"""The student's side: runs submitted cells and answers calls from the examiner, in plain values only.

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
from dltheory.grading.kernel.serving import Answer, Expired, Server

_kept: list[Any] = []
_LONGEST_MESSAGE = 2000
_OPAQUE = "<opaque>"


def resolve(handle: int) -> Any:
    """Return the student's own object behind a handle; a handle pickled by the examiner arrives as this call."""
    return _kept[handle]


def keep(value: Any) -> list[Any]:
    """Keep an object that has no plain form and return the tagged list that stands for it."""
    _kept.append(value)
    name = values.type_name(value)
    if not callable(value):
        return ["object", len(_kept) - 1, name]
    try:
        name = str(value.__name__)
    except BaseException:  # functools.partial has none, and what a student defined may do anything
        pass
    return ["function", len(_kept) - 1, name]


def _keep_instead(value: Any, _: Any) -> list[Any]:
    return keep(value)


class Student(Server):
    """Answers with plain values and handles: what cells defined can be read and called from another process."""

    def answer_describe(self, buffers: Sequence[bytearray], names: list[str], seconds: float) -> Answer:
        """Answer with the values of those names that exist; an object that cannot cross stays here.

        So does what comes after one that took too long to read.
        """
        there = [name for name in names if name in self.names]
        counts, frames, late = [], [], False
        for name in there:
            value = self.names[name]
            stays = functools.partial(values.encode, object(), functools.partial(_keep_instead, value))
            reads = stays if late else functools.partial(values.encode, value, keep)
            try:
                encoded: list[bytes] = self.clock.run(reads, seconds / len(there))
            except (
                values.ValueRefused,
                Expired,
            ) as error:  # too large, too deep, of objects, or a class that plays tricks
                late = isinstance(error, Expired)
                encoded = stays()
            counts.append(len(encoded))
            frames += encoded
        return {"status": "ok", "names": there, "counts": counts}, frames

    def answer_call(self, buffers: Sequence[bytearray], handle: int, seconds: float, inplace: bool = False) -> Answer:
        """Call the function behind a handle; the buffer holds its pickled arguments.

        The answer names the arguments that the function changed in place; only if asked to, it brings their new values.
        """
        self.shell.recorder.clear()  # what a call prints is shown nowhere
        try:
            answer: Answer = self.clock.run(lambda: _call(handle, bytes(buffers[0]), inplace), seconds)
        except Expired:
            answer = {"status": "timed_out"}, []
        return answer


def _call(handle: int, pickled: bytes, inplace: bool) -> Answer:
    function = resolve(handle)
    args, kwargs = cloudpickle.loads(pickled)
    arguments = dict(enumerate(args, start=1)) | kwargs
    before = {place: snapshot(argument) for place, argument in arguments.items()}
    answer: dict[str, Any] = {"status": "ok"}
    result = None
    try:
        result = function(*args, **kwargs)
    except BaseException as error:  # SystemExit and KeyboardInterrupt too: they must not end the process
        answer = {"status": "raised", **describe_error(error)}
    changed = {place: value for place, value in arguments.items() if snapshot(value) != before[place]}
    answer["changed"] = [[place, type(value).__name__] for place, value in changed.items()]
    try:
        frames = values.encode((result, changed if inplace else {}), keep)
    except values.ValueRefused as refused:
        if answer["status"] == "ok":
            answer |= {"status": "refused", "message": str(refused)}
        frames = values.encode((None, {}))
    return answer, frames


def describe_error(error: BaseException) -> dict[str, Any]:
    """Return what crosses of an exception: its class, the nearest builtin one, its message and where it came from."""
    base = next(kind for kind in type(error).__mro__ if getattr(builtins, kind.__name__, None) is kind)
    try:
        message = str(error.args[0]) if isinstance(error, KeyError) and len(error.args) == 1 else str(error)
    except Exception:
        message = ""
    where = ""
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.startswith("<ipython-input-") and frame.line:
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
    # Functions and modules have nothing to change, and a generator of random numbers is there to be used up.
    if isinstance(value, type | types.FunctionType | types.ModuleType | np.random.Generator):
        return _OPAQUE
    if hasattr(value, "__dict__"):
        return (type(value).__name__, snapshot(vars(value), depth + 1))
    return _OPAQUE
