# tries: to fork without end
# kind: breaking
# earns: any
# verdict: any
# contained by: caps: processes of a submission; a pid namespace that ends with its first process

# %% double
import os

assert os.getpid() < 500, "not in a pid namespace of its own: this would hit the machine"
try:
    while True:
        os.fork()
except OSError:
    while True:
        pass


# %% mean
def mean(values):
    while True:
        try:
            os.fork()
        except OSError:
            pass
