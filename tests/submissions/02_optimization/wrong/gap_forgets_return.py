# loses: test_first_order_gap
# because: computes the gap and does not return it

# %% first_order_gap
def first_order_gap(f, gradient, x, y):
    print(f(x) - f(y) - gradient(y) @ (x - y))
