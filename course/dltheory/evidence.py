"""Evidence: a statement, a measurement, a bound, and a verdict that is computed.

A chapter module registers functions of three kinds::

    @check("Theorem 14")
    def check_threshold_error(network=threshold_network) -> Evidence: ...

    @variant(check_threshold_error, "one node fewer")
    def broken_threshold_network() -> Evidence:
        return check_threshold_error(network=one_node_fewer)

    @erratum(40, "Theorem 22")
    def erratum_ridge_without_bias() -> Erratum: ...

A check measures; its verdict follows from the numbers. A variant breaks the mathematical object itself, runs it through
the same public check and must come out as violated. An erratum pairs the statement as printed (violated) with the
corrected one (holds). ``results.toml`` names, for each numbered result of the lecture notes, where all of this stands.
"""

from __future__ import annotations

import functools
import html
import importlib
import math
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from importlib import resources
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import ArrayLike

Relation = Literal["<=", ">=", "=="]
Function = TypeVar("Function", bound=Callable[..., Any])

_SIGNS = {"<=": "≤", ">=": "≥", "==": "="}
_NEGATED = {"<=": ">", ">=": "<", "==": "≠"}
# Below this size a deviation or a tolerance is about rounding; its digits say nothing and differ between machines.
_ROUND_OFF = 1e-6


def _format(number: float, digits: int) -> str:
    if number == 0 or not math.isfinite(number):
        return f"{number:g}"
    return f"{number:.{digits}g}"


@dataclass(frozen=True)
class Evidence:
    """One measured quantity beside the bound that a result states for it.

    Parameters
    ----------
    result : str
        The result that is checked, as the lecture notes name it: ``"Theorem 14"``.
    claim : str
        What is measured, in words, without a full stop.
    measured : float
        The measured value, in the unit that `claim` names.
    relation : {"<=", ">=", "=="}
        How the measured value must relate to the bound.
    bound : float
        The value that the result states.
    tolerance : float
        How far beyond the bound the measurement may lie, absolute: 0 for exact bounds, the stated width of a
        slope, three standard errors of a Monte Carlo mean.
    digits : int
        Significant digits shown; the verdict is computed from the unrounded numbers.

    Raises
    ------
    ValueError
        If `relation` is unknown or `tolerance` is negative or not finite.
    """

    result: str
    claim: str
    measured: float
    relation: Relation
    bound: float
    tolerance: float = 0.0
    digits: int = 3

    def __post_init__(self) -> None:
        if self.relation not in _SIGNS:
            raise ValueError(f"relation must be one of {list(_SIGNS)}, got {self.relation!r}")
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

    def statement(self) -> str:
        """Return the numbers as one rounded line, the same on every machine."""
        bound = _format(self.bound, self.digits)
        if self.relation == "<=" and self.bound + self.tolerance <= _ROUND_OFF and self.holds:
            return f"measured below {_format(self.bound + self.tolerance, 1)}"
        sign = (_SIGNS if self.holds else _NEGATED)[self.relation]
        text = f"measured {_format(self.measured, self.digits)} {sign} {bound}"
        return f"{text} ± {_format(self.tolerance, 2)}" if self.tolerance > _ROUND_OFF else text

    def __repr__(self) -> str:
        return f"{self.result} · {self.claim}: {self.statement()} · {self.verdict}"

    def _repr_html_(self) -> str:
        return _card(self.result, [(self.claim, self.statement(), self.verdict, self.holds)], self.holds)


