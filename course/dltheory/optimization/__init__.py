"""Chapter 2, optimization: how large may the step be, and what does each assumption on the function buy?

One file per section of the text, in reading order; exported is what the page calls.
"""

# fmt: off
# ruff: noqa: I001, F401  the imports stand in reading order, a section to a block; all of them are exported
from types import ModuleType

from ._common import descend
# 1 conditions
# 2 flow
# 3 valley
# 4 strong
# 5 convex
# 6 gradients
# 7 noise
# 8 race
# 9 edge

__all__ = sorted(name for name, value in globals().items() if not (name[0] == "_" or isinstance(value, type | ModuleType)))
