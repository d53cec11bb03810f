# tries: to return functions and classes in place of numbers, with names and attributes that pose as values
# kind: forging
# sheet: parts
# earns: 0
# verdict: any
# contained by: a handle can be called and nothing else

# %% integrate
import functools


def integrate(f, a, b):
    def value(*args):
        return 6.0

    value.__name__ = "6.0"
    value.__qualname__ = value.__doc__ = "float"
    value.real = value.T = 6.0
    value.__float__ = lambda: 6.0
    return value


# %% ordered
def ordered(values):
    return functools.partial(sorted, values)


# %% counter
def counter():
    return counter
