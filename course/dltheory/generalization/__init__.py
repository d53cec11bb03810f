"""Chapter 5, generalization: which of the many bounds says anything about the network in front of us?

One file per section of the text, in reading order; exported is what the page calls.
"""

# fmt: off
# ruff: noqa: I001, F401  the imports stand in reading order, a section to a block; all of them are exported
from pathlib import Path as _Path
from types import ModuleType as _ModuleType

from ..tasks import predictions as _predictions
from ._common import halves, outputs, trained
# 1 one
from .one import (check_coverage, check_tail, erratum_indicator, explore_test, promise, simulate_tests)
# 2 many
from .many import (check_excess, check_separate, check_union, erratum_probability, separate_coins, stumps)
# 3 dichotomies
from .dichotomies import (check_cover, check_turning, erratum_four_points, explore_labellings, half_planes, rectangles)
# 4 vc
from .vc import (check_sauer, check_vc, erratum_exponential, interval_gaps, vc_bound)
# 5 signs
from .signs import (check_contraction, check_rademacher_coverage, check_linear, check_symmetrization,
    complexity, deviations, erratum_mcdiarmid, erratum_sup_inside, explore_budget, tail, threshold_fits, toss)
# 6 norms
from .norms import (check_interval, check_norm_bound, check_random_labels, check_weyl, check_width,
    erratum_one_draw, half_circle, largest_shift, limit_gram, margins, norm_product, recorded, WIDTHS, promised_shift,
    spectral_complexity)
# 7 measure
from .measure import (check_any_posterior, check_change_of_measure, check_kl_moment, check_squared_moment, divergence,
    explore_posterior, kl, kl_moment, moments, tilted)
# 8 certificate
from .certificate import (Certificate, certified, check_certificate, check_cost, check_mnist, check_published,
    erratum_table, published, recorded_mnist)
# 9 axis
from .axis import (check_no_bound_is_broken, check_who_says_something, explore_axis, fitted, growth, noisy_halves,
    norm_bound, spectral_bound)

_predictions(_Path(__file__).with_name("predictions.toml"))
__all__ = sorted(name for name, value in globals().items() if not (name[0] == "_" or isinstance(value, _ModuleType)))
