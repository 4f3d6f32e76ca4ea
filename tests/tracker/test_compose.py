"""docker-compose.yml and the Dockerfile, as far as they can be tried without an engine.

The file is held against its published schema; every command in the two is run as the image would: in a copy of
the tree that the user cannot write to, without root, with exactly the environment named there, on each PostgreSQL
that is on the machine. Not tried: that the base images and packages are there to be fetched.
"""

import atexit
import contextlib
import functools
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from tracker import database

ROOT = Path(database.BASE_DIR)
SECRETS = {
    "POSTGRES_PASSWORD": "p@ss/w:rd #%",
    "SECRET_KEY": "only-for-this-test-and-long-enough-to-be-taken-for-a-secret-key-4711",
    "ALLOWED_HOSTS": "tracker.example",
}


# --- what the two files say --------------------------------------------------------------------------


def interpolated(text, given):
    """${NAME:?why} and ${NAME:-default}, as compose fills them."""

    def value(found):
        name, kind, rest = found["name"], found["kind"], found["rest"]
        if given.get(name):
            return given[name]
        if kind == ":-":
            return rest
        raise AssertionError(f"compose would stop: {name}: {rest}")

    return re.sub(r"\$\{(?P<name>\w+)(?P<kind>:[-?])(?P<rest>[^}]*)\}", value, text)


def filled(node, given=SECRETS):
    if isinstance(node, dict):
        return {key: filled(value, given) for key, value in node.items()}
    if isinstance(node, list):
        return [filled(value, given) for value in node]
    return interpolated(node, given) if isinstance(node, str) else node


def compose(given=SECRETS):
    return filled(yaml.safe_load((ROOT / "docker-compose.yml").read_text()), given)


def dockerfile():
    """[(instruction, rest)], with continued lines joined."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [tuple(line.split(maxsplit=1)) for line in lines]


def instruction(name):
    return [rest for word, rest in dockerfile() if word == name]


def image_environment():
    return dict(pair.split("=", 1) for rest in instruction("ENV") for pair in shlex.split(rest))


def services():
    return compose()["services"]


def test_the_file_is_what_compose_reads():
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_schema_refuses_what_is_wrong(tmp_path):
    wrong = compose()
    wrong["services"]["web"]["depend_on"] = ["database"]
    (tmp_path / "compose.yml").write_text(yaml.safe_dump(wrong))
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    assert subprocess.run([*command, tmp_path / "compose.yml"], capture_output=True).returncode == 1


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_without_a_secret_nothing_starts(name):
    with pytest.raises(AssertionError, match=f"set {name} in .env"):
        compose({key: value for key, value in SECRETS.items() if key != name})


def test_no_service_of_ours_has_rights_it_does_not_need():
    ours = {name: service for name, service in services().items() if name != "database"}
    assert set(ours) == {"migrate", "web", "worker"}
    for service in ours.values():
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert "no-new-privileges:true" in service["security_opt"]
        assert not {"user", "privileged"} & set(service)
    assert instruction("USER") == ["tracker"]
    assert dockerfile().index(("USER", "tracker")) < [word for word, _rest in dockerfile()].index("CMD")


def test_only_the_web_server_has_a_port_and_only_on_this_machine():
    ports = {name: service["ports"] for name, service in services().items() if "ports" in service}
    assert ports == {"web": ["127.0.0.1:8000:8000"]}


# psql's and boto's
KNOWN_TO_CLIENTS = {"PGPASSWORD", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"}


def test_every_variable_is_one_that_the_settings_read_or_the_client_knows():
    read = "".join(path.read_text() for path in (ROOT / "tracker").glob("*.py"))
    for name, service in services().items():
        if name != "database":
            unknown = {key for key in service["environment"] if f'"{key}"' not in read} - KNOWN_TO_CLIENTS
            assert unknown == set(), name


def seconds(text):
    return int(text.removesuffix("s"))


def test_a_worker_may_be_started_many_times_and_has_time_to_end():
    worker = services()["worker"]
    assert not {"container_name", "ports"} & set(worker)
    assert worker["restart"] == "unless-stopped"
    # its jobs are asked to break off before the container is killed
    assert seconds(worker["stop_grace_period"]) > settings.WORKER_GRACE
    # nor is it called unwell between two signs of life
    limit = int(re.search(r"< (\d+)$", worker["healthcheck"]["test"][-1])[1])
    assert limit >= settings.WORKER_STALLED >= 2 * settings.WORKER_HEARTBEAT


# --- run, as the image would ---------------------------------------------------------------------------


def servers():
    """The folders of PostgreSQL's programs here, by major version; those that the project supports."""
    found = {}
    for folder in database._program_folders():
        major = database._major(folder)
        if major is not None and major >= database.OLDEST_POSTGRES:
            found.setdefault(major, folder)
    return found


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as opened:
        return opened.getsockname()[1]


