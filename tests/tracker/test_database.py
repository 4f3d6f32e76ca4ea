"""The embedded server under all that ends processes, and what DATABASE_URL may say; a server for each test."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from urllib.parse import quote

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured

from tracker import database
from tracker.database import DatabaseUnavailable, EmbeddedServer

ROOT = database.BASE_DIR

# joins, says so, and leaves when its input ends: which it does when the test process dies, too
USER = """
import signal, sys
from pathlib import Path
from tracker import database
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background shell's children ignore it
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # and those of nohup
with database.running({}, Path(sys.argv[1])):
    print("ready", flush=True)
    sys.stdin.read()
"""


def parameters(base):
    found = database.django_settings({}, base)
    options = {name: value for name, value in found["OPTIONS"].items() if name != "pool"}
    return {"dbname": "tracker", "user": "tracker", "host": found["HOST"], "port": found["PORT"], **options}


def ask(base, sql):
    with psycopg.connect(**parameters(base), autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else None


def postmaster(base):
    return EmbeddedServer(base)._postmaster()


def processes(base):
    return EmbeddedServer(base).processes()


def parents(path):
    return {folder: stat.S_IMODE(folder.stat().st_mode) for folder in [path, *path.parents]}


def copy(made, base):
    base.mkdir(parents=True, exist_ok=True)
    # cp, since the data belong to another user where we are root, and must go on doing so
    subprocess.run(["cp", "-a", made / "var", base], check=True)
    return base


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """A folder whose var/ holds a database that has been stopped; to be copied."""
    base = tmp_path_factory.mktemp("made")
    with database.running({}, base):
        ask(base, "CREATE TABLE kept (word text)")
    return base


@pytest.fixture
def base(made, tmp_path):
    return copy(made, tmp_path / "base")


@pytest.fixture
def begin():
    """Starts a process that uses the server of a folder; `wait=False` does not wait until it has."""
    begun = []

    def begin_one(base, wait=True):
        user = subprocess.Popen(
            [sys.executable, "-c", USER, base],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        begun.append((user, base))
        if wait:
            assert user.stdout.readline() == "ready\n", user.communicate()[1]
        return user

    yield begin_one
    for user, _ in begun:
        user.kill()
        user.communicate()
    for base in {base for _, base in begun}:
        server = EmbeddedServer(base)
        if server.folder.exists():
            server.leave(server._open("users"))
        assert processes(base) == []


def leave(user):
    _, error = user.communicate(timeout=60)
    assert error == ""
    return user.returncode


# --- how users end --------------------------------------------------------------------


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_the_server(base, begin, signum):
    user = begin(base)
    assert processes(base)
    user.send_signal(signum)
    user.wait(30)
    assert processes(base) == []


def test_the_end_of_the_last_user_stops_the_server(base, begin):
    first, second = begin(base), begin(base)
    server = postmaster(base)
    assert leave(first) == 0
    assert postmaster(base) == server
    assert ask(base, "SELECT 1") == [(1,)]
    assert leave(second) == 0
    assert processes(base) == []


def test_a_killed_user_leaves_the_server_to_the_next(base, begin):
    user = begin(base)
    ask(base, "INSERT INTO kept VALUES ('stays')")
    server = postmaster(base)
    user.kill()
    user.wait()
    second = begin(base)
    assert postmaster(base) == server
    assert ask(base, "SELECT word FROM kept") == [("stays",)]
    assert leave(second) == 0
    assert processes(base) == []


def test_a_killed_user_does_not_count(base, begin):
    killed, last = begin(base), begin(base)
    killed.kill()
    killed.wait()
    leave(last)
    assert processes(base) == []


def test_two_that_start_at_once_share_one_new_server(tmp_path, begin):
    first, second = begin(tmp_path, wait=False), begin(tmp_path, wait=False)
    assert [user.stdout.readline() for user in (first, second)] == ["ready\n", "ready\n"]
    assert ask(tmp_path, "SELECT lower('É')") == [("é",)]
    told = [user.communicate(timeout=60)[1] for user in (first, second)]
    assert sorted(told) == ["", "Making the database under var/postgres ...\n"]
    assert processes(tmp_path) == []


def test_killed_while_the_database_is_made(tmp_path, begin):
    user = begin(tmp_path, wait=False)
    new = tmp_path / "var" / "postgres" / "data.new"
    while not (new / "base").exists():
        time.sleep(0.01)
    user.kill()
    user.wait()
    second = begin(tmp_path)
    assert ask(tmp_path, "SELECT current_database()") == [("tracker",)]
    second.communicate()
    assert not new.exists()


# --- how servers end ------------------------------------------------------------------


def test_a_killed_server_recovers(base, begin):
    first = begin(base)
    ask(base, "INSERT INTO kept VALUES ('stays')")
    killed = postmaster(base)
    os.kill(killed, signal.SIGKILL)
    second = begin(base)
    assert postmaster(base) != killed
    assert ask(base, "SELECT word FROM kept") == [("stays",)]
    # the first is still a user, of the new server now
    leave(second)
    assert ask(base, "SELECT word FROM kept") == [("stays",)]
    leave(first)
    assert processes(base) == []


def test_a_killed_backend(base, begin):
    begin(base)
    with psycopg.connect(**parameters(base)) as connection:
        os.kill(connection.info.backend_pid, signal.SIGKILL)
        second = begin(base)
        assert ask(base, "SELECT 1") == [(1,)]
        leave(second)


def test_a_backend_that_does_not_notice_its_postmasters_death(base, begin, monkeypatch):
    monkeypatch.setattr(database, "LEFTOVER_SECONDS", 1)
    begin(base)
    connection = psycopg.connect(**parameters(base))
    os.kill(connection.info.backend_pid, signal.SIGSTOP)
    os.kill(postmaster(base), signal.SIGKILL)
    with database.running({}, base):
        assert connection.info.backend_pid not in processes(base)
        assert ask(base, "SELECT 1") == [(1,)]
    connection.close()


def test_the_process_id_of_a_dead_server_is_used_again(base, begin):
    begin(base).kill()
    pid_file = base / "var" / "postgres" / "data" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    os.kill(int(lines[0]), signal.SIGKILL)
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]))
    leave(begin(base))


# --- where it lies and who comes in ---------------------------------------------------


def test_a_long_path_under_a_private_folder(made, tmp_path, begin):
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    base = copy(made, private / ("long" * 30) / "ü with spaces")
    before = parents(base)
    user = begin(base)
    sockets = EmbeddedServer(base).sockets
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    assert ask(base, "SELECT count(*) FROM kept") == [(0,)]
    leave(user)
    assert parents(base) == before
    assert not sockets.exists()


def test_the_short_place_of_a_long_path_is_taken_by_somebody(made, tmp_path):
    base = copy(made, tmp_path / ("long" * 30))
    sockets = EmbeddedServer(base).sockets
    sockets.symlink_to(tmp_path)
    try:
        with pytest.raises(DatabaseUnavailable, match="is not this user's own folder"), database.running({}, base):
            pass
    finally:
        sockets.unlink()


def test_nobody_comes_in_without_the_password(base, begin):
    begin(base)
    known = parameters(base)
    for role in "tracker", "postgres":
        with pytest.raises(psycopg.OperationalError, match="no password supplied"):
            psycopg.connect(**known | {"user": role, "passfile": "/dev/null"})
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(**known | {"user": role, "password": "guessed"})
    folder = base / "var" / "postgres"
    for path in folder, folder / "data", folder / "socket", folder / "passwords":
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
    assert ask(base, "SHOW listen_addresses") == [("",)]
    assert ask(base, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == [(False,)]


def test_a_lost_password_file_is_made_again(base):
    (base / "var" / "postgres" / "passwords").unlink()
    with database.running({}, base):
        assert ask(base, "SELECT current_user") == [("tracker",)]


# --- which PostgreSQL -----------------------------------------------------------------


def test_the_systems_postgresql_serves_where_the_wheel_has_none(tmp_path, monkeypatch):
    monkeypatch.setattr(database.importlib.util, "find_spec", lambda name: None)
    if not any(database._major(folder) for folder in database._program_folders()):
        pytest.skip("No PostgreSQL of the system's own.")
    with database.running({}, tmp_path):
        assert ask(tmp_path, "SELECT lower('É')") == [("é",)]
    # data of one version stay with its programs when the wheel is there again
    monkeypatch.undo()
    with database.running({}, tmp_path):
        assert ask(tmp_path, "SELECT lower('É')") == [("é",)]


def test_data_of_another_version(base):
    (base / "var" / "postgres" / "data" / "PG_VERSION").write_text("12\n")
    with (
        pytest.raises(DatabaseUnavailable, match="was made by PostgreSQL 12 and only that"),
        database.running({}, base),
    ):
        pass


def test_no_postgresql_at_all(tmp_path, monkeypatch):
    monkeypatch.setattr(database, "_program_folders", list)
    with pytest.raises(DatabaseUnavailable, match="No PostgreSQL 15 or newer is here"), database.running({}, tmp_path):
        pass


def test_a_server_that_cannot_start_says_why(base):
    (base / "var" / "postgres" / "data" / "postgresql.conf").write_text("max_connections = many\n")
    why = "PostgreSQL did not start: .*postgresql.conf"
    with pytest.raises(DatabaseUnavailable, match=why), database.running({}, base):
        pass
    assert processes(base) == []


# --- DATABASE_URL ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://u:S3cret@h/d", "DATABASE_URL does not begin with postgresql://"),
        ("u:S3cret@h/d", "DATABASE_URL does not begin with postgresql://"),
        ("postgresql:u:S3cret@h/d", "DATABASE_URL does not begin with postgresql://"),
        ("S3cret", "DATABASE_URL does not begin with postgresql://"),
        ("postgresql://u:S3cret@h", "DATABASE_URL names no database"),
        ("postgresql://u:S3cret@h/", "DATABASE_URL names no database"),
        ("postgresql://u:S3cret@h:port/d", "DATABASE_URL cannot be read"),
        ("postgresql://u:S3cret@h:99999/d", "DATABASE_URL cannot be read"),
        ("postgresql://u:S3cret@[h/d", "DATABASE_URL cannot be read"),
        ("postgresql://u:S3/cret@h/d", "DATABASE_URL cannot be read"),
        ("postgresql://u:12/S3cret@h/d", "DATABASE_URL cannot be read"),
        ("postgresql://u:12#S3cret@h/d", "DATABASE_URL cannot be read"),
        ("postgresql://u:12/d?S3cret=1", "DATABASE_URL has options"),
        ("postgresql://u:S3cret@h/d?sslmode=a&sslmode=b", "DATABASE_URL has options"),
        ("postgresql://u:S3cret@h/test_tracker", "TEST_DATABASE is the database itself"),
    ],
)
def test_a_wrong_address_is_one_sentence(url, sentence, tmp_path):
    with pytest.raises(ImproperlyConfigured) as caught:
        database.django_settings({"DATABASE_URL": url}, tmp_path)
    said = str(caught.value)
    assert said.startswith(sentence)
    assert "\n" not in said
    assert "cret" not in said
    assert caught.value.__cause__ is None


def test_an_address_becomes_djangos_settings(tmp_path):
    url = "postgres://u:p%2F%40%23@db.example:6000/facts?sslmode=require"
    environ = {"DATABASE_URL": url, "DATABASE_POOL": "0", "TEST_DATABASE": "test_x"}
    found = database.django_settings(environ, tmp_path)
    names = ("ENGINE", "USER", "PASSWORD", "HOST", "PORT", "NAME")
    engine = "django.db.backends.postgresql"
    assert tuple(found[name] for name in names) == (engine, "u", "p/@#", "db.example", 6000, "facts")
    assert found["OPTIONS"] == {"sslmode": "require", "connect_timeout": 10}
    assert found["TEST"] == {"NAME": "test_x"}


def test_settings_touch_nothing(tmp_path):
    database.django_settings({}, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("pool", ["many", "-1", "1001"])
def test_a_wrong_pool(pool, tmp_path):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_POOL is no whole number from 0 to 1000"):
        database.django_settings({"DATABASE_POOL": pool}, tmp_path)


def test_what_the_database_of_an_address_must_be(base, begin, monkeypatch):
    begin(base)
    ask(base, "CREATE DATABASE c TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C' ENCODING 'UTF8'")
    ask(base, "CREATE DATABASE bytes TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C' ENCODING 'SQL_ASCII'")
    password = dict(line.split(":")[3:] for line in (base / "var" / "postgres" / "passwords").read_text().splitlines())[
        "tracker"
    ]
    address = f"postgresql://tracker:{password}@{quote(str(EmbeddedServer(base).sockets), safe='')}/"

    def said(url):
        try:
            with database.running({"DATABASE_URL": url}, base):
                return ""
        except DatabaseUnavailable as error:
            return str(error)

    assert said(address + "tracker") == ""
    assert said(address + "c").startswith("The database does not know that é is the small É")
    assert said(address + "bytes").startswith("The database is encoded in SQL_ASCII")
    missing = said(address + "missing")
    assert missing.startswith("The database of DATABASE_URL cannot be reached: ")
    assert 'database "missing" does not exist' in missing
    wrong = said(address.replace(password, "S3cret") + "tracker")
    assert "password authentication failed" in wrong
    assert "S3cret" not in wrong
    assert "cannot be reached" in said("postgresql://u:S3cret@127.0.0.1:1/d")
    monkeypatch.setattr(database, "OLDEST_POSTGRES", 99)
    assert said(address + "tracker").endswith("the tracker needs 99 or newer.")


# --- the commands ---------------------------------------------------------------------


@pytest.fixture
def checkout(base):
    for name in "manage.py", "tracker", "sources", "articles", "templates":
        path = ROOT / name
        if path.is_dir():
            shutil.copytree(path, base / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, base)
    return base


def manage(checkout, *arguments, **environ):
    # whatever the surroundings say, these two decide what is tested here
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "PORT"}}
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "manage.py", *arguments],
        cwd=checkout,
        env=kept | environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def serve(checkout, port, *arguments):
    process = manage(checkout, "serve", *arguments, PORT=str(port))
    line = process.stdout.readline()
    assert line == f"Serving on http://localhost:{port}/ - Ctrl-C stops it.\n", process.communicate()[1]
    socket.create_connection(("127.0.0.1", port)).close()
    return process


def test_serve_ends_with_its_database_and_starts_again_after_kill(checkout):
    port = free_port()
    first = serve(checkout, port)
    first.kill()
    first.wait()
    second = serve(checkout, port)
    taken = manage(checkout, "serve", PORT=str(port))
    output, error = taken.communicate(timeout=120)
    assert (taken.returncode, output) == (1, "")
    assert error.startswith(
        f"CommandError: Cannot serve on port {port} of 127.0.0.1: Address already in use; set PORT or HOST."
    )
    assert error.count("\n") == 1
    second.send_signal(signal.SIGTERM)
    assert second.communicate(timeout=120) == ("", "")
    assert second.returncode == 0
    third = serve(checkout, port)
    third.send_signal(signal.SIGINT)
    assert third.communicate(timeout=120) == ("", "")
    assert processes(checkout) == []


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux tells a process that its parent ended.")
def test_serve_ends_with_make(checkout, begin):
    port = free_port()
    shell = subprocess.Popen(
        ["/bin/sh", "-c", f"{sys.executable} -W ignore manage.py serve --end-with-parent; true"],
        cwd=checkout,
        env={name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {"PORT": str(port)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert shell.stdout.readline().startswith("Serving on")
    shell.kill()
    shell.wait()
    # the end of its output is the end of the last process that wrote there
    assert shell.stdout.read() == ""
    end = time.monotonic() + 10
    while processes(checkout) and time.monotonic() < end:
        time.sleep(0.05)
    assert processes(checkout) == []


@pytest.mark.parametrize(
    ("arguments", "environ", "sentence"),
    [
        (["migrate"], {"DATABASE_URL": "mysql://u:S3cret@h/d"}, "DATABASE_URL does not begin with postgresql://"),
        (["check"], {"DATABASE_URL": "postgresql://u:S3cret@h"}, "DATABASE_URL names no database"),
        (["migrate"], {"DATABASE_URL": "postgresql://u:S3cret@127.0.0.1:1/d"}, "The database of DATABASE_URL cannot"),
        (["serve"], {"PORT": "eighty"}, "PORT='eighty' is no whole number from 1 to 65535."),
    ],
)
def test_a_wrong_setting_is_one_line_without_a_traceback(checkout, arguments, environ, sentence):
    process = manage(checkout, *arguments, **environ)
    output, error = process.communicate(timeout=60)
    assert (process.returncode, output) == (1, "")
    assert error.startswith(sentence)
    assert error.count("\n") == 1
    assert "S3cret" not in error


def test_a_command_that_needs_no_database_starts_none(checkout):
    shutil.rmtree(checkout / "var" / "postgres")
    process = manage(checkout, "check")
    assert process.communicate(timeout=60) == ("System check identified no issues (0 silenced).\n", "")
    assert not (checkout / "var" / "postgres").exists()
