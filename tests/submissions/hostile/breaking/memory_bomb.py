# tries: to take all memory, touched page by page
# kind: breaking
# earns: 1 = test_mean 1
# verdict: test_double died|raised; test_mean passed
# contained by: caps: memory

# %% double
def double(x):
    kept = []
    while True:
        kept.append(bytearray(b"x") * 2**24)


# %% mean
def mean(values):
    return float(sum(values) / len(values))
