"""A JupyterLab of its own for the browser tests: started on a free port, with settings of nobody, ended with all it began."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contrast import contrast

# What JupyterLab would otherwise put over the page, or fetch from outside.
QUIET = {
    "@jupyterlab/apputils-extension/notification.jupyterlab-settings": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
    "@jupyterlab/extensionmanager-extension/plugin.jupyterlab-settings": {"enabled": False},
    "@jupyterlab/docmanager-extension/plugin.jupyterlab-settings": {"autosave": False},
}

# Without the last three, headless Chromium looks for its maker's hosts at every start.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

THEMES = ("JupyterLab Light", "JupyterLab Dark")


class Lab:
    """A running JupyterLab on the folder `root`; its own settings, trust database and gradebook live in `private`."""

    def __init__(self, root: Path, private: Path) -> None:
        self.root = root
        self.token = secrets.token_hex(16)
        self.log = private / "lab.log"
        self._runtime = private / "runtime"
        self.environment = os.environ | {
            "HOME": str(private),
            "IPYTHONDIR": str(private / "ipython"),
            "JUPYTER_CONFIG_DIR": str(private / "config"),
            "JUPYTER_DATA_DIR": str(private / "data"),
            "JUPYTER_RUNTIME_DIR": str(self._runtime),
            "JUPYTERLAB_SETTINGS_DIR": str(private / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(private / "workspaces"),
            "OMP_NUM_THREADS": "1",
        }
        self.environment.pop("MPLBACKEND", None)  # a reader's kernel shows its pictures, whatever draws in the tests
        for name, settings in QUIET.items():
            path = private / "settings" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(settings), encoding="utf-8")
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0"]
        # The page's own application object tells when a kernel is ready, which nothing on the page does reliably.
        command += ["--LabApp.expose_app_in_browser=True"]
        command += [f"--IdentityProvider.token={self.token}", f"--ServerApp.root_dir={root}"]
        # A session of its own, so that closing it ends the kernels too.
        with self.log.open("w") as log:  # the process keeps a descriptor of its own
            self._process = subprocess.Popen(
                command,
                cwd=root,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.url = ""

    def wait(self, seconds: float) -> None:
        """Wait until the server answers; it names its port in its runtime folder."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self._process.poll() is not None:
                break
            for path in self._runtime.glob("jpserver-*.json"):
                try:
                    self.url = json.loads(path.read_text(encoding="utf-8"))["url"]
                    self.get("api/status")
                    return
                except (ValueError, urllib.error.URLError, ConnectionError):
                    pass  # half written, or not listening yet
            time.sleep(0.1)
        raise RuntimeError(f"JupyterLab did not start:\n{self.log.read_text(encoding='utf-8')[-2000:]}")

    def get(self, path: str) -> object:
        """Return what the server's interface answers."""
        request = urllib.request.Request(self.url + path, headers={"Authorization": f"token {self.token}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())

    def page(self, path: str) -> str:
        """Return the address of a notebook, alone in its tab."""
        return f"{self.url}doc/tree/{path}?token={self.token}"

    def trust(self, path: Path) -> None:
        """Sign a notebook as its reader would with `jupyter trust`."""
        subprocess.run(
            [sys.executable, "-m", "jupyter", "trust", str(path)],
            env=self.environment,
            check=True,
            capture_output=True,
            timeout=60,
        )

    def close(self) -> None:
        """End the server, its kernels and whatever they started."""
        for end in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self._process.pid, end)
                self._process.wait(timeout=8)
            except ProcessLookupError:
                break
            except subprocess.TimeoutExpired:
                continue


def open_notebook(page: Any, lab: Lab, path: str) -> None:
    """Open a notebook alone in the page and wait until its cells can be run."""
    page.goto(lab.page(path))
    # A cell that is run before the kernel has answered may be lost, and the page shows an empty notebook and an idle
    # kernel before there is either. So the application is asked.
    kernel = "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel"
    cells = "window.jupyterapp?.shell.currentWidget?.content?.model?.cells"
    count = len(json.loads((lab.root / path).read_text(encoding="utf-8"))["cells"])
    page.wait_for_function(f"count => {kernel} && {cells}?.length === count", arg=count)
    page.evaluate(f"async () => {{ await {kernel}.info; }}")
    page.wait_for_function(f"{kernel}.connectionStatus === 'connected' && {kernel}.status === 'idle'")


def run_cell(page: Any, index: int) -> None:
    """Run one cell as a reader does."""
    cell = page.locator(f".jp-Notebook .jp-Cell[data-windowed-list-index='{index}']")
    cell.locator(".jp-InputPrompt").first.click()
    page.keyboard.press("Shift+Enter")


def show_all(page: Any) -> None:
    """Wait until every cell is on the page: JupyterLab makes those out of sight when it has nothing else to do."""
    notebook = "window.jupyterapp.shell.currentWidget.content"
    page.wait_for_function(
        f"{notebook}.widgets.every(cell => !cell.isPlaceholder() && (cell.model.type !== 'markdown' || cell.rendered"
        " && (!cell.model.sharedModel.getSource() || cell.node.querySelector('.jp-RenderedMarkdown')?.textContent)))"
    )


def use_theme(page: Any, theme: str) -> None:
    """Show JupyterLab in a theme, as the menu Settings does; the lab keeps it for the pages that follow."""
    page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", theme)
    page.wait_for_function("theme => document.body.dataset.jpThemeName === theme", arg=theme)
    # Colours change gradually here and there.
    page.wait_for_function("!document.getAnimations().some(animation => animation instanceof CSSTransition)")


# For each piece of text inside the elements that match: its words, its colour, and the grounds below it, the uppermost
# first, up to the first opaque one. What is folded is opened before, and what has no size is not seen.
_TEXTS = """selector => {
    document.querySelectorAll(`:is(${selector}) details, details:has(${selector})`).forEach(item => item.open = true);
    const found = new Map();
    for (const element of document.querySelectorAll(selector)) {
        const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            const node = walker.currentNode, parent = node.parentElement;
            if (!node.textContent.trim() || parent.closest('math, svg, mjx-container, .MathJax')) continue;
            const grounds = [];
            for (let place = parent; place; place = place.parentElement) {
                const style = getComputedStyle(place);
                if (style.opacity !== '1' || style.backgroundImage !== 'none') grounds.push(`opacity or picture`);
                if (style.backgroundColor !== 'rgba(0, 0, 0, 0)') grounds.push(style.backgroundColor);
                if (/^rgb\\(/.test(style.backgroundColor)) break;
            }
            found.set(node, {words: node.textContent.trim(), ink: getComputedStyle(parent).color, grounds});
        }
    }
    return [...found.values()];
}"""


@dataclass(frozen=True)
class Seen:
    """Words as a page shows them, and their contrast with what lies below."""

    words: str
    ink: str
    grounds: tuple[str, ...]

    @property
    def contrast(self) -> float:
        return contrast(self.ink, self.grounds)


def texts(page: Any, selector: str) -> list[Seen]:
    """Return all words inside the elements that match, with their computed colours."""
    found = page.evaluate(_TEXTS, selector)
    return [Seen(text["words"], text["ink"], tuple(text["grounds"])) for text in found]
