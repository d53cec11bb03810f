# tries: to read keys, tokens and histories in homes
# kind: spying
# earns: 0
# verdict: any
# contained by: sandbox: no home but its own

# %% double
import glob
import os

NAMES = (".ssh/*", ".netrc", ".gitconfig", ".aws/*", ".config/*/*", ".bash_history", ".jupyter/*", ".pypirc", ".env")
for home in ("@HOME@", "@COURSE@/home", "/root", *glob.glob("/home/*"), os.path.expanduser("~")):
    for name in NAMES:
        for path in glob.glob(os.path.join(home, name)):
            try:
                with open(path, errors="replace") as file:
                    text = file.read()[:500]
            except OSError:
                continue
            if home == "@COURSE@/home":
                print(path, text)
            elif text:
                print("LEAK: a file in", home)
