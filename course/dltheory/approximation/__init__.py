"""Chapter 1, approximation: which functions can a network represent, and at what price?

One file per section of the text, in reading order; exported is what the page calls.
"""

# fmt: off
# ruff: noqa: I001, F401  the imports stand in reading order, a section to a block; all of them are exported
from pathlib import Path as _Path
from types import ModuleType as _ModuleType

from ..tasks import predictions as _predictions
from ._common import best_uniform_fit
# 1 stairs
from .stairs import (check_threshold_error, erratum_every_network, erratum_uniform_convergence, explore_threshold_network,
    explore_units, ramp, stair_error, threshold_network)
# 2 boxes
from .boxes import (box_sup_error, check_box_constants, check_box_error, check_price_of_dimension, chessboard,
    erratum_euclidean_boxes, erratum_threshold_bump)
# 3 polynomials
from .polynomials import (DEGREES, check_bernstein_rates, check_interval, check_landau_rate, check_promised_degree,
    erratum_first_summand, erratum_landau_ends, explore_bernstein, proof_bound)
# 4 algebra
from .algebra import (check_cosine_network, check_floors, check_product_of_cosines, check_without_continuity,
    plot_counterexamples)
# 5 activations
from .activations import (check_bad_biases, check_dimension_lifting, check_monomials, check_polynomial_activation,
    check_ridge_polynomials, erratum_order_of_derivative, erratum_ridge_without_bias, plot_activations)
# 6 infinite_width
from .infinite_width import bump, bump_spectrum, check_convolution, check_infinite_network, erratum_convolution_inverse
# 7 sampling
from .sampling import (SIZES, ball_points, barron_errors, check_barron_bound, check_barron_mean, check_barron_rate,
    check_fixed_basis_rate, check_maurey, check_signed_sampling, erratum_missing_mean, erratum_negative_part,
    erratum_normalization, erratum_relu_is_unbounded, explore_barron, two_waves)
# 8 folding
from .folding import (check_piece_bound, check_relu_doubles, check_small_networks, check_sums_add, count_pieces,
    erratum_surviving_triangles, explore_depth, polyline, random_layers, tent_network)
# 9 trees
from .trees import check_radial_gap, check_tree_wins, erratum_unit_volume, learning_curves, plot_shells
# 10 memorizing
from .memorizing import (check_line_memorizer, check_memorizer_rounding, check_slab_memorizer, coin_labels, line_memorizer,
    slab_memorizer)

_predictions(_Path(__file__).with_name("predictions.toml"))
__all__ = sorted(name for name, value in globals().items() if not (name[0] == "_" or isinstance(value, _ModuleType)))
