# loses: test_binary_kl_inverse
# because: budget with a factor 2

# %% binary_kl_inverse
import math


def binary_kl_inverse(q, budget):
    if q >= 1 or budget > 100:
        return 1.0
    if q <= 0:
        return 1 - math.exp(-budget)

    def kl(p):
        return q * math.log(q / p) + (1 - q) * math.log((1 - q) / (1 - p))

    low, high = q, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if kl(middle) <= 2 * budget:
            low = middle
        else:
            high = middle
    return low
