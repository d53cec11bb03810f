"""Explorers: interactive figures that also make sense without a kernel.

An explorer is built by one function from a drawing function and its controls::

    def staircase(panel, nodes=8):
        x = np.linspace(0, 1, 400)
        y = np.floor(nodes * x) / nodes
        panel.axes(xlabel="x", ylabel="f(x)")
        panel.line("identity", x, x, color=TARGET)
        panel.line("network", x, y, color=MEASURED)
        panel.note(f"largest error {np.abs(x - y).max():.3f}")
        return {"x": x, "network": y}

    explore(staircase, nodes=slider(1, 40, "threshold units", value=8), storyboard=[dict(nodes=4), dict(nodes=16)])

With a kernel the reader sees the controls and one figure whose artists are updated in place. Without one (GitHub,
nbviewer, an exported page) the reader sees the storyboard: a few settings side by side, as an ordinary picture.
"""

from __future__ import annotations

import ast
import io
import itertools
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

Arrays = Mapping[str, NDArray[Any]]
Draw = Callable[..., Arrays]


# --- Controls -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Control:
    """One control of an explorer: what it is called, where it starts, and which values it can take.

    Made by `slider`, `choice`, `switch` and `text`; the test suite sweeps every control over `ends_and_middle`.
    """

    kind: str
    label: str
    value: Any
    values: tuple[Any, ...]

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
            if not (isinstance(value, int | float | np.number) and low <= value <= high):
                raise ValueError(f"{name} must be a number from {low} to {high}, got {value!r}")
            return value
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
        The ends. Integers without a `step` give the integers between; on a log slider the distinct ones among about
        30 steps of equal ratio.
    label : str
        The control's name in words, with the unit.
    value : int or float, optional
        Where it starts; the middle by default. The nearest value of the slider is taken.
    step : float, optional
        Distance of neighbouring values; by default 1 for integers and a 48th of the range for floats.
    log : bool
        Whether neighbouring values have equal ratios; both ends must then be positive.

    Raises
    ------
    ValueError
        If the range is empty, the step is not positive, or a log slider does not start above 0.
    """
    if not low < high:
        raise ValueError(f"low must be below high, got low={low!r}, high={high!r}")
    if step is not None and step <= 0:
        raise ValueError(f"step must be positive, got {step!r}")
    whole = isinstance(low, int) and isinstance(high, int) and (step is None or isinstance(step, int))
    if log:
        if low <= 0:
            raise ValueError(f"low must be positive on a log slider, got {low!r}")
        grid = np.geomspace(low, high, 31)
    elif whole:
        grid = np.arange(low, high + 1, step or 1)
    else:
        count = round((high - low) / step) if step else 48
        grid = np.linspace(low, high, count + 1)
    values: tuple[Any, ...]
    if whole:
        values = tuple(dict.fromkeys(round(entry) for entry in grid.tolist()))
    else:
        values = tuple(float(f"{entry:.6g}") for entry in grid.tolist())
    start = values[len(values) // 2] if value is None else min(values, key=lambda entry: abs(entry - value))
    return Control("slider", label, start, values)


def choice(options: Sequence[Any], label: str, *, value: Any = None) -> Control:
    """Return a choice between a few named options; the first one is chosen unless `value` says otherwise."""
    if not options:
        raise ValueError("options must not be empty")
    control = Control("choice", label, options[0], tuple(options))
    return control if value is None else Control("choice", label, control.check("value", value), tuple(options))


def switch(label: str, *, value: bool = False) -> Control:
    """Return an on/off switch, off unless `value` is true."""
    return Control("switch", label, bool(value), (False, True))


def text(label: str, *, value: str, examples: Sequence[str] = ()) -> Control:
    """Return a one-line text field; `examples` are the further texts that a sweep tries."""
    return Control("text", label, value, tuple(dict.fromkeys((value, *examples))))


def _as_control(name: str, spec: Any) -> Control:
    if isinstance(spec, Control):
        return spec
    if isinstance(spec, tuple) and len(spec) == 3 and isinstance(spec[2], str):
        return slider(*spec)
    raise ValueError(f"{name} must be a control or a tuple (low, high, label), got {spec!r}")


# --- The figure that is updated in place ----------------------------------------------------------------------------


class Panel:
    """One axes whose artists have names: drawing a name again updates the artist instead of rebuilding it.

    A drawing function calls `line`, `fill`, `points`, `image`, `rule`, `note` and `axes`. Artists that a call does not
    draw again are hidden, so a drawing function may draw different things for different settings.
    """

    def __init__(self, ax: Axes) -> None:
        self.ax = ax
        self._artists: dict[str, Any] = {}
        self._drawn: set[str] = set()
        self._limits: dict[str, Any] = {}

    def start(self) -> None:
        """Begin a new drawing: nothing has been drawn yet."""
        self._drawn.clear()
        self._limits = {"xlim": None, "ylim": None}

    def finish(self) -> None:
        """End a drawing: hide what was not drawn and fit the limits that were not given."""
        for name, artist in self._artists.items():
            artist.set_visible(name in self._drawn)
        self.ax.relim(visible_only=True)
        for axis in "xy":
            limits = self._limits[f"{axis}lim"]
            if limits is None:
                self.ax.autoscale(enable=True, axis=axis)  # type: ignore[arg-type]
            else:
                getattr(self.ax, f"set_{axis}lim")(limits)
        self.ax.autoscale_view()

    def axes(
        self,
        *,
        xlabel: str,
        ylabel: str,
        title: str = "",
        xlim: tuple[float, float] | None = None,
        ylim: tuple[float, float] | None = None,
        xscale: str = "linear",
        yscale: str = "linear",
    ) -> None:
        """Name the axes (with units), and set limits and scales."""
        self.ax.set_xlabel(xlabel)
        self.ax.set_ylabel(ylabel)
        self.ax.set_title(title, loc="left")
        # Setting a scale resets the locators, so it is done only when it changes.
        if self.ax.get_xscale() != xscale:
            self.ax.set_xscale(xscale)
        if self.ax.get_yscale() != yscale:
            self.ax.set_yscale(yscale)
        self._limits.update(xlim=xlim, ylim=ylim)

    def line(self, name: str, x: ArrayLike, y: ArrayLike, label: bool | str = False, **style: Any) -> None:
        """Draw a curve; with a label (true: its name), it is written beside the curve's last visible point."""
        x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
        artist = self._get(name, lambda: self.ax.plot([], [], **style)[0])
        artist.set_data(x, y)
        if style:
            artist.set(**style)
        if label:
            self._label(name, x, y, name if label is True else str(label), artist.get_color())

    def points(self, name: str, x: ArrayLike, y: ArrayLike, label: bool | str = False, **style: Any) -> None:
        """Draw unconnected points."""
        self.line(name, x, y, label, **{"linestyle": "none", "marker": "o", "markersize": 5, **style})

    def rule(self, name: str, *, x: float | None = None, y: float | None = None, **style: Any) -> None:
        """Draw a line across the whole panel at `x` (upright) or at `y` (level)."""
        if x is not None and y is None:
            self._get(name, lambda: self.ax.axvline(x, **style)).set_xdata([x, x])
        elif y is not None and x is None:
            self._get(name, lambda: self.ax.axhline(y, **style)).set_ydata([y, y])
        else:
            raise ValueError(f"give exactly one of x and y, got x={x!r}, y={y!r}")

    def fill(self, name: str, x: ArrayLike, low: ArrayLike, high: ArrayLike, **style: Any) -> None:
        """Fill the area between two curves."""
        x, low, high = (np.asarray(values, dtype=float) for values in np.broadcast_arrays(x, low, high))
        artist = self._get(name, lambda: self.ax.fill_between(x, low, high, **{"alpha": 0.2, "linewidth": 0, **style}))
        artist.set_data(x, low, high)

    def image(self, name: str, values: ArrayLike, extent: tuple[float, float, float, float], **style: Any) -> None:
        """Draw an array of shape (rows, columns) as colours; row 0 at the bottom."""
        values = np.asarray(values, dtype=float)
        artist = self._get(
            name, lambda: self.ax.imshow(values, **{"origin": "lower", "extent": extent, "aspect": "auto", **style})
        )
        artist.set_data(values)
        artist.set_extent(extent)
        if "vmin" not in style and "vmax" not in style:
            artist.autoscale()

    def note(self, message: str, name: str = "note", x: float = 0.02, y: float = 0.98, **style: Any) -> None:
        """Write a line into the panel, in fractions of the axes, the top left corner by default."""
        style = {"va": "top", "fontsize": 10, "bbox": {"facecolor": "white", "alpha": 0.8, "linewidth": 0}, **style}
        artist = self._get(name, lambda: self.ax.text(x, y, "", transform=self.ax.transAxes, **style))
        artist.set_text(message)

    def _label(self, name: str, x: NDArray[Any], y: NDArray[Any], message: str, color: Any) -> None:
        finite = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        if len(finite) == 0:
            return
        artist = self._get(
            f"{name} (label)",
            lambda: self.ax.annotate("", (0, 0), xytext=(5, 0), textcoords="offset points", va="center"),
        )
        artist.xy = (x[finite[-1]], y[finite[-1]])
        artist.set_text(message)
        artist.set_color(color)

    def _get(self, name: str, create: Callable[[], Any]) -> Any:
        self._drawn.add(name)
        if name not in self._artists:
            self._artists[name] = create()
        return self._artists[name]


