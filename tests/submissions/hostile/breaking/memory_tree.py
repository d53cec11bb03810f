# tries: to take memory in many processes, each of which stays below the limit of one
# kind: breaking
# earns: 0
# verdict: any
# contained by: caps: memory of the tree of processes

# %% double
import os
import time

assert os.getpid() < 500, "not in a pid namespace of its own: this would hit the machine"
for _ in range(30):
    if os.fork() == 0:
        kept = bytearray(b"x") * (100 * 2**20)
        time.sleep(60)
        os._exit(0)
time.sleep(60)
