# loses: test_landau_constant
# because: twenty grid points step over the narrow peak of large n

# %% landau_constant
import numpy as np


def landau_constant(n):
    nodes, weights = np.polynomial.legendre.leggauss(20)
    return float(weights @ (1 - nodes**2) ** n)
