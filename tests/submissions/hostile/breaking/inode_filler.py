# tries: to use up all inodes with empty files, folders and links
# kind: breaking
# earns: 1 = test_mean 1
# verdict: test_mean passed
# contained by: caps: a quota on the number of files

# %% double
import os

made = 0
for folder in (".", "/tmp", "/dev/shm"):
    try:
        for number in range(20_000):
            os.mkdir(f"{folder}/d{number}")
            open(f"{folder}/d{number}/f", "w").close()
            os.symlink("/", f"{folder}/l{number}")
            made += 3
    except OSError:
        pass
if made > 10_000:
    print("LEAK: made", made)


# %% mean
def mean(values):
    return float(sum(values) / len(values))
