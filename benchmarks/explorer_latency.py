"""How long a reader waits from a key press to the changed picture: an explorer beside stock ipywidgets `@interact`.

    python benchmarks/explorer_latency.py                          the first explorer of each chapter, 20 presses each
    python benchmarks/explorer_latency.py --chapter 03_landscape   one chapter, only printed
    python benchmarks/explorer_latency.py --presses 100

They run in one notebook, in JupyterLab in headless Chromium, and are pressed in turn, so that a busy machine slows all.
The stock side draws the same curves with plain matplotlib into a new figure, as the inline backend's users do. The clock
starts in the page at the key press and stops when the browser has loaded the new picture. Results go to results.json.

While its slider rests, an explorer draws one step ahead, and it keeps what it has shown. So there is a third side, the same
explorer without either: its pictures are drawn when they are asked for.

Then the slider is dragged: fifteen presses without a pause must not queue fifteen pictures, and the last picture must
belong to the last value.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import os
import platform
import shutil
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results.json"
CHAPTERS = sorted(path.stem for path in (ROOT / "course").glob("[0-9]*.ipynb"))
PATIENCE = 60_000  # milliseconds for anything in the page
PAUSE = 700  # milliseconds between presses, in which both sides come to rest
DRAG = 15  # presses without a pause
FAULT = "FAULT:"  # how a drag that went wrong is printed
BETWEEN = 50  # milliseconds between two pictures of a dragged explorer, as it promises

sys.path.insert(0, str(ROOT / "tests"))
from browser import CHROMIUM_ARGUMENTS, Lab, open_notebook, run_cell  # noqa: E402

STOCK = '''
import ipywidgets
import numpy as np
from dltheory.plotting import LINES
from matplotlib import pyplot as plt

class Plain:
    """What a Panel draws, in plain matplotlib."""

    def __init__(self, ax):
        self.ax, self.notes = ax, []

    def axes(self, *, xlabel, ylabel, title="", xlim=None, ylim=None, xscale="linear", yscale="linear"):
        self.ax.set(xlabel=xlabel, ylabel=ylabel, xscale=xscale, yscale=yscale)
        self.notes.insert(0, title)
        if xlim is not None:
            self.ax.set_xlim(xlim)
        if ylim is not None:
            self.ax.set_ylim(ylim)

    def line(self, name, x, y, label=False, **style):
        (line,) = self.ax.plot(x, y, **{"linestyle": LINES.get(style.get("color"), "-"), **style})
        if label:
            self.ax.annotate(name if label is True else label, (x[-1], y[-1]), color=line.get_color())

    def points(self, name, x, y, label=False, **style):
        self.line(name, x, y, label, **{"linestyle": "none", "marker": "o", "markersize": 5, **style})

    def fill(self, name, x, low, high, **style):
        self.ax.fill_between(*np.broadcast_arrays(x, low, high), **{"alpha": 0.2, "linewidth": 0, **style})

    def image(self, name, values, extent, **style):
        self.ax.imshow(np.asarray(values, dtype=float), **{"origin": "lower", "extent": extent, "aspect": "auto", **style})

    def rule(self, name, *, x=None, y=None, **style):
        self.ax.axvline(x, **style) if y is None else self.ax.axhline(y, **style)

    def note(self, message, name="note", x=None, y=None, **style):
        self.notes.append(message)
        if x is not None or y is not None:
            place = 0.02 if x is None else x, 0.98 if y is None else y
            box = {"facecolor": "white", "alpha": 0.8, "linewidth": 0}
            style = {"va": "top", "fontsize": 10, "bbox": box, **style}
            self.ax.text(*place, message, transform=self.ax.transAxes, **style)

name, control = next((name, control) for name, control in explorer.controls.items() if control.kind == "slider")

@ipywidgets.interact(**{name: ipywidgets.SelectionSlider(options=control.values, value=control.value)})
def stock(**settings):
    figure, axes = plt.subplots(1, explorer.panels, figsize=explorer.size, squeeze=False)
    panels = [Plain(ax) for ax in axes[0]]
    explorer.draw_function(*panels, **(explorer.defaults | settings))
    for panel in panels:
        panel.ax.set_title("\\n".join(filter(None, panel.notes)), loc="left", fontsize=10)
    plt.show()
'''

# An explorer that draws nothing ahead and keeps nothing.
UNPREPARED = """from dltheory.interactive.live import LiveFigure
unprepared = LiveFigure({made})
unprepared.pictures.most, unprepared.pictures.patience = 0, -1.0
unprepared.box"""

# Only pictures of the cell in which a key was pressed count: the other side may still be coming to rest.
CLOCK = """() => {
    window.pressed = window.changed = window.cell = null;
    window.pictures = [];
    document.addEventListener('keydown', () => {
        window.cell = document.activeElement.closest('.jp-Cell');
        window.pressed = performance.now();
        window.changed = null;
    }, true);
    document.addEventListener('load', event => {
        if (event.target.tagName !== 'IMG' || event.target.closest('.jp-Cell') !== window.cell) return;
        window.pictures.push(performance.now());
        window.changed ??= window.pictures.at(-1);
    }, true);
}"""

SHOWN = """async () => {
    const shown = window.cell.querySelector('img.dltheory-picture');
    return [...new Uint8Array(await (await fetch(shown.src)).arrayBuffer())];
}"""
# An expression's value in the kernel, asked for by a message that no cell shows.
ASK = """async expression => {
    const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    const request = {code: '', user_expressions: {found: expression}, store_history: false};
    const {found} = (await kernel.requestExecute(request).done).content.user_expressions;
    return found.data?.['text/plain'] ?? `${found.ename}: ${found.evalue}`;
}"""


def notebook(stem: str) -> NotebookNode:
    """The chapter's imports, its first explorer, and the stock figure."""
    chapter = nbformat.read(ROOT / "course" / f"{stem}.ipynb", as_version=4)
    code = [cell for cell in chapter.cells if cell.cell_type == "code"]
    first = next(
        cell.source
        for cell in code
        if any(o.get("data", {}).get("text/plain", "").startswith("Explorer(") for o in cell.outputs)
    )
    # It may be the cell's last value, or be displayed beside something else.
    calls = [node for node in ast.walk(ast.parse(first)) if isinstance(node, ast.Call)]
    made = next(call for call in map(ast.unparse, calls) if ".explore_" in call.split("(")[0])
    sources = [code[0].source, f"explorer = {made}", "explorer", UNPREPARED.format(made=made), STOCK]
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in sources],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )


