"""eSSVI: three parameters a slice."""
