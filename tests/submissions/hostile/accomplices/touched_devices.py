# tries: to tell by the times of device files, which anybody may touch who may write to them
# kind: accomplices
# earns: 0
# verdict: any
# contained by: sandbox: device files on read-only mounts

# %% double
import os
import time

DEVICES = [
    path for path in ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom") if os.path.exists(path)
]
heard = set()
left = {}
end = time.monotonic() + 1.5
while time.monotonic() < end:
    for path in DEVICES:
        found = os.stat(path).st_mtime_ns
        if left.get(path, found) != found or 0 < time.time_ns() - found < 20e9 and path not in left:
            heard.add(path)
        try:
            os.utime(path)
            left[path] = os.stat(path).st_mtime_ns
        except OSError:
            pass
    time.sleep(0.11)
if heard:
    print("LEAK: someone else touched", sorted(heard))