class Slider:
    """The first slider of a cell, walked a few steps one way and then the other; where it ends, it turns earlier."""

    def __init__(self, page: Any, cell: int) -> None:
        self.page = page
        self.handle = page.locator(f".jp-Cell[data-windowed-list-index='{cell}'] [role=slider]").first
        self.key, self.steps, self.slowest = "ArrowRight", 0, 0.0

    @property
    def place(self) -> float:
        """Where it stands, from 0 to 1."""
        low, now, high = (float(self.handle.get_attribute(f"aria-value{name}")) for name in ("min", "now", "max"))
        return (now - low) / (high - low)

    def press(self) -> float:
        """Press once; return the milliseconds until the picture has changed."""
        self.handle.focus()
        self.page.wait_for_timeout(PAUSE)
        before = self.place
        if self.steps == 8:
            self._turn()
        self.page.keyboard.press(self.key)
        if self.place == before:  # nothing was sent
            self._turn()
            self.page.keyboard.press(self.key)
        self.steps += 1
        self.page.wait_for_function("window.changed !== null")
        waited = float(self.page.evaluate("window.changed - window.pressed"))
        self.slowest = max(self.slowest, waited)
        return waited

    def _turn(self) -> None:
        self.key, self.steps = "ArrowLeft" if self.key == "ArrowRight" else "ArrowRight", 0

    def drag(self) -> tuple[float, list[float]]:
        """Press many times without a pause; return when the last press was and when pictures came, from the first press."""
        self.handle.focus()
        self.page.keyboard.press("Home")
        self._rest()
        began = self.page.evaluate("window.pictures = [], performance.now()")
        for _ in range(DRAG):
            self.page.keyboard.press("ArrowRight")
        self._rest()
        last, pictures = self.page.evaluate("[window.pressed, window.pictures]")
        return last - began, [picture - began for picture in pictures]

    def _rest(self) -> None:
        """Wait until no picture comes any more, and the kernel, which draws in the order in which it is asked, answers."""
        count = -1
        while count != (count := self.page.evaluate("window.pictures.length")):
            self.page.evaluate(ASK, "None")
            self.page.wait_for_timeout(max(3 * PAUSE, 2 * self.slowest))
            self.page.evaluate(ASK, "None")


def check_drag(explorer: Slider, stock: Slider) -> str:
    """Drag both; an AssertionError says that the explorer's pictures queued, or that the last is not of the last value."""
    lasted, pictures = explorer.drag()
    # One each time that the pause between two has passed; and the first, the one at work when the last key is pressed,
    # the one for the last value, and that one again once its layout is solved.
    most = lasted / BETWEEN + 4
    assert 0 < len(pictures) <= most, (
        f"{len(pictures)} pictures of {DRAG} presses in {lasted:.0f} ms, at most {most:.0f}"
    )
    page = explorer.page
    steps = int(page.evaluate(ASK, "len(control.values)")) - 1
    place = min(DRAG, steps)
    assert abs(explorer.place - place / steps) < 1e-9, (
        f"the slider stands at {explorer.place}, not at {place} / {steps}"
    )
    shown = hashlib.sha256(bytes(page.evaluate(SHOWN))).hexdigest()
    png = f"explorer.png(**{{name: control.values[{place}]}})"
    drawn = page.evaluate(ASK, f"__import__('hashlib').sha256({png}).hexdigest()")
    assert drawn == repr(shown), f"the last picture is not that of the last value: {drawn}"
    _, of_stock = stock.drag()
    return (
        f"{DRAG} presses in {lasted:.0f} ms: {len(pictures)} pictures until {pictures[-1] - lasted:.0f} ms after the last; "
        f"stock {len(of_stock)}"
    )


