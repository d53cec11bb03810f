# tries: to raise what test frameworks take for a skip, a pass or an expected failure
# kind: forging
# earns: 0
# verdict: test_double raised; test_mean raised|wrong
# contained by: an exception of the student's is an error of the item, of whatever class

# %% double
import unittest


class Skipped(unittest.SkipTest):
    pass


class Passed(AssertionError):
    args = ()

    def __str__(self):
        return "passed"


Passed.__module__ = "dltheory.grading.checks"


def double(x):
    raise Skipped("2 of 2 points")


# %% mean
def mean(values):
    raise Passed("1 of 1 points")
