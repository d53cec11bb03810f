# loses: test_binary_kl_inverse
# because: brentq with a tolerance of 1e-4

# %% binary_kl_inverse
import math

from scipy import optimize, special


def binary_kl_inverse(q, budget):
    if q >= 1 or budget > 100:
        return 1.0
    if q <= 0:
        return 1 - math.exp(-budget)
    return (
        optimize.brentq(
            lambda p: special.rel_entr(q, p) + special.rel_entr(1 - q, 1 - p) - budget,
            q,
            1 - 1e-15,
            xtol=1e-4,
            rtol=1e-3,
        )
        if budget > 0 and budget < 20
        else (q if budget == 0 else 1.0)
    )
