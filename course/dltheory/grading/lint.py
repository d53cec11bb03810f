"""What goes wrong in test cells although it works for the reference solution; told before a sheet is released.

A test cell runs apart from the student's code, may fail half-way, and must not hand over what its expected values come from.
What it does to the names of its own process, or reads there, never reaches the student's.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from dltheory.grading.sheets import Sheet
from dltheory.grading.sources import defined, imported, parse

# What looks at the names of its own process, and what replaces something there: the code under test lives in another one.
_LOOKING = frozenset({"globals", "locals", "vars", "dir"})
_SHELL = frozenset({"user_ns", "user_global_ns", "ev", "ex", "run_cell", "kernel"})
_CATCHING = frozenset({"redirect_stdout", "redirect_stderr", "capture_output"})
_READING = frozenset({"getsource", "getsourcelines", "getfullargspec", "signature"})

# Attributes that are data of an array; another one of an object of ours may be a bound method, which takes the object along.
_DATA = frozenset({"T", "mT", "real", "imag", "size", "shape", "ndim", "dtype", "flat"})


def lint_sheet(sheet: Sheet, text: str | None = None) -> list[str]:
    """Return what is wrong with the test cells of a sheet, one sentence each, naming the cell.

    Parameters
    ----------
    sheet : Sheet
        With hidden tests.
    text : str, optional
        All that students are given to read. A name that a test takes from them must stand in it.
    """
    tests = sheet.of_kind("test")
    ours = {name for cell in sheet.of_kind("locked") for name in defined(cell.source) | imported(cell.source)}
    theirs = {name for cell in sheet.of_kind("solution") for name in imported(cell.source)}
    given = {cell.grade_id: defined(cell.source) | imported(cell.source) for cell in tests}
    found = []
    for cell in tests:
        tree = parse(cell.source)
        elsewhere = {name: other for other, names in given.items() if other != cell.grade_id for name in names}
        own = given[cell.grade_id] | _stored([tree]) | _inner(tree)
        for name in sorted(_loaded([tree]) - own - ours - sheet.homes.keys()):
            if name in elsewhere:
                found.append(
                    f"{cell.grade_id} uses {name!r} of {elsewhere[name]}, which is not there when that cell fails; "
                    "define it in a locked cell"
                )
            elif name in theirs:
                found.append(
                    f"{cell.grade_id} uses {name!r}, which a solution cell imports; import it in a locked cell"
                )
        gone = _deleted(tree) & sheet.homes.keys()
        for name in sorted(given[cell.grade_id] & sheet.homes.keys() - gone):
            found.append(f"{cell.grade_id} defines {name!r}, which a solution cell defines too; rename it")
        for name in sorted(gone):
            found.append(f"{cell.grade_id} deletes {name!r}, which {_APART}")
        for name in sorted(set(sheet.lent(cell)) & sheet.homes.keys()) if text is not None else ():
            if not re.search(rf"\b{re.escape(name)}\b", text or ""):
                found.append(
                    f"{cell.grade_id} uses {name!r} of the solution, and nothing that students can read names it; a right answer "
                    "may do without"
                )
        problems = (*_parts(tree), *_arguments(tree, sheet), *_score(tree), *_namespace(tree, sheet))
        found += [f"{cell.grade_id} {problem}" for problem in problems]
    return list(dict.fromkeys(found))


_APART = "changes nothing for the student's code: it runs in another process; test what it returns"


def _namespace(tree: ast.Module, sheet: Sheet) -> Iterator[str]:
    """Yield what would work only if the tests shared a process with the code that they test."""
    functions = {
        node.name
        for cell in sheet.of_kind("solution")
        for node in ast.walk(parse(cell.source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name in sheet.homes
    }
    modules = {name for cell in sheet.of_kind("locked", "test") for name in imported(cell.source)}
    compared = {id(inner) for node in ast.walk(tree) if isinstance(node, ast.Compare) for inner in ast.walk(node)}
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[], keywords=[]) if name in _LOOKING:
                yield f"calls {name}(), which knows the names of the tests' own process only; use the names themselves"
            case ast.Attribute(value=ast.Call(func=ast.Name(id="get_ipython")), attr=attr) if attr in _SHELL:
                yield f"looks into get_ipython().{attr}, which is the shell of the tests' own process; use the names themselves"
            case ast.Constant(value=str(word)) if word.split(".")[0] == "__main__" and id(node) not in compared:
                yield f"reaches for {word!r}, which is the tests' own process, and {_APART}"
            case ast.Import(names=names) if any(alias.name == "__main__" for alias in names):
                yield f"imports __main__, which is the tests' own process, and {_APART}"
            case ast.Name(id="patch" | "monkeypatch"):
                yield f"uses {node.id}, which {_APART}"
            case ast.Call(func=ast.Name(id="setattr" | "delattr" as name), args=[ast.Name(id=what), *_]) if (
                what in modules | functions
            ):
                yield f"calls {name} on {what}, which {_APART}"
            case ast.Assign(targets=[ast.Attribute(value=ast.Name(id=what), attr=attr)], value=value) if (
                what in modules and not isinstance(value, ast.Constant)
            ):
                yield f"replaces {what}.{attr}, which {_APART}"
            case ast.With(items=items) if _calls_any(node, functions):
                for name in sorted({_last(item.context_expr) for item in items} & _CATCHING):
                    yield f"catches with {name} what is printed; what the student's code prints stays in its own process"
            case ast.Attribute(value=ast.Name(id=what), attr=attr) if what in functions and attr != "call_inplace":
                yield f"reads {what}.{attr}; of what a student defines only the values of calls reach the tests"
            case ast.Call(args=[ast.Name(id=what), *_]) if what in functions and _last(node) in _READING:
                yield f"reads {what} with {_last(node)}; of what a student defines only the values of calls reach the tests"


def _deleted(tree: ast.AST) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del)}


def _calls_any(node: ast.AST, functions: set[str]) -> bool:
    return any(isinstance(inner, ast.Call) and _name(inner.func) in functions for inner in ast.walk(node))


def _last(node: ast.AST) -> str:
    """Return the last part of the name of what is called."""
    function = node.func if isinstance(node, ast.Call) else node
    return function.attr if isinstance(function, ast.Attribute) else _name(function)


def _parts(tree: ast.Module) -> Iterator[str]:
    """Yield what one part of a score takes from another: it is not there when that one fails."""
    parts = [node for node in tree.body if isinstance(node, ast.With) and _is_part(node)]
    outside = _stored(node for node in tree.body if node not in parts)
    for part in parts:
        theirs = _stored(other for other in parts if other is not part)
        own: set[str] = set()
        for statement in part.body:
            own |= _stored([statement]) if isinstance(statement, ast.For | ast.With | ast.FunctionDef) else set()
            for name in sorted((_loaded([statement]) & theirs) - own - outside - _inner(statement)):
                yield f"uses {name!r} of another part, which is not there when that part fails; make it in each part"
            own |= _stored([statement])


def _is_part(node: ast.With) -> bool:
    call = node.items[0].context_expr
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "part"


def _arguments(tree: ast.Module, sheet: Sheet) -> Iterator[str]:
    """Yield what is handed to the student's code and carries along more than a value."""
    secret = {name for name, value in _assigned(tree) if _calls(value, "rng")}
    classes = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    instances = {
        name for name, value in _assigned(tree) if isinstance(value, ast.Call) and _name(value.func) in classes
    }
    modules = {name for cell in [*sheet.of_kind("locked"), *sheet.of_kind("test")] for name in imported(cell.source)}
    for call in ast.walk(tree):
        if not (isinstance(call, ast.Call) and _name(call.func) in sheet.homes):
            continue
        function = _name(call.func)
        for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
            if _name(argument) in secret or _calls(argument, "rng"):
                yield (
                    f"hands a generator of checks.rng to {function}, which makes later draws known; draw from it, or give "
                    f"{function} a default_rng of its own"
                )
            elif _name(argument) in instances or (isinstance(argument, ast.Call) and _name(argument.func) in classes):
                yield f"hands an object of a class of its own to {function}; hand over plain values and functions"
            elif isinstance(argument, ast.Attribute) and argument.attr not in _DATA:
                base = argument
                while isinstance(base.value, ast.Attribute):
                    base = base.value
                if _name(base.value) not in modules:
                    yield (
                        f"hands {ast.unparse(argument)} to {function}; a bound method takes its object along: use a function "
                        "that is given what it needs"
                    )


