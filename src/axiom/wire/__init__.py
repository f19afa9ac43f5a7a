"""What goes over the wire: requests and answers of the service, as its clients see them."""

from axiom.wire.base import WireModel

__all__ = ["WireModel"]
