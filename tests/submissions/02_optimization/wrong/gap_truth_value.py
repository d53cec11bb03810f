# loses: test_first_order_gap
# because: answers whether the inequality holds

# %% first_order_gap
def first_order_gap(f, gradient, x, y):
    return f(x) >= f(y) + gradient(y) @ (x - y)
