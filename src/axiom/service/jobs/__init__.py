"""Jobs: long work that is accepted now, done by whichever process has room, and not lost."""

from axiom.service.jobs.jobs import Jobs
from axiom.service.jobs.kinds import KINDS, JobFunction, job_function
from axiom.service.jobs.pool import PoolRules
from axiom.service.jobs.progress import (
    JobCancelledError,
    JobInterruptedError,
    Progress,
    unwatched,
)

__all__ = [
    "KINDS",
    "JobCancelledError",
    "JobFunction",
    "JobInterruptedError",
    "Jobs",
    "PoolRules",
    "Progress",
    "job_function",
    "unwatched",
]
