# Tests as authors write them by habit: map, an expected error, sets of what came, a plain comparison.

# %% setup | locked

from dltheory.grading import checks


# %% square | solution
def square(x):
    ### BEGIN SOLUTION
    return x * x
    ### END SOLUTION


# %% test_square | test 2
numbers = [2, 3]
### BEGIN HIDDEN TESTS
hidden_test = "@HIDDEN@"
numbers += [int(number) for number in checks.rng("test_square").integers(10, 10**6, size=3)]
### END HIDDEN TESTS
for number, found in zip(numbers, map(square, numbers)):
    assert found == number**2


# %% inverse | solution
def inverse(x):
    ### BEGIN SOLUTION
    if isinstance(x, str):
        raise TypeError("a number is expected")
    if x == 0:
        raise RuntimeError("zero has no inverse")
    if x == float("inf"):
        raise TimeoutError("it would never end")
    return 1 / x
    ### END SOLUTION


# %% test_inverse | test 1
for kind, bad in ((TypeError, "2"), (RuntimeError, 0.0), (OSError, float("inf"))):
    try:
        inverse(bad)
    except kind:
        continue
    raise AssertionError(f"{bad!r} has no inverse; raise a {kind.__name__}")


# %% divisors | solution
def divisors(n):
    ### BEGIN SOLUTION
    return [k for k in range(1, n + 1) if n % k == 0]
    ### END SOLUTION


# %% test_divisors | test 1
assert set(divisors(6)) == {1, 2, 3, 6}
### BEGIN HIDDEN TESTS
n = int(checks.rng("test_divisors").integers(100, 1000))
assert set(divisors(n)) == {k for k in range(1, n + 1) if n % k == 0}
### END HIDDEN TESTS


# %% ratio | solution
ratio = None
### BEGIN SOLUTION
ratio = 0.5
### END SOLUTION

# %% test_ratio | test 1
assert ratio == 1 / 2


# %% count | solution
def count(n):
    ### BEGIN SOLUTION
    return n + 1
    ### END SOLUTION


# %% test_count | test 1
found = checks.integer(count(3), name="the count")
checks.that(found == 4, f"the count is {found}, which is not right")


# %% entry | solution
def entry(i):
    ### BEGIN SOLUTION
    return i * i
    ### END SOLUTION


# %% test_entry | test 1
table = [entry(i) for i in range(40)]
assert table == [i * i for i in range(40)]


# %% last | solution
last = None
### BEGIN SOLUTION
last = "the end"
### END SOLUTION

# %% test_last | test 1
assert last == "the end"
