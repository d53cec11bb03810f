"""Put nonsense in place of every construction of every check; each verdict must change.

python tools/prove_checks.py                    all chapters
python tools/prove_checks.py 01_approximation   one chapter

A check that does not notice nonsense proves nothing. Every argument that holds a construction is replaced by one that
returns nonsense of the same shape: zeros, one constant, or noise. The tests do the same, check by check.
"""

from __future__ import annotations

import argparse
import dataclasses
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from dltheory.evidence import Check, checks_in
from dltheory.results import load_results

Replace = Callable[[tuple[int, ...], bool], Any]


def _noise(shape: tuple[int, ...], whole: bool) -> Any:
    rng = np.random.default_rng(20250 + int(np.prod(shape, dtype=int)))
    return rng.integers(1, 9, shape) if whole else rng.normal(size=shape)


NONSENSE: Mapping[str, Replace] = {
    "zeros": lambda shape, whole: np.zeros(shape, dtype=int if whole else float),
    "a constant": lambda shape, whole: np.full(shape, 3 if whole else 0.37),
    "noise": _noise,
}


@dataclasses.dataclass(frozen=True)
class Unnoticed:
    """A check whose verdict stays although a construction was replaced."""

    check: str
    construction: str
    nonsense: str

    def __str__(self) -> str:
        return f"{self.check} still holds with {self.nonsense} in place of what {self.construction} returns"


def unnoticed(check: Check[Any]) -> Iterator[Unnoticed]:
    """Yield each nonsense that a check lets pass; an error that nonsense provokes counts as noticed."""
    for argument in check.constructions:
        for words, replace in NONSENSE.items():
            try:
                with np.errstate(all="ignore"):  # nonsense may overflow: the verdict counts
                    evidence = check(**{argument: nonsense(check.defaults[argument], replace)})
            except (ArithmeticError, ValueError, IndexError, np.linalg.LinAlgError):
                continue
            if evidence.holds:
                yield Unnoticed(check.__name__, argument, words)  # type: ignore[attr-defined]


def nonsense(construction: Any, replace: Replace) -> Any:
    """Return what looks like `construction` and returns nonsense of the same shape.

    Parameters
    ----------
    construction : callable
        A function; what it returns is replaced: arrays and numbers by themselves, tuples, lists and dicts item by item,
        functions and callable objects by ones that return nonsense in turn.
    replace : callable
        From a shape, and whether whole numbers are asked for, to an array.
    """

    def instead(value: Any) -> Any:
        if isinstance(value, bool | np.bool_):
            return not value
        if isinstance(value, np.ndarray):
            if value.dtype == object:
                return np.array([instead(item) for item in value.ravel()], dtype=object).reshape(value.shape)
            return replace(value.shape, np.issubdtype(value.dtype, np.integer))
        if isinstance(value, int | float | np.number):
            return type(value)(replace((), isinstance(value, int | np.integer)))
        if isinstance(value, tuple) and hasattr(value, "_fields"):
            return type(value)(*(instead(item) for item in value))
        if isinstance(value, tuple | list):
            return type(value)(instead(item) for item in value)
        if isinstance(value, dict):
            return {key: instead(item) for key, item in value.items()}
        if inspect.isgenerator(value) or isinstance(value, Iterator):
            return (instead(item) for item in value)
        if callable(value) and not isinstance(value, type):
            return _Pretender(value, instead)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            parts = {part.name: instead(getattr(value, part.name)) for part in dataclasses.fields(value) if part.init}
            return dataclasses.replace(value, **parts)
        if type(value).__module__.startswith("torch"):
            return value.new_tensor(replace(tuple(value.shape), False))
        raise TypeError(f"no nonsense is known for a {type(value).__name__}")

    return _Pretender(construction, instead)


class _Pretender:
    """An object that answers like another one, but whose calls return nonsense."""

    def __init__(self, original: Any, instead: Callable[[Any], Any]) -> None:
        self._original, self._instead = original, instead

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._instead(self._original(*args, **kwargs))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._original, name)


def main() -> int:
    """Run the command line; return 0 if nonsense is noticed everywhere."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("chapter", nargs="?", help="one chapter, such as 01_approximation")
    wanted = parser.parse_args().chapter
    modules = {result.chapter: result.module for result in load_results() if result.status != "cited"}
    if wanted is not None and wanted not in modules:
        sys.exit(f"There is no chapter {wanted!r} with checks; there are {', '.join(modules)}.")
    failures, tried, total = [], 0, 0
    for chapter, module in modules.items():
        if wanted not in (None, chapter):
            continue
        for check in checks_in(module).values():
            total += 1
            tried += len(check.constructions) * len(NONSENSE)
            failures += [f"{chapter}: {item}" for item in unnoticed(check)]
            if not check.constructions:
                failures.append(f"{chapter}: {check.__name__} has no construction that nonsense could replace")
    print("\n".join([*failures, f"{total} checks, {tried} replacements, {len(failures)} unnoticed"]))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
