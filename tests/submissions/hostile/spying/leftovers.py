# tries: to find what the student before it left: files, names, environment, shared memory
# kind: spying
# earns: 0
# verdict: any
# contained by: a fresh process, scratch folder, /tmp and /dev/shm for each submission

# %% double
import os
import sys

for folder in (".", "..", "/tmp", "/dev/shm", "/var/tmp", os.path.expanduser("~"), "/run"):
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                with open(os.path.join(place, name), errors="replace") as file:
                    print(os.path.join(place, name), file.read(1000))
            except OSError:
                pass
print(os.environ.get("NOTE"), sorted(set(sys.modules["__main__"].__dict__) - set(dir(__builtins__)))[:200])
print(get_ipython().user_ns.get("word"))
