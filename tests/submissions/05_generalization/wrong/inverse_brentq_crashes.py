# loses: test_binary_kl_inverse
# because: brentq finds no change of sign for a huge budget

# %% binary_kl_inverse
import math

from scipy import optimize, special


def binary_kl_inverse(q, budget):
    if q == 0:
        return 1 - math.exp(-budget)
    if q == 1 or budget == 0:
        return float(q)

    def excess(p):
        return special.rel_entr(q, p) + special.rel_entr(1 - q, 1 - p) - budget

    return optimize.brentq(excess, q, 1 - 1e-12, xtol=1e-12)
