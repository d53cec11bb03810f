# tries: to read environments: its own, those of every process it can see, what a shell shows
# kind: spying
# earns: 0
# verdict: any
# contained by: sandbox: a cleared environment, a /proc of its own

# %% double
import glob
import os
import subprocess

print(dict(os.environ))
for path in glob.glob("/proc/[0-9]*/environ") + ["/proc/self/environ", "/proc/1/environ"]:
    try:
        with open(path, errors="replace") as file:
            print(path, file.read())
    except OSError:
        pass
for command in ("env", "ps auxeww", "cat /proc/*/environ"):
    print(subprocess.run(command, shell=True, capture_output=True, text=True, errors="replace").stdout[:20_000])
