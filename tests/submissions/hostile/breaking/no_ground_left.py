# tries: to remove its scratch folder, its home and whatever else can be removed
# kind: breaking
# earns: 1 = test_mean 1
# verdict: test_mean passed
# contained by: sandbox: everything of ours is read-only

# %% double
import os
import shutil

for folder in (os.getcwd(), os.path.expanduser("~"), "/tmp", "/dev/shm", "@COURSE@"):
    shutil.rmtree(folder, ignore_errors=True)


# %% mean
def mean(values):
    return float(sum(values) / len(values))
