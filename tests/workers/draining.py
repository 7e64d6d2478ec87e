"""Run what waits in the queue, without its processes."""

from sqlalchemy import func, select

from db.rows import JobRow
from db.sessions import Sessions
from tests.world import all_of
from workers.execution import Executor


def run_waiting(executor: Executor, sessions: Sessions) -> None:
    """Run what is due, the most urgent first, and what that starts, until nothing is."""
    due = select(JobRow.id).where(JobRow.state == "QUEUED", JobRow.run_after <= func.now())
    while ids := all_of(sessions, due.order_by(JobRow.priority)):
        for job_id in ids:
            executor.run(str(job_id))
