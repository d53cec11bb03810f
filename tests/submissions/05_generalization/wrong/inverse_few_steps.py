# loses: test_binary_kl_inverse
# because: ten halvings

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
    for _ in range(10):
        middle = (low + high) / 2
        if kl(middle) <= budget:
            low = middle
        else:
            high = middle
    return low
