# loses: test_first_order_gap
# because: the step goes from x to y

# %% first_order_gap
def first_order_gap(f, gradient, x, y):
    return f(x) - f(y) - gradient(y) @ (y - x)
