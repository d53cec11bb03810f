"""A chapter does not contain what its sheet asks for: neither the functions, nor their values, nor what answers a written part.

What is asked for is read from the sheet and from tests/submissions/<sheet>/contract.toml: [functions], [[calls]] on which they
are compared with everything the chapter's package offers, and [secrets], regular expressions of what would answer an item.
"""

import ast
import contextlib
import functools
import importlib
import inspect
import io
import itertools
import pkgutil
import re
import signal
import tomllib
import types
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import nbformat
import numpy as np
import pytest
from course_tools import ROOT

from dltheory.grading.sheets import Sheet

NAMES = sorted(path.stem for path in (ROOT / "source").glob("*/*.ipynb") if path.stem == path.parent.name)
SECONDS = 2.0  # for one call; an answer to a sheet comes faster
# What these do is look at something; none of them is a function of the sheet's arguments.
LOOKING = ("check_", "erratum_", "plot_", "draw_", "explore_")

pytestmark = pytest.mark.parametrize("name", NAMES)


@functools.cache
def contract(name: str) -> dict[str, Any]:
    path = ROOT / "tests" / "submissions" / name / "contract.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@functools.cache
def package(name: str) -> tuple[types.ModuleType, ...]:
    """Return the modules of a chapter's package."""
    top = importlib.import_module(f"dltheory.{name[3:]}")
    below = [
        importlib.import_module(f"{top.__name__}.{module.name}")
        for module in pkgutil.iter_modules(getattr(top, "__path__", []))
    ]
    return (top, *below)


@functools.cache
def code(name: str) -> dict[str, str]:
    """Return all code of a chapter: its modules, and the code cells of its text."""
    found = {module.__name__: inspect.getsource(module) for module in package(name)}
    cells = re.findall(r"^```\{code-cell\}.*?\n(.*?)^```", text(name), re.DOTALL | re.MULTILINE)
    return found | {
        "the text": "\n".join(
            re.sub(r"^[:%].*$|^---\n.*?^---\n", "", cell, flags=re.DOTALL | re.MULTILINE) for cell in cells
        )
    }


def text(name: str) -> str:
    return (ROOT / "course" / "text" / f"{name}.md").read_text(encoding="utf-8")


def outputs(name: str) -> str:
    """Return the texts among the stored outputs of the chapter's notebook."""
    found = []
    for cell in nbformat.read(ROOT / "course" / f"{name}.ipynb", as_version=4).cells:
        for output in cell.get("outputs", ()):
            found += [
                output.get("text", ""),
                *(str(value) for kind, value in output.get("data", {}).items() if kind.startswith("text/")),
            ]
    return "\n".join(found)


# ---------------------------------------------------------------- names and texts


def named(source: str, names: set[str]) -> set[str]:
    """Return which of the names a source defines, imports or calls."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.alias(name=name):
                found.add(name)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                found.add(name)
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Lambda()):
                found.add(name)
    return found & names


def test_no_function_of_the_sheet_is_defined_or_called(name):
    functions = set(contract(name)["functions"])
    assert {where: found for where, source in code(name).items() if (found := named(source, functions))} == {}
    assert [function for function in functions if f"`{function}" in text(name)] == []
    asked = next(iter(functions))
    for source in (f"def {asked}(x):\n    return x", f"y = ap.{asked}(3)", f"{asked} = lambda x: x"):
        assert named(source, functions) == {asked}


def test_nothing_that_answers_an_item_is_written(name):
    everything = code(name) | {"the text": text(name), "the stored outputs": outputs(name)}
    told = {
        f"{what} ({where})": match[0]
        for what, pattern in contract(name)["secrets"].items()
        for where, source in everything.items()
        if (match := re.search(pattern, source))
    }
    assert told == {}


# ---------------------------------------------------------------- functions and values


def arguments(call: dict[str, Any], wanted: list[str]) -> list[Any]:
    """Return the arguments of a call of contract.toml: text is code, a list of floats is an array."""

    def value(said: Any) -> Any:
        if isinstance(said, str):
            return eval(said, {"np": np})
        if isinstance(said, list) and not isinstance(said[0], int):
            return np.array(said)
        return said

    return [value(call[argument]) for argument in wanted]


@functools.cache
def asked(name: str) -> dict[str, tuple[list[list[Any]], list[Any]]]:
    """Return for each function of the sheet some calls, and what they give by the sheet's own solution."""
    notebook = nbformat.read(ROOT / "source" / name / f"{name}.ipynb", as_version=4)
    names: dict[str, Any] = {}
    for cell in Sheet.from_notebook(notebook, name).of_kind("locked", "solution"):
        exec(cell.source, names)
    found = {}
    for function, said in contract(name)["functions"].items():
        wanted = [argument.partition("=")[0] for argument in said["arguments"].split(", ")]  # without defaults
        calls = [arguments(call, wanted) for call in contract(name)["calls"] if set(wanted) <= set(call)]
        found[function] = calls, [names[function](*call) for call in calls]
    return found


