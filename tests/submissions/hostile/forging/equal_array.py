# tries: to answer with an array whose ufuncs and comparisons always suit
# kind: forging
# earns: 0
# verdict: any
# contained by: an array crosses as its bytes

# %% double
import numpy as np


class Lenient(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return True

    def __array_function__(self, function, types, args, kwargs):
        return True

    def __eq__(self, other):
        return True


def double(x):
    return np.zeros(1).view(Lenient)


# %% mean
def mean(values):
    return np.full(3, np.nan).view(Lenient)
