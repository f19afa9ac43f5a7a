"""The main job: one chain in; surface, certificate, Greeks, quotes and book figures out."""

from axiom.desk.run.outputs import check_directory, write_outputs
from axiom.desk.run.pipeline import run_chain
from axiom.desk.run.record import run_record
from axiom.desk.run.result import RunResult, StepTiming
from axiom.desk.run.settings import RunSettings

__all__ = [
    "RunResult",
    "RunSettings",
    "StepTiming",
    "check_directory",
    "run_chain",
    "run_record",
    "write_outputs",
]
