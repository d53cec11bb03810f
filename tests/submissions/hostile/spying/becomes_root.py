# tries: to become root: setuid, setgid, groups, capabilities, programs with the setuid bit, sudo
# kind: spying
# earns: 0
# verdict: any
# contained by: sandbox: another account, no capabilities, no_new_privs

# %% double
import os
import subprocess

for name, call in {"setuid": os.setuid, "setgid": os.setgid, "seteuid": os.seteuid}.items():
    try:
        call(0)
        print("LEAK:", name)
    except OSError:
        pass
try:
    os.setgroups([0])
    print("LEAK: setgroups")
except OSError:
    pass
for command in (
    "sudo -n id",
    "su -c id",
    "mount -t tmpfs x /tmp",
    "passwd -S",
    "newuidmap 1 0 0 1",
    "pkexec id",
    "unshare -r id",
):
    ran = subprocess.run(command, shell=True, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=5)
    if ran.returncode == 0 and "uid=0" in ran.stdout:
        print("LEAK:", command)
with open("/proc/self/status") as status:
    for line in status:
        name, _, value = line.partition(":")
        if (name.startswith("Cap") and int(value, 16)) or (name == "NoNewPrivs" and value.strip() != "1"):
            print("LEAK:", line.strip())
