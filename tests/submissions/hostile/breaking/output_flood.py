# tries: to print a gigabyte, by print and on the descriptors
# kind: breaking
# earns: 1 = test_mean 1
# verdict: test_mean passed
# contained by: caps: output of a cell and of a submission

# %% mean
def mean(values):
    print("y" * 10**6)
    return float(sum(values) / len(values))


# %%
import os
import sys

for _ in range(100):
    sys.stdout.write("x" * 10**7)
    os.write(1, b"x" * 10**6)
    os.write(2, b"x" * 10**6)
