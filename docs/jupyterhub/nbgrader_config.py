"""nbgrader's configuration for everybody on the hub: /etc/jupyter/nbgrader_config.py."""

from pathlib import Path

c = get_config()  # noqa: F821 (put there by the loader)

c.CourseDirectory.course_id = "dltheory"
c.Exchange.root = "/srv/nbgrader/exchange"

# Only an instructor has a course folder, with a configuration of its own. Formgrader asks for it below the home.
course = Path.home() / "dltheory"
if (course / "source").is_dir():
    c.CourseDirectory.root = str(course)

# The kernel that Validate starts: see jupyterhub_config.py.
c.KernelManager.transport_encryption = "required"
