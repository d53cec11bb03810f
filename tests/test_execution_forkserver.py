"""The fork server: what ends a process and why, what is left of it, and that the server outlives all of it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from course_tools import ROOT
from execution_tools import Talk, descendants, running, wait_for

from dltheory.grading.errors import GradingError
from dltheory.grading.execution import forklauncher, sandbox
from dltheory.grading.execution.forklauncher import ForkLauncher
from dltheory.grading.execution.plain import PlainLauncher
from dltheory.grading.limits import MIB, Limits
from dltheory.grading.protocol import Closed, head_of

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the sandbox needs Linux")
LIMITS = Limits(memory=512 * MIB, disk=32 * MIB, inodes=500, processes=24, files=128)


@pytest.fixture(scope="module")
def launcher():
    with ForkLauncher(("numpy",)) as launcher:
        yield launcher


@pytest.fixture
def student(launcher):
    with Talk(launcher, LIMITS) as talk:
        yield talk
    with Talk(launcher, LIMITS) as after:  # whatever it did, the next one starts and has all that is its own
        assert (
            after.run("import os\nprint(os.listdir(), os.statvfs('.').f_bfree * os.statvfs('.').f_bsize >> 20)")
            == "[] 32"
        )


# --- how it ends ---


def test_leaving(student):
    student.send("import os\nos._exit(3)")
    with pytest.raises(Closed):
        student.receive()
    assert student.ends() == "ended"


def test_the_cause_is_known_when_the_socket_closes(launcher):
    for _ in range(10):
        with Talk(launcher, LIMITS) as student:
            student.send(
                "import os, time\nfor _ in range(3):\n    if not os.fork():\n        break\nx = b'x' * (250 * 2**20)\ntime.sleep(60)"
            )
            with pytest.raises(Closed):
                student.receive()
            assert student.process.cause() == "memory"


def test_a_closed_socket_is_no_end(launcher):
    with Talk(launcher, LIMITS) as student:
        student.send("import os, time\nos.closerange(3, 20)\ntime.sleep(60)")
        with pytest.raises(Closed):
            student.receive()
        assert student.process.cause() is None and student.process.alive()
        student.process.kill()
        assert student.process.cause() == "killed"


@pytest.mark.parametrize("number", ["SIGKILL", "SIGTERM", "SIGSEGV", "SIGABRT"])
def test_killing_itself(student, number):
    student.send(
        f"import os, signal\nsignal.signal(signal.SIGTERM, signal.SIG_DFL)\nos.kill(os.getpid(), signal.{number})"
    )
    assert student.ends() == "ended"


def test_killing_all_that_it_can(student):
    status = student.run("print(open('/proc/self/status').read())").split()
    assert [status[status.index(f"NS{which}:") + 1] for which in ("pid", "pgid", "sid")] == ["2"] * 3
    student.send(
        "import os, signal\ntry:\n    os.kill(-1, signal.SIGKILL)\nexcept OSError:\n    pass\nos.kill(0, signal.SIGKILL)"
    )
    assert student.ends() == "ended"


def test_interrupt_reaches_a_busy_loop(student):
    student.send("while True:\n    pass")
    time.sleep(0.3)
    student.process.interrupt()
    student.receive()
    assert student.process.alive() and student.run("print('here')") == "here"


def test_a_loop_that_ignores_interrupts_is_killed(student):
    student.send(
        "import signal\nfor number in range(1, 65):\n    try:\n        signal.signal(number, signal.SIG_IGN)\n"
        "    except (OSError, ValueError):\n        pass\nwhile True:\n    try:\n        while True: pass\n    except BaseException: pass"
    )
    time.sleep(0.3)
    for _ in range(3):
        student.process.interrupt()
    time.sleep(0.2)
    assert student.process.alive() and student.process.cause() is None
    student.process.kill()
    assert not student.process.alive() and student.process.cause() == "killed"
    assert student.process.usage().cpu > 0.02
    student.process.kill()  # no error
    student.process.interrupt()


def test_an_answer_that_comes_too_late_is_not_taken_for_another(launcher, monkeypatch):
    with Talk(launcher, LIMITS) as student:
        student.run("sum(range(3_000_000))")
        server = student.process._server
        os.kill(inner(server), signal.SIGSTOP)
        try:
            monkeypatch.setattr(forklauncher, "_END_SECONDS", 0.2)
            assert student.process.usage().cpu == 0
        finally:
            os.kill(inner(server), signal.SIGCONT)
        monkeypatch.undo()
        student.send("while True:\n    pass")
        time.sleep(0.5)
        student.process.interrupt()
        student.receive()
        assert student.run("print('here')") == "here"
        assert student.process.usage().cpu > 0


def test_a_server_that_does_not_acknowledge_an_interrupt_is_ended(monkeypatch):
    monkeypatch.setattr(forklauncher, "_END_SECONDS", 0.2)
    monkeypatch.setattr(forklauncher, "_CLOSE_SECONDS", 0.2)
    with ForkLauncher(()) as launcher, Talk(launcher, LIMITS) as student:
        os.kill(inner(student.process._server), signal.SIGSTOP)
        student.process.interrupt()
        assert not student.process.alive()
        with Talk(launcher, LIMITS) as another:
            assert another.run("print('again')") == "again"


def inner(server):
    """Return the number of a sandboxed server's process, as this machine counts."""
    info = Path(f"/proc/self/fdinfo/{server._inner}").read_text(encoding="ascii").split()
    return int(info[info.index("Pid:") + 1])


