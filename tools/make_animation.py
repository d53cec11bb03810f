"""Draw the README's moving picture: an explorer of chapter 02 while its step grows, as a GIF.

python tools/make_animation.py
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from dltheory import optimization
from dltheory.plotting import use_style

OUT = Path(__file__).resolve().parent.parent / "course" / "images" / "valley.gif"
WIDTH, PAUSE, LAST = 560, 250, 1500  # pixels, milliseconds a frame, and for the last one


def frames() -> list[Image.Image]:
    """Return the pictures, from a step that creeps to one that runs away."""
    use_style()
    explorer = optimization.explore_valley()
    values = np.array(explorer.controls["eta"].values)
    steps = [
        values[np.abs(values - step).argmin()]
        for step in (0.1, 0.3, 0.5, 0.8, 1.1, 1.4, 1.6, 1.75, 1.85, 1.95, 2.0, 2.05)
    ]
    pictures = []
    for step in steps:
        picture = Image.open(io.BytesIO(explorer.png(eta=step))).convert("RGB")
        picture = picture.resize((WIDTH, round(picture.height * WIDTH / picture.width)), Image.Resampling.LANCZOS)
        words, font = f"step {step:.2f}", ImageFont.load_default(size=14)
        ImageDraw.Draw(picture).text((WIDTH - 20, 4), words, fill="black", font=font, anchor="ra")
        pictures.append(picture)
    return pictures


def main() -> None:
    """Draw and write."""
    first, *others = (picture.quantize(48, dither=Image.Dither.NONE) for picture in frames())
    durations = [PAUSE] * len(others) + [LAST]
    first.save(OUT, save_all=True, append_images=others, duration=durations, loop=0, optimize=True)


if __name__ == "__main__":
    main()
