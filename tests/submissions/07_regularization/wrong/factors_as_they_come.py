# loses: test_shrinkage_factors
# because: in the order of NumPy's eigenvalues

# %% shrinkage_factors
import numpy as np


def shrinkage_factors(X, penalty):
    values = np.linalg.eigvalsh(X.T @ X)
    values = values[values > 1e-12 * values[-1]]
    return values / (values + penalty / 2)
