"""Chapter 6, architectures: what does a layer know before it has seen any data?

One file per section of the text, in reading order; exported is what the page calls.
"""

# fmt: off
# ruff: noqa: I001, F401  the imports stand in reading order, a section to a block; all of them are exported
from pathlib import Path as _Path
from types import ModuleType as _ModuleType

from ..data import pictures
from ..tasks import predictions as _predictions
from ..training import share_right
# 1 convolution
from .convolution import (BLUR, check_bell, check_copies, check_fourier, check_shift, drawing, erratum_flip, explore_stepping, operator, through)
# 2 layer
from .layer import (PUBLISHED, READERS, check_layer, check_moved, check_signals, on_field, read_signals, recorded_signals, shares_moved, signals, trained_reader)
# 3 symmetry
from .symmetry import (TURNS, check_average, check_fisher, check_jensen, fisher, shares_turned, streaks, trained_dense, travelled)
# 4 scattering
from .scattering import (check_bent, check_contraction, check_few, check_library, check_orbits, check_steady, coarser, digit, distance, mirrored, moved,
    off_line, orbit, packet, recorded_few, scatter, wavelets)
# 5 residual
from .residual import (check_compact, check_deep, check_growth, deep_right, explore_depth, fit)
# 6 normalize
from .normalize import (check_contrast, check_torch, explore_companions, right_in_batches)
# 7 attention
from .attention import (check_heads, check_order, check_patches, check_root, erratum_order, explore_sentence, trained_patches)
# 8 decoder
from .decoder import (back, best, check_distance, check_even, check_excess, check_look, check_mask, erratum_mask, fresh_texts, hands, language, losses,
    recorded_even, watched)
# 9 sampling
from .sampling import (beam, boxes, check_cuts, check_full_width, check_language, erratum_ended, explore_beam, judge, written)
# 10 tokens
from .tokens import RHYME, check_round_trip, encode, glued, learn_pairs, pieces

_predictions(_Path(__file__).with_name("predictions.toml"))
__all__ = sorted(name for name, value in globals().items() if not (name[0] == "_" or isinstance(value, _ModuleType)))
