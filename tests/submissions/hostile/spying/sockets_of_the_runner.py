# tries: to read what lies in the descriptors that it holds, and to learn who is at their other end
# kind: spying
# earns: 0
# verdict: any
# contained by: one socket, which holds nothing but this submission's requests

# %% double
import os
import socket
import stat


def double(x):
    found = []
    for number in range(256):
        try:
            mode = os.fstat(number).st_mode
        except OSError:
            continue
        found.append((number, stat.filemode(mode), os.readlink(f"/proc/self/fd/{number}")))
        try:
            if stat.S_ISSOCK(mode):
                connection = socket.socket(fileno=os.dup(number))
                connection.setblocking(False)
                found.append(connection.recvmsg(2**20, 2**12, socket.MSG_PEEK))
                found.append(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
            elif number > 2:
                found.append(os.pread(number, 2**16, 0))
        except OSError as error:
            found.append(error)
    raise ValueError(repr(found))
