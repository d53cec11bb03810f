# loses: test_positional_encoding
# because: sines in the first half, cosines in the second

# %% positional_encoding
import numpy as np


def positional_encoding(length, d):
    angles = np.arange(length)[:, None] / 10000.0 ** (np.arange(0, d, 2) / d)
    encoding = np.empty((length, d))
    encoding[:, : d // 2] = np.sin(angles)
    encoding[:, d // 2 :] = np.cos(angles)
    return encoding