@pytest.mark.parametrize("modules", [(), ("matplotlib",), ("matplotlib.pyplot",)])
def test_drawing_says_nothing(modules):
    source = "import sys\nimport matplotlib.pyplot as plt\nplt.plot([0, 1])\nplt.savefig('a.png')\nprint('drawn')"
    with ForkLauncher(modules) as launcher, Talk(launcher, Limits()) as student:
        assert student.run(source) == "drawn"
        command = "import subprocess, sys\nprint(subprocess.run([sys.executable, '-c', 'import matplotlib.pyplot'], stderr=-1).stderr)"
        assert student.run(command) == "b''"


def test_a_stopped_process_is_killed(student):
    student.send("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)")
    time.sleep(0.2)
    student.process.kill()
    assert student.process.cause() == "killed"


def test_a_daemon_is_gone_with_its_submission(student):
    student.run(
        "import os, sys, subprocess\nif not os.fork():\n    os.setsid()\n    if not os.fork():\n"
        "        os.execv('/bin/sh', ['sh', '-c', 'trap \"\" TERM HUP INT; sleep 7654.5; sleep 7654.5'])\n    os._exit(0)\nos.wait()"
    )
    wait_for(lambda: running("7654.5"))
    student.process.kill()
    assert running("7654.5") == []


def test_a_daemon_is_gone_when_its_submission_leaves(student):
    student.run("import subprocess\nsubprocess.Popen(['sleep', '7654.25'], start_new_session=True)")
    wait_for(lambda: running("7654.25"))
    student.send("import os\nos._exit(0)")
    assert student.ends() == "ended" and running("7654.25") == []


# --- what it may use ---


def test_memory_of_one_process(student):
    assert student.error("import numpy\nx = numpy.ones(2**30)")[0].endswith("MemoryError")


def test_memory_of_several_processes_together(student):
    student.send(
        "import os, time\nfor _ in range(6):\n    if not os.fork():\n        x = b'x' * (150 * 2**20)\n        time.sleep(60)\ntime.sleep(60)"
    )
    assert student.ends() == "memory"
    assert student.process.usage().memory > LIMITS.memory


def test_memory_that_waits_in_sockets(student):
    student.send(
        "import os, socket, time\nfor _ in range(20):\n    if not os.fork():\n        kept = []\n        for _ in range(50):\n"
        "            kept.append(socket.socketpair())\n            kept[-1][0].setblocking(False)\n            try:\n"
        "                while True: kept[-1][0].send(bytes(65536))\n            except BlockingIOError: pass\n"
        "        time.sleep(60)\ntime.sleep(60)"
    )
    assert student.ends() == "memory"


def test_memory_that_is_shared_is_counted_once(student):
    code = "x = b'x' * (200 * 2**20)\nimport os, time\nfor _ in range(4):\n    if not os.fork():\n        time.sleep(60)\ntime.sleep(0.5)\nprint('fine')"
    assert student.run(code) == "fine"
    assert student.process.alive()


def test_processor_time_of_all_processes_together(launcher):
    with Talk(launcher, Limits(total=1.0)) as student:
        student.send("import os\nos.fork()\nwhile True: pass")
        assert student.ends() == "cpu"
        assert 0.9 < student.process.usage().cpu < 5


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="needs two processors")
def test_who_keeps_several_processors_busy_is_ended(launcher):
    with Talk(launcher, Limits(surplus=0.5)) as student:
        student.send(
            "import os\nfor _ in range(4):\n    os.fork()\nos.setsid() if os.getpid() != 2 else None\nwhile True: pass"
        )
        assert student.ends() == "processors"
    with Talk(launcher, Limits(surplus=0.5)) as student:
        student.run("import time\nend = time.process_time() + 1.5\nwhile time.process_time() < end: pass")
        assert student.process.alive(), "one processor is everybody's right"


