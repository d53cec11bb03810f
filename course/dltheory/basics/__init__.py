"""Chapter 0, basics: what do we fit, how do we fit it, and where can it go wrong?

One file per section of the text, in reading order; exported is what the page calls.
"""

# fmt: off
# ruff: noqa: I001, F401  the imports stand in reading order, a section to a block; all of them are exported
from pathlib import Path as _Path
from types import ModuleType as _ModuleType

from ..tasks import predictions as _predictions
# opening
from ._opening import check_one_weight, explore_weight
# 1 svd
from .svd import (check_inverse, check_needle, check_squaring, check_stretch, check_svd, circle, erratum_multiplicity, erratum_symmetric, explore_steps)
# 2 calculus
from .calculus import (TURN, check_between, check_integral, check_lipschitz, check_remainder, check_steepest, check_step, check_taylor, erratum_integral,
    erratum_intermediate, erratum_taylor, ring, waves)
# 3 linear
from .linear import (centred_digits, chain, check_autoencoder, check_best, check_collapse, check_rank, check_subspace, check_tail, erratum_affine, erratum_encoder, rival,
    truncated)
# 4 softmax
from .softmax import check_likelihood, check_sigmoid, check_softmax, erratum_difference
# 5 backprop
from .backprop import (by_autograd, check_backprop, check_cost, check_vanishing, draw_chain, made_net, sizes_by_layer, suspect)
# 6 scratch
from .scratch import (accuracy, best_accuracy, check_bayes, check_bends, check_close, clouds, erratum_twice, explore_regions, recorded_listing,
    score, straight_accuracy, trained)
# 7 errors
from .errors import (INPUTS, STEPS, TRUTH, WIDTHS, best_network, check_contraction, check_early, check_level, check_pieces, check_price, check_rate, check_risk,
    check_sandwich, check_statistical, check_sum, draw_sample, error_terms, excess_risks, explore_errors, risk, straight_pieces, train_networks)

_predictions(_Path(__file__).with_name("predictions.toml"))
__all__ = sorted(name for name, value in globals().items() if not (name[0] == "_" or isinstance(value, _ModuleType)))
