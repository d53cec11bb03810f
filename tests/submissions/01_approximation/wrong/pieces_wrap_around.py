# loses: test_affine_pieces_bound
# because: NumPy integers wrap around at 2^63

# %% affine_pieces_bound
import numpy as np


def affine_pieces_bound(widths):
    return int(np.prod([2 * width for width in widths]))
