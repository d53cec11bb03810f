# tries: to read the system's accounts, its secrets, logs and settings
# kind: spying
# earns: 0
# verdict: any
# contained by: sandbox: of /etc only fonts, the linker's cache and the time zone

# %% double
import glob

for pattern in (
    "/etc/passwd",
    "/etc/shadow",
    "/etc/group",
    "/etc/ssh/*",
    "/etc/sudoers",
    "/etc/hosts",
    "/etc/resolv.conf",
    "/var/log/*",
    "/var/spool/cron/*",
    "/etc/crontab",
    "/root" + "/.*",
    "/run/secrets/*",
    "/var/run/*",
    "/boot/*",
):
    for path in glob.glob(pattern):
        try:
            with open(path, "rb") as file:
                if file.read(1):
                    print("LEAK:", path)
        except OSError:
            pass
