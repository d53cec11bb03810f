# loses: test_binary_kl_inverse
# because: q kept between 1e-3 and 1 - 1e-3

# %% binary_kl_inverse
import math


def binary_kl_inverse(q, budget):
    q = min(max(q, 1e-3), 1 - 1e-3)

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
