# tries: to leave a word in every folder that can be written, under plain and hidden names, and to read the other's
# kind: accomplices
# earns: 0
# verdict: any
# contained by: a scratch folder, /tmp and /dev/shm of its own for each submission

# %% double
import glob
import os
import time

FOLDERS = (
    ".",
    "..",
    "/tmp",
    "/var/tmp",
    "/dev/shm",
    "/dev",
    "/run",
    "/run/lock",
    os.path.expanduser("~"),
    "/var/lock",
    "/",
)
for folder in FOLDERS:
    for name in ("word", ".word", "@WORD@"):
        try:
            with open(os.path.join(folder, name), "a") as file:
                file.write("@WORD@\n")
        except OSError:
            pass
time.sleep(1)
for folder in FOLDERS:
    for path in glob.glob(os.path.join(folder, "*")) + glob.glob(os.path.join(folder, ".word")):
        if os.path.isfile(path):
            try:
                with open(path, errors="replace") as file:
                    print(path, file.read(2000))
            except OSError:
                pass
