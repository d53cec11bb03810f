"""What can be read in a cell's source without running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from IPython.core.inputtransformer2 import TransformerManager


def parse(source: str) -> ast.Module:
    """Return the syntax tree of a cell, magics included; an empty one if it is not Python."""
    for transform in (str, TransformerManager().transform_cell):  # most cells are plain Python
        try:
            return ast.parse(transform(source))
        except (SyntaxError, ValueError):  # running the cell will tell
            continue
    return ast.Module(body=[], type_ignores=[])


def defined(source: str) -> set[str]:
    """Return the names that a cell gives at its top level, those of imports left out."""
    return set(_given(parse(source)))


def imported(source: str) -> set[str]:
    """Return the names that imports of a cell give."""
    nodes = (node for node in ast.walk(parse(source)) if isinstance(node, ast.Import | ast.ImportFrom))
    return {alias.asname or alias.name.partition(".")[0] for node in nodes for alias in node.names}


def _given(node: ast.AST) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.Lambda() | ast.comprehension():
                pass
            case _:
                yield from _given(child)


def uses(source: str, name: str) -> bool:
    """Return whether a cell uses something of this name, a module's attribute included."""
    return any(
        (isinstance(node, ast.Name) and node.id == name) or (isinstance(node, ast.Attribute) and node.attr == name)
        for node in ast.walk(parse(source))
    )
