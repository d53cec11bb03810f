"""The examiner kernel: runs a sheet's locked cells and tests, with the student's work behind proxies.

No student code enters this process. A name that the student defined is here as a plain value or as a proxy; calling
the proxy sends the arguments to the student kernel and gets a plain value back.
"""

from __future__ import annotations

import ast
import builtins
import dis
import io
import sys
import types
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, NoReturn

import cloudpickle
import numpy as np
from IPython.core.inputtransformer2 import TransformerManager

from dltheory.grading import checks, student, values
from dltheory.grading.channels import Channel, Reply
from dltheory.grading.errors import KernelError
from dltheory.grading.serving import REQUEST, Answer, GradingKernel, serve


def main() -> None:
    """Run an examiner kernel; the command line names its connection file."""
    checks.examining = True
    serve(ExaminerKernel)


class StudentError(Exception):
    """An exception that the student's code raised and that is not a builtin one.

    One that derives from a builtin exception also arrives as that: ``except ValueError`` catches a student's own
    subclass of ValueError, as in one process.
    """


class StudentLost(RuntimeError):
    """The student's process ended or does not answer."""


class _Proxy:
    """An object that stayed in the student's process."""

    __hash__: ClassVar[None] = None  # type: ignore[assignment]

    def __init__(self, connection: Connection, handle: int, name: str) -> None:
        self._connection = connection
        self._handle = handle
        self._name = name

    def _refuse(self, *_: Any) -> NoReturn:
        raise TypeError(f"{self!r} was found where a plain value (a number, a list, an array, ...) is expected")

    # Without these an unknown object would be true, and different from whatever it is compared with.
    __bool__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __len__ = __iter__ = __contains__ = __getitem__ = _refuse
    __float__ = __int__ = __index__ = __complex__ = __array__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _refuse
    __matmul__ = __rmatmul__ = __pow__ = __rpow__ = __neg__ = __abs__ = _refuse


class StudentFunction(_Proxy):
    """A function of the student's; it can be called, and passed to another function of the student's."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it in the student's process."""
        return self._connection.call(self, args, kwargs)

    def __repr__(self) -> str:
        return f"the function {self._name} of the submission"


class StudentObject(_Proxy):
    """An object of the student's without a plain form; it can only be passed back."""

    def __repr__(self) -> str:
        return f"an object of type {self._name}"


