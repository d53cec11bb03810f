# loses: test_binary_kl_inverse
# because: q + sqrt(2 budget), not cut off

# %% binary_kl_inverse
import math


def binary_kl_inverse(q, budget):
    return q + math.sqrt(2 * budget)
