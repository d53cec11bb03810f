# loses: test_prediction_flow
# because: thirty terms of the exponential series, which cancel for large t

# %% prediction_flow


def prediction_flow(H, y, u0, t):
    error = part = 1.0 * (u0 - y)
    for k in range(1, 30):
        part = -t / k * (H @ part)
        error = error + part
    return y + error
