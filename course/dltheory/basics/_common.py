"""What the sections share: recorded experiments and the reader's predictions."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from ..numerics import cached
from ..tasks import predictions

RECORD = Path(__file__).with_name("recorded.toml")
predictions(Path(__file__).with_name("predictions.toml"))


@cached
def recorded() -> dict[str, Any]:
    """Return the tables that tools/record_basics.py wrote."""
    return tomllib.loads(RECORD.read_text("utf-8"))
