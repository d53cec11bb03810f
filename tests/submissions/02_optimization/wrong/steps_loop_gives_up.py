# loses: test_steps_to_accuracy
# because: counts up to a million and gives up

# %% steps_to_accuracy
def steps_to_accuracy(kappa, eps):
    rate = (kappa - 1) / (kappa + 1)
    power, count = 1.0, 0
    while power > eps and count < 1_000_000:
        power *= rate
        count += 1
    return count
