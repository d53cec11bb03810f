"""Evidence: a statement, a measurement, a bound, and a verdict that is computed.

A check is data around a function that measures::

    @check("Theorem 14", "largest sup error of the stairs, in units of ε", "<=", 1.0, 1e-9, kind="construction")
    def check_threshold_error(network=threshold_network, targets=TARGETS, seed=0) -> float: ...

    check_threshold_error.breaks("one unit fewer", network=one_unit_fewer)
    check_threshold_error.breaks("a target with a jump", targets=[(jump, 1.0)])

Claim, relation, bound and tolerance stand in the decorator, so that no variant can choose a bound of its own. A variant
puts a broken object in place of a default argument and must come out as violated; so must nonsense, which
tools/prove_checks.py puts in place of every construction. An erratum is two numbers, printed and corrected, and one bound.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import math
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, Literal, ParamSpec, get_args

import numpy as np
from numpy.typing import ArrayLike

from . import cards

Relation = Literal["<=", ">=", "=="]
#: What a check can be evidence of. *identity*: both sides are equal by algebra; *construction*: an object that a theorem
#: builds does what it promises; *instance*: one case of a general statement; *rate*: a fitted slope; *class bound*: no
#: member of a sampled class crosses a bound; *Monte Carlo*: a mean over draws.
Kind = Literal["identity", "construction", "instance", "rate", "class bound", "Monte Carlo"]
Parameters = ParamSpec("Parameters")

_SIGNS = {"<=": "≤", ">=": "≥", "==": "="}
_NEGATED = {"<=": ">", ">=": "<", "==": "≠"}
# Below this size a deviation or a tolerance is about rounding; its digits say nothing and differ between machines.
_ROUND_OFF = 1e-6
# What is left of a zero in float64: shown as one.
_NOTHING = 1e-13


def _format(number: float, digits: int) -> str:
    if math.isnan(number):
        return "no number"
    return "0" if abs(number) < _NOTHING else f"{number:.{digits}g}"


@dataclass(frozen=True)
class Evidence:
    """One measured quantity beside the bound that a result states for it.

    Parameters
    ----------
    result, claim : str
        The result that is checked, as the lecture notes name it (``"Theorem 14"``), and what is measured, on what and
        over which range, in words, without a full stop.
    measured, relation, bound : float, {"<=", ">=", "=="}, float
        The measured value, in the unit that `claim` names, and how it must relate to the value that the result states.
    tolerance : float
        How far beyond the bound the measurement may lie, absolute, finite and >= 0: 0 for exact bounds, the stated
        width of a slope, three standard errors of a Monte Carlo mean.
    kind, digits : str, int
        What the number is evidence of, one of `Kind`, or empty; the significant digits shown (never those judged).
    only_if : str
        What must be so for anything to be measured at all (else the check returns NaN); the card says it in a line below.
    """

    result: str
    claim: str
    measured: float
    relation: Relation
    bound: float
    tolerance: float = 0.0
    kind: str = ""
    digits: int = 3
    only_if: str = ""

    def __post_init__(self) -> None:
        if self.relation not in _SIGNS:
            raise ValueError(f"relation must be one of {list(_SIGNS)}, got {self.relation!r}")
        if self.kind and self.kind not in get_args(Kind):
            raise ValueError(f"kind must be one of {list(get_args(Kind))}, got {self.kind!r}")
        if not (math.isfinite(self.tolerance) and self.tolerance >= 0):
            raise ValueError(f"tolerance must be a finite number >= 0, got {self.tolerance!r}")
        for name in ("measured", "bound", "tolerance"):
            object.__setattr__(self, name, float(getattr(self, name)))

    @property
    def holds(self) -> bool:
        """Whether the measurement satisfies the relation; a NaN on either side never does."""
        if self.relation == "<=":
            return self.measured <= self.bound + self.tolerance
        if self.relation == ">=":
            return self.measured >= self.bound - self.tolerance
        return abs(self.measured - self.bound) <= self.tolerance or self.measured == self.bound

    @property
    def verdict(self) -> str:
        """``"holds"`` or ``"violated"``."""
        return "holds" if self.holds else "violated"

    @property
    def slack(self) -> float:
        """How many times more the bound allows than was needed; 1 where it is attained or where the question is idle."""
        if self.relation == "==" or not self.holds or min(self.measured, self.bound) <= _ROUND_OFF:
            return 1.0
        return max(1.0, self.bound / self.measured if self.relation == "<=" else self.measured / self.bound)

    def statement(self) -> str:
        """Return the numbers as one rounded line, the same on every machine."""
        if self.relation == "<=" and self.bound + self.tolerance <= _ROUND_OFF and self.holds:
            return f"measured below {_format(self.bound + self.tolerance, 1)}"
        sign = (_SIGNS if self.holds else _NEGATED)[self.relation]
        goal = _format(self.bound, self.digits)
        goal = f"{goal} ± {_format(self.tolerance, 2)}" if self.tolerance > _ROUND_OFF else goal
        if math.isnan(self.measured):
            return f"no number, where {_SIGNS[self.relation]} {goal} is asked for"
        text = f"measured {_format(self.measured, self.digits)} {sign} {goal}"
        return f"{text}, slack {_format(self.slack, 2)}" if self.slack >= 1.5 else text

    @property
    def title(self) -> str:
        """The result and the kind of evidence: ``"Theorem 14 · construction"``."""
        return f"{self.result} · {self.kind}" if self.kind else self.result

    def row(self, prefix: str = "") -> cards.Row:
        """Return the line of a card."""
        below = f"The check gives a number only if {self.only_if}." if self.only_if else ""
        return cards.Row(prefix + self.claim, self.statement(), self.verdict, self.holds, below)

    def __repr__(self) -> str:
        text = f"{self.title} · {self.claim}: {self.statement()} · {self.verdict}"
        return f"{text}. {self.row().below}" if self.only_if else text

    def _repr_html_(self) -> str:
        return cards.card(self.title, [self.row()], self.holds)


@dataclass(frozen=True)
class Measured:
    """What a check returns whose bound, or tolerance, is measured too: each network held to its own bound, say."""

    value: float
    bound: float
    tolerance: float = 0.0


def three_errors(values: ArrayLike, bound: float) -> Measured:
    """Return the mean of independent values (draws,) beside what it should be, give or take three standard errors."""
    values = np.asarray(values, dtype=float)
    if not np.isfinite(values).all():
        return Measured(math.nan, bound)
    return Measured(float(values.mean()), bound, 3 * float(values.std(ddof=1)) / math.sqrt(len(values)))


def furthest(*found: Measured) -> Measured:
    """Return the measurement that is furthest from its bound, in units of its tolerance; one that is no number, if any."""

    def away(one: Measured) -> tuple[bool, float]:
        gap = abs(one.value - one.bound)
        return math.isnan(gap), gap / one.tolerance if one.tolerance > 0 else math.inf if gap > 0 else 0.0

    return max(found, key=away)


def largest(found: ArrayLike) -> float:
    """Return the largest value; NaN if one is NaN. (Python's max keeps a NaN only if it stands first.)"""
    return float(np.max(np.asarray(found, dtype=float)))


def smallest(found: ArrayLike) -> float:
    """Return the smallest value; NaN if one is NaN."""
    return float(np.min(np.asarray(found, dtype=float)))


def furthest_from(goal: float, found: ArrayLike) -> float:
    """Return the value that is furthest from `goal`; NaN if one is NaN."""
    values = np.ravel(np.asarray(found, dtype=float))
    return float(values[np.argmax(np.abs(values - goal))])


class Check(Generic[Parameters]):
    """A function that measures, with the claim that it is held to. Made by `check`.

    Attributes
    ----------
    result, claim, kind : str
        As in `Evidence`.
    constructions : tuple of str
        The arguments that hold what a theorem constructs: those with a callable default that are not given to it.
    defaults, variants : dict
        The arguments' defaults; what `breaks` declared: words, and the arguments that break the check.
    """

    def __init__(
        self, function: Callable[Parameters, float | Measured], claim: Evidence, bounded: bool, given: Sequence[str]
    ) -> None:
        self._function, self._claim, self._bounded = function, claim, bounded
        self.result, self.claim, self.kind = claim.result, claim.claim, claim.kind
        parameters = inspect.signature(function).parameters
        for name in given:
            if name not in parameters:
                raise ValueError(f"given must name arguments of {function.__name__}, got {name!r}")
        self.defaults = {name: parameter.default for name, parameter in parameters.items()}
        self.constructions = tuple(name for name in parameters if callable(self.defaults[name]) and name not in given)
        self.variants: dict[str, dict[str, Any]] = {}
        functools.update_wrapper(self, function)

    def __call__(self, *args: Parameters.args, **kwargs: Parameters.kwargs) -> Evidence:
        """Measure, by default on what the course claims, and return the evidence."""
        found = self._function(*args, **kwargs)
        if isinstance(found, Measured) == self._bounded:
            where = "the decorator" if self._bounded else "Measured"
            raise TypeError(f"{self._function.__name__}: the bound must come from {where}, and from there only")
        if isinstance(found, Measured):
            return replace(self._claim, measured=found.value, bound=found.bound, tolerance=found.tolerance)
        return replace(self._claim, measured=found)

    def breaks(self, words: str, **what: Any) -> None:
        """Declare a way to break the check: in words, and the arguments in place of the defaults."""
        if not what or set(what) - set(self.defaults):
            raise ValueError(f"breaks must replace arguments out of {list(self.defaults)}, got {list(what)}")
        if words in self.variants:
            raise ValueError(f"{self._function.__name__} has a variant {words!r} already")
        self.variants[words] = what

    def broken(self, words: str) -> Evidence:
        """Measure a declared variant; its card says what was broken, so that nobody takes it for a finding."""
        if words not in self.variants:
            raise ValueError(f"words must be one of {list(self.variants)}, got {words!r}")
        evidence = self(**self.variants[words])  # type: ignore[call-arg]
        return replace(evidence, claim=f"broken on purpose ({words}): {evidence.claim}")


def check(
    result: str,
    claim: str,
    relation: Relation,
    bound: float | None = None,
    tolerance: float = 0.0,
    *,
    kind: Kind,
    given: Sequence[str] = (),
    digits: int = 3,
    only_if: str = "",
) -> Callable[[Callable[Parameters, float | Measured]], Check[Parameters]]:
    """Register a function that measures as a check of a result.

    Parameters
    ----------
    result, claim, relation, bound, tolerance, kind, digits, only_if
        As in `Evidence`. Leave `bound` out where the function returns `Measured`.
    given : sequence of str
        Callable arguments that the theorem is given (a target, a law) and does not construct: they keep their sense.
    """
    stated = math.nan if bound is None else bound
    statement = Evidence(result, claim, math.nan, relation, stated, tolerance, kind, digits, only_if)

    def register(function: Callable[Parameters, float | Measured]) -> Check[Parameters]:
        _CHECKS[_name(function)] = made = Check(function, statement, bound is not None, given)
        return made

    return register


@dataclass(frozen=True)
class Erratum:
    """A statement as printed, refuted by a number, beside the corrected one, both held to one bound.

    Attributes
    ----------
    number, where : int or str, str
        What the list of slips calls it, and its place in the lecture notes: ``"Theorem 22"`` or ``"Section 3.5"``.
    printed, corrected : Evidence
        The claims are the two statements; the first must come out as violated, the second must hold.
    """

    number: int | str
    where: str
    printed: Evidence
    corrected: Evidence

    @property
    def confirmed(self) -> bool:
        """Whether the numbers refute the printed statement, which NaN does not, and bear out the corrected one."""
        return not (self.printed.holds or math.isnan(self.printed.measured)) and self.corrected.holds

    @property
    def verdict(self) -> str:
        """``"confirmed"`` or ``"not confirmed"``."""
        return "confirmed" if self.confirmed else "not confirmed"

    @property
    def title(self) -> str:
        """Number, place and verdict."""
        return f"Slip {self.number}, {self.where} · {self.verdict}"

    def __repr__(self) -> str:
        rows = [self.printed.row("as printed · "), self.corrected.row("corrected · ")]
        return "\n".join([self.title, *(f"  {row.claim}: {row.numbers} · {row.verdict}" for row in rows)])

    def _repr_html_(self) -> str:
        rows = [self.printed.row("As printed: "), self.corrected.row("Corrected: ")]
        return cards.card(self.title, rows, self.confirmed)


def erratum(
    number: int | str,
    where: str,
    measure: str,
    relation: Relation,
    bound: float,
    tolerance: float = 0.0,
    *,
    printed: str,
    corrected: str,
    digits: int = 3,
) -> Callable[[Callable[[], tuple[float, float]]], Callable[[], Erratum]]:
    """Register a slip of the lecture notes; the function returns the measure as printed and as corrected.

    Parameters
    ----------
    number, where, relation, bound, tolerance, digits
        As in `Erratum` and in `Evidence`; one bound for both.
    measure, printed, corrected : str
        What both numbers are and the two statements, in words.
    """

    def register(function: Callable[[], tuple[float, float]]) -> Callable[[], Erratum]:
        @functools.wraps(function)
        def run() -> Erratum:
            values = function()
            rows = (
                Evidence(where, f"{words}; {measure}", value, relation, bound, tolerance, digits=digits)
                for words, value in zip((printed, corrected), values, strict=True)
            )
            return Erratum(number, where, *rows)

        _ERRATA[_name(function)] = run
        return run

    return register


_CHECKS: dict[str, Check[Any]] = {}
_ERRATA: dict[str, Callable[[], Erratum]] = {}


def _name(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def _of_module(table: Mapping[str, Any], module: str) -> dict[str, Any]:
    package = importlib.import_module(module)
    for part in pkgutil.iter_modules(getattr(package, "__path__", [])):
        importlib.import_module(f"{module}.{part.name}")
    return {name.rpartition(".")[2]: item for name, item in table.items() if name.startswith(f"{module}.")}


def checks_in(module: str) -> dict[str, Check[Any]]:
    """Return the checks that a chapter registers, by function name (``"dltheory.approximation"``)."""
    return _of_module(_CHECKS, module)


def errata_in(module: str) -> dict[str, Callable[[], Erratum]]:
    """Return the errata that a chapter registers, by function name, in the order of their numbers."""
    return _of_module(_ERRATA, module)


class Folded:
    """Further evidence, folded into one line until the reader opens it: at most four cards a section stand open."""

    def __init__(self, *evidence: Evidence | Erratum, title: str = "") -> None:
        if not evidence:
            raise ValueError("evidence must hold at least one card, got none")
        self.evidence = evidence
        self.title = title or f"{len(evidence)} more check{'s' * (len(evidence) > 1)}"

    def __repr__(self) -> str:
        return "\n".join([f"{self.title}:", *(repr(item) for item in self.evidence)])

    def _repr_html_(self) -> str:
        return cards.folded(self.title, "".join(item._repr_html_() for item in self.evidence))


more = Folded
