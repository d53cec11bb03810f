# loses: test_best_ridge
# because: the root of the ratio of noise and signal

# %% best_ridge
import math


def best_ridge(gamma, signal, noise):
    return gamma * math.sqrt(noise / signal)
