# tries: to fill the gradebook by messages: long errors, names of types, a note for each argument of each call
# kind: breaking
# earns: 0
# verdict: test_double raised; test_mean raised; status graded
# contained by: caps on notes and messages

# %% double
import itertools

from dltheory.grading.kernel import student

number = itertools.count()
real = student._call


def call(handle, pickled, inplace):
    answer, frames = real(handle, pickled, inplace)
    answer["changed"] = [[k, f"{next(number)}" + "x" * 200] for k in range(10_000)]
    return answer, frames


student._call = call


def double(x):
    raise ValueError("y\n" * 10**6)


# %% mean
def mean(values):
    raise type("Z" * 100_000, (Exception,), {})("z" * 10**6)
