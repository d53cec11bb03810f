# loses: test_binary_kl_inverse
# because: the estimate by Pinsker's inequality

# %% binary_kl_inverse
import math


def binary_kl_inverse(q, budget):
    return min(1.0, q + math.sqrt(budget / 2))
