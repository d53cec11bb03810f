"""What test cells check with: comparisons that explain, inputs that cannot be foreseen, partial scores.

A sheet imports this module in its locked setup cell. The same test cell works in one kernel (the Validate button) and
across two processes (grading)::

    generator = checks.rng("test_landau_constant")
    n = int(generator.integers(5, 50))
    with checks.explained():
        checks.close(landau_constant(n), reference(n), name=f"J_{n}", hint="Is the integral over [-1, 1]?")

With several checks that each earn a part of the points, each part drawing from a generator of its own (one that an earlier
part made is not there when that part fails)::

    score = checks.Score(2)
    with score.part(0.5, "small n"):
        checks.close(landau_constant(3), 0.9142857142857143)
    with score.part(1.5, "n = 2000 without overflow"):
        ...
    score.report()

``nbgrader validate`` cuts every line of an error at 83 characters. Run by it, messages from here are broken into lines
that it shows whole, those of `that` too.
"""

from __future__ import annotations

import hashlib
import math
import os
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from fractions import Fraction
from numbers import Number
from typing import Any, NoReturn

import numpy as np
from numpy.typing import ArrayLike

from dltheory.grading.outcomes import Verdict

SCORE_TYPE = "application/vnd.dltheory.score+json"
SECRET = "DLTHEORY_GRADING_SECRET"
_LONGEST_VALUE = 200
_LONGEST_LINE = 83  # what `nbgrader validate` shows of a line in a terminal

_LONGEST = 4000  # characters of a part's message, which may show what the student returned
# What the message of Python or NumPy leaves unsaid. Anything else tells its cause better in its own words.
_CAUSES: dict[type[Exception], str] = {
    OverflowError: (
        "A number on the way is too large for a float (beyond 1.8e308), even if the result is not: "
        "work with logarithms, or keep the factors of moderate size."
    ),
    MemoryError: "An array on the way is too large: can it be done in smaller pieces?",
    RecursionError: "The function calls itself too many times: use a loop.",
}
# A student's error comes from another process, as one of a class that only has the same name.
_SINGULAR = "A matrix here has no inverse, or almost none: is one needed? A pseudo-inverse or eigenvectors may do."

# Set by the examiner: there a failed part costs its points; in a single kernel the whole cell fails.
examining = False
_secret: list[np.random.Generator] = []


class BrokenTest(ValueError):
    """A test cell is wrong in itself: its author's mistake, and no student's."""


def verdict_of(error: BaseException) -> Verdict:
    """Return what an error that ended a test cell, or a part of its score, says of the student's work."""
    found = getattr(error, "verdict", None)  # set on errors that come from the student's process
    if isinstance(found, Verdict):
        return found
    if isinstance(error, BrokenTest | SyntaxError):
        return Verdict.GRADER_FAILED
    if isinstance(error, AssertionError):
        return Verdict.WRONG
    return Verdict.UNANSWERED if isinstance(error, NotImplementedError) else Verdict.CRASHED


def inplace(function: Any, *args: Any, **kwargs: Any) -> Any:
    """Call a function that is asked to change its arguments in place, and return its result.

    Under grading arguments go over as copies, and only a call by this function carries changes back into the test. What the
    expected value is computed from must then be a copy of its own, made before.

    Parameters
    ----------
    function : callable
        Of the student's.
    *args, **kwargs : object
        Arrays, tensors, lists, dictionaries and sets receive the changes; a change of anything else is refused.
    """
    call = getattr(function, "call_inplace", None)
    return function(*args, **kwargs) if call is None else call(args, kwargs)


def rng(grade_id: str) -> np.random.Generator:
    """Return a generator for the inputs of one test cell.

    Its seed comes from the cell's grade_id and from the instructor's secret, the environment variable
    ``DLTHEORY_GRADING_SECRET``, if that is set. Student code never sees the secret, so a table of answers to a
    published sheet is of no use.

    Parameters
    ----------
    grade_id : str
        The grade_id of the test cell.
    """
    if not isinstance(grade_id, str) or not grade_id:
        raise ValueError(f"grade_id must be the name of a test cell, got {grade_id!r}")
    seed = hashlib.sha256(f"{os.environ.get(SECRET, '')}\n{grade_id}".encode()).digest()
    generator = np.random.default_rng(int.from_bytes(seed, "big"))
    _secret.append(generator)
    return generator


def is_secret(value: Any) -> bool:
    """Return whether a value is a generator of `rng`, or the source of its bits."""
    return any(value is generator or value is generator.bit_generator for generator in _secret)


