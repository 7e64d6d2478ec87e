"""The embedded servers survive whatever happens to the process that runs them."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from api.servers.engines import noted_address, reached_engines, running_engines
from api.servers.folders import SOCKET_PATH_LIMIT, Folders
from api.servers.lock import AlreadyRunningError
from tests.api.holding import ROOT, begin, holding, kill_all, processes_of, told_by, wait_for
from tests.engines import data_folder


def _silent(_text: str) -> None:
    return


@pytest.fixture
def data() -> Iterator[Path]:
    with data_folder() as folder:
        yield folder


def test_a_first_and_a_second_start_keep_one_set_of_data(data: Path) -> None:
    with holding(data) as first:
        first.write("one")
        assert first.end() == 0
    assert processes_of(data) == []
    with holding(data) as second:
        second.write("two")
        assert second.read() == (["one", "two"], ["one", "two"])
        assert second.end() == 0


def test_sigterm_ends_it_as_cleanly_as_ctrl_c(data: Path) -> None:
    with holding(data) as holder:
        holder.process.send_signal(signal.SIGTERM)
        assert holder.process.wait(timeout=60) == 0
    assert "shut down" in _last_state(data)
    assert processes_of(data) == []


def _last_state(data: Path) -> str:
    """Give the state of the stopped cluster, as pg_controldata tells it."""
    from api.servers.postgres import installed_programs

    program = installed_programs() / "pginstall18" / "bin" / "pg_controldata"
    return subprocess.run(
        [program, data / "postgres" / "cluster"],
        capture_output=True,
        text=True,
        check=True,
        env={"LC_ALL": "C"},
    ).stdout


def test_killing_the_supervisor_leaves_no_orphan(data: Path) -> None:
    with holding(data) as holder:
        holder.kill()
        wait_for(lambda: processes_of(data) == [], "servers end with their parent")


def test_a_restart_right_after_a_kill_keeps_everything_and_leaves_no_orphan(data: Path) -> None:
    written: list[str] = []
    for number in range(3):
        with holding(data) as holder:
            assert holder.read() == (written, written)
            written.append(str(number))
            holder.write(str(number))
            holder.kill()
    with holding(data) as last:
        assert last.read() == (written, written)
        assert last.end() == 0
    assert processes_of(data) == []


def test_stale_pid_files_and_sockets_of_a_killed_run_are_no_obstacle(data: Path) -> None:
    with holding(data) as holder:
        holder.write("kept")
        kill_all((holder.process.pid, *holder.pids))
        holder.process.wait(timeout=60)
    assert (data / "postgres" / "cluster" / "postmaster.pid").exists()
    assert (data / "valkey" / "run" / "valkey.sock").exists()
    with holding(data) as again:
        assert again.read() == (["kept"], ["kept"])


@pytest.fixture
def stranger() -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(["/bin/sleep", "600"])
    yield process
    process.kill()
    process.wait()


def test_a_pid_file_that_names_a_stranger_hurts_nobody(
    data: Path, stranger: "subprocess.Popen[bytes]"
) -> None:
    with holding(data) as holder:
        holder.write("kept")
        kill_all((holder.process.pid, *holder.pids))
        holder.process.wait(timeout=60)
    pid_file = data / "postgres" / "cluster" / "postmaster.pid"
    lines = pid_file.read_text().splitlines(keepends=True)
    pid_file.write_text("".join([f"{stranger.pid}\n", *lines[1:]]))
    (data / "valkey" / "run" / "valkey.pid").write_text(f"{stranger.pid}\n")
    with holding(data) as again:
        assert again.read() == (["kept"], ["kept"])
    assert stranger.poll() is None


def test_a_start_that_was_killed_while_making_the_cluster_is_made_good(data: Path) -> None:
    folders = Folders.under(data)
    half = folders.postgres / "cluster.partial"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with holding(data) as holder:
        assert holder.read() == ([], [])
    assert not half.exists()


def test_the_second_start_on_a_folder_exits_with_status_3(data: Path) -> None:
    with holding(data) as holder:
        holder.write("kept")
        second = subprocess.run(
            [sys.executable, "-m", "api.cli", "up"],
            capture_output=True,
            text=True,
            check=False,
            cwd=ROOT,
            env=os.environ | {"PENROLL_DATA_DIR": str(data)},
        )
        assert second.returncode == 3
        assert "already running" in second.stderr
        assert holder.read() == (["kept"], ["kept"])


def test_of_four_first_starts_at_once_one_runs_and_three_exit_with_status_3(data: Path) -> None:
    processes = [begin(data) for _ in range(4)]
    holders = [holder for p in processes if (holder := told_by(p)) is not None]
    assert len(holders) == 1
    assert holders[0].end() == 0
    assert sorted(p.wait(timeout=60) for p in processes) == [0, 3, 3, 3]
    for process in processes:
        assert process.stdout is not None
        process.stdout.close()


def test_two_folders_do_not_meet(data: Path) -> None:
    with data_folder() as other, holding(data) as left, holding(other) as right:
        left.write("left")
        right.write("right")
        assert left.read() == (["left"], ["left"])
        assert right.read() == (["right"], ["right"])


def test_a_folder_with_a_path_too_long_for_sockets_works(data: Path) -> None:
    deep = data / ("a" * 60) / ("b" * 60)
    assert len(str(deep)) > SOCKET_PATH_LIMIT
    for folder in (data, deep.parent):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o711)
    with holding(deep) as holder:
        holder.write("deep")
        assert holder.read() == (["deep"], ["deep"])
        sockets = Path(holder.redis_url.removeprefix("unix://").partition("?")[0]).parent
        assert sockets.stat().st_mode & 0o777 == 0o700
        assert holder.end() == 0
    assert not sockets.exists()


def test_a_folder_that_only_its_owner_may_enter_works(data: Path) -> None:
    """So it is below /root, where the account that PostgreSQL runs as cannot pass."""
    closed = data / "closed"
    closed.mkdir(mode=0o700)
    inside = closed / "data"
    with holding(inside) as first:
        first.write("kept")
        assert first.end() == 0
    with holding(inside) as second:
        assert second.read() == (["kept"], ["kept"])
    home = Folders.under(inside).postgres
    if not home.is_relative_to(inside):
        shutil.rmtree(inside)
        with holding(inside) as anew:
            assert anew.read() == ([], [])
        for place in (home, Folders.under(inside).postgres):
            shutil.rmtree(place)


def test_servers_that_die_are_started_again_at_the_same_address(data: Path) -> None:
    told: list[str] = []
    with running_engines(data, told.append) as engines:
        before = engines.address
        kill_all((engines.postgres.process.pid, engines.valkey.process.pid))
        engines.postgres.process.wait()
        engines.valkey.process.wait()
        engines.revive(told.append)
        assert engines.address == before
        with psycopg.connect(before.database_url) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
        with redis.Redis.from_url(before.redis_url) as client:
            assert client.ping() is True
    assert told[-2:] == [
        "PostgreSQL ended with -9; starting it again",
        "Valkey ended with -9; starting it again",
    ]


def test_a_command_uses_servers_that_run_and_starts_them_where_they_do_not(data: Path) -> None:
    with reached_engines(data, _silent) as own:
        with reached_engines(data, _silent) as shared:
            assert shared == own
        with psycopg.connect(own.database_url) as connection:
            assert connection.execute("select 1").fetchone() == (1,)
    assert noted_address(data) is None
    assert processes_of(data) == []


def test_an_error_inside_stops_the_servers_too(data: Path) -> None:
    with pytest.raises(ZeroDivisionError), running_engines(data, _silent):
        raise ZeroDivisionError
    assert processes_of(data) == []
    with running_engines(data, _silent):
        with pytest.raises(AlreadyRunningError), running_engines(data, _silent):
            pass
        assert noted_address(data) is not None


def test_the_application_role_is_no_superuser_and_nothing_listens_on_tcp(data: Path) -> None:
    query = """
        select current_user, rolsuper, rolcreatedb, rolcreaterole,
               current_setting('data_checksums'),
               current_setting('listen_addresses'), current_setting('fsync'),
               (select extname from pg_extension where extname = 'vector')
        from pg_roles where rolname = current_user
    """
    with running_engines(data, _silent) as engines:
        with psycopg.connect(engines.address.database_url) as connection:
            row = connection.execute(query).fetchone()
        with redis.Redis.from_url(engines.address.redis_url, decode_responses=True) as client:
            settings = client.config_get("port", "appendonly", "appendfsync", "maxmemory-policy")
        modes = [engines.postgres.sockets, engines.valkey.socket.parent]
        assert [folder.stat().st_mode & 0o777 for folder in modes] == [0o700, 0o700]
    assert row == ("penroll", False, False, False, "on", "", "on", "vector")
    assert settings == {
        "port": "0",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
    }


def test_servers_get_nothing_of_our_environment(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PENROLL_PLANTED", "secret-5d1f")
    monkeypatch.setenv("PGPORT", "6543")
    with running_engines(data, _silent) as engines:
        for process in (engines.postgres.process, engines.valkey.process):
            environ = Path(f"/proc/{process.pid}/environ").read_bytes()
            assert b"secret-5d1f" not in environ
        with psycopg.connect(engines.address.database_url) as connection:
            assert connection.execute("show port").fetchone() == ("5432",)
