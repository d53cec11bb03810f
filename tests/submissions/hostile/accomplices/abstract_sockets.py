# tries: to meet at an abstract socket, and at one with a path
# kind: accomplices
# earns: 0
# verdict: any
# contained by: a network namespace, and a scratch folder, of its own for each submission

# %% double
import socket
import threading
import time


def serve(address):
    server = socket.socket(socket.AF_UNIX)
    try:
        server.bind(address)
    except OSError:
        return
    server.listen()
    while True:
        connection, _ = server.accept()
        connection.sendall(b"@WORD@")
        print(connection.recv(100).decode())
        connection.close()


ADDRESSES = ("\0word", "/tmp/word.sock", "/dev/shm/word.sock", "/var/tmp/word.sock")
for address in ADDRESSES:
    threading.Thread(target=serve, args=(address,), daemon=True).start()
end = time.monotonic() + 2
while time.monotonic() < end:
    for address in ADDRESSES:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(0.2)
                connection.connect(address)
                connection.sendall(b"@WORD@")
                print(connection.recv(100).decode())
        except OSError:
            pass
    time.sleep(0.2)
