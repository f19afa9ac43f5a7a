"""What the OpenAPI document says about refusals."""

from __future__ import annotations

from typing import Any, Final

from axiom.service.edge.kinds import BY_STATUS
from axiom.service.edge.problems import PROBLEM_TYPE

__all__ = ["PROBLEM_REFERENCE", "responses"]

PROBLEM_REFERENCE: Final = "#/components/schemas/Problem"
"""Where the OpenAPI document has the schema of problem documents."""


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe the refusals of a route, for its ``responses=``.

    What every route may answer (400, 401, 403, 408, 413, 429, 503 …) is added to the OpenAPI
    document for all of them: name those that are the route's own, such as 404 and 409.

    Parameters
    ----------
    statuses
        Statuses, such as 404 and 409.

    Returns
    -------
    dict
        A description of each, whose content is a problem document.

    Raises
    ------
    KeyError
        If a status has no kind in `axiom.service.edge.kinds`.

    Notes
    -----
    Verified by tests/unit/service/edge/test_openapi.py.

    Examples
    --------
    >>> from axiom.service.edge import responses
    >>> responses(404)[404]["description"]
    'Not found'
    """
    schema = {"schema": {"$ref": PROBLEM_REFERENCE}}
    return {
        status: {"description": BY_STATUS[status].title, "content": {PROBLEM_TYPE: schema}}
        for status in statuses
    }
