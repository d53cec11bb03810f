"""Chapter 9, double descent: why does the error come down again after the model has learned the noise by heart?

One file per section of the text, in reading order; exported is what the page calls.
"""

# fmt: off
# ruff: noqa: I001, F401  the imports stand in reading order, a section to a block; all of them are exported
from pathlib import Path as _Path
from types import ModuleType as _ModuleType

from ..tasks import predictions as _predictions
from ._common import directions
# 1 decomposition
from .decomposition import (check_cross_term, check_decomposition, check_excess_risk, draw_rings, erratum_first_line,
    two_features)
# 2 peak
from .peak import (check_gaussian_variance, check_smallest_singular_value, check_variance_formula, erratum_left_side,
    explore_lines, one_over_chi2)
# 3 ridgeless
from .ridgeless import (check_effective_risk, check_ridge_limit, check_ridgeless_exact, check_ridgeless_limit,
    explore_ridgeless)
# 4 taming
from .taming import (check_best_penalty, check_descent_ends_at_least_norm, check_early_stopping, check_no_peak,
    plot_tamed)
# 5 features
from .features import (WIDTHS, check_feature_peak, check_network_peak, check_second_descent, explore_widths, noisy_digits,
    plot_networks, train_networks, width_curves)
# 6 kernels
from .kernels import (check_feature_limit, check_flat_limit, check_polynomial_peak, check_representer,
    erratum_kernel_norm, explore_polynomials, plot_kernel_widths)
# 7 regimes
from .regimes import (check_benign, check_catastrophic, check_nearest, check_polyline, check_spectrum, excess,
    nearest_weights, noise_level, normal_rows, peaked_weights, plot_regimes, polyline_weights, polynomial_weights,
    wave_rows)
# 8 time
from .time import (STEPS, check_levels, check_more_data_hurts, check_overfitting_stays, check_two_valleys, overfit_digits,
    two_paces)
# 9 grokking
from .grokking import (accuracies, check_grokking, check_one_wave_a_unit, check_waves_add, explore_sums, square_network,
    sums)

_predictions(_Path(__file__).with_name("predictions.toml"))
__all__ = sorted(name for name, value in globals().items() if not (name[0] == "_" or isinstance(value, _ModuleType)))
