# tries: to print what a page would run, in plain, in terminal colours and in a traceback
# kind: injecting
# earns: 0
# verdict: test_double raised
# contained by: escaping

# %% double
import sys

TEXTS = (
    "<script>window.HOSTILE=1</script>", '"><img src=x onerror="window.HOSTILE=1">', "<svg/onload=window.HOSTILE=1>", "</pre></div>",
    "\x1b[31m<script>window.HOSTILE=1</script>\x1b[0m", "<!--", "]]>", "{{ 7 * 7 }}{% raw %}", "&lt;script&gt;window.HOSTILE=1",
)  # fmt: skip
for text in TEXTS:
    print(text)
    print(text, file=sys.stderr)


def double(x):
    raise ValueError("".join(TEXTS))


# %%
raise RuntimeError("<script>window.HOSTILE=1</script>")
