# tries: to leave a word in what a descriptor leads to: standard streams, pipes, sockets, /dev/null, the control socket
# kind: accomplices
# earns: 0
# verdict: any
# contained by: descriptors of its own for each submission

# %% double
import os
import stat

for number in range(128):
    try:
        mode = os.fstat(number).st_mode
    except OSError:
        continue
    target = os.readlink(f"/proc/self/fd/{number}")
    if stat.S_ISREG(mode):
        try:
            print(number, target, os.pread(number, 1000, 0))
            os.pwrite(number, b"@WORD@", 0)
            print("LEAK: wrote to", target)
        except OSError:
            pass
    elif stat.S_ISFIFO(mode):
        try:
            os.set_blocking(number, False)
            print(number, target, os.read(number, 1000))
            os.write(number, b"@WORD@")
        except OSError:
            pass
    elif stat.S_ISCHR(mode) and target != "/dev/null":
        print(number, target)
