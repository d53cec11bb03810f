"""Chapter 8, adversarial examples: is it the data, the dimension or the training that makes networks fragile?

One file per section of the text, in reading order; exported is what the page calls.
"""

# fmt: off
# ruff: noqa: I001, F401  the imports stand in reading order, a section to a block; all of them are exported
from pathlib import Path as _Path
from types import ModuleType as _ModuleType

from ..data import pictures
from ..tasks import predictions as _predictions
from ..training import share_right
from ._common import Attack, build, fit, trained
# 1 linear
from .linear import (check_enlarged, check_margin, check_reached, check_ridge, check_weak_cues, margins, straight, weak_cues, zeros_and_ones)
# 2 attacks
from .attacks import (RADII, check_fragile, check_stronger, erratum_single_step, explore_push, noise, one_step, still_right)
# 3 blackbox
from .blackbox import (Queried, by_search, check_differences, check_directions, check_search, check_transfer, transferred)
# 4 built
from .built import (SIZES, check_dies, check_fits, check_learned, check_radius, compare, explore_circle)
# 5 tails
from .tails import (bernstein, beyond, check_bernstein, check_squares, erratum_small_gamma, printed_width)
# 6 step
from .step import (check_least, check_length, check_relative, check_turned, draw_lines, erratum_direction, first_turn)
# 7 training
from .training import (check_apart, check_danskin, check_gain, check_price, explore_squares, nearest, recorded_training, under_attack)
# 8 certified
from .certified import (certified_by_boxes, certify, check_boxes, check_certified, check_never_turned, check_shift, push_against_votes,
    trained_on_boxes, trained_on_noise)
# 9 masking
from .masking import check_masked, check_sturdy, contest, explore_loss, offers, under, under_loan, under_search

_predictions(_Path(__file__).with_name("predictions.toml"))
__all__ = sorted(name for name, value in globals().items() if not (name[0] == "_" or isinstance(value, _ModuleType)))
