# loses: test_linear_attack
# because: the Euclidean answer for both norms

# %% linear_attack


def linear_attack(w, b, x, norm):
    score = w @ x + b
    if norm == 2:
        return -score * w / (w @ w)
    return -score * w / (w @ w)
