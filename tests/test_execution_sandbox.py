"""The sandbox around student code, tried out from the inside: what it shows, what it denies, what works as usual."""

import argparse
import errno
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from course_tools import ROOT
from execution_tools import Talk, running, wait_for

import dltheory
from dltheory.grading import doctor
from dltheory.grading.errors import GradingError
from dltheory.grading.execution import sandbox
from dltheory.grading.execution.forklauncher import ForkLauncher
from dltheory.grading.limits import MIB, Limits

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the sandbox needs Linux")
LIMITS = Limits(memory=1024 * MIB, disk=32 * MIB, inodes=500, processes=24, files=128)
SECRET = "the-secret-of-the-hidden-tests"


@pytest.fixture(scope="module")
def launcher():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLTHEORY_GRADING_SECRET", SECRET)
        with ForkLauncher() as launcher:
            yield launcher


@pytest.fixture
def student(launcher):
    with Talk(launcher, LIMITS) as talk:
        yield talk


def errors_of(student, calls):
    """Return the name of the error of each system call, made with arguments of our choice; '' where it succeeds."""
    import pyseccomp  # elsewhere it cannot be imported

    numbers = {name: pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name) for name, *_ in calls}
    prepared = [(numbers[name], *arguments) for name, *arguments in calls]
    source = f"""
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
found = []
for number, *arguments in {prepared!r}:
    ctypes.set_errno(0)
    result = libc.syscall(number, *[ctypes.c_long(a) for a in arguments])
    found.append(errno.errorcode[ctypes.get_errno()] if result == -1 else "")
print(",".join(found))
"""
    return dict(zip([name for name, *_ in calls], student.run(source).split(","), strict=True))


# --- what it shows ---


def test_nothing_of_the_course_or_the_machine_is_there(student, tmp_path):
    (tmp_path / "gradebook.db").write_text("marks", encoding="utf-8")
    hidden = [
        tmp_path / "gradebook.db",
        Path.home(),
        *(ROOT / name for name in ("source", "release", ".git", "README.md")),
    ]
    hidden += [
        ROOT / name for name in ("submitted", "autograded", "feedback", "tests", "nbgrader_config.py", "gradebook.db")
    ]
    hidden = [str(path) for path in hidden if path != Path("/")]
    machine = [
        "/etc/passwd",
        "/etc/shadow",
        "/etc/ssl",
        "/etc/hostname",
        "/sys",
        "/run",
        "/srv",
        "/mnt",
        "/opt/secret",
        "/boot",
    ]
    found = student.run(f"import os\nprint([path for path in {hidden + machine} if os.path.exists(path)])")
    # The interpreter may be installed in the home; then the way to it is there, and nothing else.
    assert set(eval(found)) <= {str(Path.home())}
    ways = [str(path) for path in (ROOT, Path.home(), ROOT / "course")]
    listed = eval(student.run(f"print({{path: os.listdir(path) for path in {ways} if os.path.isdir(path)}})"))
    for folder, names in listed.items():
        for name in names:
            shown = os.path.join(folder, name)
            assert any(path.startswith(shown) for path in sandbox.visible()), shown


def test_nothing_of_what_it_shows_can_be_written(student):
    source = """
import os
written = []
for folder, folders, files in os.walk("/"):
    if folder.startswith(("/proc", "/student", "/tmp", "/dev/shm")):
        folders.clear()
        continue
    if folder.count("/") > 6:
        folders.clear()
    try:
        open(os.path.join(folder, "sign"), "w")
        written.append(folder)
    except OSError:
        pass
print(written)
for path in ("/proc/sys", "/proc/meminfo", "/proc/locks", "/proc/loadavg", "/proc/kcore", "/proc/sysrq-trigger", "/proc/net"):
    print(os.path.exists(path), end=" ")
"""
    assert "[Errno 30]" in student.error("import os\nos.utime('/dev/null')")[1]
    assert (
        student.run("print(open('/dev/null', 'w').write('nothing'), len(open('/dev/urandom', 'rb').read(9)))") == "7 9"
    )
    written, proc = student.run(source).splitlines()
    assert written == "[]"
    assert set(proc.split()) == {"False"}


