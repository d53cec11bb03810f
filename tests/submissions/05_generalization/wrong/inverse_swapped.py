# loses: test_binary_kl_inverse
# because: kl(p || q) in place of kl(q || p)

# %% binary_kl_inverse
import math


def binary_kl_inverse(q, budget):
    if q >= 1 or budget > 100:
        return 1.0
    if q <= 0:
        return 1 - math.exp(-budget)

    def kl(p):
        return p * math.log(p / q) + ((1 - p) * math.log((1 - p) / (1 - q)) if p < 1 else 0)

    low, high = q, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if kl(middle) <= budget:
            low = middle
        else:
            high = middle
    return low
