"""The examiner's side: runs a sheet's locked cells and tests, with the student's work behind proxies.

No student code enters this process. A name that the student defined is here as a plain value or as a proxy; calling
the proxy sends copies of the arguments to the student's process, by way of the runner, and gets a plain value back.
"""

from __future__ import annotations

import builtins
import functools
import io
import sys
import types
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, NoReturn

import cloudpickle
import numpy as np

from dltheory.grading import checks, values
from dltheory.grading.kernel import student
from dltheory.grading.kernel.serving import Answer, Server
from dltheory.grading.kernel.shell import Ran, Shell
from dltheory.grading.outcomes import Verdict
from dltheory.grading.protocol import FIRST_ASK, Wire, head_of, pack
from dltheory.grading.sources import global_names

Ask = Callable[[dict[str, Any], Sequence[bytes]], tuple[dict[str, Any], list[bytearray]]]


_ENDS = (StopIteration, StopAsyncIteration)
_MOST_NOTES = 10
_ADVICE = "give it explicitly: as an argument's default, or with functools.partial"


class StudentError(Exception):
    """An exception that the student's code raised and that is not a builtin one.

    One that derives from a builtin exception also arrives as that: ``except ValueError`` catches a student's own
    subclass of ValueError, as in one process.
    """


# The next two, like `values.ValueRefused`, are of no builtin kind: a test that expects a RuntimeError or an OSError of the
# student's function must not take them for it.


class StudentLost(Exception):
    """The student's process ended."""

    verdict = Verdict.DIED


class CallTimeout(Exception):
    """A call of a student's function took too long."""

    verdict = Verdict.TIMEOUT


class _Proxy:
    """An object that stayed in the student's process."""

    __hash__: ClassVar[None] = None  # type: ignore[assignment]

    def __init__(self, connection: Connection, handle: int, name: str) -> None:
        self._connection = connection
        self._handle = handle
        self._name = name

    def _refuse(self, *_: Any) -> NoReturn:
        raise values.ValueRefused(
            f"{self!r} was found where a plain value (a number, a list, an array, ...) is expected"
        )

    # Without these an unknown object would be true, and different from whatever it is compared with.
    __bool__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __len__ = __iter__ = __contains__ = __getitem__ = _refuse
    __float__ = __int__ = __index__ = __complex__ = __array__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _refuse
    __matmul__ = __rmatmul__ = __pow__ = __rpow__ = __neg__ = __abs__ = _refuse


