"""`axiom serve`, `axiom admin`, `axiom store`, `axiom mcp`: the service and what it keeps."""