@dataclass(frozen=True)
class Erratum:
    """A statement as printed, refuted by numbers, beside the corrected one.

    Parameters
    ----------
    where : str
        The place in the lecture notes: ``"Theorem 22"`` or ``"Section 3.5"``.
    printed : Evidence
        The statement as printed; it must come out as violated.
    corrected : Evidence
        The corrected statement; it must hold.
    """

    where: str
    printed: Evidence
    corrected: Evidence

    @property
    def confirmed(self) -> bool:
        """Whether the numbers refute the printed statement and bear out the corrected one."""
        return not self.printed.holds and self.corrected.holds

    @property
    def verdict(self) -> str:
        """``"confirmed"`` or ``"not confirmed"``."""
        return "confirmed" if self.confirmed else "not confirmed"

    def __repr__(self) -> str:
        lines = [f"Erratum, {self.where} · {self.verdict}"]
        for label, evidence in (("as printed", self.printed), ("corrected", self.corrected)):
            lines.append(f"  {label} · {evidence.claim}: {evidence.statement()} · {evidence.verdict}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = [
            (f"As printed: {self.printed.claim}", self.printed.statement(), self.printed.verdict, self.printed.holds),
            (
                f"Corrected: {self.corrected.claim}",
                self.corrected.statement(),
                self.corrected.verdict,
                self.corrected.holds,
            ),
        ]
        return _card(f"Erratum, {self.where} · {self.verdict}", rows, self.confirmed)


def _card(title: str, rows: Sequence[tuple[str, str, str, bool]], good_news: bool) -> str:
    """Return an HTML card with inline styles only: JupyterLab strips style elements."""
    good, bad = "#1b7837", "#b2182b"
    edge = good if good_news else bad
    lines = "".join(
        f'<div style="margin:2px 0"><span>{html.escape(claim)}</span>: <b>{html.escape(numbers)}</b> '
        f'<span style="color:{good if holds else bad};font-weight:bold">{"✓" if holds else "✗"} {html.escape(verdict)}'
        f"</span></div>"
        for claim, numbers, verdict, holds in rows
    )
    return (
        f'<div style="border-left:4px solid {edge};padding:4px 12px;margin:4px 0;max-width:52em">'
        f'<div style="font-weight:bold">{html.escape(title)}</div>{lines}</div>'
    )


@dataclass
class _Registry:
    checks: dict[str, Callable[..., Evidence]] = field(default_factory=dict)
    variants: dict[str, Callable[[], Evidence]] = field(default_factory=dict)
    errata: dict[str, Callable[[], Erratum]] = field(default_factory=dict)


_REGISTRY = _Registry()


def check(result: str) -> Callable[[Function], Function]:
    """Register a check function for a numbered result, ``@check("Theorem 14")``.

    The function returns one `Evidence` whose ``result`` is the one it is registered to; anything else raises.
    """

    def register(function: Function) -> Function:
        @functools.wraps(function)
        def run(*args: Any, **kwargs: Any) -> Evidence:
            evidence = function(*args, **kwargs)
            if not isinstance(evidence, Evidence) or evidence.result != result:
                raise TypeError(f"{function.__name__} must return Evidence for {result!r}, got {evidence!r}")
            return evidence

        run.result = result  # type: ignore[attr-defined]
        _REGISTRY.checks[_name(function)] = run
        return run  # type: ignore[return-value]

    return register


def variant(of: Callable[..., Evidence], broken: str) -> Callable[[Function], Function]:
    """Register a broken variant of a check: what is broken, in words; it must come out as violated.

    The card of the variant says what was broken, so that nobody takes it for a finding about the result.
    """

    def register(function: Function) -> Function:
        @functools.wraps(function)
        def run() -> Evidence:
            evidence = function()
            return replace(evidence, claim=f"broken on purpose ({broken}): {evidence.claim}")

        run.of = of  # type: ignore[attr-defined]
        run.broken = broken  # type: ignore[attr-defined]
        _REGISTRY.variants[_name(function)] = run
        return run  # type: ignore[return-value]

    return register


def erratum(number: int, where: str) -> Callable[[Function], Function]:
    """Register an erratum of the lecture notes under its running number and its place."""

    def register(function: Function) -> Function:
        function.number = number  # type: ignore[attr-defined]
        function.where = where  # type: ignore[attr-defined]
        _REGISTRY.errata[_name(function)] = function
        return function

    return register


def _name(function: Callable[..., Any]) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def _of_module(table: dict[str, Any], module: str) -> dict[str, Any]:
    importlib.import_module(module)
    return {name.rpartition(".")[2]: item for name, item in table.items() if name.startswith(f"{module}.")}