def wait_for(answers, seconds=60):
    end = time.monotonic() + seconds
    while not (found := answers()):
        assert time.monotonic() < end, "no answer"
        time.sleep(0.1)
    return found


@contextlib.contextmanager
def stopped_afterwards(process):
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="module", params=sorted(servers()))
def postgres(request, tmp_path_factory):
    """(port, prefix that gives up root) of a server made as the official image makes it from the environment."""
    major, folder = request.param, servers()[request.param]
    given = services()["database"]["environment"]
    base = tmp_path_factory.mktemp(f"postgres{major}")
    prefix, owner = database.EmbeddedServer(base)._without_root(folder)
    (base / "password").write_text(given["POSTGRES_PASSWORD"])
    if os.geteuid() == 0:
        for path in (base, base / "password"):
            os.chown(path, owner, -1)
    arguments = shlex.split(given["POSTGRES_INITDB_ARGS"])
    if major < 17:
        # the builtin provider came with 17; docs/operations.md names this for older servers
        arguments = ["--locale=C.UTF-8", "--encoding=UTF8"]
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    user, port = given["POSTGRES_USER"], free_port()

    def run(program, *words):
        command = [*prefix, str(folder / program), *map(str, words)]
        return subprocess.run(command, env=environment, cwd=base, capture_output=True, text=True)

    made = run(
        *("initdb", "-D", base / "data", f"--username={user}", f"--pwfile={base / 'password'}"),
        *("--auth=scram-sha-256", *arguments),
    )
    assert made.returncode == 0, made.stderr
    command = [*prefix, str(folder / "postgres"), "-D", str(base / "data"), "-h", "127.0.0.1", "-p", str(port)]
    with (
        (base / "log").open("w") as log,
        stopped_afterwards(
            subprocess.Popen([*command, "-k", "", "-c", "fsync=off"], env=environment, cwd=base, stderr=log)
        ),
    ):
        check = services()["database"]["healthcheck"]["test"]
        assert check[:2] == ["CMD", "pg_isready"]
        if (folder / "pg_isready").exists():
            wait_for(lambda: run("pg_isready", *check[2:], f"--port={port}").returncode == 0)
        environment["PGPASSWORD"] = given["POSTGRES_PASSWORD"]
        wait_for(
            lambda: run("createdb", "-h", "127.0.0.1", "-p", port, "-U", user, given["POSTGRES_DB"]).returncode == 0
        )
        yield port, prefix


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """The tree as `COPY . .` takes it, static files collected and code compiled as the build does."""
    folder = tmp_path_factory.mktemp("image") / "app"
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    prepared = [rest for rest in instruction("RUN") if "collectstatic" in rest or "compileall" in rest]
    assert len(prepared) == 2
    for command in prepared:
        done = subprocess.run(
            ["sh", "-c", command], cwd=folder, env=image_environment() | PATH, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
    return folder


# `python` of the image is that of these tests
PATH = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}


