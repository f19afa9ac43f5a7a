"""How the log of a process that serves is written."""

from __future__ import annotations

import atexit
import datetime as dt
import logging
import logging.handlers
import queue
import sys
from typing import TYPE_CHECKING, Literal

import structlog

from axiom.service.edge.logs import REQUEST_ID

if TYPE_CHECKING:
    from structlog.types import EventDict, Processor

__all__ = ["LogFormat", "configure_logs"]

LogFormat = Literal["json", "console"]
"""json: a JSON object a line; console: for people."""


def configure_logs(log_format: LogFormat, level: str = "INFO") -> None:
    """Write the log of this process to stderr: Axiom's, the server's and every other library's.

    Parameters
    ----------
    log_format
        JSON, or for people.
    level
        Least level: DEBUG, INFO, WARNING, ERROR.

    Notes
    -----
    For processes that do nothing but serve: it replaces the handlers of the root logger. Verified
    by tests/unit/service/edge/test_logs.py.
    """
    writer = logging.StreamHandler(sys.stderr)
    writer.setFormatter(_formatter(log_format))
    lines: queue.SimpleQueue[logging.LogRecord] = queue.SimpleQueue()
    listener = logging.handlers.QueueListener(lines, writer)
    listener.start()
    atexit.register(listener.stop)
    entry = _Queued(lines)
    entry.addFilter(_with_request_id)
    root = logging.getLogger()
    root.handlers[:] = [entry]
    root.setLevel(level)
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, structlog.stdlib.render_to_log_kwargs],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


class _Queued(logging.handlers.QueueHandler):
    """Hands records over as they are: the thread that writes formats them."""

    def prepare(self, record: logging.LogRecord) -> logging.LogRecord:
        """Keep the record, its exception included; it stays in this process."""
        return record


def _with_request_id(record: logging.LogRecord) -> bool:
    """Name the request in whose course a line is logged."""
    record.request_id = REQUEST_ID.get()
    return True


def _formatter(log_format: LogFormat) -> logging.Formatter:
    """Make the formatter of lines."""
    before: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        _with_time,
    ]
    last: list[Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if log_format == "json"
        else [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=before,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
    )


def _with_time(logger: object, method: str, fields: EventDict) -> EventDict:
    """Say when the line was logged, not when it is written; leave out colours for terminals."""
    moment = dt.datetime.fromtimestamp(fields["_record"].created, dt.UTC)
    fields["timestamp"] = moment.isoformat(timespec="microseconds")
    fields.pop("color_message", None)
    return fields
