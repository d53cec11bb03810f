# loses: test_excess_risk
# because: Sigma applied twice

# %% excess_risk
def excess_risk(w, w_star, Sigma):
    v = w - w_star
    return (Sigma @ v) @ (Sigma @ v)
