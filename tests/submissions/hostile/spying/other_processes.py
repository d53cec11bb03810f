# tries: to see other processes and to signal them
# kind: spying
# earns: 0
# verdict: any
# contained by: sandbox: a pid namespace and a /proc of its own

# %% double
import os

seen = [int(name) for name in os.listdir("/proc") if name.isdigit()]
for process in seen:
    try:
        with open(f"/proc/{process}/cmdline", "rb") as file:
            line = file.read().replace(b"\0", b" ").decode(errors="replace")
        print(process, line)
        if "pytest" in line or "nbgrader" in line or "examiner" in line:
            print("LEAK: sees", line)
    except OSError:
        pass
if len(seen) > 5:
    print("LEAK: sees", len(seen), "processes")
alive = 0
for process in range(2, 40_000):
    try:
        os.kill(process, 0)
        alive += process not in seen
    except OSError:
        pass
if alive:
    print("LEAK: can signal", alive, "processes that it does not see")
