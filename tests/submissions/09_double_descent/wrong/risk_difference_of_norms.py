# loses: test_excess_risk
# because: the difference of the two norms: the cross term is missing

# %% excess_risk
def excess_risk(w, w_star, Sigma):
    return abs(w @ Sigma @ w - w_star @ Sigma @ w_star)