def test_asking_often_does_not_put_the_watcher_off(launcher):
    with Talk(launcher, Limits(total=0.5)) as student:
        student.send("while True: pass")
        deadline = time.monotonic() + 30
        while student.process.usage().cpu < 5 and student.process.alive() and time.monotonic() < deadline:
            pass
        assert student.process.cause() == "cpu"


def test_fork_bomb(student):
    student.send("import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass")
    assert student.ends() == "processes"


def test_fork_bomb_of_a_shell(student):
    student.send("import subprocess\nsubprocess.run(['sh', '-c', 'f() { sleep 60 & f & f & wait; }; f'])")
    time.sleep(1)
    assert len(descendants()) < LIMITS.processes + 20  # the shells that get no process give up
    student.process.kill()


def test_threads_without_end(student):
    code = (
        "import threading, time\nwhile True:\n    threading.Thread(target=time.sleep, args=(30,), daemon=True).start()"
    )
    assert "new thread" in student.error(code)[1]


def test_disk_filler(student):
    fill = "for folder in ('/student', '/tmp', '/dev/shm', '.'):\n    with open(folder + '/f', 'wb') as f:\n        for _ in range(64): f.write(bytes(2**20))"
    assert student.error(fill)[1].startswith(("[Errno 28]", "[Errno 27]"))
    used = "import os\nprint(sum(os.stat(f + '/f').st_blocks * 512 for f in ('/student', '/tmp', '/dev/shm', '.') if os.path.exists(f + '/f')))"
    assert int(student.run(used)) <= LIMITS.disk


def test_inode_filler(student):
    made = "n = 0\nimport os\ntry:\n    while True:\n        os.mkdir(f'/tmp/{n}')\n        n += 1\nexcept OSError as error:\n    print(n, error.errno)"
    count, error = map(int, student.run(made).split())
    assert 400 < count <= LIMITS.inodes and error == 28


def test_descriptors(student):
    code = "import os\nkept = []\nwhile True:\n    kept.append(os.open('/dev/null', 0))"
    assert student.error(code)[1].startswith("[Errno 24]")


def test_pictures_with_many_formulas():
    draws = """
import matplotlib.pyplot as plt
for n in range(4):
    plt.loglog([10.0**-n, 10.0 ** (n + 5)], [10.0 ** (-n - 8), 1])
    plt.title(f"$x^{{{n}}}$")
    plt.show()
"""
    pictures = []
    for launcher in (ForkLauncher(("numpy", "matplotlib")), PlainLauncher(ahead=False)):
        with launcher, Talk(launcher, LIMITS) as student:
            student.send(draws)
            outputs = head_of(student.wire.receive(time.monotonic() + 60))["outputs"]
        assert [output["output_type"] for output in outputs] == ["display_data"] * 4, outputs
        pictures.append([output["data"]["image/png"] for output in outputs])
    assert pictures[0] == pictures[1]  # a preloaded process shares what reads formulas, and draws the same


def test_usage_grows(student):
    student.run("x = sum(i * i for i in range(3_000_000))\nkept = b'x' * (50 * 2**20)")
    usage = student.process.usage()
    assert usage.cpu > 0.05 and usage.memory > 50 * MIB


# --- examiners ---


def test_an_examiner_has_bounds_and_leaves_nothing(launcher):
    with Talk(launcher, LIMITS, "examiner") as examiner:
        folder = examiner.run("import os\nprint(os.getcwd())\nopen('left', 'w')")
        assert examiner.error("x = b'x' * 2**30")[0] == "MemoryError"
        examiner.run("import subprocess\nsubprocess.Popen(['sleep', '7654.75'])")
        wait_for(lambda: running("7654.75"))
        assert Path(folder, "left").exists()
        examiner.process.kill()
        assert examiner.process.cause() == "killed"
        assert not Path(folder).exists()
        wait_for(lambda: not running("7654.75"))
    assert Path("/tmp") in Path(folder).parents or os.environ.get("TMPDIR")


# --- the server ---


def state():
    """Return how many processes, open descriptors and mounts this process and all below it have."""
    below = sorted(descendants())
    opened = sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in [os.getpid(), *below])
    mounts = sum(Path(f"/proc/{pid}/mountinfo").read_text(encoding="utf-8").count("\n") for pid in below)
    return len(below), opened, mounts


