# loses: test_parameter_counts
# because: integers of 32 bits

# %% parameter_counts
import numpy as np


def parameter_counts(D, K):
    return int(np.int32(D - K + 1) * np.int32(D)), K
