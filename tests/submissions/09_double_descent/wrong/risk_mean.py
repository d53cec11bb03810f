# loses: test_excess_risk
# because: divided by the number of weights

# %% excess_risk
def excess_risk(w, w_star, Sigma):
    v = w - w_star
    return v @ Sigma @ v / len(v)
