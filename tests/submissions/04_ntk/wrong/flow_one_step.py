# loses: test_prediction_flow
# because: one step of gradient descent

# %% prediction_flow


def prediction_flow(H, y, u0, t):
    return u0 + t * H @ (y - u0)
