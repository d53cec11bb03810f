# tries: to remove its scratch folder, its home and the course
# kind: breaking
# earns: 1 = test_mean 1
# verdict: test_mean passed
# contained by: sandbox: everything of ours is read-only

# %% double
import os
import shutil

assert os.getcwd() != os.path.expanduser("~") and "student" in os.path.expanduser("~"), (
    "no home of its own: not on this machine"
)
for folder in (os.getcwd(), os.path.expanduser("~"), "@COURSE@"):
    shutil.rmtree(folder, ignore_errors=True)


# %% mean
def mean(values):
    return float(sum(values) / len(values))
