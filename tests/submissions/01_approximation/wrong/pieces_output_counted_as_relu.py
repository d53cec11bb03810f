# loses: test_affine_pieces_bound
# because: layer index off by one: gives the affine output a ReLU of its own

# %% affine_pieces_bound
import math


def affine_pieces_bound(widths):
    return 2 ** (len(widths) + 1) * math.prod(widths)
