"""Chapter 4, wide networks and kernels: when is training a wide network a kernel method, and what is lost when it is?

One file per section of the text, in reading order; exported is what the page calls.
"""

# fmt: off
# ruff: noqa: I001, F401  the imports stand in reading order, a section to a block; all of them are exported
from pathlib import Path as _Path
from types import ModuleType as _ModuleType

from ..tasks import predictions as _predictions
from ._common import deep_kernels, erf_pairs, relu_pairs
# 1 kernels
from .kernels import (check_polynomial, check_representer, erratum_every_minimizer, monomials, polynomial, rings)
# 2 flow
from .flow import (check_descent, check_flow, check_nearest, erratum_exponent, follow, wave_features)
# 3 features
from .features import (arc_cosine, check_closed_forms, check_covariance, check_gaussian, check_rate, erratum_root_of_p,
    kernel_errors, random_features, rbf)
# 4 ensemble
from .ensemble import (check_mean, check_variance, erratum_shift, explore_ensemble)
# 5 nngp
from .nngp import (check_not_gaussian, check_outputs, check_pair_maps, check_start_rate, erratum_fan_in,
    explore_process, random_outputs, start_errors)
# 6 tangent
from .tangent import (check_ends, check_first_instant, check_tangent_mean, check_tangent_rate, ends, tangent_errors, tangent_features,
    trained_ensemble)
# 7 wide
from .wide import (ETA, FITTED, GRID, X, Y, check_gap, check_infinite_gap, check_kernel_moves, check_weights_move,
    draw_weights, explore_width, output, shrinking, tangents)
# 8 lazy
from .lazy import (AT, check_mean_field, check_scale, check_tangent_scaling, check_twins, draw_units, explore_scale, move_units)
# 9 limits
from .limits import (best_ridge, check_counting, check_features, check_linear_target, check_odd_part, check_parity, draw_signs,
    parity, parity_nets, relu_kernel)

_predictions(_Path(__file__).with_name("predictions.toml"))
__all__ = sorted(name for name, value in globals().items() if not (name[0] == "_" or isinstance(value, _ModuleType)))
