# loses: test_balancedness
# because: only two layers are looked at

# %% balancedness
import numpy as np


def balancedness(Ws):
    if len(Ws) == 1:
        return 0.0
    return np.linalg.norm(Ws[1].T @ Ws[1] - Ws[0] @ Ws[0].T)
