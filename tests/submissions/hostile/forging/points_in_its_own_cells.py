# tries: to run its own copy of the test's commands: score.report() and determine_grade in its cells
# kind: forging
# sheet: parts
# earns: 0
# verdict: any
# contained by: only the sheet's own test cells are graded

# %% integrate
from dltheory.grading import checks

checks.examining = True
score = checks.Score(3)
for part in range(3):
    with score.part(1, f"part {part}"):
        pass
score.report()


# %%
score = checks.Score(5)
with score.part(5, "everything"):
    pass
score.report()
