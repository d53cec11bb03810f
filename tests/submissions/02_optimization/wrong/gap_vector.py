# loses: test_first_order_gap
# because: multiplies the slope entry by entry and does not sum

# %% first_order_gap
def first_order_gap(f, gradient, x, y):
    return f(x) - f(y) - gradient(y) * (x - y)