# --- The explorer ---------------------------------------------------------------------------------------------------


class Explorer:
    """A drawing function with its controls; see `explore`, which makes it."""

    def __init__(
        self,
        draw: Draw,
        controls: Mapping[str, Control],
        storyboard: Sequence[Mapping[str, Any]],
        *,
        panels: int = 1,
        size: tuple[float, float] = (7.2, 3.8),
        caption: Callable[..., str] | None = None,
        alt: str = "",
    ) -> None:
        self.draw_function = draw
        self.controls = dict(controls)
        self.panels = panels
        self.size = size
        self.caption = caption
        self.alt = alt or f"{draw.__name__.replace('_', ' ')}: {len(storyboard)} settings side by side"
        self.storyboard = [self.settings(**frame) for frame in storyboard]
        self._figure: Figure | None = None
        self._live_panels: list[Panel] = []
        # Drawn at once: an error in the drawing function then fails the cell, which display hooks would swallow.
        self.storyboard_png = self._draw_storyboard()

    @property
    def defaults(self) -> dict[str, Any]:
        """The settings that the controls start from."""
        return {name: control.value for name, control in self.controls.items()}

    def settings(self, **changes: Any) -> dict[str, Any]:
        """Return the starting settings with some changed; a ValueError names what no control can take."""
        unknown = sorted(set(changes) - set(self.controls))
        if unknown:
            raise ValueError(f"no control named {unknown[0]!r}; there are {sorted(self.controls)}")
        return self.defaults | {name: self.controls[name].check(name, value) for name, value in changes.items()}

    def draw(self, **changes: Any) -> dict[str, NDArray[Any]]:
        """Draw one setting into the persistent figure and return the arrays that were drawn, by name."""
        if self._figure is None:
            self._figure, self._live_panels = _new_figure(self.panels, self.size)
        return self._draw_into(self._live_panels, self.settings(**changes))

    def sweep(self) -> Iterator[dict[str, Any]]:
        """Yield settings over both ends and the middle of every slider and every value of the other controls.

        All combinations, as long as there are at most 200 of them; otherwise one control at a time.
        """
        grid = {name: control.ends_and_middle() for name, control in self.controls.items()}
        if math.prod(len(values) for values in grid.values()) <= 200:
            for values in itertools.product(*grid.values()):
                yield dict(zip(grid, values, strict=True))
            return
        for name, values in grid.items():
            for value in values:
                yield self.defaults | {name: value}

    def png(self, **changes: Any) -> bytes:
        """Draw one setting and return the picture as PNG bytes."""
        self.draw(**changes)
        assert self._figure is not None
        return _to_png(self._figure)

    def _draw_into(self, panels: list[Panel], settings: Mapping[str, Any]) -> dict[str, NDArray[Any]]:
        for panel in panels:
            panel.start()
        arrays = self.draw_function(*panels, **settings)
        if not isinstance(arrays, Mapping) or not arrays:
            raise TypeError(f"{self.draw_function.__name__} must return the arrays it drew, by name; got {arrays!r}")
        for panel in panels:
            panel.finish()
        return {name: np.asarray(values) for name, values in arrays.items()}

    def _draw_storyboard(self) -> bytes:
        if not self.storyboard:
            raise ValueError("storyboard must name one setting or more")
        rows, columns = (1, len(self.storyboard)) if self.panels == 1 else (len(self.storyboard), self.panels)
        width = 9.0 if columns > 1 else self.size[0]
        height = 3.0 if rows == 1 else 2.6 * rows
        fig, axes = plt.subplots(rows, columns, figsize=(width, height), squeeze=False)
        panels = [Panel(ax) for ax in axes.flat]
        try:
            for index, settings in enumerate(self.storyboard):
                frame = panels[index * self.panels : (index + 1) * self.panels]
                self._draw_into(frame, settings)
                frame[0].ax.set_title(self._caption(settings), loc="left", fontsize=9.5)
            return _to_png(fig)
        finally:
            plt.close(fig)

    def _caption(self, settings: Mapping[str, Any]) -> str:
        if self.caption is not None:
            return self.caption(**settings)
        varied = [name for name in self.controls if len({str(frame[name]) for frame in self.storyboard}) > 1]
        parts = []
        for name in varied:
            value, label = settings[name], self.controls[name].label
            if isinstance(value, bool):
                parts.append(label if value else f"not: {label}")
            else:
                parts.append(f"{label}: {value:g}" if isinstance(value, int | float) else f"{label}: {value}")
        return "\n".join(parts)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/plain": repr(self), "image/png": self.storyboard_png}
        widget = self.widget()
        bundle["application/vnd.jupyter.widget-view+json"] = {
            "version_major": 2,
            "version_minor": 0,
            "model_id": widget.model_id,
        }
        return bundle

    def __repr__(self) -> str:
        labels = ", ".join(control.label for control in self.controls.values())
        return f"Explorer({self.draw_function.__name__}; controls: {labels})"

    def widget(self) -> Any:
        """Return the live figure with its controls as an ipywidgets box.

        While a slider is dragged the picture follows at a limited rate; its last position is always drawn. A drawing
        function that raises leaves the last picture standing and shows its message below it.
        """
        return _LiveFigure(self).box


