"""A course folder's settings, read the way nbgrader reads them."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

from dltheory.grading.errors import GradingError


def course_config(root: Path) -> Any:
    """Return the configuration that nbgrader uses in the course folder `root`: the user's own settings too, and the course's win.

    Raises
    ------
    GradingError
        If there is no such file, it cannot be read, or nbgrader is not installed.
    """
    if not (root / "nbgrader_config.py").is_file():
        raise GradingError(f"there is no nbgrader_config.py in {root}; go to the folder of the course")
    try:
        from nbgrader.apps import NbGrader
        from traitlets.config import Application
    except ImportError as error:
        raise GradingError(f"the package {error.name} is missing; install the course: pip install -e .") from error

    class Settings(NbGrader):  # type: ignore[misc]
        """Nothing but nbgrader's way to its settings: which files, in which order, and old names for new ones."""

        name = "nbgrader"
        load_cwd_config = False
        raise_config_file_errors = True

    if str(root) not in sys.path:  # nbgrader finds a plugin that lies there, for late submissions say; so do we
        sys.path.append(str(root))
    app = Settings(log_level="CRITICAL")
    app.load_config_file()
    Application.load_config_file(app, "nbgrader_config.py", path=str(root))
    return app.config


def class_named(name: Any) -> Any:
    """Return the class of a dotted name; a class is returned as it is."""
    if not isinstance(name, str):
        return name
    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(module), attribute)
