# loses: test_balancedness, test_linearization_bound
# because: each mistake costs its own item and nothing else

# %% balancedness
import numpy as np


def balancedness(Ws):
    return min((np.linalg.norm(V.T @ V - W @ W.T) for W, V in zip(Ws[:-1], Ws[1:], strict=True)), default=0.0)  # noqa: RUF007


# %% linearization_bound
def linearization_bound(W, W0, x, beta):
    return beta / (2 * len(W)) * np.sum((W - W0) ** 2) * (x @ x)
