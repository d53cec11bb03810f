"""Chapter 9, double descent: why does the error come down again after the model has learned the noise by heart?

One file per section of the text, in reading order; exported is what the page calls.
"""

# fmt: off
# ruff: noqa: I001, F401  the imports stand in reading order, a section to a block; all of them are exported
from types import ModuleType

__all__ = sorted(name for name, value in globals().items() if not (name[0] == "_" or isinstance(value, type | ModuleType)))