@functools.cache
def volume():
    """A folder that the user of the image may write to, in place of the volume for captures."""
    folder = tempfile.mkdtemp(prefix="captures-")
    os.chmod(folder, 0o777)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def environment_of(service, port, **more):
    """What the container would see; the database's host and port are the test's, and the folder of captures."""
    given = image_environment() | services()[service]["environment"] | PATH | more
    given["DATABASE_URL"] = given["DATABASE_URL"].replace("database:5432", f"127.0.0.1:{port}")
    # compose puts in what .env says, or what stands behind the colon
    given["CAPTURES"], given["UPLOADS"] = volume(), f"{volume()}/.uploads"
    return {name: str(value) for name, value in given.items()}


def migrated(app, postgres):
    port, prefix = postgres
    command = services()["migrate"]["command"]
    return subprocess.run(
        [*prefix, *command], cwd=app, env=environment_of("migrate", port), capture_output=True, text=True
    )


def asked(port, path, **headers):
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@pytest.mark.timeout(600)
def test_the_containers_commands_run_as_the_image_would_run_them(app, postgres, tmp_path):
    database_port, prefix = postgres
    port = free_port()
    command = json.loads(instruction("CMD")[0])
    health = json.loads(re.search(r"CMD (\[.*\])", instruction("HEALTHCHECK")[0])[1])
    health[-1] = health[-1].replace(":8000", f":{port}")
    environment = environment_of("web", database_port, PORT=port, HOST="127.0.0.1")
    # the server comes up without migrations too, says so, and its container is not healthy
    process = subprocess.Popen([*prefix, *command], cwd=app, env=environment)
    with stopped_afterwards(process):
        wait_for(lambda: is_open(port))
        status, _headers, body = asked(port, "/healthz")
        assert (status, json.loads(body)) == (
            503,
            {"database": "ok", "migrations": "missing", "worker": "unknown"},
        )
        assert subprocess.run([*prefix, *health], env=environment, cwd=app, capture_output=True).returncode == 1

        done = migrated(app, postgres)
        assert done.returncode == 0, done.stderr
        assert asked(port, "/healthz")[0] == 200
        assert subprocess.run([*prefix, *health], env=environment, cwd=app, capture_output=True).returncode == 0

        https = {"Host": "tracker.example", "X-Forwarded-Proto": "https"}
        status, _headers, page = asked(port, "/login/", **https)
        assert status == 200
        style = re.search(rb'href="(/static/tracker\.[0-9a-f]+\.css)"', page)[1].decode()
        status, headers, _body = asked(port, style, **https)
        assert (status, "immutable" in headers["Cache-Control"]) == (200, True)
        assert asked(port, "/login/", **https | {"Host": "elsewhere.example"})[0] == 400

        # no worker yet: told, and no reason to take the web server away
        assert json.loads(asked(port, "/healthz")[2])["worker"] == "none"
        works_as_its_service_says(app, postgres, tmp_path)
    again = migrated(app, postgres)
    assert again.returncode == 0, again.stderr  # at every start
    assert not list(app.rglob("var")), "nothing is written beside the code"


def works_as_its_service_says(app, postgres, tmp_path):
    """The worker's service: its command starts, its health check passes, and it ends when it is told to."""
    port, prefix = postgres
    service, file = services()["worker"], tmp_path / "worker"
    environment = environment_of("worker", port) | {"WORKER_FILE": str(file), "WORKER_HEARTBEAT": "1"}
    assert services()["worker"]["environment"]["WORKER_FILE"] == "/tmp/worker"
    health = [word.replace("/tmp/worker", str(file)) for word in service["healthcheck"]["test"][1:]]

    def is_well():
        return subprocess.run([*prefix, *health], env=environment, cwd=app, capture_output=True).returncode == 0

    # the only folder that the container may write to
    tmp_path.chmod(0o777)
    assert not is_well()
    process = subprocess.Popen(
        [*prefix, *service["command"]], cwd=app, env=environment, stdout=subprocess.PIPE, text=True
    )
    with stopped_afterwards(process):
        assert "runs up to" in process.stdout.readline()
        assert is_well()
        began = file.stat().st_mtime
        wait_for(lambda: file.stat().st_mtime > began)
        process.terminate()
        assert process.wait(60) == 0
    # silent for longer than a live one ever is
    os.utime(file, (time.time() - 61, time.time() - 61))
    assert not is_well()


def is_open(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
