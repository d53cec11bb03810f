"""The sandbox that student code runs in: what bubblewrap shows of the machine, and what each submission is shut into.

Two layers. `command` starts one long-lived, preloaded *server* under bubblewrap: no network, no files but the interpreter,
the libraries and this package, a user namespace whose capabilities mean nothing outside. For each submission the server
forks, and the fork goes through `enter` (namespaces of its own, a fresh scratch folder with a quota, a fresh /proc) and
`confine` (another user where there is one, no capabilities, limits, a filter of system calls), and only then runs code.

What the filter denies is either a way out, a way for two submissions to talk, or memory that no process is charged for.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import functools
import os
import re
import resource
import secrets
import shutil
import signal
import site
import socket
import subprocess
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from dltheory.grading.errors import GradingError
from dltheory.grading.execution.environment import from_nothing, package
from dltheory.grading.limits import Limits

SYSTEM_BWRAP = "/usr/bin/bwrap"
HOME = "/student"
SCRATCH = f"{HOME}/work"
CACHES = "/var/cache"
STUDENT = 1000  # the first user and group inside, where the grader is root outside and can give them away
USERS = 64  # so many students at a time have one of their own in a sandbox
_NOBODY = 2_000_000_000  # what they are outside: from here on, ids that no account of the machine has
_SYSTEM_FOLDERS = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_PREFIX_FOLDERS = ("bin", "sbin", "lib", "lib32", "lib64", "libexec", "include", "pyvenv.cfg", "etc/fonts")
_SHARED_FOLDERS = ("fontconfig", "fonts", "locale", "zoneinfo")
_AFRESH = ("/tmp/", "/dev/shm/")
_DEVICES = ("null", "random", "urandom")
_ETC = ("alternatives", "fonts", "ld.so.cache", "ld.so.conf", "ld.so.conf.d", "localtime")

# What the kernel's headers call them.
_NEWNS, _NEWCGROUP, _NEWUTS, _NEWIPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
_NEWUSER, _NEWPID, _NEWNET = 0x10000000, 0x20000000, 0x40000000
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC = 1, 2, 4, 8
_MS_REMOUNT, _MS_BIND, _MS_REC, _MS_PRIVATE = 32, 4096, 16384, 1 << 18
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS, _PR_CAP_AMBIENT = 1, 4, 24, 38, 47
_PR_CAP_AMBIENT_CLEAR_ALL = 4
_PIDFD_OPEN, _PIDFD_SEND_SIGNAL = 434, 424  # the same on every architecture
_CAPABILITY_VERSION = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


# What the server sees.


def find_bwrap() -> str:
    """Return the path of bubblewrap; the system's own is preferred, because a security policy may know only that one.

    Raises
    ------
    GradingError
        If there is none, or the system is no Linux that can do what the sandbox needs.
    """
    if not sys.platform.startswith("linux"):
        raise GradingError(
            "the sandbox needs Linux; grade on a Linux machine, or without a sandbox (--no-sandbox) what you trust"
        )
    if kernel() < (5, 8):
        raise GradingError(
            f"the sandbox needs Linux 5.8 or newer, and this is {os.uname().release}; grade on another machine"
        )
    path = SYSTEM_BWRAP if os.access(SYSTEM_BWRAP, os.X_OK) else shutil.which("bwrap")
    if path is None:
        raise GradingError(
            "the sandbox needs bubblewrap, and there is no bwrap on this machine; install it: apt install bubblewrap"
        )
    return path


def kernel() -> tuple[int, ...]:
    """Return the version of Linux, such as (6, 1)."""
    return tuple(int(part) for part in re.findall(r"\d+", os.uname().release)[:2])


def environment(*, sandboxed: bool, home: str = HOME) -> dict[str, str]:
    """Return the environment of a process that runs student code or tests, in the sandbox or not: nothing of ours is in it."""
    result = from_nothing(home) | {"NBGRADER_EXECUTION": "autograde"}  # as plain nbgrader says it to a sheet
    if sandboxed:
        result |= {"USER": "student", "MPLCONFIGDIR": f"{CACHES}/matplotlib"}
        result.pop("TMPDIR", None)
    return result


def visible() -> list[str]:
    """Return the folders and files of this machine that the sandbox shows, all read-only."""
    prefixes = dict.fromkeys(["/usr", sys.base_prefix, sys.base_exec_prefix, sys.prefix, sys.exec_prefix])
    paths = [f"{prefix}/{name}" for prefix in prefixes for name in _PREFIX_FOLDERS]
    paths += [f"{prefix}/share/{name}" for prefix in [*prefixes, "/usr/local"] for name in _SHARED_FOLDERS]
    paths += [f"/etc/{name}" for name in _ETC]
    # Libraries may be in more places: of a user, of Debian, of another environment.
    known = {*sys.path, *site.getsitepackages(), site.getusersitepackages()}
    paths += sorted(path for path in known if os.path.basename(path) in ("site-packages", "dist-packages"))
    # The interpreter of a virtual environment is a link, and the way to its target may lead through more of them.
    link = sys.executable
    while os.path.islink(link):
        link = os.path.join(os.path.dirname(link), os.readlink(link))
        paths.append(os.path.normpath(os.path.dirname(link)))
    found = [path for path in dict.fromkeys([*paths, str(package())]) if os.path.exists(path)]
    return [path for path in found if not any(str(parent) in found for parent in Path(path).parents)]


@functools.cache
def covered() -> tuple[str, ...]:
    """Return what `visible` has below folders that each submission gets afresh, such as an environment below /tmp.

    The server asks before its first fork, and its children have the answer.
    """
    return tuple(path for path in visible() if path.startswith(_AFRESH))


def command(bwrap: str, program: Sequence[str], info: int, block: int | None) -> list[str]:
    """Return the command that runs a program as the server.

    Parameters
    ----------
    bwrap : str
    program : sequence of str
    info : int
        The descriptor on which bubblewrap names its child.
    block : int, optional
        The descriptor on which it waits for us to write the map of users; without, it maps the own account only.
    """
    line = [bwrap, "--unshare-all", "--unshare-user", "--new-session", "--as-pid-1", "--clearenv"]
    line += ["--hostname", "sandbox", "--cap-add", "ALL"]
    user = str(STUDENT if block is None else 0)
    line += ["--uid", user, "--gid", user, "--info-fd", str(info)]
    if block is not None:
        line += ["--userns-block-fd", str(block)]
    for folder in _SYSTEM_FOLDERS:
        if os.path.islink(folder):
            line += ["--symlink", os.readlink(folder), folder]
        elif os.path.isdir(folder):
            line += ["--ro-bind", folder, folder]
    for folder in (HOME, "/tmp", "/dev/shm", CACHES):
        line += ["--tmpfs", folder]
    paths = visible()  # after the above: the interpreter itself may be below /tmp
    parents = {str(parent) for path in [*paths, HOME, CACHES, "/dev/null"] for parent in Path(path).parents} - {"/"}
    for folder in sorted(parents):  # else some are made for root alone
        line += ["--perms", "0755", "--dir", folder]
    for path in paths:
        line += ["--ro-bind", path, path]
    for name in _DEVICES:  # not zero: its shared mappings are memory that nobody is charged for
        line += ["--dev-bind", f"/dev/{name}", f"/dev/{name}"]
    for name, target in {"fd": "", "stdin": "/0", "stdout": "/1", "stderr": "/2"}.items():
        line += ["--symlink", f"/proc/self/fd{target}", f"/dev/{name}"]
    line += ["--proc", "/proc", "--remount-ro", "/", "--chdir", HOME]
    for name, value in environment(sandboxed=True).items():
        line += ["--setenv", name, value]
    return [*line, "--", *program]


def id_map() -> str | None:
    """Return the map of users for the sandbox, if the grader is root: 0 stays, and students become an id that nobody has.

    Anyone else can only map the own account, and bubblewrap does that.
    """
    if os.geteuid() != 0:
        return None
    last = min(_last_id("/proc/self/uid_map"), _last_id("/proc/self/gid_map"))
    # Others for each sandbox: some of the kernel's limits are counted for each user, and two could feel each other.
    if last >= _NOBODY + 2**20 + USERS:
        return f"0 0 1\n{STUDENT} {_NOBODY + USERS * secrets.randbelow(2**20 // USERS)} {USERS}\n"
    return f"0 0 1\n{STUDENT} {last} 1\n" if last else None


def has_users() -> bool:
    """Whether students in one sandbox can be users of their own: the kernel counts processes, threads and signals for each."""
    return (id_map() or "").endswith(f" {USERS}\n")


def free_user(taken: Collection[int]) -> int:
    """Return, in the server, a user for a student that nobody else has; the only one if there are no more."""
    for first, _, count in _maps("/proc/self/uid_map"):
        if first == STUDENT:
            return next((user for user in range(STUDENT, STUDENT + count) if user not in taken), STUDENT)
    return STUDENT


def _last_id(path: str) -> int:
    return max(first + count - 1 for first, _, count in _maps(path))


def _maps(path: str) -> list[list[int]]:
    return [[int(part) for part in line.split()] for line in Path(path).read_text(encoding="ascii").splitlines()]


# What a submission is shut into.


def new_pid_namespace() -> None:
    """Make the next fork of this process the first process of a new pid namespace.

    Raises
    ------
    OSError
    """
    # A second unshare is refused as long as the children go elsewhere; so they first come back here.
    own = os.open("/proc/self/ns/pid", os.O_RDONLY)
    try:
        _check(_libc.setns(own, _NEWPID), "setns")
    finally:
        os.close(own)
    _check(_libc.unshare(_NEWPID), "unshare")


def seal() -> None:
    """Do once, in the server, what bubblewrap cannot: no user namespaces inside, and devices whose times nobody can set.

    Raises
    ------
    OSError
    """
    for name in _DEVICES:  # read-only stops no write to a device, only signs on it: all sandboxes see the same one
        _mount("none", f"/dev/{name}", "", _MS_REMOUNT | _MS_BIND | _MS_RDONLY | _MS_NOSUID | _MS_NOEXEC)
    folder = f"{CACHES}/proc"
    os.mkdir(folder)
    _mount("proc", folder, "proc", _MS_NOSUID | _MS_NODEV | _MS_NOEXEC)
    try:
        Path(folder, "sys/user/max_user_namespaces").write_text("0", encoding="ascii")
    finally:
        _check(_libc.umount2(folder.encode(), 0), "umount")
        os.rmdir(folder)


def enter(limits: Limits, user: int = STUDENT) -> None:
    """Give this process, the first of its pid namespace, its own view of everything: files, /proc, network, IPC.

    What can be written belongs to `user`, where there is one.

    Raises
    ------
    OSError
    """
    _check(_libc.unshare(_NEWNS | _NEWIPC | _NEWNET | _NEWUTS), "unshare")
    _mount("none", "/", "", _MS_REC | _MS_PRIVATE)
    # One quota for all that can be written.
    folders = {"work": SCRATCH, ".tmp": "/tmp", ".shm": "/dev/shm"}
    plain = _MS_NOSUID | _MS_NODEV
    made = {part for path in covered() for part in (path, *map(str, Path(path).parents)) if part.startswith(_AFRESH)}
    options = f"size={limits.disk},nr_inodes={limits.inodes + len(folders) + 1 + len(made)},mode=0755"
    _mount("tmpfs", HOME, "tmpfs", plain, options)
    for name, place in folders.items():
        os.mkdir(f"{HOME}/{name}")
        if place != SCRATCH:
            for path in (path for path in covered() if path.startswith(f"{place}/")):  # read-only as it was
                there = Path(f"{HOME}/{name}{path[len(place) :]}")
                there.parent.mkdir(parents=True, exist_ok=True)
                there.mkdir() if os.path.isdir(path) else there.touch()
                _mount(path, str(there), "", _MS_BIND | _MS_REC)
            _mount(f"{HOME}/{name}", place, "", _MS_BIND | _MS_REC)
        os.chown(f"{HOME}/{name}", *_owner(user))
    os.chown(HOME, *_owner(user))
    _mount("none", CACHES, "", _MS_REMOUNT | _MS_BIND | _MS_RDONLY | plain)
    # Of this namespace's processes only: the rest of /proc would be settings of the machine, and a place to leave signs.
    _mount("proc", "/proc", "proc", plain | _MS_NOEXEC, "subset=pid")


def _owner(user: int) -> tuple[int, int]:
    return (user, user) if os.getuid() == 0 else (os.getuid(), os.getgid())


def confine(limits: Limits, calls: Any, user: int = STUDENT) -> None:
    """Take everything from this process that it does not need to run a student's code.

    Parameters
    ----------
    limits : Limits
    calls : pyseccomp.SyscallFilter
        What `system_calls` returned.
    user : int
        Whom to become, where the server is root.

    Raises
    ------
    OSError
    """
    Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")  # when the machine runs out, take this one
    os.chdir(SCRATCH)
    limit_resources(limits)
    # Counted for each user of a user namespace since Linux 5.14; before, it would count all processes of the account.
    if kernel() >= (5, 14):
        _bound(resource.RLIMIT_NPROC, limits.processes + 3)  # the server, and the first process of the namespace
    for capability in range(64):
        if _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0):
            break
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    _check(_libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0), "prctl")
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    _check(_libc.capset(header, (ctypes.c_uint32 * 6)()), "capset")
    _check(_libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0), "prctl")  # else its own /proc/self belongs to root
    for path in (sys.base_prefix, sys.prefix, str(package())):
        if not os.access(f"{path}/lib" if os.path.isdir(f"{path}/lib") else path, os.R_OK | os.X_OK):
            raise PermissionError(errno.EACCES, "other accounts cannot read it; chmod -R o+rX", path)
    _check(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")
    calls.load()


def limit_resources(limits: Limits, *, trusted: bool = False) -> None:
    """Set the limits that the kernel holds for each process; `trusted` code of ours is bounded in memory only."""
    with open("/proc/self/statm", encoding="ascii") as stream:
        preloaded = int(stream.read().split()[0]) * resource.getpagesize()
    bounds = {resource.RLIMIT_AS: preloaded + limits.memory, resource.RLIMIT_CORE: 1}  # 1: no crash handler either
    if not trusted:
        bounds |= {
            resource.RLIMIT_CPU: int(limits.total) + 5,
            resource.RLIMIT_FSIZE: limits.disk,
            resource.RLIMIT_NOFILE: limits.files,
            resource.RLIMIT_MEMLOCK: 65536,
            resource.RLIMIT_MSGQUEUE: 0,
            resource.RLIMIT_SIGPENDING: 256,
            resource.RLIMIT_RTPRIO: 0,
            resource.RLIMIT_NICE: 0,
        }
    for which, bound in bounds.items():
        _bound(which, bound)


def _bound(which: int, bound: int) -> None:
    hard = resource.getrlimit(which)[1]
    bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
    resource.setrlimit(which, (bound, bound))


def forsake_descriptors(keep: int) -> None:
    """Let every descriptor but one lead nowhere.

    Their numbers stay taken: an object that was made before the fork and is freed later closes its own number, which must not
    be by then that of a file of the student's.
    """
    nowhere = os.open("/dev/null", os.O_RDWR)
    for number in {0, 1, 2, *map(int, os.listdir("/proc/self/fd"))} - {keep, nowhere}:
        with contextlib.suppress(OSError):  # the one that listed them
            if number > 2:
                os.fstat(number)
            os.dup2(nowhere, number, inheritable=number <= 2)
    os.close(nowhere)


def end_with_parent() -> None:
    """End this process when its parent ends."""
    _check(_libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "prctl")


# Not those of os and signal: a Python that was built for old systems, such as conda's, has none.


def pidfd_open(pid: int) -> int:
    """Return a descriptor of a process, readable when it has ended."""
    descriptor: int = _libc.syscall(_PIDFD_OPEN, pid, 0)
    _check(descriptor < 0, "pidfd_open")
    return descriptor


def pidfd_send_signal(descriptor: int, number: int) -> None:
    """Send a signal to a process; no error if it has ended."""
    with contextlib.suppress(ProcessLookupError):
        _check(_libc.syscall(_PIDFD_SEND_SIGNAL, descriptor, number, None, 0), "pidfd_send_signal")


def hide_memory() -> None:
    """Keep processes of the same user out of this one's memory and descriptors."""
    _check(_libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0), "prctl")


