"""Chapter 3, landscape: why does gradient descent not get stuck where it should?

One file per section of the text, in reading order; exported is what the page calls.
"""

# fmt: off
# ruff: noqa: I001, F401  the imports stand in reading order, a section to a block; all of them are exported
from pathlib import Path as _Path
from types import ModuleType as _ModuleType

from ..tasks import predictions as _predictions
# 1 pieces
from .pieces import best_A, best_B, check_best_A, check_best_B, check_gradients, erratum_order, regression
# 2 critical
from .critical import (check_index, check_newton, check_swap, critical_point, erratum_covariance, explore_landscape, height,
    newton_points, swap)
# 3 deep
from .deep import check_ends, check_saxe, check_stairs, check_wait, erratum_flat, explore_stairs, flow, half_time
# 4 propagate
from .propagate import (LAWS, check_fourth, check_mean_length, check_one_layer, check_typical, entries, erratum_pairs, mean_fourth,
    squared_lengths)
# 5 depth
from .depth import (DEPTHS, STARTS, arriving, check_classifier, check_gradient, check_lemma, check_rates, erratum_border,
    erratum_frame, explore_depth, wide_limit)
# 6 neuron
from .neuron import (check_neuron, check_split, check_width, curvature, freed, halves, neuron_minima, sampled_loss, samples, stuck,
    taught)
# 7 paths
from .paths import (above_ends, along, check_curve, check_five, loss, of_units, plane, renumbered, small_nets, small_sample, trained_pair,
    training_digits, walk)
# 8 hessian
from .hessian import check_ghosts, check_lanczos, check_rank, check_shape, curvatures, lanczos, products, two_parts
# 9 slices
from .slices import check_planes, check_rescaled, explore_slice, planes_that_fall, random_plane

_predictions(_Path(__file__).with_name("predictions.toml"))
__all__ = sorted(name for name, value in globals().items() if not (name[0] == "_" or isinstance(value, _ModuleType)))
