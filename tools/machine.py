"""What tests need from the machine: `machine.py browser`, `postgres15`, `rabbitmq`. Debian's own packages.

Root installs what is missing; anybody else gets the one line that says what to install.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from setup import say, stop

POSTGRES15 = Path("/usr/lib/postgresql/15/bin/postgres")
CHROMIUM = (Path("/usr/bin/chromium"), Path("/usr/local/bin/chromium"))
RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
WANTED = {
    "browser": ("chromium", CHROMIUM),
    "postgres15": ("postgresql-15", (POSTGRES15,)),
    "rabbitmq": ("rabbitmq-server", (RABBITMQ,)),
}


def prepare(package: str) -> None:
    if package == "postgresql-15":
        # Debian would make and start a cluster of its own, which nobody here asked for.
        rules = Path("/etc/postgresql-common/createcluster.conf")
        if not rules.exists():
            rules.parent.mkdir(parents=True, exist_ok=True)
            rules.write_text("create_main_cluster = false\n")


def main(what: str) -> None:
    package, places = WANTED[what]
    if any(place.is_file() for place in places):
        return
    apt = shutil.which("apt-get", path="/usr/bin:/bin")
    if os.geteuid() != 0 or apt is None:
        without = " Without it: make test-core." if what == "browser" else ""
        stop(f"Debian's {package} is missing: run `apt-get install {package}` as root.{without}")
    say(f"Installing {package} from Debian's packages")
    prepare(package)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    install = [apt, "install", "--yes", "--quiet=2", "--no-install-recommends", package]
    for command in ([apt, "update", "--quiet=2"], install):
        if subprocess.run(command, env=quiet, check=False, stdout=subprocess.DEVNULL).returncode:
            stop(f"apt could not install {package} (above is why).")


if __name__ == "__main__":
    main(sys.argv[1])
