"""What every request passes: the gate, limits, problem documents, health, metrics and logs."""
