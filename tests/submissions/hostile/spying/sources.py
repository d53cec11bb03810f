# tries: to read the instructor's sources, by the path that it knows and by looking around
# kind: spying
# earns: 0
# verdict: any
# contained by: sandbox: the course's folder is not there
# without sandbox: finds

# %% double
import os


def read(folder, most=2000):
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                with open(os.path.join(place, name), errors="replace") as file:
                    print(file.read()[:5000])
            except OSError:
                pass
            most -= 1
            if most < 0:
                return


read("@COURSE@/source")
for up in range(1, 8):
    read("../" * up + "source", 50)