def _score(tree: ast.Module) -> Iterator[str]:
    last = tree.body[-1] if tree.body else None
    if not any(_name(node) == "Score" for node in ast.walk(tree)):
        if isinstance(last, ast.Expr) and _is_number(last.value, tree):
            yield (
                "ends with a number, which nbgrader would take for the points; give part of them with checks.Score, or take the "
                "line out"
            )
        return
    if not (isinstance(last, ast.Expr) and _calls(last.value, "report")):
        yield "makes a Score but does not show it; its last line must be score.report()"


def _is_number(node: ast.expr, tree: ast.Module) -> bool:
    """Whether an expression looks like points that were counted."""
    counted = {name for name, value in _assigned(tree) if isinstance(value, ast.Constant) and _is_points(value.value)}
    counted |= {
        inner.target.id
        for inner in ast.walk(tree)
        if isinstance(inner, ast.AugAssign) and isinstance(inner.target, ast.Name)
    }
    match node:
        case ast.Name(id=name):
            return name in counted
        case ast.Constant(value=value):
            return _is_points(value)
        case ast.Call(func=ast.Name(id=name)):
            return name in ("round", "sum", "float", "min", "max")
        case ast.IfExp(body=body):
            return _is_number(body, tree)
    return isinstance(node, ast.BinOp)


def _is_points(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _name(node: ast.AST) -> str:
    """Return the name of a name, the last part of a dotted one, or nothing."""
    if isinstance(node, ast.Attribute):
        return node.attr if isinstance(node.value, ast.Name) and node.value.id == "checks" else ""
    return node.id if isinstance(node, ast.Name) else ""


def _calls(node: ast.AST, name: str) -> bool:
    if not isinstance(node, ast.Call):
        return False
    return (node.func.attr if isinstance(node.func, ast.Attribute) else _name(node.func)) == name


def _assigned(tree: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            yield from ((target.id, node.value) for target in node.targets if isinstance(target, ast.Name))


def _stored(nodes: Iterable[ast.AST]) -> set[str]:
    walked = (inner for node in nodes for inner in ast.walk(node))
    return {
        node.name if isinstance(node, ast.FunctionDef | ast.ClassDef) else node.id
        for node in walked
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        or (isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
    }


def _loaded(nodes: Iterable[ast.AST]) -> set[str]:
    walked = (inner for node in nodes for inner in ast.walk(node))
    return {node.id for node in walked if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}


def _inner(statement: ast.AST) -> set[str]:
    """Return names that exist only inside a statement: of comprehensions, parameters, and caught exceptions."""
    inner = {node.arg for node in ast.walk(statement) if isinstance(node, ast.arg)}
    inner |= {node.name for node in ast.walk(statement) if isinstance(node, ast.ExceptHandler) and node.name}
    comprehensions = (node.target for node in ast.walk(statement) if isinstance(node, ast.comprehension))
    return inner | _stored(comprehensions)
