"""Explorers: interactive figures that also make sense without a kernel.

An explorer is built by one function from a drawing function and its controls::

    def staircase(panel, nodes=8):
        x = np.linspace(0, 1, 400)
        y = np.floor(nodes * x) / nodes
        panel.axes(xlabel="x", ylabel="f(x)")
        panel.line("identity", x, x, color=TARGET)
        panel.line("network", x, y, color=MEASURED)
        panel.note(f"largest error {np.abs(x - y).max():.3f}")
        return {"x": x, "network": y}

    explore(staircase, nodes=slider(1, 40, "threshold units", value=8), storyboard=[dict(nodes=4), dict(nodes=16)])

With a kernel the reader sees the controls and one figure whose artists are updated in place. Without one (GitHub,
nbviewer, an exported page) the reader sees the storyboard: a few settings side by side, as an ordinary picture.
"""

from .controls import Control, choice, slider, switch, text
from .explorer import Explorer, explore
from .formula import parse_function
from .panel import Panel

__all__ = ["Control", "Explorer", "Panel", "choice", "explore", "parse_function", "slider", "switch", "text"]