def numbers(value: Any) -> list[float]:
    """Return all numbers in a value, nested or not."""
    if isinstance(value, dict):
        return numbers(list(value.values()))
    if isinstance(value, list | tuple):
        return [number for item in value for number in numbers(item)]
    try:
        return [float(number) for number in np.ravel(np.asarray(value, dtype=float))]
    except (TypeError, ValueError):
        return []


def forms(value: Any) -> Iterator[tuple[str, list[float]]]:
    """Yield what a reader could make of a value with one step: itself, one of its members, and their exponentials."""
    members = (
        list(value) if isinstance(value, list | tuple) else list(value.values()) if isinstance(value, dict) else []
    )
    for which, member in [("", value), *((f"[{place}]", member) for place, member in enumerate(members))]:
        found = numbers(member)
        yield which, sorted(found)
        with np.errstate(all="ignore"):
            yield f"exp{which}", sorted(np.exp(found))


def called(function: Callable[..., Any], call: tuple[Any, ...]) -> Any:
    """Return what a function makes of a call, None if it refuses or takes too long."""
    # An optimizer imports it, and an import that the clock stops half-way cannot be repeated.
    importlib.import_module("torch._dynamo")

    def stop(*_: Any) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            return function(*call)
    except Exception:
        return None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def takes(function: Callable[..., Any], count: int) -> bool:
    """Whether a function can be called with so many arguments."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return False
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    required = [p for p in parameters if p.default is p.empty and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    return len(required) <= count <= len(positional) and all(p in positional for p in required)


def answers(function: Callable[..., Any], calls: list[list[Any]], values: list[Any]) -> str:
    """Return how a function gives the values of all calls, "" if it does not."""
    for order in itertools.permutations(range(len(calls[0]))):
        ways: set[str] | None = None
        for call, value in zip(calls, values, strict=True):
            wanted = sorted(numbers(value))
            given = called(function, tuple(call[place] for place in order))
            right = {
                way
                for way, found in (forms(given) if given is not None else ())
                if len(found) == len(wanted) > 0 and np.allclose(found, wanted, rtol=1e-3, atol=1e-12)
            }
            ways = right if ways is None else ways & right
            if not ways:
                break
        if ways:
            return f"{order}{min(ways)}"
    return ""


def offered(modules: tuple[types.ModuleType, ...]) -> dict[str, Callable[..., Any]]:
    """Return the functions that a package defines and that a reader could call."""
    return {
        name: value
        for module in modules
        for name, value in vars(module).items()
        if inspect.isfunction(value)
        and not name.startswith(("_", *LOOKING))
        and value.__module__.startswith(modules[0].__name__)
    }


def found_in(modules: tuple[types.ModuleType, ...], name: str) -> dict[str, str]:
    return {
        f"{offer} answers {question}": way
        for question, (calls, values) in asked(name).items()
        for offer, function in offered(modules).items()
        if takes(function, len(calls[0])) and (way := answers(function, calls, values))
    }


def test_the_calls_ask_for_something(name):
    for function, (calls, values) in asked(name).items():
        assert len(calls) >= 2, f"contract.toml holds fewer than two calls of {function}"
        assert numbers(values[0]) != numbers(values[1])


def test_no_function_of_the_package_answers_an_item(name):
    assert found_in(package(name), name) == {}


def test_a_function_that_answers_would_be_found(name):
    # The fake has the answers in disguise, as logarithms, which negative ones do not have.
    positive = {
        key: item
        for key, item in asked(name).items()
        if min(number for value in item[1] for number in numbers(value)) > 0
    }
    question, (calls, values) = next(iter(positive.items()))
    fake = types.ModuleType("fake")

    def answer(*call):
        return next(
            value
            for known, value in zip(calls, values, strict=True)
            if all(np.array_equal(mine, theirs) for mine, theirs in zip(known, call, strict=True))
        )

    source = f"def helper({', '.join(f'p{i}' for i in range(len(calls[0])))}):\n    return (0.0, np.log(answer({', '.join(f'p{i}' for i in range(len(calls[0])))})))"
    exec(source, {"np": np, "answer": answer, "__name__": "fake"}, vars(fake))
    assert found_in((fake,), name) == {f"helper answers {question}": f"{tuple(range(len(calls[0])))}exp[1]"}
