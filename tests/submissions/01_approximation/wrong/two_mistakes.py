# loses: test_best_depth, test_maurey_mean_squared_error
# because: each mistake costs its own item and nothing else

# %% maurey_mean_squared_error
import math


def maurey_mean_squared_error(V, k):
    return V.var(axis=0).mean() / k


# %% best_depth
def best_depth(m):
    return 1 + math.floor(2 * m / math.e)
