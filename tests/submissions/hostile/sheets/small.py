# A plain value, a function of numbers, a function of arrays.

# %% setup | locked
import numpy as np

from dltheory.grading import checks


# %% answer | solution
answer = None
### BEGIN SOLUTION
answer = 42
### END SOLUTION

# %% test_answer | test 1
### BEGIN HIDDEN TESTS
assert isinstance(answer, int) and answer == 6 * 7
### END HIDDEN TESTS


# %% double | solution
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


# %% test_double | test 2
assert double(3) == 6
### BEGIN HIDDEN TESTS
hidden_test = "@HIDDEN@"
for x in checks.rng("test_double").integers(10, 10**6, size=3):
    assert double(int(x)) == 2 * int(x)
### END HIDDEN TESTS


# %% mean | solution
def mean(values):
    ### BEGIN SOLUTION
    return float(np.mean(values))
    ### END SOLUTION


# %% test_mean | test 1
with checks.explained():
    checks.close(mean(np.array([1.0, 2.0, 3.0])), 2.0, name="mean")
    ### BEGIN HIDDEN TESTS
    rng = checks.rng("test_mean")
    for n in (1, 4, 9):
        values = rng.normal(loc=5.0, size=n)
        checks.close(mean(values), float(np.mean(values)), name="mean")
    ### END HIDDEN TESTS