class StudentFunction(_Proxy):
    """A function of the student's; it can be called, and passed to another function of the student's."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it in the student's process, with copies of the arguments."""
        return self._connection.call(self, args, kwargs)

    def call_inplace(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call it, and do to our arguments what it does to them."""
        return self._connection.call(self, args, kwargs, inplace=True)

    def __repr__(self) -> str:
        return f"the function {self._name} of the submission"


class StudentObject(_Proxy):
    """An object of the student's without a plain form; it can only be passed back."""

    def __repr__(self) -> str:
        return f"an object of type {self._name}"


class Connection:
    """The examiner's way to one student process.

    Parameters
    ----------
    ask : callable
        Sends a request and returns the head and the buffers of the answer.

    Attributes
    ----------
    seconds : float
        Of the processor, that one call may take.
    """

    def __init__(self, ask: Ask) -> None:
        self.ask = ask
        self.seconds = 0.0
        self.lost = False
        self.notes: list[str] = []
        self.raised: deque[tuple[str, str]] = deque(maxlen=20)
        self.too_slow: set[int] = set()

    def describe(self, names: Sequence[str]) -> dict[str, Any]:
        """Return plain values and proxies for those of the names that the student's cells define."""
        answer, frames = self._ask({"ask": "describe", "names": list(names)}, [])
        found, counts = answer.get("names"), answer.get("counts")
        if not isinstance(found, list) or not isinstance(counts, list):
            raise StudentLost("the process of the submission does not answer")
        described = {}
        for name, count in zip(found, counts, strict=False):
            if name in names and type(count) is int and count > 0:
                try:
                    described[name] = self._decode(frames[:count])
                except values.ValueRefused as refused:  # whatever a test does with it is refused too
                    described[name] = StudentObject(self, 0, "that cannot cross")
                    self.notes.append(f"{name}: {refused}")
                frames = frames[count:]
        return described

    def call(
        self, function: StudentFunction, args: tuple[Any, ...], kwargs: dict[str, Any], inplace: bool = False
    ) -> Any:
        """Call a function in the student's process and return its plain result.

        The arguments go over as copies. What the function does to them is noted, and only with `inplace` done to ours too.
        """
        if function._handle in self.too_slow:
            raise CallTimeout(f"{function._name} took too long before and was not called again")
        request = {"ask": "call", "handle": function._handle, "inplace": inplace}
        answer, buffers = self._ask(request, [_pickle((args, kwargs), self)])
        status = answer.get("status")
        if answer.get("timed_out") or status == "timed_out":
            self.too_slow.add(function._handle)
            raise CallTimeout(f"{function._name} took longer than {self.seconds:g} s")
        result, changed = self._result(buffers)
        self._note(function._name, answer.get("changed"), inplace)
        if inplace:
            for place, value in changed.items():
                _carry_back(function._name, place, value, args, kwargs)
        if status == "ok":
            return result
        if status == "raised":
            self._raise(answer)
        raise values.ValueRefused(f"{function._name}: {str(answer.get('message', 'no answer'))[:500]}")

    def _ask(self, head: dict[str, Any], buffers: Sequence[bytes]) -> tuple[dict[str, Any], list[bytearray]]:
        if self.lost:
            raise StudentLost("the process of the submission ended earlier")
        answer, frames = self.ask({**head, "seconds": self.seconds}, buffers)
        if answer.get("lost"):
            self.lost = True
            message = f"the process of the submission is gone: {answer.get('reason', '')}"
            raise (CallTimeout if answer.get("timed_out") else StudentLost)(message)
        return answer, frames

    def _result(self, buffers: list[bytearray]) -> tuple[Any, dict[Any, Any]]:
        decoded = self._decode(buffers) if buffers else (None, {})
        if not (isinstance(decoded, tuple) and len(decoded) == 2 and isinstance(decoded[1], dict)):
            raise values.ValueRefused("what arrived is not the answer to a call")
        return decoded

    def _note(self, name: str, changed: Any, inplace: bool) -> None:
        for item in changed[:10] if isinstance(changed, list) and not inplace else ():
            match item:
                case [int() | str() as place, str(kind)]:
                    label = f"argument {place}" if isinstance(place, int) else f"the argument {place[:80]}"
                    note = f"{name} changes {label} ({kind[:80]}) in place; work on a copy"
                    if len(self.notes) < _MOST_NOTES and note not in self.notes:
                        self.notes.append(note)

    def _decode(self, frames: Sequence[bytes | bytearray]) -> Any:
        return values.decode(frames, self._restore)

    def _restore(self, item: list[Any]) -> _Proxy:
        kinds = {"function": StudentFunction, "object": StudentObject}
        if len(item) != 3 or item[0] not in kinds or type(item[1]) is not int or not isinstance(item[2], str):
            raise values.ValueRefused("what arrived is not a well-formed value (an object)")
        return kinds[item[0]](self, item[1], item[2][:80])

    def _raise(self, content: dict[str, Any]) -> NoReturn:
        ename, base, message, where = (
            str(content.get(key, ""))[:2000] for key in ("ename", "base", "message", "where")
        )
        self.raised.append((message, where))
        kind = getattr(builtins, base, None)
        # SystemExit and other ways out; and what would end a loop of the test's own over map(f, ...), as if all were done.
        if not (isinstance(kind, type) and issubclass(kind, Exception)) or issubclass(kind, _ENDS):
            raise _raised(_named(ename, StudentError)(message))
        raise _raised(_make(kind if ename == base else _named(ename, StudentError, kind), message))


def _carry_back(name: str, place: Any, value: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Make a change that the student's function made to an argument, as it would have happened in one process."""
    if type(place) is int and 1 <= place <= len(args):
        own, label = args[place - 1], f"argument {place}"
    elif isinstance(place, str) and place in kwargs:
        own, label = kwargs[place], f"the argument {place}"
    else:
        raise values.ValueRefused("what arrived is not the answer to a call (an argument)")
    if not _assign(own, value):
        raise values.ValueRefused(
            f"{name} changes {label}, a {type(own).__name__}, in place, and nothing can carry that back"
        )


def _raised(error: Exception) -> Exception:
    if not isinstance(error, NotImplementedError):
        error.verdict = Verdict.RAISED  # type: ignore[attr-defined]
    return error


def _named(ename: str, *bases: type[Exception]) -> type[Exception]:
    """Return an exception class with the name of the student's, if that can be a name."""
    return type(ename if ename.isidentifier() else "StudentError", bases, {})


def _make(kind: type[Exception], message: str) -> Exception:
    try:
        return kind(message)
    except TypeError:  # UnicodeDecodeError and the like want more than a message
        return _named(kind.__name__, StudentError)(message)


def _assign(own: Any, new: Any) -> bool:
    """Give one of our own objects the content of another of the same kind; return whether that was possible."""
    if isinstance(own, np.ndarray):
        if not isinstance(new, np.ndarray) or own.shape != new.shape or own.dtype != new.dtype or own.dtype.hasobject:
            return False
        own[...] = new
    elif isinstance(own, tuple):
        if not isinstance(new, tuple) or len(own) != len(new):
            return False
        return all(_assign(a, b) or _same(a, b) for a, b in zip(own, new, strict=True))
    elif isinstance(own, list):
        if not isinstance(new, list):
            return False
        own[:] = [a if i < len(own) and _assign(a := own[i], b) else b for i, b in enumerate(new)]
    elif isinstance(own, dict):
        if not isinstance(new, dict):
            return False
        merged = {k: own[k] if k in own and _assign(own[k], v) else v for k, v in new.items()}
        own.clear()
        own.update(merged)
    elif isinstance(own, set):
        if not isinstance(new, set):
            return False
        own.clear()
        own.update(new)
    elif isinstance(own, bytearray):
        if not isinstance(new, bytearray):
            return False
        own[:] = new
    elif type(own).__module__.startswith("torch") and type(own) is type(new) and hasattr(own, "detach"):
        if own.shape != new.shape or own.dtype != new.dtype:
            return False
        own.detach().copy_(new.detach())
    else:
        return False
    return True


def _same(own: Any, new: Any) -> bool:
    try:
        return values.encode(own) == values.encode(new)
    except values.ValueRefused:
        return isinstance(new, StudentFunction)  # a function of ours that went over and came back


class _Pickler(cloudpickle.Pickler):
    """Pickles arguments; a function of a test cell may take along what it is given, not what it happens to see."""

    def __init__(self, file: Any, connection: Connection) -> None:
        super().__init__(file)
        self.connection = connection

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, _Proxy):
            if obj._connection is not self.connection:
                raise StudentLost(f"{obj!r} belongs to a process of the submission that has ended")
            return student.resolve, (obj._handle,)
        if isinstance(obj, types.MethodType | types.BuiltinMethodType):
            owner = obj.__self__
            if owner is not None and not isinstance(owner, type | types.ModuleType | _Proxy):
                raise checks.BrokenTest(
                    f"{obj.__qualname__} is passed to the submission, and a bound method takes its object along; {_ADVICE}"
                )
        if checks.is_secret(obj):
            raise checks.BrokenTest(
                "a generator of checks.rng is passed to the submission, which makes later draws known; draw from it before, or "
                "pass a default_rng of its own"
            )
        reduction = super().reducer_override(obj)
        if isinstance(obj, types.FunctionType) and reduction is not NotImplemented:
            _lint(obj)
        return reduction


def _pickle(value: Any, connection: Connection) -> bytes:
    file = io.BytesIO()
    _Pickler(file, connection).dump(value)
    return file.getvalue()


def _lint(function: types.FunctionType) -> None:
    """Refuse a function that would take something of the test cell along into the student's process."""
    for name in function.__code__.co_freevars:
        raise checks.BrokenTest(
            f"{function.__qualname__} is passed to the submission but closes over {name!r}; {_ADVICE}"
        )
    for name in _globals_of(function.__code__):
        value = function.__globals__.get(name)
        if value is None or value is function or isinstance(value, _Proxy | types.ModuleType) or _is_installed(value):
            continue
        raise checks.BrokenTest(
            f"{function.__qualname__} is passed to the submission but uses the global {name!r}, which is not a module; "
            f"{_ADVICE}"
        )


@functools.lru_cache(maxsize=256)
def _globals_of(code: types.CodeType) -> tuple[str, ...]:
    return tuple(global_names(code, "LOAD_GLOBAL", "LOAD_NAME", "STORE_GLOBAL", "DELETE_GLOBAL"))


def submodules(code: types.CodeType, found: Iterable[Any]) -> list[types.ModuleType]:
    """Return the imported modules below those found in a function's globals that its code can reach by attributes.

    cloudpickle's own goes through all modules that there are, for each module and each function that is passed.
    """
    names, below = set(code.co_names), []
    for module in found:
        waiting = [module.__name__] if isinstance(module, types.ModuleType) and module.__package__ else []
        while waiting:
            prefix = waiting.pop()
            inner = [f"{prefix}.{name}" for name in names if f"{prefix}.{name}" in sys.modules]
            below += [sys.modules[name] for name in inner]
            waiting += inner
    return below


def _is_installed(value: Any) -> bool:
    """Return whether an object is a function or class that the student's process can import by its name."""
    if isinstance(value, np.ufunc):
        return getattr(np, value.__name__, None) is value
    module, name = getattr(value, "__module__", None), getattr(value, "__qualname__", None)
    if not isinstance(module, str) or not isinstance(name, str) or module == "__main__":
        return False
    found = sys.modules.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return found is value


class Examiner(Server):
    """Runs the sheet's locked cells and tests."""

    trusted = True

    def __init__(self, wire: Wire, shell: Shell) -> None:
        super().__init__(wire, shell)
        self.connection: Connection | None = None
        self.lent: dict[str, Any] = {}
        self.missing: list[str] = []
        self.asked = 0

    @classmethod
    def prepare(cls) -> None:
        """Tell the checks that they run under grading."""
        super().prepare()
        checks.examining = True
        cloudpickle.cloudpickle._find_imported_submodules = submodules

    def ask(self, head: dict[str, Any], buffers: Sequence[bytes]) -> tuple[dict[str, Any], list[bytearray]]:
        """Ask the student's process, by way of the runner, and return the head and the buffers of its answer."""
        self.asked += 1
        number = FIRST_ASK + self.asked
        with self.clock.paused():
            self.wire.send(pack({**head, "number": number}, buffers))
            while True:
                try:
                    frames = self.wire.receive()
                except MemoryError:
                    raise values.ValueRefused("all that the submission returned does not fit into memory") from None
                answer = head_of(frames)
                if answer.get("number") == number:
                    return answer, frames[1:]

    def answer_connect(self, buffers: Sequence[bytearray]) -> Answer:
        """Take the student's process that the runner has now; proxies of an earlier one answer no more."""
        if self.connection is not None:
            self.connection.lost = True
        self.connection = Connection(self.ask)
        return {"status": "ok"}, []

    def answer_bind(self, buffers: Sequence[bytearray], names: list[str], call: float) -> Answer:
        """Provide what the student's cells define of the names that a test cell takes from them, for calls of so many seconds.

        Builtins and whatever the sheet's own cells define stay as they are: a student's ``np``, ``checks`` or ``len``
        is never looked at.
        """
        assert self.connection is not None
        self._take_back()
        wanted = sorted(set(names).difference(dir(builtins), self.names))
        self.connection.notes.clear()
        self.connection.raised.clear()
        self.connection.seconds = call
        try:
            self.lent.update(self.connection.describe(wanted) if wanted else {})
        except StudentLost:
            return {"status": "lost"}, []
        self.missing = [name for name in wanted if name not in self.lent]
        self.names.update(self.lent)
        return {"status": "ok"}, []

    def about(self, ran: Ran) -> dict[str, Any]:
        """Return what a cell's error says of the student's work."""
        return {"verdict": None if ran.error is None else checks.verdict_of(ran.error)}

    def answer_collect(self, buffers: Sequence[bytearray]) -> Answer:
        """Tell what the proxies noticed while the test cell ran, and take the student's names back."""
        assert self.connection is not None
        self._take_back()
        return {
            "status": "ok",
            "notes": self.connection.notes,
            "missing": self.missing,
            "raised": list(self.connection.raised),
        }, []

    def _take_back(self) -> None:
        # A test cell that assigned to such a name made it its own.
        for name, value in self.lent.items():
            if self.names.get(name) is value:
                del self.names[name]
        self.lent.clear()
