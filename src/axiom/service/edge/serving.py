"""Running the service: in this process, or in several that share one port."""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import signal
import socket
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from math import ceil
from pathlib import Path
from typing import Any, Final

from axiom.core.errors import InvalidArgumentError
from axiom.service.app import create_app
from axiom.service.edge.log_lines import LogFormat, configure_logs
from axiom.service.edge.metrics import SHARED_FOLDER
from axiom.service.edge.protocol import GuardedConfig, GuardedProtocol
from axiom.service.edge.server import GuardedServer
from axiom.service.edge.workers import Workers
from axiom.service.settings import ServiceSettings
from axiom.service.stream import limits_of as stream_limits_of
from axiom.service.stream.protocol import websocket_options
from axiom.store import Store

__all__ = ["ServeOptions", "serve"]

_BACKLOG: Final = 4096
_SHARE_OF_FILES: Final = 0.9
_KEEP_ALIVE_S: Final = 75


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """How the service is run.

    Notes
    -----
    Verified by tests/unit/cli/service/test_serve.py.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    grace_s: float = 30.0
    tls_cert: Path | None = None
    tls_key: Path | None = None
    forwarded_allow_ips: str = "127.0.0.1"
    log_format: LogFormat = "json"
    log_level: str = "INFO"

    def __post_init__(self) -> None:
        """Refuse what does not go together."""
        if not 0 <= self.port < 65536:
            raise InvalidArgumentError(f"port={self.port}: give 1 to 65535, or 0 for a free one")
        if self.workers < 1:
            raise InvalidArgumentError(f"workers={self.workers}: give 1 or more")
        if not self.grace_s >= 0.0:
            raise InvalidArgumentError(f"grace={self.grace_s}: give seconds, 0 or more")
        if (self.tls_cert is None) != (self.tls_key is None):
            raise InvalidArgumentError("--tls-cert and --tls-key go together: give both")
        for path in (self.tls_cert, self.tls_key):
            if path is not None and not path.is_file():
                raise InvalidArgumentError(f"{path} does not exist: give a PEM file")

    @property
    def scheme(self) -> str:
        """Whether it speaks http or https."""
        return "http" if self.tls_cert is None else "https"


def serve(
    settings: ServiceSettings, options: ServeOptions, *, when_ready: Callable[[str], None]
) -> None:
    """Run the service until it is told to stop by SIGTERM or SIGINT.

    Parameters
    ----------
    settings
        What an operator sets.
    options
        How it is run.
    when_ready
        Called with its URL once it accepts requests; with several processes, once they start.

    Raises
    ------
    InvalidArgumentError
        If the port is taken or may not be used.
    StoreError
        If the database cannot be reached, or not be brought to this release's revision.

    Notes
    -----
    Verified by tests/service/test_serve.py and tests/service/test_shutdown.py.
    """
    Store.open(settings.database_url, migrate=True).close()
    listener = _listen(options)
    url = _url(options, listener)
    if options.workers == 1:
        _run(settings, options, listener, partial(when_ready, url))
        return
    with _shared_metrics():
        workers = Workers(partial(_run, settings, options, listener, _say_nothing), options.workers)
        workers.run(when_started=partial(_begin, partial(when_ready, url)), grace_s=options.grace_s)


def _run(
    settings: ServiceSettings,
    options: ServeOptions,
    listener: socket.socket,
    when_ready: Callable[[], None],
) -> None:
    """Serve in this process until it is told to stop."""
    configure_logs(options.log_format, options.log_level)
    config = GuardedConfig(
        app=partial(create_app, settings),
        factory=True,
        header_timeout_s=settings.header_timeout_s,
        most_connections=int(_raise_open_files() * _SHARE_OF_FILES),
        http=GuardedProtocol,
        loop="uvloop",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=ceil(options.grace_s),
        backlog=_BACKLOG,
        forwarded_allow_ips=options.forwarded_allow_ips,
        **_tls(options),
        **websocket_options(stream_limits_of(settings)),
    )
    signal.signal(signal.SIGTERM, _stop)
    GuardedServer(config, partial(_begin, when_ready)).run([listener])


def _begin(when_ready: Callable[[], None]) -> None:
    """Leave what start-up made out of garbage collections from now on."""
    gc.freeze()
    gc.enable()
    when_ready()


def _tls(options: ServeOptions) -> dict[str, Any]:
    """Give uvicorn the certificate, where there is one."""
    if options.tls_cert is None:
        return {}
    return {"ssl_certfile": options.tls_cert, "ssl_keyfile": options.tls_key}


def _stop(number: int, frame: object) -> None:
    """Let uvicorn's own handler be followed by the end of the process, not by its death."""


def _say_nothing() -> None:
    """Do nothing: the process that supervises says when the service is there."""


def _listen(options: ServeOptions) -> socket.socket:
    """Take the port."""
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((options.host, options.port))
    except OSError as error:
        listener.close()
        raise InvalidArgumentError(
            f"{options.host}:{options.port} cannot be used ({error.strerror}): give another --port"
        ) from error
    listener.set_inheritable(True)
    return listener


def _url(options: ServeOptions, listener: socket.socket) -> str:
    """Return the URL that clients use on this machine."""
    host = f"[{options.host}]" if ":" in options.host else options.host
    return f"{options.scheme}://{host}:{listener.getsockname()[1]}"


def _raise_open_files() -> int:
    """Let the process open as many files as it may; return how many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


@contextlib.contextmanager
def _shared_metrics() -> Iterator[None]:
    """Let the processes of the service add up their figures in a folder."""
    with tempfile.TemporaryDirectory(prefix="axiom-metrics-") as folder:
        os.environ[SHARED_FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[SHARED_FOLDER]
