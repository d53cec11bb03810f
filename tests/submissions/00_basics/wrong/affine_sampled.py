# loses: test_affine_gaussian
# because: by sampling

# %% affine_gaussian
import numpy as np


def affine_gaussian(mean, cov, A, b):
    draws = np.random.default_rng(0).multivariate_normal(mean, cov, size=20000) @ A.T + b
    return draws.mean(axis=0), np.atleast_2d(np.cov(draws.T))
