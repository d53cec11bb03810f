# tries: to replace the functions that answer the examiner, so that a failing call looks as if none had been made
# kind: forging
# earns: 0
# verdict: any
# contained by: protocol: whatever is missing or strange in an answer is an error of the item, never points

# %% double
from dltheory.grading.kernel import student


def double(x):
    return -1


def nothing(*args, **kwargs):
    return {"status": "ok", "changed": [], "verdict": "passed", "points": 2}, []


student._call = nothing
student.describe_error = lambda error: {"ename": "", "base": "", "message": "", "where": ""}
student.Student.answer_describe = lambda self, *args, **kwargs: ({"status": "ok", "names": [], "counts": []}, [])
