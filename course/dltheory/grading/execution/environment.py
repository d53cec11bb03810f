"""The environment of the processes that are started here: built from nothing.

What the account that starts them has set (``PYTHONOPTIMIZE``, which takes the asserts out of a test; a matplotlibrc, a profile of
IPython, a language, a Jupyter configuration) changes no score and no file.
"""

from __future__ import annotations

import os
import site
import sys
from pathlib import Path

import dltheory

_THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)
# Where the system puts things; nothing that a program computes depends on them.
_KEPT = ("TMPDIR", "SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC", "TEMP", "TMP", "WINDIR")


def from_nothing(home: str | Path) -> dict[str, str]:
    """Return an environment in which nothing is set but what every process needs.

    Parameters
    ----------
    home : str or path
        Where programs look for the settings of the user, and may write theirs: an empty folder, to be removed afterwards.
    """
    home = str(home)
    binaries = os.path.dirname(sys.executable) if os.name == "nt" else f"{sys.prefix}/bin"
    return {
        **{name: os.environ[name] for name in _KEPT if name in os.environ},
        "PATH": os.pathsep.join([binaries, *(() if os.name == "nt" else ("/usr/bin", "/bin"))]),
        "USERPROFILE" if os.name == "nt" else "HOME": home,
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "PYTHONPATH": str(package().parent),
        **({"PYTHONUSERBASE": site.getuserbase()} if site.ENABLE_USER_SITE else {}),  # else it lies below HOME
        "PYTHONSAFEPATH": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "PYTHONHASHSEED": "0",  # a set has the same order for everyone, and today as tomorrow
        "JUPYTER_NO_CONFIG": "1",  # also none of the machine's
        **dict.fromkeys(_THREADS, "1"),
    }


def package() -> Path:
    """Return the folder of this package."""
    assert dltheory.__file__ is not None
    return Path(dltheory.__file__).resolve().parent
