# tries: to look up a name, by which a question can carry an answer out
# kind: spying
# earns: 0
# verdict: any
# contained by: sandbox: a network namespace without a network

# %% double
import socket
import subprocess
import urllib.request

for name in ("example.com", "localhost.localdomain", "metadata.google.internal"):
    try:
        if any(not found[4][0].startswith(("127.", "::1")) for found in socket.getaddrinfo(name, 80)):
            print("LEAK: looked up", name)
    except OSError:
        pass
try:
    urllib.request.urlopen("http://example.com", timeout=1)
    print("LEAK: opened a page")
except OSError:
    pass
ran = subprocess.run("pip download six || curl -m 1 http://example.com", shell=True, capture_output=True, text=True)
if ran.returncode == 0:
    print("LEAK: downloaded")
