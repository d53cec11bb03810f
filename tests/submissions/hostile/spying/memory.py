# tries: to find words in memory: its own, whatever the preloaded process left in it, and that of other processes
# kind: spying
# earns: 0
# verdict: any
# contained by: a process forked from one that has seen nothing; no ptrace, a pid namespace of its own

# %% double
import glob
import re

MARK = re.compile(b"CANARY" + b"-[a-z]+-[0-9a-f]{16}")
for folder in glob.glob("/proc/[0-9]*"):
    try:
        maps = open(f"{folder}/maps").read().splitlines()
        memory = open(f"{folder}/mem", "rb", buffering=0)
    except OSError:
        continue
    for line in maps:
        start, end = (int(part, 16) for part in line.split()[0].split("-"))
        if " r" not in line or end - start > 2**28:
            continue
        try:
            memory.seek(start)
            for word in set(MARK.findall(memory.read(end - start))):
                print(word.decode())
        except (OSError, ValueError, OverflowError):
            pass
