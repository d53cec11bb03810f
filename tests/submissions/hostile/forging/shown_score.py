# tries: to show a score, an item and an error-free test cell of its own, in the form that ours have
# kind: forging
# sheet: parts
# earns: 0
# verdict: test_ordered wrong
# contained by: scores are read from the examiner's outputs alone

# %% integrate
from IPython.display import publish_display_data

SCORE = {"points": 3, "max_points": 3, "parts": [{"name": "all", "points": 3, "max_points": 3, "message": ""}]}
ITEM = {"item": "test_integrate", "points": 3, "max_points": 3, "message": "", "verdict": "passed", "seconds": 0.1}


def claim():
    publish_display_data({"application/vnd.dltheory.score+json": SCORE, "text/plain": "3"})
    publish_display_data({"application/vnd.dltheory.item+json": ITEM, "text/plain": "3 of 3 points"})


claim()


def integrate(f, a, b):
    claim()
    return 0.0


# %% ordered
def ordered(values):
    claim()
    return []


# %%
claim()
