# tries: to end the process in a cell of its own, and in one of the sheet's
# kind: breaking
# earns: 1 = test_mean 1
# verdict: test_double cell failed|unanswered; test_mean passed; status stopped
# contained by: a cell that ended the process is left out of the restart

# %%
import os

os._exit(0)


# %% double
import os

os.kill(os.getpid(), 9)


# %% mean
def mean(values):
    return float(sum(values) / len(values))
