# tries: to show a hundred thousand small things, and to keep one display changing
# kind: breaking
# earns: 1 = test_mean 1
# verdict: test_mean passed
# contained by: caps: number of outputs

# %% mean
def mean(values):
    return float(sum(values) / len(values))


# %%
from IPython.display import clear_output, display, update_display

display("a", display_id="one")
for number in range(100_000):
    display(number)
    update_display(number, display_id="one")
    clear_output(wait=True)
    if number % 1000 == 0:
        print(number)
