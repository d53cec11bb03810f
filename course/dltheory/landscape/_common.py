"""What the sections of the chapter share: its predictions."""

from __future__ import annotations

from pathlib import Path

from ..tasks import predictions

predictions(Path(__file__).with_name("predictions.toml"))
