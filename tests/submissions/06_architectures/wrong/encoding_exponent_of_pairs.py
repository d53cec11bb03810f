# loses: test_positional_encoding
# because: d / 2 - 1 for d / 2

# %% positional_encoding
import numpy as np


def positional_encoding(length, d):
    angles = np.arange(length)[:, None] / 10000.0 ** (np.arange(d // 2) / max(d // 2 - 1, 1))
    encoding = np.empty((length, d))
    encoding[:, 0::2] = np.sin(angles)
    encoding[:, 1::2] = np.cos(angles)
    return encoding
