"""What goes over the wire: requests and answers of the service, as its clients see them."""

from axiom.wire.base import Flag, Number, WireModel
from axiom.wire.problem import Fault, Problem

__all__ = ["Fault", "Flag", "Number", "Problem", "WireModel"]
