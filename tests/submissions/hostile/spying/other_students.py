# tries: to read what another student handed in
# kind: spying
# earns: 0
# verdict: any
# contained by: sandbox: only this submission's files are there

# %% double
import glob
import os

for pattern in ("@COURSE@/submitted/*/*/*", "../*", "../../*", "../../../submitted/*/*/*", "/tmp/*", "/var/tmp/*/*"):
    for path in glob.glob(pattern):
        if os.path.isfile(path):
            try:
                with open(path, errors="replace") as file:
                    print(path, file.read()[:2000])
            except OSError:
                pass
