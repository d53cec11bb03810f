# tries: to use up all descriptors, its own and the system's
# kind: breaking
# earns: any
# verdict: any
# contained by: caps: open files

# %% double
import os

kept = []
try:
    while True:
        kept.append(os.pipe())
except OSError as error:
    print(len(kept), error)


# %% mean
def mean(values):
    return float(sum(values) / len(values))