def close(
    actual: Any,
    expected: ArrayLike,
    name: str = "the result",
    rtol: float = 1e-9,
    atol: float = 0.0,
    hint: str = "",
) -> None:
    """Assert that a result is the expected number or array.

    Parameters
    ----------
    actual : object
        What the student's function returned: a number, an array or tensor, or nested lists of numbers.
    expected : number or array_like
        What it should be; its shape is the demanded one, ``()`` for a number. Never shown.
    name : str
        What is compared, for the messages: ``"J_0"``.
    rtol, atol : float
        ``|actual - expected| <= atol + rtol |expected|`` in each entry.
    hint : str
        The misconception that a wrong value points to.

    Raises
    ------
    AssertionError
        With the student's value and the hint.
    BrokenTest
        If the expected value is not finite: nothing could be compared with it.
    """
    __tracebackhide__ = True
    wanted = np.asarray(expected)
    if not np.isfinite(wanted).all():
        raise BrokenTest(f"the expected value of {name} is not finite; compare it in another way")
    found = _numbers(actual, name, complex_allowed=wanted.dtype.kind == "c")
    if found.shape != wanted.shape:
        kind = f"an array of shape {wanted.shape}" if wanted.shape else "a single number"
        _fail(f"{name} has shape {found.shape}; {kind} is expected.")
    if not np.isfinite(found).all():
        _fail(f"{name} = {_show(found)} is not finite.", hint)
    wrong = ~(np.abs(found - wanted) <= atol + rtol * np.abs(wanted))  # whatever cannot be compared is wrong
    if wrong.any():
        place = tuple(int(i) for i in np.argwhere(wrong)[0])
        entry = f"{name}[{', '.join(map(str, place))}]" if place else name
        count = f" ({int(wrong.sum())} of {wrong.size} entries are wrong)" if wrong.size > 1 else ""
        shown = found[place] if place else actual
        _fail(f"{entry} = {_show(shown)} is not right{count}.", hint)


def integer(actual: Any, name: str = "the result", hint: str = "") -> int:
    """Assert that a result is a Python or NumPy integer, and return it as an int.

    Raises
    ------
    AssertionError
        If it is anything else, a float with an integer value and a truth value included.
    """
    __tracebackhide__ = True
    if isinstance(actual, np.ndarray) and actual.shape == () and actual.dtype.kind in "iu":
        actual = actual[()]
    if isinstance(actual, bool | np.bool_ | np.timedelta64) or not isinstance(actual, int | np.integer):
        _fail(_what_came(actual, name, "an integer"), hint)
    return int(actual)


def that(condition: Any, message: str) -> None:
    """Assert a condition, with a message that a terminal shows whole; a plain ``assert`` does the same but for that.

    Raises
    ------
    AssertionError
        With the message, if the condition does not hold.
    """
    __tracebackhide__ = True
    if not condition:
        _fail(message)


@contextmanager
def explained() -> Iterator[None]:
    """Name the cause of an error that says only what broke: an overflow, a recursion too deep, too little memory.

    Raises
    ------
    OverflowError, MemoryError, RecursionError
        As raised inside, with the cause behind its own message. Everything else passes as it is.
    """
    __tracebackhide__ = True
    try:
        yield
    except tuple(_CAUSES) as error:
        kind = next(kind for kind in _CAUSES if isinstance(error, kind))
        explained = kind(_wrapped(_cause(error), len(kind.__name__) + 2))
        explained.verdict = verdict_of(error)  # type: ignore[attr-defined]
        raise explained from error


def _cause(error: Exception) -> str:
    """Return the message of an error, with its cause where `_CAUSES` knows one."""
    said = str(error.args[-1]) if error.args else ""  # of (34, 'Numerical result out of range') the words
    cause = next((cause for kind, cause in _CAUSES.items() if isinstance(error, kind)), "")
    if type(error).__name__ == "LinAlgError":
        cause = _SINGULAR
    if not cause or cause in str(error):
        return str(error)
    return f"{said}. {cause}".removeprefix(". ")


def _numbers(actual: Any, name: str, complex_allowed: bool) -> np.ndarray:
    """Return a result as an array of numbers, or say what it is instead."""
    __tracebackhide__ = True
    wanted = "a number or an array of numbers"
    if isinstance(actual, Fraction):
        actual = _as_float(actual)
    torch = sys.modules.get("torch")
    tensor = torch is not None and isinstance(actual, torch.Tensor)
    if not tensor and not isinstance(actual, np.ndarray | np.generic | Number | list | tuple):
        _fail(_what_came(actual, name, wanted))
    try:
        found = np.asarray(actual.detach().cpu() if tensor else actual)
        if found.dtype == object:
            # Large Python integers and fractions make object arrays; anything else in one is not a number.
            flat = [_as_float(item) for item in found.ravel()]
            found = np.array(flat, dtype=float).reshape(found.shape)
    except (TypeError, ValueError, RuntimeError, MemoryError):  # such as a list of tensors, or of very long texts
        _fail(_what_came(actual, name, wanted))
    if found.dtype.kind == "b":
        _fail(f"{name} is a truth value; {wanted} is expected.")
    if found.dtype.kind not in "iufc":
        _fail(_what_came(actual, name, wanted))
    if found.dtype.kind == "c" and not complex_allowed:
        _fail(f"{name} is complex; {wanted.replace('number', 'real number', 1)} is expected.")
    # Unsigned and small integers would wrap around in the difference.
    return found.astype(float) if found.dtype.kind in "iu" else found