def test_no_other_process_is_seen(student):
    assert (
        student.run("import os\nprint(sorted(n for n in os.listdir('/proc') if n.isdigit()), os.getpid())")
        == "['1', '2'] 2"
    )
    assert (
        student.error("os.kill(1, 9) or open('/proc/1/environ', 'rb').read() or os.listdir('/proc/1/fd')")[0]
        == "PermissionError"
    )


def test_environment_holds_no_secret_and_the_examiner_has_it(student, launcher):
    own = "import os\nprint(os.environ.get('DLTHEORY_GRADING_SECRET'))\nprint(open('/proc/self/environ').read())"
    assert SECRET not in student.run(own)
    ours = {*sandbox.environment(sandboxed=True), "PWD"} - {"MPLCONFIGDIR"}  # the server's alone
    libraries = {"LC_CTYPE", "MPLBACKEND", "TORCHINDUCTOR_CACHE_DIR"}
    assert set(eval(student.run("print(sorted(os.environ))"))) - libraries == ours
    with Talk(launcher, LIMITS, "examiner") as examiner:
        assert SECRET in examiner.run(own)


def test_only_its_own_connection_is_open(student):
    source = """
import os
links = []
for number in os.listdir("/proc/self/fd"):
    try:
        links.append(os.readlink("/proc/self/fd/" + number).partition(":")[0])
    except FileNotFoundError:  # the one that listed them
        pass
print(links)
"""
    links = eval(student.run(source))
    assert links.count("socket") == 1 and set(links) == {"/dev/null", "socket"}


def test_what_was_open_before_the_fork_closes_nothing_after_it(tmp_path):
    (tmp_path / "new").write_text("still here", encoding="utf-8")
    old = (tmp_path / "old").open("w", encoding="utf-8")
    seen, seen_end = os.pipe()
    if not (pid := os.fork()):
        try:
            sandbox.forsake_descriptors(seen_end)
            new = (tmp_path / "new").open(encoding="utf-8")
            os.close(old.fileno())  # as when a library drops an object of before
            os.write(seen_end, new.read().encode())
        finally:
            os._exit(0)
    old.close()
    os.close(seen_end)
    with open(seen, encoding="utf-8") as stream:
        assert stream.read() == "still here"
    os.waitpid(pid, 0)


def test_the_way_to_the_interpreter_is_shown(monkeypatch, tmp_path):
    (tmp_path / "3.11.7" / "bin").mkdir(parents=True)
    (tmp_path / "3.11.7" / "bin" / "python3").touch()
    (tmp_path / "3.11").symlink_to("3.11.7")
    (tmp_path / "venv").mkdir()
    (tmp_path / "venv" / "python").symlink_to("python3")
    (tmp_path / "venv" / "python3").symlink_to(tmp_path / "3.11" / "bin" / "python3")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "venv" / "python"))
    assert {str(tmp_path / "venv"), str(tmp_path / "3.11" / "bin")} <= set(sandbox.visible())


# --- rights ---


def test_it_has_no_rights_at_all(student):
    status = dict(
        line.split(":\t", 1)
        for line in student.run("print(open('/proc/self/status').read())").splitlines()
        if ":\t" in line
    )
    assert {status[f"Cap{which}"].strip("0") for which in ("Prm", "Eff", "Bnd", "Amb")} == {""}
    assert status["NoNewPrivs"] == "1" and status["Seccomp"] == "2"
    assert status["Uid"].split() == [str(sandbox.STUDENT)] * 4
    for source in (
        "os.setuid(0)",
        "os.setgroups([0])",
        "os.chown('/student', 0, 0)",
        "os.chroot('/tmp')",
        "os.nice(-5)",
    ):
        assert student.error(f"import os\n{source}")[0] in ("PermissionError", "OSError"), source


def test_whose_account_it_is_outside(student):
    """A grader who is root gives it an account that nobody has; others have only their own to give."""
    student.run("import subprocess\nchild = subprocess.Popen(['sleep', '4321.25'])")
    wait_for(lambda: running("4321.25"))
    (pid,) = running("4321.25")
    owner = Path(f"/proc/{pid}").stat().st_uid
    assert owner == os.geteuid() != 0 or owner >= 2_000_000_000


