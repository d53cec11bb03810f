"""Chapter 1, approximation: which functions can a network represent, and at what price?

One file per section of the text, in reading order; exported is what the page calls.
"""

# fmt: off
# ruff: noqa: I001  the imports stand in reading order, a section to a block
from ._common import (
    best_uniform_fit,
)
from .stairs import (
    check_midpoint_stairs, check_threshold_error, check_threshold_rate, erratum_every_network,
    erratum_uniform_convergence, explore_threshold_network, jump, ramp, stair_error, threshold_network,
)
from .boxes import (
    box_sup_error, check_box_constants, check_box_error, check_price_of_dimension, chessboard,
    erratum_euclidean_boxes, erratum_threshold_bump,
)
from .polynomials import (
    DEGREES, check_interval, check_kink_rate, check_landau_rate, check_promised_degree, check_smooth_rate,
    erratum_first_summand, erratum_landau_ends, explore_bernstein, proof_bound,
)
from .algebra import (
    check_cosine_network, check_product_of_cosines, check_with_common_zero, check_without_continuity,
    check_without_products, check_without_separation, plot_counterexamples,
)
from .activations import (
    check_averaged_relu, check_dimension_lifting, check_monomials, check_polynomial_activation,
    check_ridge_polynomials, check_units_suffice, erratum_order_of_derivative, erratum_ridge_without_bias,
    plot_activations,
)
from .infinite_width import bump, bump_spectrum, check_convolution, check_infinite_network, erratum_convolution_inverse
from .sampling import (
    SIZES, ball_points, barron_errors, check_barron_bound, check_barron_mean, check_barron_rate,
    check_fixed_basis_rate, check_maurey, check_signed_sampling, erratum_missing_mean, erratum_negative_part,
    erratum_normalization, erratum_relu_is_unbounded, explore_barron, two_waves,
)
from .folding import (
    check_piece_bound, check_relu_doubles, check_small_networks, count_pieces, erratum_surviving_triangles,
    explore_depth, polyline, random_layers, tent_network,
)
from .trees import check_radial_gap, check_tree_wins, erratum_unit_volume, learning_curves, plot_shells
from .memorizing import (
    check_line_memorizer, check_memorizer_rounding, check_slab_memorizer, coin_labels, line_memorizer,
    slab_memorizer,
)

__all__ = [
    "DEGREES", "SIZES", "ball_points", "barron_errors", "best_uniform_fit", "box_sup_error", "bump",
    "bump_spectrum", "check_averaged_relu", "check_barron_bound", "check_barron_mean", "check_barron_rate",
    "check_box_constants", "check_box_error", "check_convolution", "check_cosine_network",
    "check_dimension_lifting", "check_fixed_basis_rate", "check_infinite_network", "check_interval",
    "check_kink_rate", "check_landau_rate", "check_line_memorizer", "check_maurey", "check_memorizer_rounding",
    "check_midpoint_stairs", "check_monomials", "check_piece_bound", "check_polynomial_activation",
    "check_price_of_dimension", "check_product_of_cosines", "check_promised_degree", "check_radial_gap",
    "check_relu_doubles", "check_ridge_polynomials", "check_signed_sampling", "check_slab_memorizer",
    "check_small_networks", "check_smooth_rate", "check_threshold_error", "check_threshold_rate",
    "check_tree_wins", "check_units_suffice", "check_with_common_zero", "check_without_continuity",
    "check_without_products", "check_without_separation", "chessboard", "coin_labels", "count_pieces",
    "erratum_convolution_inverse", "erratum_euclidean_boxes", "erratum_every_network", "erratum_first_summand",
    "erratum_landau_ends", "erratum_missing_mean", "erratum_negative_part", "erratum_normalization",
    "erratum_order_of_derivative", "erratum_relu_is_unbounded", "erratum_ridge_without_bias",
    "erratum_surviving_triangles", "erratum_threshold_bump", "erratum_uniform_convergence", "erratum_unit_volume",
    "explore_barron", "explore_bernstein", "explore_depth", "explore_threshold_network", "jump", "learning_curves",
    "line_memorizer", "plot_activations", "plot_counterexamples", "plot_shells", "polyline",
    "proof_bound", "ramp", "random_layers", "slab_memorizer", "stair_error", "tent_network", "threshold_network",
    "two_waves",
]
