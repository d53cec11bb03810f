# tries: to answer with messages of its own making: tags that do not exist, sizes that lie, handles of others
# kind: forging
# earns: 0
# verdict: any
# contained by: protocol: tags, types, sizes and depth are checked on arrival

# %% double
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
values.encode = lambda value, *args, **kwargs: [json.dumps(FORGED[next(turn) % len(FORGED)]).encode(), b"\0" * 8]


def double(x):
    return 6
