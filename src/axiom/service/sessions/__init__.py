"""Paper sessions at the desk, run by the service as jobs."""
