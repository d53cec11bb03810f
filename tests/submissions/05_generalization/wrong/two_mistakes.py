# loses: test_hoeffding_radius, test_spectrum_interval
# because: each mistake costs its own item and nothing else

# %% hoeffding_radius
import math

import numpy as np


def hoeffding_radius(n, delta, functions=1, width=1.0):
    return width * math.sqrt(math.log(functions / delta) / (2 * n))


# %% spectrum_interval
def spectrum_interval(G, bound):
    values = np.linalg.eigvalsh(G)
    return max(values[0] - bound, 0.0), values[-1] + bound
