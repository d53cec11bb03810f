# loses: test_dropout_risk_exact
# because: the square of the sum as a sum of squares

# %% dropout_risk_exact
import numpy as np


def dropout_risk_exact(W, activations, Y, rate):
    risk = 0.0
    for a, y in zip(activations, Y, strict=True):
        for row, target in zip(W, y, strict=True):
            risk += target**2 - 2 * target * (row @ a) + np.sum((row * a) ** 2) / (1 - rate)
    return risk / len(Y)
