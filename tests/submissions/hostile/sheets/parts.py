# Parts of a score, a function that is given a function, a function that returns one, and one that is tempted to change its argument.

# %% setup | locked
import numpy as np

from dltheory.grading import checks


# %% integrate | solution
def integrate(f, a, b):
    ### BEGIN SOLUTION
    t = np.linspace(a, b, 10_001)
    return float(np.trapezoid(f(t), t))
    ### END SOLUTION


# %% test_integrate | test 3
score = checks.Score(3)
with score.part(1, "a constant"):
    checks.close(integrate(lambda t: 0 * t + 2, 0, 3), 6.0, name="the integral", rtol=1e-5)
with score.part(1, "a parabola"):
    checks.close(integrate(lambda t: t**2, 0, 1), 1 / 3, name="the integral", rtol=1e-5)
with score.part(1, "an exponential"):
    checks.close(integrate(np.exp, 0, 1), float(np.e - 1), name="the integral", rtol=1e-5)
    ### BEGIN HIDDEN TESTS
    hidden_test = "@HIDDEN@"
    rate = float(checks.rng("test_integrate").uniform(1, 2))
    checks.close(
        integrate(lambda t, rate=rate: np.exp(rate * t), 0, 1),
        float(np.expm1(rate) / rate),
        name="the integral",
        rtol=1e-5,
    )
    ### END HIDDEN TESTS
score.report()


# %% ordered | solution
def ordered(values):
    ### BEGIN SOLUTION
    return sorted(values)
    ### END SOLUTION


# %% test_ordered | test 1
assert ordered([3, 1, 2]) == [1, 2, 3]
### BEGIN HIDDEN TESTS
values = [int(value) for value in checks.rng("test_ordered").permutation(20)]
assert ordered(values) == sorted(values)
### END HIDDEN TESTS


# %% counter | solution
def counter():
    ### BEGIN SOLUTION
    seen = []

    def count():
        seen.append(None)
        return len(seen)

    return count
    ### END SOLUTION


# %% test_counter | test 1
count = counter()
assert [count() for _ in range(3)] == [1, 2, 3]
### BEGIN HIDDEN TESTS
others = [counter() for _ in range(2)]
assert [other() for other in others] == [1, 1] and count() == 4
### END HIDDEN TESTS