class Connection:
    """The examiner's connection to one student kernel.

    Parameters
    ----------
    connection_file : str
        Of the student kernel.
    call_timeout : float
        Seconds that one call may take.
    """

    def __init__(self, connection_file: str, call_timeout: float) -> None:
        self.channel: Channel | None = Channel(connection_file)
        self.call_timeout = call_timeout
        self.notes: list[str] = []
        self.raised: list[tuple[str, str]] = []
        self.too_slow: set[int] = set()

    def describe(self, names: Sequence[str]) -> dict[str, Any]:
        """Return plain values and proxies for those of the names that the student's cells define."""
        reply = self._ask({"do": "describe", "names": list(names)}, [])
        found, counts, frames = reply.content.get("names"), reply.content.get("counts"), reply.buffers
        if not isinstance(found, list) or not isinstance(counts, list) or reply.timed_out:
            raise StudentLost("the process of the submission does not answer")
        described = {}
        for name, count in zip(found, counts, strict=False):
            if name in names and type(count) is int and count > 0:
                described[name] = self._decode(frames[:count])
                frames = frames[count:]
        return described

    def call(self, function: StudentFunction, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call a function in the student's process and return its plain result."""
        if function._handle in self.too_slow:
            raise TimeoutError(f"{function._name} took too long before and was not called again")
        payload = _pickle((args, kwargs), self)
        reply = self._ask({"do": "call", "handle": function._handle}, [payload])
        if reply.timed_out:
            self.too_slow.add(function._handle)
            raise TimeoutError(f"{function._name} took longer than {self.call_timeout:g} s")
        result, changed = self._result(reply)
        for place, value in changed.items():
            self._carry_back(function._name, place, value, args, kwargs)
        status = reply.content.get("status")
        if status == "ok":
            return result
        if status == "raised":
            self._raise(reply.content)
        raise TypeError(f"{function._name}: {str(reply.content.get('message', 'no answer'))[:500]}")

    def _ask(self, content: dict[str, Any], buffers: Sequence[bytes]) -> Reply:
        if self.channel is None:
            raise StudentLost("the process of the submission ended earlier")
        try:
            return self.channel.ask(REQUEST, content, buffers, timeout=self.call_timeout)
        except KernelError as error:
            self.close()
            message = f"the process of the submission is gone: {error}"
            raise StudentLost(message) from None
        except BaseException:  # an interrupt: an answer may still be on its way, so nothing more can be asked
            self.close()
            raise

    def _result(self, reply: Reply) -> tuple[Any, dict[Any, Any]]:
        decoded = self._decode(reply.buffers) if reply.buffers else (None, {})
        if not (isinstance(decoded, tuple) and len(decoded) == 2 and isinstance(decoded[1], dict)):
            raise values.ValueRefused("what arrived is not the answer to a call")
        return decoded

    def _decode(self, frames: Sequence[bytes]) -> Any:
        return values.decode(frames, self._restore)

    def _restore(self, item: list[Any]) -> _Proxy:
        kinds = {"function": StudentFunction, "object": StudentObject}
        if len(item) != 3 or item[0] not in kinds or type(item[1]) is not int or not isinstance(item[2], str):
            raise values.ValueRefused("what arrived is not a well-formed value (an object)")
        return kinds[item[0]](self, item[1], item[2][:80])

    def _carry_back(self, name: str, place: Any, value: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        """Make a change that the student's function made to an argument, as it would have happened in one process."""
        if type(place) is int and 1 <= place <= len(args):
            own, label = args[place - 1], f"argument {place}"
        elif isinstance(place, str) and place in kwargs:
            own, label = kwargs[place], f"the argument {place}"
        else:
            raise values.ValueRefused("what arrived is not the answer to a call (an argument)")
        self.notes.append(f"{name} changes {label} ({type(own).__name__}) in place; work on a copy")
        if not _assign(own, value):
            raise TypeError(
                f"{name} changes {label}, a {type(own).__name__}, in place, and nothing can carry that back"
            )

    def _raise(self, content: dict[str, Any]) -> NoReturn:
        ename, base, message, where = (
            str(content.get(key, ""))[:2000] for key in ("ename", "base", "message", "where")
        )
        self.raised.append((message, where))
        kind = getattr(builtins, base, None)
        if not (isinstance(kind, type) and issubclass(kind, Exception)):  # SystemExit and other ways out
            raise _named(ename, StudentError)(message)
        raise _make(kind if ename == base else _named(ename, StudentError, kind), message)

    def close(self) -> None:
        """Close the connection; its proxies answer no more."""
        if self.channel is not None:
            self.channel.close()
            self.channel = None


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
    advice = "give it explicitly: as an argument's default, or with functools.partial"
    for name in function.__code__.co_freevars:
        raise TypeError(f"{function.__qualname__} is passed to the submission but closes over {name!r}; {advice}")
    for name in _global_names(function.__code__):
        value = function.__globals__.get(name)
        if value is None or value is function or isinstance(value, _Proxy | types.ModuleType) or _is_installed(value):
            continue
        raise TypeError(
            f"{function.__qualname__} is passed to the submission but uses the global {name!r}, which is not a module; "
            f"{advice}"
        )


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


def _global_names(code: types.CodeType) -> Iterator[str]:
    for instruction in dis.get_instructions(code):
        if instruction.opname in ("LOAD_GLOBAL", "LOAD_NAME", "STORE_GLOBAL", "DELETE_GLOBAL"):
            yield instruction.argval
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _global_names(constant)


class ExaminerKernel(GradingKernel):
    """The kernel that test cells run in."""

    connection: Connection | None = None
    lent: ClassVar[dict[str, Any]] = {}
    missing: Sequence[str] = ()

    def answer_connect(self, connection_file: str, call_timeout: float, buffers: Any) -> Answer:
        """Connect to a student kernel; proxies of an earlier one answer no more."""
        if self.connection is not None:
            self.connection.close()
        self.connection = Connection(connection_file, call_timeout)
        return {"status": "ok"}, []

    def answer_bind(self, source: str, buffers: Any) -> Answer:
        """Provide what the student's cells define of the names that a test cell uses.

        Builtins and whatever the sheet's own cells define stay as they are: a student's ``np``, ``checks`` or ``len``
        is never looked at.
        """
        assert self.connection is not None
        self._take_back()
        used = {node.id for node in ast.walk(_parse(source)) if isinstance(node, ast.Name)}
        wanted = sorted(name for name in used if not hasattr(builtins, name) and name not in self.names)
        self.connection.notes.clear()
        self.connection.raised.clear()
        self.lent.update(self.connection.describe(wanted) if wanted else {})
        self.missing = [name for name in wanted if name not in self.lent]
        self.names.update(self.lent)
        return {"status": "ok"}, []

    def answer_collect(self, buffers: Any) -> Answer:
        """Tell what the proxies noticed while the test cell ran, and take the student's names back."""
        assert self.connection is not None
        self._take_back()
        notes = list(dict.fromkeys(self.connection.notes))
        return {
            "status": "ok",
            "notes": notes,
            "missing": self.missing,
            "raised": self.connection.raised[-20:],
            "lost": self.connection.channel is None,
        }, []

    def answer_reset(self, buffers: Any) -> Answer:
        """Forget everything of the last submission, ready for the next one."""
        if self.connection is not None:
            self.connection.close()
        self.connection = None
        self.lent.clear()
        assert self.shell is not None
        self.shell.reset(new_session=True, aggressive=False)
        return {"status": "ok"}, []

    def _take_back(self) -> None:
        # A test cell that assigned to such a name made it its own.
        for name, value in self.lent.items():
            if self.names.get(name) is value:
                del self.names[name]
        self.lent.clear()


def _parse(source: str) -> ast.AST:
    try:
        return ast.parse(TransformerManager().transform_cell(source))
    except SyntaxError:  # running the cell will tell
        return ast.Module(body=[], type_ignores=[])
