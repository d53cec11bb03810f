# loses: test_balancedness
# because: takes the layers out of the list

# %% balancedness
import numpy as np


def balancedness(Ws):
    largest = 0.0
    upper = Ws.pop()
    while Ws:
        lower = Ws.pop()
        largest = max(largest, float(np.linalg.norm(upper.T @ upper - lower @ lower.T)))
        upper = lower
    return largest