def _as_float(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | Fraction):
        raise TypeError
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _what_came(actual: Any, name: str, wanted: str) -> str:
    if actual is None:
        return f"{name} is None: is a `return` missing? {wanted[0].upper()}{wanted[1:]} is expected."
    shown = _show(actual)
    if not shown.startswith(("an object", "the function")):  # what stayed in the student's process says its own type
        shown += f", of type {type(actual).__name__}"
    return f"{name} is {shown}; {wanted} is expected."


def _show(value: Any) -> str:
    try:
        text = repr(value.item() if isinstance(value, np.generic) or getattr(value, "shape", None) == () else value)
    except ValueError:  # Python writes no integer of more than 4300 digits
        return f"a {type(value).__name__} with thousands of digits"
    return text if len(text) <= _LONGEST_VALUE else text[:_LONGEST_VALUE] + " ..."


def _fail(text: str, hint: str = "") -> NoReturn:
    raise AssertionError(_wrapped(f"{text} {hint}".rstrip(), len("AssertionError: "))) from None


def _wrapped(text: str, before: int = 0, indent: str = "") -> str:
    """Break long lines, the first one behind `before` other characters, where `nbgrader validate` would cut them."""
    if os.environ.get("NBGRADER_EXECUTION") != "validate":
        return text
    lines: list[str] = []
    for line in text.split("\n"):
        first = " " * (before if not lines else 0)
        broken = textwrap.fill(
            line, _LONGEST_LINE, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False
        )
        lines.append(broken.removeprefix(first))
    return "\n".join(lines)


@dataclass(frozen=True)
class Part:
    """One part of a score: what it earned, and why not more."""

    name: str
    points: float
    max_points: float
    message: str
    verdict: Verdict = Verdict.PASSED


class Score:
    """The points of a test cell, earned part by part.

    A part that raises loses its points and the next ones still run, but for a `BrokenTest`. The last line of the test cell is
    ``score.report()``. Under grading it shows the score; in a single kernel it fails if any part failed, so that
    Validate says so.

    Parameters
    ----------
    points : float
        The points of the cell, to which those of the parts add up.
    """

    def __init__(self, points: float) -> None:
        if not (isinstance(points, int | float) and math.isfinite(points) and points > 0):
            raise ValueError(f"points must be a finite number > 0, got {points!r}")
        self.max_points = float(points)
        self.parts: list[Part] = []

    @contextmanager
    def part(self, points: float, name: str) -> Iterator[None]:
        """Run the checks of one part, worth so many points."""
        if not (isinstance(points, int | float) and math.isfinite(points) and points > 0):
            raise ValueError(f"points must be a finite number > 0, got {points!r}")
        message, verdict = "not finished", Verdict.WRONG
        try:
            yield
            message, verdict = "", Verdict.PASSED
        except BrokenTest:
            raise
        except Exception as error:
            verdict = verdict_of(error)
            if isinstance(error, AssertionError):
                # Broken into lines for a message that stands alone; `report` breaks them anew.
                message = " ".join(str(error).split()) or "a check failed"
            elif isinstance(error, NotImplementedError):
                message = "not filled in yet"
            else:
                message = f"{type(error).__name__}: {_cause(error)}".removesuffix(": ")
        finally:
            self.parts.append(Part(name, 0.0 if message else float(points), float(points), message[:_LONGEST], verdict))

    @property
    def points(self) -> float:
        """What has been earned, between 0 and the points of the cell."""
        earned = math.fsum(part.points for part in self.parts)
        # Thirds add up to the whole only almost; and the student's version may lack parts that are hidden altogether.
        if math.isclose(earned, self.max_points) or (not self.failed and not examining):
            return self.max_points
        return min(earned, self.max_points)

    @property
    def failed(self) -> list[Part]:
        """The parts that lost their points."""
        return [part for part in self.parts if part.message]

    @property
    def message(self) -> str:
        """The messages of the failed parts, one a line."""
        return "\n".join(f"{part.name}: {part.message}" for part in self.failed)

    def report(self) -> Score:
        """Check that the parts add up, and return the score to be shown as the cell's result.

        Raises
        ------
        BrokenTest
            (a ValueError) Under grading, if the points of the parts do not add up to those of the cell; elsewhere, if they exceed them.
        AssertionError
            In a single kernel, if a part failed.
        """
        total = math.fsum(part.max_points for part in self.parts)
        if not math.isclose(total, self.max_points) and (examining or total > self.max_points):
            raise BrokenTest(f"the parts add up to {total:g} points, but the cell has {self.max_points:g}")
        if self.failed and not examining:
            head = f"{self.points:g} of {self.max_points:g} points"
            raise AssertionError("\n".join([head, *(_wrapped(line, indent="  ") for line in self.message.split("\n"))]))
        return self

    def __repr__(self) -> str:
        return repr(self.points)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        parts = [asdict(part) for part in self.parts]
        payload = {"points": self.points, "max_points": self.max_points, "parts": parts}
        return {"text/plain": repr(self), SCORE_TYPE: payload}
