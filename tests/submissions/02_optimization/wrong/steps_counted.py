# loses: test_steps_to_accuracy
# because: counts one by one, which takes too long

# %% steps_to_accuracy
def steps_to_accuracy(kappa, eps):
    rate = (kappa - 1) / (kappa + 1)
    power, count = 1.0, 0
    while power > eps:
        power *= rate
        count += 1
    return count
