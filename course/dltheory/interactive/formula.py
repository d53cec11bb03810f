"""A text field for functions: formulas are parsed, never evaluated as Python."""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "tanh": np.tanh,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "sign": np.sign,
    "floor": np.floor,
    "max": np.maximum,
    "min": np.minimum,
    "relu": lambda z: np.maximum(z, 0.0),
    "step": lambda z: np.where(np.asarray(z) >= 0, 1.0, 0.0),
}
_CONSTANTS = {"pi": math.pi, "e": math.e}
_OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.true_divide,
    ast.Pow: np.power,
    ast.USub: np.negative,
    ast.UAdd: np.positive,
}


def parse_function(expression: str, variable: str = "x") -> Callable[[ArrayLike], NDArray[np.float64]]:
    """Turn a formula such as ``"abs(x - 1/2) + sin(3*pi*x)/4"`` into a function of one variable.

    The formula is parsed, never evaluated as Python: only numbers, the variable, ``pi``, ``e``, ``+ - * / **``,
    parentheses and the functions sin, cos, tan, tanh, exp, log, sqrt, abs, sign, floor, max, min, relu and step exist.

    Parameters
    ----------
    expression : str
        The formula, at most 200 characters.
    variable : str
        The name of its variable.

    Returns
    -------
    callable
        Maps an array elementwise to float64 of the same shape.

    Raises
    ------
    ValueError
        If the formula contains anything else; the message names it. Also when the function is called and has no
        finite value somewhere.
    """
    if not isinstance(expression, str):
        raise ValueError(f"expression must be a string, got {expression!r}")
    if len(expression) > 200:
        raise ValueError(f"expression must have at most 200 characters, got {len(expression)}")
    try:
        tree = ast.parse(expression.strip().replace("^", "**"), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError(
            f"expression {expression!r} is not a formula; try for example 'abs({variable} - 1/2)'"
        ) from None

    def build(node: ast.AST) -> Callable[[Any], Any]:
        match node:
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
                constant = float(number)  # 200 characters hold no whole number that is too large for one
                return lambda x: constant
            case ast.Name(id=name) if name == variable:
                return lambda x: x
            case ast.Name(id=name) if name in _CONSTANTS:
                return lambda x: _CONSTANTS[name]
            case ast.UnaryOp(op=op, operand=operand) if type(op) in _OPERATORS:
                inner = build(operand)
                return lambda x: _OPERATORS[type(op)](inner(x))
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                first, second = build(left), build(right)
                return lambda x: _OPERATORS[type(op)](first(x), second(x))
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in _FUNCTIONS:
                expected = 2 if name in ("max", "min") else 1
                if len(args) != expected:
                    raise ValueError(f"{name} takes {expected} argument{'s' * (expected > 1)}, got {len(args)}")
                inners = [build(arg) for arg in args]
                return lambda x: _FUNCTIONS[name](*(inner(x) for inner in inners))
        piece = ast.unparse(node)
        raise ValueError(
            f"expression may use {variable}, numbers, pi, e, + - * / ** and {', '.join(_FUNCTIONS)}; it cannot use {piece!r}"
        )

    formula = build(tree)

    def function(x: ArrayLike) -> NDArray[np.float64]:
        x = np.asarray(x, dtype=float)
        with np.errstate(all="ignore"):
            values = np.broadcast_to(np.asarray(formula(x), dtype=float), x.shape).copy()
        if not np.isfinite(values).all():
            where = x[~np.isfinite(values)].flat[0]
            raise ValueError(f"{expression!r} has no finite value at {variable} = {where:.4g}")
        return values

    return function
