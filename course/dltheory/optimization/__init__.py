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
from ._common import random_function
from .strong import (check_contraction, check_fall, check_strong, check_suboptimality, erratum_one_bowl, explore_bowls)
# 5 convex
from .convex import (check_convex, check_huber, check_powers, huber, logistic, power)
# 6 gradients
from .gradients import (check_descent, check_pl, check_small_gradients, check_washboard, curvature_along,
    erratum_convex_is_enough, erratum_half_step, small_network, washboard, wavy, wide_system)
# 7 noise
# 8 race
# 9 edge

__all__ = sorted(name for name, value in globals().items() if not (name[0] == "_" or isinstance(value, type | ModuleType)))