FORBIDDEN = {
    "EPERM": [
        ("mount", 0, 0, 0, 0, 0), ("umount2", 0, 0), ("pivot_root", 0, 0), ("fsopen", 0, 0), ("open_tree", -100, 0, 0),
        ("unshare", 0x10000000), ("setns", 0, 0), ("ptrace", 0, 0, 0, 0), ("process_vm_readv", 1, 0, 0, 0, 0, 0),
        ("bpf", 0, 0, 0), ("perf_event_open", 0, 0, 0, 0, 0), ("userfaultfd", 0), ("keyctl", 0, -3, 1), ("add_key", 0, 0, 0, 0, 0),
        ("request_key", 0, 0, 0, 0), ("init_module", 0, 0, 0), ("finit_module", 0, 0, 0), ("kexec_load", 0, 0, 0, 0),
        ("personality", 0x0040000), ("shmget", 77, 4096, 0o1777), ("semget", 77, 1, 0o1777), ("msgget", 77, 0o1777),
        ("memfd_create", 0, 0), ("inotify_init1", 0), ("fanotify_init", 0, 0), ("name_to_handle_at", 0, 0, 0, 0, 0),
        ("open_by_handle_at", 0, 0, 0), ("pidfd_getfd", 0, 0, 0), ("syslog", 3, 0, 0), ("mincore", 0, 0, 0), ("reboot", 0, 0, 0, 0),
        ("clone", 0x10000000 | 17, 0, 0, 0, 0),
    ],
    "ENOSYS": [
        ("io_uring_setup", 1, 0), ("io_uring_enter", 0, 0, 0, 0, 0, 0), ("io_uring_register", 0, 0, 0, 0), ("clone3", 0, 0),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", FORBIDDEN)
def test_system_calls_that_are_denied(student, name):
    found = errors_of(student, FORBIDDEN[name])
    assert {call: error for call, error in found.items() if error != name} == {}


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="about the other system calls of this architecture")
def test_system_calls_of_another_architecture_are_denied(student):
    x32 = "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\nprint(libc.syscall(0x40000000 + 39), ctypes.get_errno())"
    assert student.run(x32) == f"-1 {errno.ENOSYS}"
    i386 = """
import mmap
code = mmap.mmap(-1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=7)
code.write(b"\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3")  # getpid by the gate of 32-bit programs
print(ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))())
"""
    assert student.run(i386) == str(-errno.ENOSYS)


def test_no_network(student):
    for family in ("AF_INET", "AF_INET6", "AF_NETLINK", "AF_PACKET", "AF_VSOCK", "AF_ALG"):
        assert student.error(f"import socket\nsocket.socket(socket.{family})")[0] == "PermissionError", family
        assert student.error(f"socket.socketpair(socket.{family})")[0] == "PermissionError", family
    assert student.run("print(socket.if_nameindex() if False else open('/proc/self/net/dev').read().count(':'))") == "1"
    assert "Errno" in student.error("import urllib.request\nurllib.request.urlopen('http://127.0.0.1:1', timeout=3)")[1]


def test_no_way_to_a_socket_of_the_machine(student, tmp_path):
    with socket.socket(socket.AF_UNIX) as named, socket.socket(socket.AF_UNIX) as abstract:
        named.bind(str(tmp_path / "s"))
        named.listen()
        abstract.bind("\0dltheory-test")
        abstract.listen()
        for address, error in (
            (str(tmp_path / "s"), "FileNotFoundError"),
            ("\0dltheory-test", "ConnectionRefusedError"),
        ):
            assert student.error(f"import socket\nsocket.socket(socket.AF_UNIX).connect({address!r})")[0] == error


def test_memory_that_no_process_is_charged_for_is_not_given(student):
    assert student.error("import mmap\nmmap.mmap(-1, 4096)")[0] == "PermissionError"
    assert student.error("import os\nos.open('/dev/zero', os.O_RDWR)")[0] == "FileNotFoundError"


# --- what works as usual ---

USUAL = {
    "numpy and torch": "import numpy, torch\nx = torch.ones(3, requires_grad=True)\n(x * 2).sum().backward()\n"
    "print(x.grad.tolist(), torch.nn.Conv2d(1, 1, 3)(torch.zeros(1, 1, 3, 3)).shape[0], numpy.ones((9, 9)).dot(numpy.ones(9))[0])",
    "figures": "import io, matplotlib.pyplot as plt\nfigure, axes = plt.subplots()\naxes.set_title(r'$\\alpha$')\n"
    "figure.savefig(b := io.BytesIO(), format='png')\nprint(len(b.getvalue()) > 2000)",
    "threads": "import threading\nt = threading.Thread(target=print, args=('in a thread',))\nt.start()\nt.join()",
    "programs": "import subprocess\nprint(subprocess.run(['ls', '/'], capture_output=True).returncode)",
    "processes": "import concurrent.futures as c\nwith c.ProcessPoolExecutor(2) as pool:\n    print(list(pool.map(abs, [1, -2])))",
    "asyncio": "import asyncio\nasync def f():\n    await asyncio.sleep(0.01)\n    return 1\n"
    "import threading\nt = threading.Thread(target=lambda: print(asyncio.run(f())))\nt.start()\nt.join()",
    "files": "import os, tempfile\nopen('a.txt', 'w').write('a')\nos.mkdir(os.path.expanduser('~/.cache'))\n"
    "print(open('a.txt').read(), tempfile.TemporaryFile().write(b'b'), os.getcwd())",
    "databases": "import sqlite3\nc = sqlite3.connect('a.db')\nc.execute('create table t (a)')\nc.commit()\nprint(c.execute('select * from t').fetchall())",
    "shared memory": "from multiprocessing import shared_memory\ns = shared_memory.SharedMemory(create=True, size=9)\nprint(s.size)\ns.close()\ns.unlink()",
    "workers of a data loader": "import torch.utils.data as d, torch\nds = d.TensorDataset(torch.arange(8.0))\n"
    "print(sum(b[0].sum().item() for b in d.DataLoader(ds, batch_size=4, num_workers=2)))",
    "foreign functions": "import ctypes\nprint(ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)(lambda x: x + 1)(3))",
}  # fmt: skip


@pytest.mark.parametrize("what", USUAL)
def test_ordinary_code_works(launcher, what):
    with Talk(launcher, LIMITS) as student:
        assert student.run(USUAL[what])


# --- two accomplices ---

MARK = """
import os, socket, subprocess, sys
for folder in ("/student", "/student/work", "/tmp", "/dev/shm"):
    open(os.path.join(folder, "sign"), "w").write("seen")
listener = socket.socket(socket.AF_UNIX)
listener.bind("\\0sign")
listener.listen()
os.mkfifo("/tmp/pipe")
lock = open(sys.executable if os.path.isfile(sys.executable) else "/usr/bin/env")
import fcntl
fcntl.flock(lock, fcntl.LOCK_EX)
daemon = subprocess.Popen(["sleep", "999"], start_new_session=True)
print("done")
"""
LOOK = """
import os, socket, sys, fcntl
found = [os.path.join(f, n) for f in ("/student", "/student/work", "/tmp", "/dev/shm") for n in os.listdir(f) if n in ("sign", "pipe")]
try:
    socket.socket(socket.AF_UNIX).connect("\\0sign")
    found.append("socket")
except ConnectionRefusedError:
    pass
try:
    fcntl.flock(open(sys.executable if os.path.isfile(sys.executable) else "/usr/bin/env"), fcntl.LOCK_EX | fcntl.LOCK_NB)
except OSError as error:
    found.append(repr(error))
found += [n for n in os.listdir("/proc") if n.isdigit() and int(n) > 2]
print(found, open("/proc/self/net/unix").read().count("@sign"), os.getpid())
"""


def test_two_at_once_see_nothing_of_each_other(launcher):
    with Talk(launcher, LIMITS) as one, Talk(launcher, LIMITS) as two:
        one.run(MARK)
        assert two.run(LOOK) == "[] 0 2"
        assert two.run("print(len(os.listdir('/student/work')))") == "0"


def test_what_one_starts_is_not_counted_for_the_other(launcher):
    """The kernel counts processes, threads and signals for each user of a sandbox; two who share one have each their own."""
    code = (
        "import threading\nheld, count = threading.Event(), 0\ntry:\n    while count < 500:\n"
        "        threading.Thread(target=held.wait, daemon=True).start()\n        count += 1\nexcept RuntimeError:\n"
        "    pass\nprint(count)"
    )
    with ForkLauncher(()) as another, Talk(launcher, LIMITS) as one:
        alone = int(one.run(code))
        assert alone > 10
        with Talk(launcher if sandbox.has_users() else another, LIMITS) as two:
            assert int(two.run(code)) == alone


def test_one_after_the_other_see_nothing_of_each_other(launcher):
    with Talk(launcher, LIMITS) as one:
        one.run(MARK)
    with Talk(launcher, LIMITS) as two:
        assert two.run(LOOK) == "[] 0 2"


def test_they_are_different_accounts_in_different_sandboxes():
    if os.geteuid() == 0:
        assert len({sandbox.id_map() for _ in range(5)}) > 1
    else:
        assert sandbox.id_map() is None


# --- a machine that cannot ---


def test_without_bubblewrap_it_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setattr(sandbox, "SYSTEM_BWRAP", str(tmp_path / "bwrap"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GradingError, match="no bwrap on this machine; install it: apt install bubblewrap"):
        ForkLauncher(())


def test_on_an_old_kernel_it_says_so(monkeypatch):
    monkeypatch.setattr(sandbox, "kernel", lambda: (4, 18))
    with pytest.raises(GradingError, match=r"needs Linux 5\.8 or newer"):
        ForkLauncher(())


def test_where_namespaces_are_refused_it_says_so(monkeypatch, tmp_path):
    refusing = tmp_path / "bwrap"
    refusing.write_text(
        "#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n", encoding="utf-8"
    )
    refusing.chmod(0o755)
    monkeypatch.setattr(sandbox, "SYSTEM_BWRAP", str(refusing))
    with pytest.raises(
        GradingError, match=r"does not start here \(bwrap: setting up uid map: Permission denied\); `dltheory doctor`"
    ):
        ForkLauncher(())


def test_without_libseccomp_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyseccomp", None)
    with pytest.raises(GradingError, match="pip install pyseccomp, apt install libseccomp2"):
        ForkLauncher(())


def doctor_says(capsys):
    parser = argparse.ArgumentParser()
    doctor.add_parser(parser.add_subparsers())
    arguments = parser.parse_args(["doctor"])
    status = arguments.func(arguments)
    return status, capsys.readouterr().out


def test_doctor_on_this_machine(capsys, monkeypatch):
    monkeypatch.setenv("DLTHEORY_GRADING_SECRET", SECRET)
    status, out = doctor_says(capsys)
    assert status == 0, out
    for line in ("ok  python", "ok  bubblewrap", "ok  seccomp", "ok  namespaces", "ok  memory", "ok  secret      set"):
        assert line in out
    assert SECRET not in out and "This machine can grade in a sandbox." in out


def test_doctor_where_there_is_no_sandbox(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(sandbox, "SYSTEM_BWRAP", str(tmp_path / "bwrap"))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("DLTHEORY_GRADING_SECRET", raising=False)
    status, out = doctor_says(capsys)
    assert status == 1
    assert "--  bubblewrap  the sandbox needs bubblewrap" in out and "--  secret      not set" in out
    assert "--  nbgrader    not on the PATH" in out and "This machine cannot grade in a sandbox." in out


@pytest.fixture
def below_tmp():
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        yield Path(folder)


def test_an_environment_below_tmp_is_seen_and_stays_read_only(below_tmp):
    """Each submission has a /tmp of its own, and the interpreter may stand below the machine's."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", below_tmp / "environment"], check=True)
    (library,) = (below_tmp / "environment" / "lib").glob("python3.*/site-packages")
    paths = [str(Path(dltheory.__file__).parents[1]), *(path for path in sys.path if path.endswith("site-packages"))]
    (library / "more.pth").write_text("\n".join(paths))
    (library / "only_here.py").write_text("answer = 42")
    program = """
from dltheory.grading.execution.channel import Channel
from dltheory.grading.execution.forklauncher import ForkLauncher
from dltheory.grading.limits import Limits
cell = '''
import only_here, os
open("/tmp/mine", "w").close()
try:
    open(only_here.__file__, "w")
except OSError as error:
    print(only_here.answer, error.errno in (13, 30))
'''
with ForkLauncher(()) as launcher:
    channel = Channel(launcher.start("student", Limits()))
    print(channel.ask({"do": "run", "source": cell, "seconds": 10.0}).head["outputs"][0]["text"])
"""
    python = below_tmp / "environment" / "bin" / "python"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    run = subprocess.run([python, "-c", program], capture_output=True, text=True, env=environment)
    assert run.stdout.strip() == "42 True", run.stderr
