"""What agents do in the tests: call tools through the official client."""

from __future__ import annotations

from typing import Any

from mcp import Client

SAMPLE = "chain.csv"


async def told(agent: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    """Call a tool that has to succeed, and give its structured answer."""
    answer = await agent.call_tool(tool, arguments)
    assert not answer.is_error, answer.content
    assert answer.structured_content is not None
    return answer.structured_content


async def refused(agent: Client, tool: str, **arguments: Any) -> str:
    """Call a tool that has to fail, and give what it says."""
    answer = await agent.call_tool(tool, arguments)
    assert answer.is_error
    return answer.content[0].text
