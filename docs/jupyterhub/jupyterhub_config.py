"""JupyterHub for one class on one Linux machine, whose accounts are the machine's own.

Started by root, who alone can start a server as somebody else: jupyterhub -f jupyterhub_config.py
"""

import os
import sys

c = get_config()  # noqa: F821 (put there by the loader)

# Only this machine reaches the hub. A web server with TLS stands in front of it: passwords go through.
c.JupyterHub.bind_url = "http://127.0.0.1:8000"

# Who has an account and is in this group of the machine may log in, with the password of the account.
c.JupyterHub.authenticator_class = "pam"
c.LocalAuthenticator.allowed_groups = {"dltheory"}

# Everybody's server runs as their own user, so that file permissions hold between them. The module is named in place of the
# script `jupyterhub-singleuser`, which a virtual environment that is not activated does not put on the PATH.
c.JupyterHub.spawner_class = "localprocess"
c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
c.Spawner.default_url = "/lab"
# Terminals find nbgrader and dltheory: with this PATH, and a shell that does not log in, which would forget it.
os.environ["PATH"] = os.pathsep.join([os.path.join(sys.prefix, "bin"), os.environ.get("PATH", os.defpath)])
c.Spawner.environment = {"OMP_NUM_THREADS": "1"}  # a class shares the machine

c.Spawner.args = [
    '--ServerApp.terminado_settings={"shell_command": ["bash"]}',
    # A kernel listens on the loopback, which all users of the machine can reach. Without this they could read its outputs.
    "--MappingKernelManager.transport_encryption=required",
    # Nobody is asked about Jupyter's news, and nothing looks for a newer JupyterLab.
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
]
