"""Make .venv hold exactly what the locks say, with the `lus` command. `setup.py run` or `setup.py dev`.

Standard library only, because it runs before anything is installed. A stamp with the hash of the locks decides
whether there is anything to do, so that the second `make run` starts at once.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}


def say(text: str) -> None:
    print(f"· {text}", flush=True)


def stop(text: str) -> NoReturn:
    """One line with cause and remedy, exit 1."""
    sys.exit(f"✗ {text}")


def give_back(*made: Path) -> None:
    """Root builds in somebody else's checkout: what it made belongs to the checkout's owner, who runs it next time."""
    owner = ROOT.stat()
    if os.geteuid() != 0 or owner.st_uid == 0:
        return
    for top in made:
        for path in (top, *top.rglob("*")):
            os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)


def fingerprint(kind: str) -> str:
    # The folder's own path is part: a moved checkout has a .venv that points elsewhere.
    digest = hashlib.sha256(f"{sys.version}\n{ROOT}\n".encode())
    digest.update((ROOT / LOCKS[kind]).read_bytes())
    return digest.hexdigest()


def stamp(kind: str) -> Path:
    return VENV / f".stamp-{kind}"


def works() -> bool:
    try:
        return subprocess.run([VENV / "bin" / "python", "-c", ""], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def up_to_date(kind: str) -> bool:
    # The dev lock holds everything of the run lock: developers who type `make run` keep what they have.
    kinds = ("run", "dev") if kind == "run" else ("dev",)
    current = any(stamp(k).is_file() and stamp(k).read_text() == fingerprint(k) for k in kinds)
    return current and works()


def make_venv() -> None:
    if VENV.exists() and not works():
        shutil.rmtree(VENV)
    if not VENV.exists():
        say(f"Making .venv with Python {sys.version.split()[0]}")
        made = subprocess.run([sys.executable, "-m", "venv", VENV], check=False, capture_output=True, text=True)
        if made.returncode:
            shutil.rmtree(VENV, ignore_errors=True)
            why = (made.stdout + made.stderr).strip().splitlines()
            if any("ensurepip" in line for line in why):
                stop("This Python cannot make virtual environments: install python3-venv (apt install python3-venv).")
            stop(f"The virtual environment could not be made: {why[-1] if why else 'no reason given'}")


def pip_install(lock: str, *more: str) -> None:
    """Install a lock, every file checked against its hash: with uv if there is one, and with pip when uv fails."""
    wanted = ["-r", str(ROOT / lock), "--require-hashes", *more]
    python = str(VENV / "bin" / "python")
    uv = shutil.which("uv")
    if uv:
        command = [uv, "--no-config", "pip", "install", "--quiet", "--python", python, *wanted]
        if subprocess.run(command, check=False, cwd=ROOT, stderr=subprocess.DEVNULL).returncode == 0:
            return
        say("uv could not do it; trying pip")
    if subprocess.run([*pip(), *wanted], check=False, cwd=ROOT).returncode:
        stop(f"pip could not install {lock} (above is why). Is the package index reachable? Then run it again.")


def pip() -> list[str]:
    python = str(VENV / "bin" / "python")
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--root-user-action=ignore"]
    return [python, "-m", "pip", "install", *quiet]


def install(kind: str) -> None:
    count = (ROOT / LOCKS[kind]).read_text().count("==")
    say(f"Installing {count} locked packages ({LOCKS[kind]})")
    pip_install(LOCKS[kind])
    say("Installing the lus command")
    editable = [*pip(), "--no-deps", "--no-build-isolation", "--no-index", "-e", str(ROOT)]
    if subprocess.run(editable, check=False, cwd=ROOT).returncode:
        stop("The lus command could not be installed (above is why).")


def main(kind: str) -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - nothing has checked it yet
        stop(f"Python {sys.version.split()[0]} is too old: Hemgång needs 3.11 (make PYTHON=/path/to/python3.11 run).")
    if up_to_date(kind):
        return
    make_venv()
    install(kind)
    stamp(kind).write_text(fingerprint(kind))
    give_back(VENV)


if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "run")
    except OSError as error:
        stop(f"Setup could not write or read what it needs: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
