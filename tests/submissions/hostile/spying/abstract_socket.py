# tries: to connect to a service of this machine that listens on an abstract socket, and to those with a path
# kind: spying
# earns: 0
# verdict: any
# contained by: sandbox: abstract names belong to the network namespace
# without sandbox: finds

# %% double
import glob
import socket

for address in (
    "\0@ABSTRACT@",
    "\0/tmp/.X11-unix/X0",
    "/run/docker.sock",
    "/var/run/docker.sock",
    "/run/dbus/system_bus_socket",
    *glob.glob("/run/user/*/bus"),
    *glob.glob("/tmp/*/*sock*"),
):
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(0.5)
            connection.connect(address)
            print("LEAK: connected to", repr(address), connection.recv(1000).decode())
            break  # that is enough
    except OSError:
        pass
