# tries: to meet over sockets that reach the host: AF_VSOCK, netlink, packets, Bluetooth, cryptography
# kind: accomplices
# earns: 0
# verdict: any
# contained by: seccomp: no sockets but local ones

# %% double
import socket

for name, family, kind, address in (
    ("vsock", 40, socket.SOCK_STREAM, (1, 47313)), ("netlink", 16, socket.SOCK_RAW, (0, 0)), ("packet", 17, socket.SOCK_RAW, None),
    ("alg", 38, socket.SOCK_SEQPACKET, None), ("bluetooth", 31, socket.SOCK_RAW, None), ("can", 29, socket.SOCK_RAW, None),
    ("tipc", 30, socket.SOCK_STREAM, None), ("xdp", 44, socket.SOCK_RAW, None),
):  # fmt: skip
    try:
        made = socket.socket(family, kind, 0)
        print("LEAK: a socket of", name)
        if address is not None:
            made.settimeout(0.3)
            made.bind(address)
    except OSError:
        pass
