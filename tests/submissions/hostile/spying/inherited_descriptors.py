# tries: to use descriptors of the preloaded process: its control socket, logs, caches, folders outside
# kind: spying
# earns: 0
# verdict: any
# contained by: a child closes every descriptor but its socket

# %% double
import os

for name in os.listdir("/proc/self/fd"):
    number = int(name)
    try:
        target = os.readlink(f"/proc/self/fd/{name}")
        if number <= 2 or target.startswith(("/proc/", "/dev/null", "anon_inode")):
            continue
        print(number, target)
        for up in ("..", "../..", "../../..", "@COURSE@"):
            try:
                print(os.listdir(os.open(up, os.O_RDONLY, dir_fd=number)))
            except OSError:
                pass
    except OSError:
        pass
sockets = [
    name
    for name in os.listdir("/proc/self/fd")
    if os.path.islink(f"/proc/self/fd/{name}") and os.readlink(f"/proc/self/fd/{name}").startswith("socket:")
]
if len(sockets) > 1:
    print("LEAK: sockets", sockets)
