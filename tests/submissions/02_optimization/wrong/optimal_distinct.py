# loses: test_optimal_step
# because: equal eigenvalues are taken for one, and one alone is given away

# %% optimal_step
import numpy as np


def optimal_step(X):
    values = np.unique(np.round(np.linalg.eigvalsh(X.T @ X), 6))
    return 2 / (values[0] + values[-1]) if len(values) > 1 else 2 / max(values[0], 1e-12)
