"""`axiom serve`: the service on a port."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.panel import Panel

from axiom.cli.service.extra import needs_extra
from axiom.cli.terminal import stdout
from axiom.core.lazy import LazyModule

if TYPE_CHECKING:
    from axiom import service
    from axiom.service.edge import serving
else:
    service = LazyModule("axiom.service")
    serving = LazyModule("axiom.service.edge.serving")

__all__ = ["serve"]

Level = Literal["DEBUG", "INFO", "WARNING", "ERROR"]
HostOption = Annotated[str, typer.Option(help="Address to listen at; 0.0.0.0 for all.")]
PortOption = Annotated[int, typer.Option(help="Port; 0 takes a free one.")]
WorkersOption = Annotated[int, typer.Option(help="Processes; one that dies is replaced.")]
DatabaseOption = Annotated[
    str | None,
    typer.Option(help="sqlite:///FILE or postgresql://…; else AXIOM_DATABASE_URL, axiom.db."),
]
RedisOption = Annotated[
    str | None, typer.Option(help="redis://… that several processes share; else AXIOM_REDIS_URL.")
]
GraceOption = Annotated[
    float, typer.Option(help="Seconds for requests, jobs and streams to finish after SIGTERM.")
]
CertOption = Annotated[Path | None, typer.Option(help="Certificate, PEM: serve HTTPS.")]
KeyOption = Annotated[Path | None, typer.Option(help="Its private key, PEM.")]
ProxiesOption = Annotated[
    str, typer.Option(help="Proxies whose X-Forwarded-For counts, comma-separated; * for all.")
]
FormatOption = Annotated[
    Literal["json", "console"] | None,
    typer.Option(help="Of log lines; for people on a terminal, else JSON."),
]
LevelOption = Annotated[Level, typer.Option(help="Least level of log lines.")]


def serve(
    *,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    workers: WorkersOption = 1,
    database_url: DatabaseOption = None,
    redis_url: RedisOption = None,
    grace: GraceOption = 30.0,
    tls_cert: CertOption = None,
    tls_key: KeyOption = None,
    forwarded_allow_ips: ProxiesOption = "127.0.0.1",
    log_format: FormatOption = None,
    log_level: LevelOption = "INFO",
) -> None:
    """Serve every function of the library over HTTP until SIGTERM or Ctrl-C."""
    gc.disable()  # until the service is ready: what is imported stays, and looking at it takes time
    try:
        with needs_extra("service"):
            settings = service.ServiceSettings.read(database_url=database_url, redis_url=redis_url)
            options = serving.ServeOptions(
                host=host,
                port=port,
                workers=workers,
                grace_s=grace,
                tls_cert=tls_cert,
                tls_key=tls_key,
                forwarded_allow_ips=forwarded_allow_ips,
                log_format=log_format or ("console" if sys.stderr.isatty() else "json"),
                log_level=log_level,
            )
        serving.serve(
            settings, options, when_ready=lambda url: _announce(url, settings.database_url)
        )
    finally:
        gc.enable()


def _announce(url: str, database_url: str) -> None:
    """Say where the service is and how to get in."""
    where = "" if database_url == "sqlite:///axiom.db" else " --database-url …"
    lines = (
        f"Axiom serves {url}",
        f"a first key:   axiom admin create-key --name admin --scope admin{where}",
        f"try it:        curl {url}/health",
    )
    console = stdout()
    if console.is_terminal:
        console.print(Panel("\n".join(lines), expand=False, padding=(0, 2)))
    else:
        for line in lines:
            typer.echo(line)
    sys.stdout.flush()
