# tries: to send text that is no valid Unicode: lone surrogates in names, messages, outputs and values
# kind: breaking
# earns: 0
# verdict: any
# contained by: every string that arrives is rebuilt

# %% answer
answer = "\ud800"


# %% double
def double(x):
    raise type("Bad\ud800", (ValueError,), {})("\udfff \ud800 \x00 \uffff")


# %% mean
def mean(values):
    print("\udcff" * 10)
    return {"\ud800": ["\udc80", b"\xff"]}


mean.__name__ = mean.__qualname__ = "mean\ud800"


# %%
from IPython.display import publish_display_data

publish_display_data({"text/plain": "\ud800", "image/png": "\ud800"})
print("\x00\ud800\x1b[2J")
