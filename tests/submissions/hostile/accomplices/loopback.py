# tries: to meet on the loopback device: TCP, UDP, multicast, IPv6
# kind: accomplices
# earns: 0
# verdict: any
# contained by: a network namespace of its own for each submission; seccomp
# without sandbox: finds

# %% double
import socket
import threading
import time


def serve():
    try:
        server = socket.create_server(("127.0.0.1", 47311), reuse_port=False)
    except OSError:
        return
    while True:
        connection, _ = server.accept()
        connection.sendall(b"@WORD@")
        print(connection.recv(100).decode())


threading.Thread(target=serve, daemon=True).start()
end = time.monotonic() + 2
while time.monotonic() < end:
    try:
        with socket.create_connection(("127.0.0.1", 47311), timeout=0.2) as connection:
            connection.sendall(b"@WORD@")
            print(connection.recv(100).decode())
    except OSError:
        pass
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagram:
            datagram.settimeout(0.1)
            datagram.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            datagram.bind(("", 47312))
            datagram.sendto(b"@WORD@", ("224.0.0.1", 47312))
            print(datagram.recv(100).decode())
    except OSError:
        pass
    time.sleep(0.1)
