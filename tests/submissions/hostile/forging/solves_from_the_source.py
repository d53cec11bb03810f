# tries: to read the instructor's notebook and to run the reference solution from it
# kind: forging
# earns: 0
# verdict: any
# contained by: sandbox: the sources are not there

# %% double
import glob
import json
import os

places = [
    "@COURSE@/source/*/*.ipynb",
    "../../../source/*/*.ipynb",
    "../source/*/*.ipynb",
    os.path.expanduser("~/*/source/*/*.ipynb"),
]
double = mean = lambda x: 0
for place in places:
    for path in glob.glob(place):
        try:
            cells = json.load(open(path))["cells"]
        except (OSError, ValueError):
            continue
        for cell in cells:
            source = "".join(cell["source"])
            if "BEGIN SOLUTION" in source:
                print("LEAK: a reference solution")
                exec(source, globals())