# What may be asked of the kernel.

_DENIED = {
    # ways into the kernel, and to privileges
    "EPERM": "acct add_key bpf chroot delete_module fanotify_init fanotify_mark finit_module fsconfig fsmount fsopen fspick "
    "init_module ioperm iopl kcmp kexec_file_load kexec_load keyctl lookup_dcookie mbind migrate_pages mount mount_setattr "
    "move_mount move_pages name_to_handle_at nfsservctl open_by_handle_at open_tree perf_event_open pidfd_getfd pivot_root "
    "process_madvise process_mrelease process_vm_readv process_vm_writev ptrace quotactl quotactl_fd reboot request_key "
    "set_mempolicy set_mempolicy_home_node setns swapoff swapon syslog umount umount2 unshare userfaultfd vhangup vmsplice "
    # ways to meet another submission: through a file that both see, or through the machine
    "inotify_add_watch inotify_init inotify_init1 io_setup mincore "
    "msgctl msgget msgrcv msgsnd semctl semget semop semtimedop shmat shmctl shmget mq_open mq_unlink "
    # memory of no process
    "memfd_create memfd_secret",
    # as a kernel without it would answer; of clone3 the filter cannot see the flags, and the C library goes back to clone
    "ENOSYS": "clone3 io_uring_setup io_uring_enter io_uring_register modify_ldt uselib",
}
_NEWEST_KNOWN, _NEWEST_POSSIBLE = 450, 600  # system calls that this filter was not written for do not exist
_LOCKS = (6, 7, 37, 38)  # of a process, and of an open file
_SIGNS = (1024, 1026)  # leases, and notes of changes in a folder
_MAP_SHARED_ANONYMOUS = 0x21  # its pages stay when they are unmapped from view, in no process's count
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C


