# loses: test_binary_kl_inverse
# because: the parabola at q

# %% binary_kl_inverse
import math


def binary_kl_inverse(q, budget):
    return min(1.0, q + math.sqrt(2 * budget * q * (1 - q)))
