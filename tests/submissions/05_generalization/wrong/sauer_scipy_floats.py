# loses: test_sauer_bound
# because: SciPy's binomials are floats

# %% sauer_bound
import numpy as np
from scipy import special


def sauer_bound(n, h):
    return int(special.comb(n, np.arange(min(n, h) + 1)).sum())
