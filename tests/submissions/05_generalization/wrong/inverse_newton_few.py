# loses: test_binary_kl_inverse
# because: two steps of Newton's method from Pinsker's estimate

# %% binary_kl_inverse
import math


def binary_kl_inverse(q, budget):
    if q >= 1 or budget > 100:
        return 1.0
    if q <= 0:
        return 1 - math.exp(-budget)
    p = min(q + math.sqrt(budget / 2) + 1e-9, (1 + q) / 2)
    for _ in range(2):
        kl = q * math.log(q / p) + (1 - q) * math.log((1 - q) / (1 - p))
        p = min(max(p - (kl - budget) * p * (1 - p) / (p - q), q + 1e-12), 1 - 1e-12)
    return p
