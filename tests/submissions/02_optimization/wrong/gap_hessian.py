# loses: test_first_order_gap
# because: half the difference of the gradients: right for quadratic functions only

# %% first_order_gap
def first_order_gap(f, gradient, x, y):
    return (gradient(x) - gradient(y)) @ (x - y) / 2
