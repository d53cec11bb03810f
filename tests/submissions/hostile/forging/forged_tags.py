# tries: to answer with messages of its own making: tags that do not exist, sizes that lie, handles of others
# kind: forging
# sheet: parts
# earns: 0
# verdict: any
# contained by: protocol: tags, types, sizes and depth are checked on arrival

# %% integrate
import json

from dltheory.grading import values

FORGED = [
    ["int", "6 == 6"],
    ["object", 0, "int"],
    ["function", -1, "double"],
    ["function", 10**30, "__import__('os')._exit"],
    ["array", "<f8", [2**40], 0],
    ["array", "|O", [1], 0],
    ["tuple", [["tuple", []]] * 1000],
    {"points": 2, "verdict": "passed", "status": "ok"},
    ["eval", "True"],
    None,
]
turn = iter(range(10**9))
encode = values.encode


def forge(value, *args, **kwargs):
    if type(value) is not tuple:  # what a call returns comes as one
        return encode(value, *args, **kwargs)
    return [json.dumps(FORGED[next(turn) % len(FORGED)]).encode(), b"\0" * 8]


values.encode = forge


def integrate(f, a, b):
    return 6.0


# %% ordered
def ordered(values):
    return []


# %% counter
def counter():
    return lambda: 1
