"""Chapter 2, optimization: how large may the step be, and what does each assumption on the function buy?

One file per section of the text, in reading order; exported is what the page calls.
"""

# fmt: off
# ruff: noqa: I001, F401  the imports stand in reading order, a section to a block; all of them are exported
from pathlib import Path as _Path
from types import ModuleType as _ModuleType

from ..numerics import rotation
from ..tasks import predictions as _predictions
from ._common import descend, draw_levels, random_function
# 1 conditions
from .conditions import check_descent_cone, check_second_order
# 2 flow
from .flow import (add_squared_gradient, check_gap_bound, check_gap_rate, check_modified_flow, erratum_unique_end, gaps, gradient_flow,
    wells, wells_gradient)
# 3 valley
from .valley import (check_best_step, check_factors, check_largest_step, check_turned_valley, erratum_largest_step,
    erratum_vacuous_rate, explore_valley)
# 4 strong
from .strong import (check_contraction, check_fall, check_strong, check_suboptimality, erratum_one_bowl, explore_bowls)
# 5 convex
from .convex import (check_convex, check_huber, check_powers, huber, logistic)
# 6 gradients
from .gradients import (check_descent, check_pl, check_small_gradients, check_washboard, curvature_along,
    erratum_convex_is_enough, erratum_half_step, small_network, washboard, wavy, wide_system)
# 7 noise
from .noise import (check_average, check_batch_variance, check_floor, check_sgd, check_sgd_rate, check_unbiased,
    erratum_interpolation, explore_noise, promise, squared_slopes)
# 8 race
from .race import (best_momentum, check_heavy_ball, check_lower_bound, check_nesterov, count_steps,
    explore_race, kinked, roll)
# 9 edge
from .edge import (check_edge, check_exact_law, check_flatter, check_langevin, check_single_points, exact_law, linear_law,
    noisy_points, smallest_network, spread)

_predictions(_Path(__file__).with_name("predictions.toml"))
__all__ = sorted(name for name, value in globals().items() if not (name[0] == "_" or isinstance(value, _ModuleType)))
