# loses: test_smoothness_gap
# because: compares gradients, the definition in place of its consequence

# %% smoothness_gap
import numpy as np


def smoothness_gap(f, gradient, x, y, L):
    return L * np.linalg.norm(x - y) - np.linalg.norm(gradient(x) - gradient(y))
