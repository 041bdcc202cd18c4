"""The embedded PostgreSQL on its bad days: whose it is, who gets in, and what a kill leaves behind."""

import os
import pwd
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from lus import embedded, place
from lus.embedded import Server
from lus.place import read_pid_file
from lus.trouble import Trouble

AS_ROOT = os.geteuid() == 0


def value(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
        assert row is not None
        return row[0]


def stopped(pid: int | None) -> bool:
    try:
        os.kill(pid or 0, 0)
    except ProcessLookupError:
        return True
    return False


def test_data_is_there_the_next_time(open_folder: Path) -> None:
    first = Server(open_folder)
    first.start()
    with psycopg.connect(first.url()) as connection:
        connection.execute("create table kept as select 17 as number")
    first.stop()
    again = Server(open_folder)
    again.start()
    assert value(again.url(), "select number from kept") == 17
    again.stop()


def test_it_never_runs_as_root_and_its_folders_are_closed(open_folder: Path) -> None:
    before = open_folder.stat().st_mode
    server = Server(open_folder)
    server.start()
    assert Path(f"/proc/{server.pid}").stat().st_uid != 0
    for folder in (server.place.data, server.place.sockets):
        assert folder.stat().st_mode & 0o777 == 0o700
        assert folder.stat().st_uid == server.place.owner.pw_uid
    assert open_folder.stat().st_mode == before
    assert value(server.url(), "show listen_addresses") == ""
    server.stop()


def test_the_kernel_says_who_calls_and_nobody_else_gets_in(open_folder: Path) -> None:
    server = Server(open_folder)
    server.start()
    rules = (server.place.data / "pg_hba.conf").read_text()
    assert rules == "local all all peer map=lus\n"
    with pytest.raises(psycopg.OperationalError, match="eer authentication failed"):
        psycopg.connect(server.url(role="postgres"))
    if AS_ROOT:
        # Another user of the machine: the folder is closed, and with the folder open the kernel still tells on him.
        stranger = pwd.getpwnam("daemon")
        psql = ["/bin/sh", "-c", f'exec "{server.place.binaries}/psql" "$0" -c "select 1"', server.url()]
        who = {"user": stranger.pw_uid, "group": stranger.pw_gid, "extra_groups": []}
        closed = subprocess.run(psql, capture_output=True, text=True, check=False, cwd="/", **who)  # type: ignore[call-overload]
        assert "Permission denied" in closed.stderr
        server.place.sockets.chmod(0o755)
        (server.place.sockets / ".s.PGSQL.5432").chmod(0o777)
        known = subprocess.run(psql, capture_output=True, text=True, check=False, cwd="/", **who)  # type: ignore[call-overload]
        assert "eer authentication failed" in known.stderr
        server.place.sockets.chmod(0o700)
    server.stop()


def test_a_killed_server_starts_again_even_if_nobody_buries_it(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "_ZOMBIE_PATIENCE_S", 1)
    server = Server(open_folder)
    server.start()
    assert server.pid
    os.kill(server.pid, signal.SIGKILL)
    again = Server(open_folder)  # while the old one is still our zombie
    again.start()
    assert value(again.url(), "select 1") == 1
    again.stop()
    server.stop()


def test_a_pid_file_whose_number_is_somebody_elses_does_not_stop_the_start(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "_ZOMBIE_PATIENCE_S", 1)
    server = Server(open_folder)
    server.start()
    server.stop()
    # An hour later the number belongs to another program of the same user.
    who = {} if not AS_ROOT else {"user": server.place.owner.pw_uid, "group": server.place.owner.pw_gid}
    sleeper = subprocess.Popen(["/bin/sleep", "60"], cwd="/", **who)  # type: ignore[call-overload]
    (server.place.data / "postmaster.pid").write_text(f"{sleeper.pid}\n{server.place.data}\n0\n5432\n\n\n0 0\nready\n")
    if AS_ROOT:
        os.chown(server.place.data / "postmaster.pid", server.place.owner.pw_uid, server.place.owner.pw_gid)
    server.start()
    assert value(server.url(), "select 1") == 1
    server.stop()
    sleeper.kill()
    sleeper.wait()


def test_a_living_server_keeps_its_pid_file(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "_ZOMBIE_PATIENCE_S", 0.3)
    server = Server(open_folder)
    server.start()
    with pytest.raises(Trouble, match="använder redan datamappen"):
        Server(open_folder).start()
    found = read_pid_file(server.place.data)
    assert found is not None
    assert found.pid == server.pid
    server.stop()


def test_one_holds_the_lock_and_the_others_connect(open_folder: Path) -> None:
    with embedded.connected(open_folder) as ours:
        with embedded.connected(open_folder) as theirs:
            assert theirs == ours
            assert value(theirs, "select 1") == 1
        assert value(ours, "select 1") == 1


def test_a_long_path_gets_a_short_private_socket_folder(open_folder: Path) -> None:
    deep = open_folder / ("a" * 100) / ("b" * 100)
    deep.mkdir(parents=True)
    server = Server(deep)
    server.start()
    assert value(server.url(), "select 1") == 1
    assert not server.place.sockets.is_relative_to(deep)
    assert server.place.sockets.stat().st_mode & 0o777 == 0o700
    server.stop()
    assert not server.place.sockets.exists()


def test_a_path_with_spaces_commas_and_swedish_letters_works(open_folder: Path) -> None:
    odd = open_folder / "Hemgång, prov ett"
    odd.mkdir()
    server = Server(odd)
    server.start()
    assert value(server.url(), "select 1") == 1
    server.stop()


def test_a_start_that_was_killed_half_way_is_made_again(open_folder: Path) -> None:
    half = open_folder / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    server = Server(open_folder)
    server.start()
    assert value(server.url(), "select 1") == 1
    server.stop()
    assert not half.exists()


def test_data_of_another_version_is_not_touched(open_folder: Path) -> None:
    server = Server(open_folder)
    server.start()
    server.stop()
    (server.place.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(Trouble, match="gjord av PostgreSQL 14"):
        Server(open_folder).start()


def test_a_checkout_that_the_servers_user_cannot_enter(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(place, "_ELSEWHERE", open_folder / "elsewhere")
    server = Server(closed / "var")
    server.start()
    assert value(server.url(), "select 1") == 1
    server.stop()
    assert closed.stat().st_mode & 0o777 == 0o700
    # Who starts as himself enters his own folder; root lends the server to a user who cannot.
    assert server.place.data.is_relative_to(open_folder / "elsewhere") is AS_ROOT


def test_binaries_that_the_servers_user_cannot_reach_are_copied(open_folder: Path) -> None:
    closed = open_folder / "closed"
    closed.mkdir(mode=0o700)
    shipped = place.shipped()
    package = shipped.parents[1]
    for name in (package.name, f"{package.name}.libs"):
        (closed / name).symlink_to(package.parent / name)
    server = Server(open_folder / "var", binaries=closed / shipped.relative_to(package.parent))
    server.start()
    assert value(server.url(), "select 1") == 1
    assert server.place.binaries.is_relative_to(open_folder / "var") is AS_ROOT
    server.stop()


def test_the_server_ends_with_a_parent_that_is_killed(open_folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from lus.embedded import Server\n"
        "s = Server(Path(sys.argv[1])); s.start(); print(s.pid, flush=True); input()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(open_folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout
    assert parent.stdin
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdin.close()
    parent.stdout.close()
    for _ in range(200):
        if stopped(pid):
            break
        time.sleep(0.05)
    assert stopped(pid)
