"""How long a reader waits from a key press to the changed picture: an explorer beside stock ipywidgets `@interact`.

    python benchmarks/explorer_latency.py               the first explorer of chapter 01, 40 presses each
    python benchmarks/explorer_latency.py --presses 100

Both run in one notebook, in JupyterLab in headless Chromium, and are pressed in turn, so that a busy machine slows both.
The stock side draws the same curves with plain matplotlib into a new figure, as the inline backend's users do. The clock
starts in the page at the key press and stops when the browser has loaded the new picture. Results go to results.json.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import nbformat
import numpy as np
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results.json"
CHAPTER = "01_approximation"
PATIENCE = 60_000  # milliseconds for anything in the page
PAUSE = 700  # milliseconds between presses, in which both sides come to rest

sys.path.insert(0, str(ROOT / "tests"))
from browser import CHROMIUM_ARGUMENTS, Lab, open_notebook, run_cell  # noqa: E402

STOCK = '''
import ipywidgets
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
        (line,) = self.ax.plot(x, y, **style)
        if label:
            self.ax.annotate(name if label is True else label, (x[-1], y[-1]), color=line.get_color())

    def points(self, name, x, y, label=False, **style):
        self.line(name, x, y, label, **{"linestyle": "none", "marker": "o", "markersize": 5, **style})

    def fill(self, name, x, low, high, **style):
        self.ax.fill_between(x, low, high, **{"alpha": 0.2, "linewidth": 0, **style})

    def image(self, name, values, extent, **style):
        self.ax.imshow(values, **{"origin": "lower", "extent": extent, "aspect": "auto", **style})

    def rule(self, name, *, x=None, y=None, **style):
        self.ax.axvline(x, **style) if y is None else self.ax.axhline(y, **style)

    def note(self, message, name="note", x=None, y=None, **style):
        self.notes.append(message)

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

CLOCK = """() => {
    window.pressed = window.changed = null;
    document.addEventListener('keydown', () => { window.pressed = performance.now(); window.changed = null; }, true);
    document.addEventListener('load', event => {
        if (event.target.tagName === 'IMG' && window.pressed !== null && window.changed === null)
            window.changed = performance.now();
    }, true);
}"""


def notebook() -> NotebookNode:
    """The chapter's imports, its first explorer, and the stock figure."""
    chapter = nbformat.read(ROOT / "course" / f"{CHAPTER}.ipynb", as_version=4)
    code = [cell for cell in chapter.cells if cell.cell_type == "code"]
    first = next(
        cell.source
        for cell in code
        if any(o.get("data", {}).get("text/plain", "").startswith("Explorer(") for o in cell.outputs)
    )
    *before, last = first.rstrip().rstrip(";").rpartition("\n")
    sources = [code[0].source, "".join(before) + f"explorer = {last}", "explorer", STOCK]
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in sources],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )


def measure(presses: int) -> dict[str, list[float]]:
    """Return the waiting times in milliseconds of either side."""
    from playwright.sync_api import sync_playwright

    binary = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if binary is None:
        sys.exit("Chromium is not here: install it, or name it in the environment variable CHROMIUM.")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root = Path(folder) / "course"
        root.mkdir()
        nbformat.write(notebook(), root / "latency.ipynb")
        lab = Lab(root, Path(folder) / "private")
        browser = None
        try:
            lab.wait(PATIENCE / 1000)
            browser = playwright.chromium.launch(executable_path=binary, args=CHROMIUM_ARGUMENTS)
            page = browser.new_page(viewport={"width": 1200, "height": 1600})
            page.set_default_timeout(PATIENCE)
            open_notebook(page, lab, "latency.ipynb")
            for index in range(4):
                run_cell(page, index)
            page.locator("img.dltheory-picture").wait_for()
            page.locator(".jp-RenderedImage img").wait_for()
            page.evaluate(CLOCK)
            handles = {}
            for side, index in (("explorer", 2), ("stock", 3)):
                handles[side] = page.locator(f".jp-Cell[data-windowed-list-index='{index}'] [role=slider]").first
            times: dict[str, list[float]] = {side: [] for side in handles}
            for press in range(presses + 2):  # the first of each direction warms up
                for side, handle in handles.items():
                    handle.focus()
                    page.wait_for_timeout(PAUSE)
                    page.keyboard.press("ArrowRight" if press // 8 % 2 == 0 else "ArrowLeft")
                    page.wait_for_function("window.changed !== null")
                    if press >= 2:
                        times[side].append(page.evaluate("window.changed - window.pressed"))
        finally:
            if browser is not None:
                browser.close()
            lab.close()
    return times


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--presses", type=int, default=40, help="how often each side is pressed (40)")
    parser.add_argument("--keep", action="store_true", help="leave results.json as it is")
    arguments = parser.parse_args()
    times = measure(arguments.presses)
    result: dict[str, object] = {"what": "key press to changed picture, milliseconds", "presses": arguments.presses}
    medians = {}
    for side, values in times.items():
        low, middle, high = np.percentile(values, [25, 50, 75])
        medians[side] = middle
        result[side] = {"median": round(middle, 1), "quartiles": [round(low, 1), round(high, 1)]}
        print(f"{side:9} median {middle:6.1f} ms, middle half {low:.1f} to {high:.1f} ms, {len(values)} presses")
    result["ratio"] = round(medians["explorer"] / medians["stock"], 2)
    print(f"ratio     {result['ratio']}")
    names = ("jupyterlab", "ipywidgets", "ipykernel", "matplotlib")
    result["versions"] = {"python": platform.python_version()} | {name: version(name) for name in names}
    if not arguments.keep:
        stored = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
        RESULTS.write_text(json.dumps(stored | {"explorer_latency": result}, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
