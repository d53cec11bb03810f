# loses: test_excess_risk
# because: multiplied out: large weights cancel

# %% excess_risk
def excess_risk(w, w_star, Sigma):
    return w @ Sigma @ w - 2 * w @ Sigma @ w_star + w_star @ Sigma @ w_star
