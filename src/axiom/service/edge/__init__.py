"""What every request passes: the gate, limits, problem documents, health, metrics and logs."""

from axiom.service.edge.kinds import Kind, kind_of
from axiom.service.edge.metrics import Metrics
from axiom.service.edge.problems import problem_response
from axiom.service.edge.responses import responses

__all__ = ["Kind", "Metrics", "kind_of", "problem_response", "responses"]
