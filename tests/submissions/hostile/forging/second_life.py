# tries: to leave start-up files behind and end the process: the process that follows would load them
# kind: forging
# earns: 0
# verdict: any
# contained by: a fresh scratch folder for each process; no start-up file of a student's is read

# %% double
import os
import pathlib

CODE = "import builtins\nbuiltins.second_life = True\n"
for folder in (".", os.path.expanduser("~"), os.path.expanduser("~/.ipython/profile_default/startup"), "/tmp"):
    for name in ("sitecustomize.py", "usercustomize.py", "numpy.py", "00.py", "x.pth", "dltheory.py", "conftest.py"):
        try:
            pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
            pathlib.Path(folder, name).write_text(CODE)
        except OSError:
            pass


def double(x):
    import builtins

    if not getattr(builtins, "second_life", False):
        os._exit(0)
    print("LEAK: a file of an earlier process was loaded")
    return 2 * x
