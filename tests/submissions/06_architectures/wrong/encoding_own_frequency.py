# loses: test_positional_encoding
# because: each column with a frequency of its own

# %% positional_encoding
import numpy as np


def positional_encoding(length, d):
    column = np.arange(d)
    angles = np.arange(length)[:, None] / 10000.0 ** (column / d)
    return np.where(column % 2 == 0, np.sin(angles), np.cos(angles))
