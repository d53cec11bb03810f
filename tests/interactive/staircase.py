"""A small explorer with a slider, a switch and a text field, and how to read what it shows."""

import io

import numpy as np
from PIL import Image

from dltheory.interactive import Explorer, explore, parse_function, slider, switch, text

STORYBOARD = [{"units": 4}, {"units": 16}]
ALT = "A staircase climbs along the target"


def staircase(panel, units=8, steep=False, target="x"):
    if steep and units > 30:
        raise ValueError("too <steep> to draw")
    x = np.linspace(0, 1, 50)
    goal = parse_function(target)(x)
    network = np.floor(units * goal * (3 if steep else 1)) / units
    panel.axes(xlabel="x", ylabel="f(x)")
    panel.line("target", x, goal, label=True, color="grey")
    panel.line("network", x, network, label=True, color="blue")
    if steep:
        panel.rule("one", y=1.0, color="red")
    panel.note(f"largest error {np.abs(goal - network).max():.3f}")
    return {"x": x, "network": network}


def make(**changes) -> Explorer:
    """Return an explorer of the staircase, with some arguments or controls changed."""
    controls = {
        "units": slider(1, 40, "threshold units", value=8),
        "steep": switch("drop the Lipschitz condition"),
        "target": text("target, a formula in x", value="x", examples=["x**2"]),
    }
    return explore(staircase, **{"storyboard": STORYBOARD, "alt": ALT} | controls | changes)


def picture(png: bytes) -> np.ndarray:
    """Return the colours of a PNG."""
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))
