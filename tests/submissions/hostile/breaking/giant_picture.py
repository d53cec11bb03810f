# tries: to draw a picture of ten gigapixels, and to show one that is no picture
# kind: breaking
# earns: 1 = test_mean 1
# verdict: test_mean passed
# contained by: caps: memory, size of pictures

# %% mean
def mean(values):
    return float(sum(values) / len(values))


# %%
from IPython.display import publish_display_data

for _ in range(20):
    publish_display_data({"image/png": "QUJD" * 2**20, "text/plain": "z" * 2**20})


# %%
import matplotlib.pyplot as plt

plt.figure(figsize=(1000, 1000), dpi=100)
plt.plot([0, 1])
plt.show()
