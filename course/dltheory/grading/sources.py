"""What can be read in a cell's source without running it."""

from __future__ import annotations

import ast
import dis
import functools
import re
import types
from collections.abc import Iterator

_LONGEST = 20_000  # characters; a cell that somebody wrote has a few thousand
# Lines of IPython's that are no Python: magics, commands, questions; and what gets the result of one.
_MAGIC = re.compile(r"^([ \t]*)(?:[%!?].*|[\w.%]+\?\??[ \t]*)$", re.MULTILINE)
_ASSIGNED = re.compile(r"^([ \t]*[\w., \t]+=[ \t]*)[%!].*$", re.MULTILINE)


def parse(source: str) -> ast.Module:
    """Return the syntax tree of a cell, magics included; an empty one if it is not Python, or too long or deep to be looked at."""
    for transform in (str, _without_magics) if len(source) <= _LONGEST else ():  # most are plain Python
        try:
            return ast.parse(transform(source))
        except (SyntaxError, ValueError, RecursionError, MemoryError):  # running the cell will tell
            continue
    return ast.Module(body=[], type_ignores=[])


def _without_magics(source: str) -> str:
    # Not by IPython, which reads the whole cell again for each of its magics.
    return _ASSIGNED.sub(r"\1None", _MAGIC.sub(r"\1pass", source))


def defined(source: str) -> set[str]:
    """Return the names that a cell gives at its top level, those of imports left out."""
    return set(_defined(source))


@functools.lru_cache(maxsize=4096)
def _defined(source: str) -> frozenset[str]:
    return frozenset(_given(parse(source)))


def imported(source: str) -> set[str]:
    """Return the names that imports of a cell give."""
    nodes = (node for node in ast.walk(parse(source)) if isinstance(node, ast.Import | ast.ImportFrom))
    return {alias.asname or alias.name.partition(".")[0] for node in nodes for alias in node.names}


def modules(source: str) -> set[str]:
    """Return the modules that a cell imports."""
    nodes = list(ast.walk(parse(source)))
    found = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return found | {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}


def bound(source: str) -> set[str]:
    """Return the global names that a cell gives anywhere in it, those of imports too."""
    code = _compiled(source)
    return set(names_in(code, "STORE_NAME")) | set(global_names(code, "STORE_GLOBAL"))


@functools.lru_cache(maxsize=1024)
def used(source: str) -> frozenset[str]:
    """Return the global names that a cell reads anywhere in it."""
    return frozenset(global_names(_compiled(source), "LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT_OR_GLOBALS"))


def names_in(code: types.CodeType, *operations: str) -> Iterator[str]:
    """Yield the names on which a piece of code carries out one of these operations."""
    yield from (step.argval for step in dis.get_instructions(code) if step.opname in operations)


def global_names(code: types.CodeType, *operations: str) -> Iterator[str]:
    """Yield the same for the functions and classes in it too."""
    yield from names_in(code, *operations)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from global_names(constant, *operations)


def _compiled(source: str) -> types.CodeType:
    try:
        code = compile(parse(source), "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True, optimize=0)
    except (SyntaxError, ValueError):  # such as a return outside of a function
        code = compile("", "<cell>", "exec")
    assert isinstance(code, types.CodeType)
    return code


def _given(node: ast.AST) -> Iterator[str]:
    waiting = [node]  # no recursion: a tree may be deeper than Python's stack
    while waiting:
        for child in ast.iter_child_nodes(waiting.pop()):
            match child:
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                    yield name
                case ast.Name(id=name, ctx=ast.Store()):
                    yield name
                case ast.Lambda() | ast.comprehension():
                    pass
                case _:
                    waiting.append(child)


@functools.lru_cache(maxsize=1024)
def uses(source: str, name: str) -> bool:
    """Return whether a cell uses something of this name, a module's attribute included."""
    return any(
        (isinstance(node, ast.Name) and node.id == name) or (isinstance(node, ast.Attribute) and node.attr == name)
        for node in ast.walk(parse(source))
    )
