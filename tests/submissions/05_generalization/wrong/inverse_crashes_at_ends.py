# loses: test_binary_kl_inverse
# because: the logarithm of zero stops it

# %% binary_kl_inverse
import math


def binary_kl_inverse(q, budget):
    def kl(p):
        return q * math.log(q / p) + (1 - q) * math.log((1 - q) / (1 - p))

    low, high = q, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if kl(middle) <= budget:
            low = middle
        else:
            high = middle
    return low
