"""Chapter 7, regularization: what keeps a model simple that could fit anything?

One file per section of the text, in reading order; exported is what the page calls.
"""

# fmt: off
# ruff: noqa: I001, F401  the imports stand in reading order, a section to a block; all of them are exported
from pathlib import Path as _Path
from types import ModuleType as _ModuleType

from ..tasks import predictions as _predictions
# 1 closest
from .closest import (check_nearest, check_same_end, erratum_full_rank, erratum_gradient, explore_closest, walk)
# 2 tails
from .tails import (check_kkt, check_power, check_tail, cloud, degrees, erratum_tail, flow, hardest, level)
# 3 margin
from .margin import (check_descent, check_exception, check_loss, check_residual, check_step, check_validation,
    explore_margin, largest_step, new_points, offset, steps_of)
# 4 hidden
from .hidden import (check_balance, check_fewest, draw_plane, erratum_threshold, four_groups, layers, outputs, trained)
# 5 homogeneous
from .homogeneous import (check_alignment, check_degree, check_law, check_never_falls, check_stays,
    check_widest, hard, paths, points, smoothed, widest)
# 6 shrink
from .shrink import (check_ceiling, check_filters, erratum_half, erratum_twice, downhill, explore_filters, kept,
    leaning, penalized, regression, stopped)
# 7 dropout
from .dropout import (check_best_weights, check_every_mask, check_wide, explore_dropout)
# 8 masks
from .masks import (AVERAGED, MISSING, check_average, check_geometric, check_missing_units, dropout_net, few_digits,
    probabilities, recorded_masks)
# 9 diagonal
from .diagonal import (check_decay, check_end_of_flow, check_flatter, check_label_noise, check_six_ways, check_two_norms,
    descend, equations, flow_limit, least_norms, six_ways, total_curvature)

_predictions(_Path(__file__).with_name("predictions.toml"))
__all__ = sorted(name for name, value in globals().items() if not (name[0] == "_" or isinstance(value, _ModuleType)))
