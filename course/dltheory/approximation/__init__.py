"""Chapter 1, approximation: which functions can a network represent, and at what price?

``universal`` holds what sections 1 to 5 use (stairs, boxes, polynomials, algebras, activations), ``complexity`` what
sections 6 to 10 use (infinite width, sampling, depth, structure, memorizing). Both are re-exported here.
"""

from .complexity import *  # noqa: F403
from .universal import *  # noqa: F403
