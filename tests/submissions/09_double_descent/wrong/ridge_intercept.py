# loses: test_ridge_fit
# because: scikit-learn fits an intercept unless told not to

# %% ridge_fit
from sklearn.linear_model import Ridge


def ridge_fit(Phi, y, penalty):
    return Ridge(alpha=len(y) * penalty).fit(Phi, y).coef_
