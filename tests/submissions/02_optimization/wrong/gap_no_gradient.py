# loses: test_first_order_gap
# because: forgets the slope

# %% first_order_gap
def first_order_gap(f, gradient, x, y):
    return f(x) - f(y)
