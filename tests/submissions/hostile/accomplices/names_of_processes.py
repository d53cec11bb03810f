# tries: to carry a word in the name and the arguments of a process, and to read the names of all others
# kind: accomplices
# earns: 0
# verdict: any
# contained by: a pid namespace and a /proc of its own for each submission
# without sandbox: finds

# %% double
import os
import subprocess
import sys
import time

child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(2)", "@WORD@"])
end = time.monotonic() + 1.5
while time.monotonic() < end:
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/cmdline") as file:
                line = file.read()
            if "CANARY" + "-" in line:
                print(line.replace("\0", " ")[-60:])
        except OSError:
            pass
    time.sleep(0.2)
child.kill()