def measure(page: Any, lab: Lab, stem: str, presses: int) -> tuple[dict[str, list[float]], str]:
    """Return the waiting times in milliseconds of each side, and what came of dragging."""
    nbformat.write(notebook(stem), lab.root / f"{stem}.ipynb")
    open_notebook(page, lab, f"{stem}.ipynb")
    for index in range(5):
        run_cell(page, index)
    page.locator("img.dltheory-picture").nth(1).wait_for()
    page.locator(".jp-RenderedImage img").wait_for()
    page.evaluate(CLOCK)
    explorer, unprepared, stock = (Slider(page, cell) for cell in (2, 3, 4))
    sliders = {"explorer": explorer, "nothing kept": unprepared, "stock": stock}
    times: dict[str, list[float]] = {side: [] for side in sliders}
    for press in range(presses + 2):  # the first of each direction warms up
        # What a drawing function keeps for later, it computes for the side that comes first; explorer and stock do so in turn.
        for side in sorted(sliders, reverse=press % 2 == 1):
            waited = sliders[side].press()
            if press >= 2:
                times[side].append(waited)
    try:
        said = check_drag(explorer, stock)
    except AssertionError as fault:  # the other chapters are measured all the same
        said = f"{FAULT} {fault}"
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    return times, said


def summary(times: dict[str, list[float]]) -> dict[str, Any]:
    """Return median and quartiles of each side, and the ratios of medians to stock."""
    found: dict[str, Any] = {}
    for side, values in times.items():
        low, middle, high = np.percentile(values, [25, 50, 75]).tolist()
        found[side] = {"median": round(middle, 1), "quartiles": [round(low, 1), round(high, 1)]}
    for side, name in (("explorer", "ratio"), ("nothing kept", "ratio with nothing kept")):
        found[name] = round(float(np.median(times[side]) / np.median(times["stock"])), 2)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--presses", type=int, default=20, help="how often each side is pressed (20)")
    parser.add_argument("--chapter", choices=CHAPTERS, help="this one only, such as 03_landscape; results.json stays")
    parser.add_argument("--keep", action="store_true", help="leave results.json as it is")
    arguments = parser.parse_args()
    from playwright.sync_api import sync_playwright

    binary = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if binary is None:
        sys.exit("Chromium is not here: install it, or name it in the environment variable CHROMIUM.")
    chapters: dict[str, dict[str, Any]] = {}
    faults = 0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = Path(folder) / "course"
        root.mkdir()
        lab = Lab(root, Path(folder) / "private")
        browser = None
        try:
            lab.wait(PATIENCE / 1000)
            browser = playwright.chromium.launch(executable_path=binary, args=CHROMIUM_ARGUMENTS)
            for stem in [arguments.chapter] if arguments.chapter else CHAPTERS:
                page = browser.new_page(viewport={"width": 1200, "height": 1600})
                page.set_default_timeout(PATIENCE)
                times, said = measure(page, lab, stem, arguments.presses)
                page.close()
                faults += said.startswith(FAULT)
                chapters[stem] = summary(times)
                sides = (
                    f"{side} {chapters[stem][side]['median']} ms {chapters[stem][side]['quartiles']}" for side in times
                )
                ratios = (
                    f"ratio {chapters[stem]['ratio']}, {chapters[stem]['ratio with nothing kept']} with nothing kept"
                )
                print(f"{stem:20} {', '.join(sides)}, {ratios}; {said}", flush=True)
        finally:
            if browser is not None:
                browser.close()
            lab.close()
    names = ("jupyterlab", "ipywidgets", "ipykernel", "matplotlib")
    result: dict[str, Any] = {
        "what": "key press to changed picture, milliseconds",
        "presses": arguments.presses,
        "rest": PAUSE / 1000,
        "chapters": chapters,
        "largest ratio": max(chapter["ratio"] for chapter in chapters.values()),
        "largest with nothing kept": max(chapter["ratio with nothing kept"] for chapter in chapters.values()),
        "versions": {"python": platform.python_version()} | {name: version(name) for name in names},
    }
    print(f"largest ratio {result['largest ratio']}, {result['largest with nothing kept']} with nothing kept")
    if not (arguments.keep or arguments.chapter):
        stored = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
        RESULTS.write_text(json.dumps(stored | {"explorer_latency": result}, indent=2) + "\n", encoding="utf-8")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