def test_a_hundred_starts_leave_nothing(launcher):
    before = None
    for count in range(101):
        role = "examiner" if count % 4 == 3 else "student"
        with Talk(launcher, LIMITS, role) as talk:
            if count % 3 == 0:
                talk.run("import subprocess\nsubprocess.Popen(['sleep', '60'], start_new_session=True)")
            elif count % 3 == 1:
                talk.send("import os\nos._exit(1)")
                assert talk.ends() == "ended"
        if before is None:
            before = state()
    wait_for(lambda: state() == before)


def test_many_at_once(launcher):
    talks = [Talk(launcher, LIMITS, role) for role in ("student", "examiner") for _ in range(4)]
    try:
        assert {talk.run("print('here')") for talk in talks} == {"here"}
    finally:
        for talk in talks:
            talk.process.kill()


def test_a_lost_server_is_said_and_replaced():
    others = descendants()
    with ForkLauncher(()) as launcher, Talk(launcher, LIMITS) as student:
        assert student.run("print('here')") == "here"
        for pid in descendants() - others:
            os.kill(pid, signal.SIGKILL)
        assert student.ends() == "lost"
        for role in ("student", "examiner"):
            with Talk(launcher, LIMITS, role) as talk:
                assert talk.run("print('again')") == "again"


def test_close_ends_everything():
    others = descendants()
    launcher = ForkLauncher(())
    student = Talk(launcher, LIMITS)
    student.run("import subprocess\nsubprocess.Popen(['sleep', '7654.125'])")
    launcher.close()
    assert descendants() == others and running("7654.125") == []
    assert student.process.cause() == "killed"
    student.process.kill()
    launcher.close()
    with pytest.raises(GradingError, match="this launcher is closed"):
        launcher.start("student", LIMITS)


def test_a_server_that_is_stuck_is_ended(monkeypatch):
    monkeypatch.setattr(forklauncher, "_CLOSE_SECONDS", 0.5)
    others = descendants()
    launcher = ForkLauncher(())
    below = descendants() - others
    for pid in below:
        os.kill(pid, signal.SIGSTOP)
    launcher.close()
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in below))


def test_servers_go_when_the_grader_is_killed():
    code = """
import sys, time
from dltheory.grading.execution.forklauncher import ForkLauncher
from execution_tools import Talk
from dltheory.grading.limits import Limits
launcher = ForkLauncher(())
talks = [Talk(launcher, Limits(), role) for role in ("student", "examiner")]
for talk in talks:
    talk.send("import time, subprocess\\nsubprocess.Popen(['sleep', '7654.0625'])\\nwhile True: pass")
print("ready", flush=True)
time.sleep(60)
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "course"), str(ROOT / "tests")])}
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=environment) as grader:
        try:
            assert grader.stdout.readline() == b"ready\n"
            wait_for(lambda: len(running("7654.0625")) == 2)
            below = descendants(grader.pid)
            assert len(below) >= 6
        finally:
            grader.kill()
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in below))
    assert running("7654.0625") == []


def test_a_server_that_does_not_start_says_why(monkeypatch, tmp_path):
    environment = sandbox.environment(sandboxed=False) | {"PYTHONPATH": str(tmp_path), "PYTHONHOME": str(tmp_path)}
    monkeypatch.setattr(sandbox, "environment", lambda **_: environment)
    for boxed in (True, False):
        with pytest.raises(GradingError, match=r"(sandbox|server) does not start (here )?\(.*\w.*\)"):
            ForkLauncher((), sandbox=boxed)


def test_without_a_sandbox_it_is_said():
    with ForkLauncher((), sandbox=False) as launcher, Talk(launcher, LIMITS) as student:
        assert not launcher.sandboxed
        folder = student.run("import os\nprint(os.getcwd(), os.environ.get('DLTHEORY_GRADING_SECRET'))")
        assert folder.endswith(" None") and Path(folder.split()[0]).is_dir()
        student.send("while True: pass")
        student.process.kill()
        assert student.process.cause() == "killed" and not Path(folder.split()[0]).exists()


def test_a_server_that_is_killed_while_it_starts_is_started_again(monkeypatch):
    waited = []

    def killed_once(server):
        waited.append(server)
        if len(waited) == 1:
            server._process.kill()
        return wait(server)

    wait = forklauncher._Server.wait_until_ready
    monkeypatch.setattr(forklauncher._Server, "wait_until_ready", killed_once)
    with ForkLauncher(["math"], sandbox=False) as launcher, Talk(launcher, LIMITS) as student:
        assert student.run("print(1)") == "1"
    assert len(waited) == 3