def system_calls() -> Any:
    """Return the filter of system calls, a `pyseccomp.SyscallFilter`.

    Raises
    ------
    GradingError
        If libseccomp is missing.
    """
    try:
        import pyseccomp
    except (ImportError, RuntimeError, OSError):
        raise GradingError(
            "the sandbox needs pyseccomp and the library libseccomp; install them: pip install pyseccomp, "
            "apt install libseccomp2"
        ) from None
    masked, unequal = pyseccomp.MASKED_EQ, pyseccomp.NE
    calls = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    no = pyseccomp.ERRNO(errno.EPERM)
    calls.set_attr(pyseccomp.Attr.ACT_BADARCH, pyseccomp.ERRNO(errno.ENOSYS))  # 32-bit system calls
    for name, several in _DENIED.items():
        for call in several.split():
            with contextlib.suppress(OSError):  # this architecture, or this library, has no such call
                calls.add_rule(pyseccomp.ERRNO(getattr(errno, name)), call)
    for number in range(_NEWEST_KNOWN + 1, _NEWEST_POSSIBLE):
        calls.add_rule(pyseccomp.ERRNO(errno.ENOSYS), number)
    for flag in (_NEWNS, _NEWCGROUP, _NEWUTS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET):
        calls.add_rule(no, "clone", pyseccomp.Arg(0, masked, flag, flag))
    # A lock on a file that two submissions see would be a sign between them. Every lock is granted and none is held:
    # sqlite3 and torch.compile, which want one on a file of their own, work.
    granted = pyseccomp.ERRNO(0)
    calls.add_rule(granted, "flock")
    for action, commands in {granted: _LOCKS, no: _SIGNS}.items():
        for command in commands:
            calls.add_rule(action, "fcntl", pyseccomp.Arg(1, masked, 0xFFFFFFFF, command))
    for request in (_TIOCSTI, _TIOCLINUX):
        calls.add_rule(no, "ioctl", pyseccomp.Arg(1, masked, 0xFFFFFFFF, request))
    # AF_VSOCK reaches the host, and a network is not there; AF_UNIX ends at the namespaces of network and files.
    for call in ("socket", "socketpair"):
        calls.add_rule(pyseccomp.ERRNO(errno.EACCES), call, pyseccomp.Arg(0, unequal, socket.AF_UNIX))
    shared = pyseccomp.Arg(3, masked, _MAP_SHARED_ANONYMOUS, _MAP_SHARED_ANONYMOUS)
    calls.add_rule(no, "mmap", shared)
    calls.add_rule(no, "personality", pyseccomp.Arg(0, unequal, 0xFFFFFFFF))
    return calls


def _mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    result = _libc.mount(
        source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), options.encode() or None
    )
    _check(result, f"mount on {target}")


def _check(result: int, what: str) -> None:
    if result:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")


def bwrap_version(path: str) -> str:
    """Return what bubblewrap says of its version."""
    run = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=10)
    return run.stdout.strip().removeprefix("bubblewrap ") or "unknown"
