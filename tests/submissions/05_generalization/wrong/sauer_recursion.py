# loses: test_sauer_bound
# because: a recursion that is too deep for Python

# %% sauer_bound
import functools


def sauer_bound(n, h):
    if n == 0 or h == 0:
        return 1
    if h >= n:
        return 2**n
    if n > 30:
        return sauer_deep(n, h)
    return sauer_bound(n - 1, h) + sauer_bound(n - 1, h - 1)


@functools.cache
def sauer_deep(n, h):
    return 1 if n == 0 or h == 0 else sauer_deep(n - 1, h) + sauer_deep(n - 1, h - 1)
