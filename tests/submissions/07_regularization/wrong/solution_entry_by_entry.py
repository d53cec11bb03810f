# loses: test_ridge_solution
# because: a division entry by entry

# %% ridge_solution


def ridge_solution(H, w_star, penalty):
    return H / (H + 2 * penalty) @ w_star
