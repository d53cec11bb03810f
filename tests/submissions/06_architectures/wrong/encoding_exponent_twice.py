# loses: test_positional_encoding
# because: the number of the column for i

# %% positional_encoding
import numpy as np


def positional_encoding(length, d):
    angles = np.arange(length)[:, None] / 10000.0 ** (2 * np.arange(0, d, 2) / d)
    encoding = np.empty((length, d))
    encoding[:, 0::2] = np.sin(angles)
    encoding[:, 1::2] = np.cos(angles)
    return encoding
