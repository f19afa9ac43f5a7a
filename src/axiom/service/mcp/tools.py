"""How functions become tools: their arguments, their errors, what they may change."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.mcpserver.tools import Tool
from mcp_types import ToolAnnotations
from pydantic import ConfigDict

from axiom.core.errors import AxiomError
from axiom.wire.base import WireModel

__all__ = ["ToolOffer", "as_tool", "flattened"]

Function = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolOffer:
    """A function that agents may call.

    Parameters
    ----------
    function
        What is called; its docstring describes the tool, its annotations the arguments.
    title
        For people.
    writes
        Whether it stores something: offered only where writes are allowed.
    is_repeatable
        Whether calling it twice changes no more than once.
    is_open
        Whether it asks sources outside the service.
    """

    function: Function
    title: str
    writes: bool = False
    is_repeatable: bool = True
    is_open: bool = False


def as_tool(offer: ToolOffer) -> Tool:
    """Make a function into a tool, which refuses arguments that it does not have.

    Parameters
    ----------
    offer
        The function.

    Notes
    -----
    Verified by tests/service/test_mcp.py.
    """
    tool = Tool.from_function(
        _told(offer.function),
        title=offer.title,
        description=inspect.getdoc(offer.function),
        annotations=ToolAnnotations(
            title=offer.title,
            read_only_hint=not offer.writes,
            destructive_hint=False,
            idempotent_hint=offer.is_repeatable,
            open_world_hint=offer.is_open,
        ),
        structured_output=True,
    )
    lenient = tool.fn_metadata.arg_model
    strict: Any = type(lenient.__name__, (lenient,), {"model_config": ConfigDict(extra="forbid")})
    tool.fn_metadata.arg_model = strict
    tool.parameters = strict.model_json_schema(by_alias=True)
    return tool


def _told(function: Function) -> Function:
    """Make the library's errors into errors of the tool, with the library's message."""

    @functools.wraps(function)
    async def call(*args: Any, **given: Any) -> Any:
        try:
            return await function(*args, **given)
        except AxiomError as error:
            raise ToolError(str(error)) from error

    return call


def flattened(request: type[WireModel], function: Function) -> Function:
    """Give a function that takes a request the request's fields as arguments.

    Parameters
    ----------
    request
        Of which the fields, with their descriptions, become arguments.
    function
        Called with the fields that were given, as JSON values.

    Returns
    -------
    Callable
        The function with those arguments, its own name, docstring and answer.

    Notes
    -----
    Verified by tests/service/test_mcp.py.
    """

    @functools.wraps(function)
    async def call(**given: Any) -> Any:
        asked = request.model_construct(**given)
        return await function(asked.model_dump(mode="json", exclude_none=True, warnings=False))

    parameters = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=inspect.Parameter.empty if field.is_required() else field.default,
            annotation=Annotated[field.annotation, field],
        )
        for name, field in request.model_fields.items()
    ]
    answer = inspect.signature(function, eval_str=True).return_annotation
    vars(call)["__signature__"] = inspect.Signature(parameters, return_annotation=answer)
    return call
