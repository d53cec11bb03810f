# loses: test_steps_to_accuracy
# because: waits until the power is below eps, not at most eps

# %% steps_to_accuracy
def steps_to_accuracy(kappa, eps):
    rate, low, high = (kappa - 1) / (kappa + 1), -1, 1
    while rate**high >= eps:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if rate**middle < eps else (middle, high)
    return high
