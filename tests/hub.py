"""A JupyterHub of its own for the tests, on the loopback, with real accounts: made for it, and removed with all they began."""

from __future__ import annotations

import contextlib
import json
import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import requests
import websocket
from course_tools import ROOT

DOCS = ROOT / "docs"
PEOPLE = ("teacher", "ada", "ben")


def lacking() -> str:
    """Say what a test with a hub lacks here; nothing if it can run."""
    if os.geteuid() != 0:
        return "accounts are made, which only root can: run this file with sudo"
    for program in ("configurable-http-proxy", "useradd", "userdel", "groupadd", "chpasswd", "setpriv", "unshare"):
        if shutil.which(program) is None:
            return f"{program} is not installed"
    return ""


def free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def documented(section: str, **instead: str) -> str:
    """Return the commands of a section of docs/jupyterhub.md, with other names and places in them."""
    text = (DOCS / "jupyterhub.md").read_text(encoding="utf-8")
    commands = re.search(rf"^## {section}\n.*?^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)[1]
    return replaced(commands, instead)


def replaced(text: str, instead: dict[str, str]) -> str:
    for old, new in instead.items():
        assert old in text, f"{old} is not there to be replaced"
        text = text.replace(old, new)
    return text


class Hub:
    """The documented hub with its accounts; names, ports and places are its own, the rest is what the documentation says."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="dltheory-hub-"))
        self.folder.chmod(0o755)  # everybody's servers read their configuration there
        self.exchange = self.folder / "exchange"
        self.log = self.folder / "hub.log"
        mark = secrets.token_hex(3)
        self.group = f"class-{mark}"
        self.names = {person: f"{person}-{mark}" for person in PEOPLE}
        self.passwords = {person: secrets.token_hex(8) for person in PEOPLE}
        self.ports = free_ports(3)
        self.url = f"http://127.0.0.1:{self.ports[0]}"
        self._process: subprocess.Popen | None = None

    def home(self, person: str) -> Path:
        return Path(pwd.getpwnam(self.names[person]).pw_dir)

    def make_class(self, make_course: Callable[[Path], None]) -> None:
        """Run the commands of the documentation; `make_course` fills the instructor's course folder."""
        once = {"groupadd dltheory": f"groupadd {self.group}", "--groups dltheory": f"--groups {self.group}"}
        once |= {"/srv/nbgrader/exchange": str(self.exchange), "teacher": self.names["teacher"]}
        commands = documented("The class", **once)
        *first, student = commands.splitlines()
        lines = first + [replaced(student, {" student": f" {self.names[who]}"}) for who in PEOPLE[1:]]
        run = subprocess.run(["sh", "-eux"], input="\n".join(lines), text=True, capture_output=True)
        assert run.returncode == 0, run.stderr
        words = "".join(f"{self.names[who]}:{self.passwords[who]}\n" for who in PEOPLE)
        subprocess.run(["chpasswd"], input=words, text=True, check=True, capture_output=True)
        course = self.home("teacher") / "dltheory"
        course.mkdir()
        make_course(course)
        documented_line = documented("The instructor", **{"/srv/nbgrader/exchange": str(self.exchange)}).splitlines()[0]
        subprocess.run(["sh", "-euc", documented_line], cwd=course, check=True)
        account = pwd.getpwnam(self.names["teacher"])
        for path in (course, *course.rglob("*")):
            os.chown(path, account.pw_uid, account.pw_gid)
        self._write_settings()

    def _write_settings(self) -> None:
        settings = (DOCS / "jupyterhub" / "nbgrader_config.py").read_text(encoding="utf-8")
        config = self.folder / "etc" / "jupyter" / "nbgrader_config.py"
        config.parent.mkdir(parents=True)
        config.write_text(replaced(settings, {"/srv/nbgrader/exchange": str(self.exchange)}), encoding="utf-8")
        self.private = self.folder / "private"
        self.private.mkdir(mode=0o700)
        (self.private / "jupyterhub_config.py").write_text(
            f"""c = get_config()
load_subconfig({str(DOCS / "jupyterhub" / "jupyterhub_config.py")!r})
c.JupyterHub.bind_url = {self.url!r}
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{self.ports[1]}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{self.ports[2]}"
c.LocalAuthenticator.allowed_groups = {{{self.group!r}}}
c.Spawner.environment |= {{"JUPYTER_CONFIG_PATH": {str(config.parent)!r}, "PYTHONDONTWRITEBYTECODE": "1"}}
c.Spawner.http_timeout = c.Spawner.start_timeout = 120
""",
            encoding="utf-8",
        )

    def start(self) -> None:
        command = [sys.executable, "-m", "jupyterhub", "-f", "jupyterhub_config.py"]
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "DLTHEORY"))
        }
        with self.log.open("w") as log:
            # Processes of its own: none outlives the hub, whoever it belongs to, and the hub does not outlive the tests.
            alone = ["setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--kill-child", "--mount-proc"]
            self._process = subprocess.Popen(
                [*alone, "sh", "-euc", self._uncovered() + 'exec "$@"', "sh", *command],
                cwd=self.private,
                env=environment | {"PYTHONPATH": str(ROOT / "course")},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.wait(lambda: requests.get(f"{self.url}/hub/health", timeout=5).ok, 60)

    def _uncovered(self) -> str:
        """Return commands that let everybody reach the interpreter and the course, also where they lie in root's home.

        Only the hub and what it starts sees the result: it has mounts of its own. Nothing else of such a home is in sight.
        """
        proxy = Path(shutil.which("configurable-http-proxy")).resolve()
        modules = next((place for place in proxy.parents if place.name == "node_modules"), proxy.parent)
        needed = {Path(sys.prefix), Path(sys.base_prefix).resolve(), ROOT, modules, self.folder}
        closed: dict[Path, set[Path]] = {}
        for path in needed:
            for place in reversed(path.parents):
                if not place.stat().st_mode & 0o001:
                    closed.setdefault(place, set()).add(path)
                    break
        lines = []
        for place, paths in closed.items():
            for number, path in enumerate(sorted(paths)):
                keep = self.private / f"{place.name}-{number}"
                keep.mkdir()
                lines.append(f"mount --bind '{path}' '{keep}'")
            lines.append(f"mount -t tmpfs -o mode=755 tmpfs '{place}'")
            for number, path in enumerate(sorted(paths)):
                keep = self.private / f"{place.name}-{number}"
                lines += [f"mkdir -p '{path}'", f"mount --bind '{keep}' '{path}'"]
        return "".join(f"{line}\n" for line in lines)

    def wait(self, ready: Callable[[], bool], seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and (self._process is None or self._process.poll() is None):
            with contextlib.suppress(requests.RequestException):
                if ready():
                    return
            time.sleep(0.2)
        raise RuntimeError(f"the hub does not answer:\n{self.log.read_text(encoding='utf-8')[-4000:]}")

    def listens(self) -> list[str]:
        """Return the addresses at which the hub and everybody's programs listen."""
        owners = {0, *(pwd.getpwnam(name).pw_uid for name in self.names.values())}
        found = []
        for family, table in ((socket.AF_INET, "tcp"), (socket.AF_INET6, "tcp6")):
            for line in Path("/proc/net", table).read_text(encoding="ascii").splitlines()[1:]:
                _, local, _, state, _, _, _, uid = line.split()[:8]
                port = int(local.partition(":")[2], 16)
                if state == "0A" and int(uid) in owners and (int(uid) or port in self.ports):
                    words = bytes.fromhex(local.partition(":")[0])
                    packed = b"".join(words[at : at + 4][::-1] for at in range(0, len(words), 4))
                    found.append(socket.inet_ntop(family, packed))
        return found

    def close(self) -> None:
        """End the hub, everybody's servers and whatever they started; remove accounts and folders, whatever has gone before."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        for name in self.names.values():
            subprocess.run(["userdel", "--force", "--remove", name], capture_output=True)
        subprocess.run(["groupdel", self.group], capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)


class Person:
    """Somebody with a browser: logs in, and uses the addresses that the pages of JupyterLab and nbgrader use."""

    def __init__(self, hub: Hub, person: str) -> None:
        self.hub, self.person, self.name = hub, person, hub.names[person]
        self.base = f"{hub.url}/user/{self.name}/"
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy of this machine stands before the loopback

    def log_in(self) -> None:
        page = self._session.get(f"{self.hub.url}/hub/login", timeout=30)
        token = re.search(r'name="_xsrf" value="([^"]+)"', page.text)[1]
        form = {"username": self.name, "password": self.hub.passwords[self.person], "_xsrf": token}
        answer = self._session.post(f"{self.hub.url}/hub/login?next=%2Fhub%2Fspawn", data=form, timeout=120)
        assert "login" not in answer.url.split("?")[0], answer.text

    def status_of(self, address: str) -> int:
        """Return how the hub answers to this browser at any address."""
        return self._session.get(self.hub.url + address, timeout=30).status_code

    def is_served(self) -> bool:
        # The page, not the interface: it sends a browser on to the hub for the cookie, and to a page that waits until then.
        answer = self._session.get(f"{self.base}lab", timeout=30)
        return answer.ok and answer.url.startswith(self.base)

    def _ask(self, method: str, path: str, **more) -> requests.Response:
        tokens = {cookie.path: cookie.value for cookie in self._session.cookies if cookie.name == "_xsrf"}
        headers = {"X-XSRFToken": tokens[f"/user/{quote(self.name)}/"]}
        answer = self._session.request(method, self.base + path, headers=headers, timeout=180, **more)
        assert answer.ok, f"{self.name}: {method} {path}: {answer.status_code}\n{answer.text[-2000:]}"
        return answer

    def get(self, address: str):
        return self._ask("GET", address).json()

    def post(self, address: str, **data):
        return self._ask("POST", address, json=data).json()

    def page(self, address: str) -> str:
        return self._ask("GET", address).text

    def read(self, path: str):
        """Return the content of a file below the home."""
        return self.get(f"api/contents/{quote(path)}")["content"]

    def save(self, path: str, notebook: dict) -> None:
        self._ask("PUT", f"api/contents/{quote(path)}", json={"type": "notebook", "content": notebook})

    def shell(self, command: str, seconds: float = 120) -> tuple[int, str]:
        """Run a command in a terminal of JupyterLab; return its exit status and what it printed."""
        name = self.post("api/terminals")["name"]
        cookies = "; ".join(f"{each.name}={each.value}" for each in self._cookies())
        address = f"{self.base.replace('http', 'ws', 1)}terminals/websocket/{name}"
        terminal = websocket.create_connection(
            address, timeout=30, cookie=cookies, origin=self.hub.url, http_no_proxy=["127.0.0.1"]
        )
        # Written so that the echo of the line is no answer.
        line = f"stty -echo cols 500; printf 'BE''GIN\\n'; {command}; printf '\\nEND''ED %d\\n' $?\r"
        with contextlib.closing(terminal):
            terminal.send(json.dumps(["stdin", line]))
            said, end = "", time.monotonic() + seconds
            terminal.settimeout(5)
            while time.monotonic() < end:
                try:
                    kind, *rest = json.loads(terminal.recv())
                except websocket.WebSocketTimeoutException:
                    continue
                said += rest[0] if kind == "stdout" else ""
                if done := re.search(r"BEGIN\r?\n(.*)\nENDED (\d+)", said, re.DOTALL):
                    self._ask("DELETE", f"api/terminals/{name}")
                    return int(done[2]), done[1].replace("\r", "").strip()
        raise RuntimeError(f"{command} does not end: {said[-2000:]}")

    def _cookies(self) -> Iterator:
        return (each for each in self._session.cookies if each.path in ("/", f"/user/{quote(self.name)}/"))
