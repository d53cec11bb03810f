"""Controls: sliders, choices, switches and text fields that know which values they can take."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Control:
    """One control of an explorer: what it is called, where it starts, and which values it can take.

    Made by `slider`, `choice`, `switch` and `text`; the test suite sweeps every control over `ends_and_middle`.
    """

    kind: str
    label: str
    value: Any
    values: tuple[Any, ...]

    def __post_init__(self) -> None:
        if not isinstance(self.label, str) or not self.label.strip():
            raise ValueError(f"label must be words that name the control, got {self.label!r}")

    @property
    def whole(self) -> bool:
        """Whether the control is a slider over whole numbers."""
        return self.kind == "slider" and all(isinstance(value, int) for value in self.values)

    def ends_and_middle(self) -> tuple[Any, ...]:
        """Return the values that a sweep visits: both ends and the middle of a slider, every value of the others."""
        if self.kind != "slider":
            return self.values
        return tuple(dict.fromkeys((self.values[0], self.values[len(self.values) // 2], self.values[-1])))

    def check(self, name: str, value: Any) -> Any:
        """Return `value` if the control can take it, else raise a ValueError that names the control."""
        if self.kind == "text":
            if not isinstance(value, str):
                raise ValueError(f"{name} must be a string, got {value!r}")
            return value
        if self.kind == "slider":
            low, high = self.values[0], self.values[-1]
            number = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
            if not (number and low <= value <= high and (not self.whole or value == int(value))):
                raise ValueError(f"{name} must be a {'whole ' * self.whole}number from {low} to {high}, got {value!r}")
            return int(value) if self.whole else value
        if value not in self.values:
            raise ValueError(f"{name} must be one of {list(self.values)}, got {value!r}")
        return value


def slider(
    low: float, high: float, label: str, *, value: float | None = None, step: float | None = None, log: bool = False
) -> Control:
    """Return a slider from `low` to `high`.

    Parameters
    ----------
    low, high : int or float
        The ends. Integers (with an integer `step` or none) make a slider over whole numbers.
    label : str
        The control's name in words, with the unit.
    value : int or float, optional
        Where it starts; the middle by default. The nearest value of the slider is taken.
    step : float, optional
        Distance of neighbouring values; by default 1 for integers, and for floats a round number that makes 30 to 60
        steps. The last value is the largest one that is not above `high`.
    log : bool
        Whether neighbouring values have equal ratios, in about 30 steps (of whole numbers, the distinct ones); both
        ends must then be positive.

    Raises
    ------
    ValueError
        If the range is empty or not finite, the start lies outside, the step is not positive or given for a log slider,
        or a log slider does not start above 0.
    """
    _check_number("low", low)
    _check_number("high", high)
    if value is not None:
        _check_number("value", value)
    if step is not None:
        _check_number("step", step)
    if not low < high:
        raise ValueError(f"low must be below high, got low={low!r}, high={high!r}")
    if step is not None and not 0 < step <= high - low:
        raise ValueError(f"step must be positive and at most high - low = {high - low:g}, got {step!r}")
    if step is not None and log:
        raise ValueError(f"step must be left out on a log slider, which has steps of equal ratio, got {step!r}")
    if log and low <= 0:
        raise ValueError(f"low must be positive on a log slider, got {low!r}")
    if value is not None and not low <= value <= high:
        raise ValueError(f"value must lie between low={low!r} and high={high!r}, got {value!r}")
    whole = isinstance(low, int) and isinstance(high, int) and (step is None or isinstance(step, int))
    grid: NDArray[Any]
    if log:
        grid = np.geomspace(low, high, 31)
    else:
        step = step or (1 if whole else _round_step(high - low))
        grid = low + step * np.arange(math.floor((high - low) / step + 1e-9) + 1)
    values: tuple[Any, ...]
    if whole:
        values = tuple(dict.fromkeys(round(entry) for entry in grid.tolist()))
    else:
        inner = tuple(float(f"{entry:.3g}" if log else f"{entry:.9g}") for entry in grid.tolist())
        values = (float(low), *inner[1:-1], float(high)) if log else inner
    start = values[len(values) // 2] if value is None else min(values, key=lambda entry: abs(entry - value))
    return Control("slider", label, start, values)


def _check_number(name: str, given: Any) -> None:
    if (
        isinstance(given, bool)
        or not isinstance(given, int | float | np.integer | np.floating)
        or not math.isfinite(given)
    ):
        raise ValueError(f"{name} must be a finite number, got {given!r}")


def _round_step(length: float) -> float:
    """Return 1, 2, 2.5 or 5 times a power of ten that divides a length into 30 to 60 steps, else a 48th of it."""
    for digit in (1, 2, 2.5, 5):
        step = digit * 10.0 ** math.floor(math.log10(length / 30 / digit))
        if math.isclose(length / step, round(length / step), rel_tol=1e-9) and 30 <= round(length / step) <= 60:
            return step
    return length / 48


def choice(options: Sequence[Any], label: str, *, value: Any = None) -> Control:
    """Return a choice between a few named options; the first one is chosen unless `value` says otherwise."""
    if not options or isinstance(options, str):
        raise ValueError(f"options must be a list of one option or more, got {options!r}")
    if len({str(option) for option in options}) < len(options):
        raise ValueError(f"options must read differently, got {list(options)}")
    control = Control("choice", label, options[0], tuple(options))
    return control if value is None else Control("choice", label, control.check("value", value), tuple(options))


def switch(label: str, *, value: bool = False) -> Control:
    """Return an on/off switch, off unless `value` is true."""
    return Control("switch", label, bool(value), (False, True))


def text(label: str, *, value: str, examples: Sequence[str] = ()) -> Control:
    """Return a one-line text field; `examples` are the further texts that a sweep tries."""
    if not isinstance(value, str):
        raise ValueError(f"value must be a string, got {value!r}")
    return Control("text", label, value, tuple(dict.fromkeys((value, *examples))))


def as_control(name: str, spec: Any) -> Control:
    """Return a control, or make a slider of a tuple ``(low, high, label)``."""
    if isinstance(spec, Control):
        return spec
    if isinstance(spec, tuple) and len(spec) == 3 and isinstance(spec[2], str):
        return slider(*spec)
    raise ValueError(f"{name} must be a control or a tuple (low, high, label), got {spec!r}")


def in_words(value: Any) -> str:
    """Return a setting as a reader would say it."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, float) else str(value)