class _LiveFigure:
    """Wires the controls of an explorer to one image that is replaced in place, so the page never jumps."""

    # Redraws in a burst of slider movements are at least this far apart (seconds).
    _PAUSE = 0.05

    def __init__(self, explorer: Explorer) -> None:
        import ipywidgets  # only a reader's kernel needs it; importing the package must not load it

        self._widgets = ipywidgets
        self._explorer = explorer
        width, height = (round(side * plt.rcParams["figure.dpi"]) for side in explorer.size)
        self._image = ipywidgets.Image(
            value=explorer.png(),
            format="png",
            width=width,
            height=height,
            layout=ipywidgets.Layout(width=f"{width}px", height=f"{height}px", max_width="100%", object_fit="contain"),
        )
        self._image.add_class("dltheory-picture")
        self._message = ipywidgets.HTML(layout=ipywidgets.Layout(min_height="1.6em"))
        self._inputs = {name: self._input(control) for name, control in explorer.controls.items()}
        self._reset_button = ipywidgets.Button(description="Reset", tooltip="Back to the first setting", icon="undo")
        self._reset_button.on_click(self._reset)
        self._pending: Any = None
        self._last = 0.0
        self._paused = False
        for item in self._inputs.values():
            item.observe(self._changed, names="value")
        self.box = ipywidgets.VBox([*self._inputs.values(), self._reset_button, self._image, self._message])

    def _input(self, control: Control) -> Any:
        widgets = self._widgets
        common = {
            "description": control.label,
            "style": {"description_width": "16em"},
            "layout": widgets.Layout(width="34em", max_width="100%"),
        }
        if control.kind == "slider":
            options = [(f"{value:g}", value) for value in control.values]
            return widgets.SelectionSlider(options=options, value=control.value, continuous_update=True, **common)
        if control.kind == "choice":
            options = [(str(value), value) for value in control.values]
            return widgets.Dropdown(options=options, value=control.value, **common)
        if control.kind == "switch":
            return widgets.Checkbox(value=control.value, **(common | {"indent": True}))
        return widgets.Text(value=control.value, continuous_update=False, **common)

    def _changed(self, change: Any) -> None:
        if self._paused:
            return
        wait = self._last + self._PAUSE - time.monotonic()
        if wait <= 0:
            self._redraw()
        elif self._pending is None:
            loop = self._running_loop()
            if loop is None:
                self._redraw()
            else:
                self._pending = loop.call_later(wait, self._redraw)

    @staticmethod
    def _running_loop() -> Any:
        import asyncio

        try:
            return asyncio.get_running_loop()
        except RuntimeError:
            return None

    def _redraw(self) -> None:
        self._pending = None
        try:
            self._image.value = self._explorer.png(**{name: item.value for name, item in self._inputs.items()})
            self._message.value = ""
        except Exception as problem:  # shown to the reader; the tests drive Explorer.draw, where it is raised
            import html

            text_ = html.escape(str(problem) or type(problem).__name__)
            self._message.value = f'<span role="alert" style="color:#b2182b">{text_}</span>'
        self._last = time.monotonic()

    def _reset(self, _button: Any) -> None:
        self._paused = True
        try:
            for name, item in self._inputs.items():
                item.value = self._explorer.controls[name].value
        finally:
            self._paused = False
        self._redraw()


