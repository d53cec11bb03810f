# tries: to fill what the runner reads beside the values: names of errors, messages, arguments that changed, notes
# kind: breaking
# earns: 0
# verdict: test_double raised|refused|died
# contained by: caps: bytes and parts of a message's head

# %% double
from dltheory.grading.kernel import student

student.describe_error = lambda error: {
    "ename": "E" * 10**7,
    "base": "B" * 10**7,
    "message": ["m"] * 10**6,
    "where": {"w": "w" * 10**7},
}
_call = student._call


def call(*args, **kwargs):
    answer, frames = _call(*args, **kwargs)
    return answer | {"changed": [[i, "x" * 100] for i in range(100_000)]}, frames


student._call = call


def double(x):
    raise ValueError("z" * 10**8)
