# tries: to make numpy, its testing functions, math and our checks agree with everything
# kind: forging
# earns: 0
# verdict: test_double wrong; test_mean wrong
# contained by: tests run in another process

# %% double
import math

import numpy as np
import numpy.testing

from dltheory.grading import checks


def agree(*args, **kwargs):
    return True


for name in ("allclose", "array_equal", "isclose", "all", "any"):
    setattr(np, name, agree)
for name in ("assert_allclose", "assert_equal", "assert_array_equal", "assert_almost_equal"):
    setattr(numpy.testing, name, agree)
for name in ("close", "equal", "rng"):
    setattr(checks, name, agree)
math.isclose = agree
np.mean = lambda values: -1.0


def double(x):
    return -1


# %% mean
def mean(values):
    return -1.0
