# tries: to hang, exit and raise where a value is only looked at: repr, str, hash, len, getattr, del
# kind: breaking
# earns: 0
# verdict: any
# contained by: time of a cell and of a call; a process of its own

# %% answer
import os
import time


class Look:
    def __repr__(self):
        time.sleep(1e6)

    def __str__(self):
        os._exit(0)

    def __getattr__(self, name):
        raise BaseException(name)

    def __del__(self):
        time.sleep(0.01)

    def _repr_html_(self):
        while True:
            pass


answer = Look()


# %% mean
class Said(Exception):
    def __str__(self):
        while True:
            pass


def mean(values):
    raise Said(answer)


# %%
answer
