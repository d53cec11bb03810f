# loses: test_sauer_bound
# because: each summand by a division with /

# %% sauer_bound
def sauer_bound(n, h):
    total = summand = 1
    for i in range(1, min(n, h) + 1):
        summand = int(summand * (n - i + 1) / i) if summand < 2**1000 else 0
        total += summand
    return total
