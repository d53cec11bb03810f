# tries: to start threads without end, each of which starts more
# kind: breaking
# earns: 0
# verdict: any
# contained by: caps: processes and threads of a submission, memory

# %% double
import os
import threading

assert os.getpid() < 500, "not in a pid namespace of its own: this would hit the machine"


def start():
    while True:
        try:
            threading.Thread(target=start, daemon=True).start()
        except RuntimeError:
            pass


start()
