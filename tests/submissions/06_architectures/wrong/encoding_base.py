# loses: test_positional_encoding
# because: 1000 for 10000

# %% positional_encoding
import numpy as np


def positional_encoding(length, d):
    angles = np.arange(length)[:, None] / 1000.0 ** (np.arange(0, d, 2) / d)
    encoding = np.empty((length, d))
    encoding[:, 0::2] = np.sin(angles)
    encoding[:, 1::2] = np.cos(angles)
    return encoding
