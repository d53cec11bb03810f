# loses: test_partial_gradient
# because: differences with a step of 1e-6, which lose half of the digits

# %% partial_gradient
import numpy as np


def partial_gradient(Ws, W_star, k):
    def loss(layers):
        product = np.eye(len(W_star))
        for W in layers:
            product = W @ product
        return np.sum((product - W_star) ** 2) / (2 * len(layers))

    gradient = np.zeros(np.shape(W_star))
    for place in np.ndindex(*gradient.shape):
        layers = [np.array(W, dtype=float) for W in Ws]
        layers[k - 1][place] += 1e-6
        gradient[place] = (loss(layers) - loss(Ws)) / 1e-6
    return gradient
