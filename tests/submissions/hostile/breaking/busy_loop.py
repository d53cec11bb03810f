# tries: to loop for ever in a cell and in a call
# kind: breaking
# earns: 1 = test_mean 1
# verdict: test_double timeout; test_mean passed; status stopped
# contained by: processor time of a cell and of a call

# %% double
def double(x):
    while True:
        pass


# %% mean
def mean(values):
    return float(sum(values) / len(values))


# %%
while True:
    pass
