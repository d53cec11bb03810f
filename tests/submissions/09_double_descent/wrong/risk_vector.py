# loses: test_excess_risk
# because: one number per weight, not added up

# %% excess_risk
def excess_risk(w, w_star, Sigma):
    v = w - w_star
    return v * (Sigma @ v)
