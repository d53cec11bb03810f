# loses: test_balancedness
# because: the first and the last layer are neighbours, too

# %% balancedness
import numpy as np


def balancedness(Ws):
    L = len(Ws)
    gaps = [np.linalg.norm(Ws[(k + 1) % L].T @ Ws[(k + 1) % L] - Ws[k] @ Ws[k].T) for k in range(L)]
    return max(gaps) if L > 1 else 0.0
