# tries: to reach this machine's ports, its neighbours, the world and a cloud's metadata
# kind: spying
# earns: 0
# verdict: any
# contained by: sandbox: a network namespace without a network; seccomp
# without sandbox: finds

# %% double
import socket

for host, port in (("127.0.0.1", int("@PORT@")), ("169.254.169.254", 80), ("192.0.2.1", 53), ("::1", int("@PORT@"))):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as connection:
            connection.settimeout(0.5)
            connection.connect((host, port))
            print("LEAK: connected to", host, connection.recv(1000).decode())
            break  # that is enough
    except OSError:
        pass
try:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram:
        if datagram.sendto(b"x", ("192.0.2.1", 53)):
            print("LEAK: a datagram was sent")
except OSError:
    pass
for family, kind, protocol in (
    (socket.AF_INET, socket.SOCK_RAW, 1),
    (17, socket.SOCK_RAW, 0),
    (16, socket.SOCK_RAW, 0),
    (40, 1, 0),
):
    try:
        socket.socket(family, kind, protocol)
        print("LEAK: a socket of family", family)
    except OSError:
        pass
