# loses: test_affine_pieces_bound
# because: multiplies each width once, however many layers have it

# %% affine_pieces_bound
import math


def affine_pieces_bound(widths):
    return 2 ** len(widths) * math.prod(set(widths))
