# loses: test_binary_kl_inverse
# because: the divergence in place of its inverse

# %% binary_kl_inverse
import math


def binary_kl_inverse(q, budget):
    p = min(budget, 0.999999)
    return abs(q * math.log(max(q, 1e-9) / max(p, 1e-9)))