def checks_in(module: str) -> dict[str, Callable[..., Evidence]]:
    """Return the checks that a module registers, by function name (``"dltheory.approximation"``)."""
    return _of_module(_REGISTRY.checks, module)


def variants_in(module: str) -> dict[str, Callable[[], Evidence]]:
    """Return the broken variants that a module registers, by function name."""
    return _of_module(_REGISTRY.variants, module)


def errata_in(module: str) -> dict[str, Callable[[], Erratum]]:
    """Return the errata that a module registers, by function name."""
    return _of_module(_REGISTRY.errata, module)


def loglog_slope(x: ArrayLike, y: ArrayLike) -> float:
    """Return the least-squares slope of log y against log x.

    Parameters
    ----------
    x, y : array_like of shape (n,)
        Positive values, n >= 2.

    Raises
    ------
    ValueError
        If the shapes differ, fewer than two points are given, or a value is not positive and finite.
    """
    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    if x.shape != y.shape or x.ndim != 1 or len(x) < 2:
        raise ValueError(f"x and y must be one-dimensional, equally long, two points or more; got {x.shape}, {y.shape}")
    for name, values in (("x", x), ("y", y)):
        if not (np.isfinite(values).all() and (values > 0).all()):
            raise ValueError(f"{name} must be positive and finite on log axes, got {values}")
    return float(np.polyfit(np.log(x), np.log(y), 1)[0])


@dataclass(frozen=True)
class Result:
    """One numbered result of the lecture notes, as ``results.toml`` lists it."""

    number: int
    kind: str
    title: str
    chapter: str
    status: Literal["checked", "illustrated", "cited"]
    why: str = ""
    checks: tuple[str, ...] = ()
    variants: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    section: str = ""

    @property
    def name(self) -> str:
        """The name as printed: ``"Theorem 14"``."""
        return f"{self.kind} {self.number}"


def load_results() -> list[Result]:
    """Return all numbered results of the lecture notes in their order."""
    rows = tomllib.loads(resources.files(__package__).joinpath("results.toml").read_text(encoding="utf-8"))["result"]
    return [
        Result(**{key: tuple(value) if isinstance(value, list) else value for key, value in row.items()})  # type: ignore[arg-type]
        for row in rows
    ]


class ResultsTable:
    """The numbered results of one chapter, or of all, as a table for people and a list for tests."""

    def __init__(self, chapter: str | None = None) -> None:
        results = load_results()
        chapters = {result.chapter for result in results}
        if chapter is not None and chapter not in chapters:
            raise ValueError(f"chapter must be one of {sorted(chapters)}, got {chapter!r}")
        self.chapter = chapter
        self.results = [result for result in results if chapter in (None, result.chapter)]

    def __repr__(self) -> str:
        return "\n".join(f"{r.name:15} {r.status:12} {r.chapter:20} {r.title}" for r in self.results)

    def _repr_html_(self) -> str:
        colours = {"checked": "#1b7837", "illustrated": "#8c510a", "cited": "#555555"}
        rows = []
        for r in self.results:
            place = html.escape(r.section or r.why)
            if r.section:
                anchor = r.section.replace(" ", "-")
                place = f'<a href="{r.chapter}.ipynb#{html.escape(anchor)}">{place}</a>'
            cells = [
                f"<b>{html.escape(r.name)}</b>",
                html.escape(r.title),
                *([] if self.chapter else [html.escape(r.chapter)]),
                f'<span style="color:{colours[r.status]};font-weight:bold">{r.status}</span>',
                place,
            ]
            rows.append("<tr>" + "".join(f'<td style="text-align:left">{cell}</td>' for cell in cells) + "</tr>")
        titles = ("Result", "Title", *([] if self.chapter else ["Chapter"]), "Status", "Where")
        head = "".join(f'<th style="text-align:left">{title}</th>' for title in titles)
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def results_table(chapter: str | None = None) -> ResultsTable:
    """Return the table of numbered results, of one chapter (``"01_approximation"``) or of all."""
    return ResultsTable(chapter)
