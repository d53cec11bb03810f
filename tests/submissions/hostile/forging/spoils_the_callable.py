# tries: to change the function that the test passes in, and what it refers to, so that the expected value suits
# kind: forging
# sheet: parts
# earns: 0
# verdict: test_integrate wrong|raised
# contained by: copies: the function is one of the student's process

# %% integrate
import numpy as np


def integrate(f, a, b):
    try:
        f.__code__ = (lambda t, rate=0: 0 * t).__code__
        f.__globals__.update(np=None, score=None, checks=None)
    except AttributeError:
        pass
    np.exp = np.expm1 = lambda t: 0 * t
    return 0.0
