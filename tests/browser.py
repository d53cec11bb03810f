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
from pathlib import Path
from typing import Any

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
