"""Exports are part of a later issue; asking for one fails with a clear word."""

from workers.handle import Done, JobHandle, PermanentError


def export_skills(handle: JobHandle) -> Done:
    """Raise PermanentError: no export is written yet."""
    raise PermanentError("NOT_IMPLEMENTED", f"Exports are not built yet (job {handle.job.id}).")
