# loses: test_excess_risk
# because: Sigma left out

# %% excess_risk
def excess_risk(w, w_star, Sigma):
    v = w - w_star
    return v @ v
