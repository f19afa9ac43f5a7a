"""Commands that need an extra say so where it is not installed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from axiom.core.errors import MissingDependencyError

__all__ = ["needs_extra"]


@contextmanager
def needs_extra(extra: str) -> Iterator[None]:
    """Turn the absence of a library into the remedy.

    Parameters
    ----------
    extra
        Name of the extra that has what the block imports.

    Raises
    ------
    MissingDependencyError
        If a module outside Axiom is missing.

    Notes
    -----
    Verified by tests/unit/cli/service/test_extra.py.

    Examples
    --------
    >>> from axiom.cli.service.extra import needs_extra
    >>> from axiom.core.errors import MissingDependencyError
    >>> try:
    ...     with needs_extra("service"):
    ...         import no_such_module
    ... except MissingDependencyError as error:
    ...     print(error)
    no_such_module is not installed: pip install 'axiom-quant[service]'
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "axiom":
            raise
        raise MissingDependencyError(
            f"{error.name} is not installed: pip install 'axiom-quant[{extra}]'"
        ) from error