def explore(
    draw: Draw,
    *,
    storyboard: Sequence[Mapping[str, Any]],
    panels: int = 1,
    size: tuple[float, float] = (7.2, 3.8),
    caption: Callable[..., str] | None = None,
    alt: str = "",
    **controls: Any,
) -> Explorer:
    """Build an interactive figure from a drawing function and its controls.

    Parameters
    ----------
    draw : callable
        ``draw(panel, **settings) -> dict of arrays``: draws one setting with the methods of `Panel` and returns the
        arrays that it drew, by name. With `panels` of 2 or more it takes as many panels first.
    storyboard : sequence of dict
        One to four settings (those not named stay at their start) that are shown side by side where no kernel runs.
    panels : int
        How many panels stand side by side in the figure.
    size : (float, float)
        Width and height of the live figure in inches.
    caption : callable, optional
        ``caption(**settings) -> str``, the title of a storyboard frame; by default the settings that differ.
    alt : str
        What the picture shows, in words, for readers who cannot see it.
    **controls
        One control for each setting, named as the drawing function names it: `slider`, `choice`, `switch`, `text`, or
        a tuple ``(low, high, label)``.

    Returns
    -------
    Explorer
        Shows itself as the last value of a cell. ``explorer.draw(**settings)`` returns the arrays without a browser.

    Raises
    ------
    ValueError
        If a control is malformed or the storyboard names a setting that no control can take.
    """
    made = {name: _as_control(name, spec) for name, spec in controls.items()}
    return Explorer(draw, made, storyboard, panels=panels, size=size, caption=caption, alt=alt)


def _new_figure(panels: int, size: tuple[float, float]) -> tuple[Figure, list[Panel]]:
    fig, axes = plt.subplots(1, panels, figsize=size, squeeze=False)
    # The inline backend shows every open pyplot figure at the end of a cell; this one is shown by its widget.
    plt.close(fig)
    return fig, [Panel(ax) for ax in axes.flat]


def _to_png(fig: Figure) -> bytes:
    buffer = io.BytesIO()
    fig.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()


# --- A text field for functions -------------------------------------------------------------------------------------

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
                try:
                    constant = float(number)
                except OverflowError:
                    raise ValueError(f"expression {expression!r} holds a number that is too large") from None
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

    try:
        formula = build(tree)
    except RecursionError:
        raise ValueError("expression is nested too deeply") from None

    def function(x: ArrayLike) -> NDArray[np.float64]:
        x = np.asarray(x, dtype=float)
        with np.errstate(all="ignore"):
            values = np.broadcast_to(np.asarray(formula(x), dtype=float), x.shape).copy()
        if not np.isfinite(values).all():
            where = x[~np.isfinite(values)].flat[0]
            raise ValueError(f"{expression!r} has no finite value at {variable} = {where:.4g}")
        return values

    return function
