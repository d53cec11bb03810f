# loses: test_dropout_risk_exact
# because: outputs are dropped in place of units

# %% dropout_risk_exact
import numpy as np


def dropout_risk_exact(W, activations, Y, rate):
    k = W.shape[0]
    risk = 0.0
    for code in range(2**k):
        kept = (code >> np.arange(k)) & 1
        outputs = activations @ W.T * kept / (1 - rate)
        risk += np.prod(np.where(kept, 1 - rate, rate)) * np.mean(np.sum((Y - outputs) ** 2, axis=1))
    return risk
