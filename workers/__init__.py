"""The queue: jobs out of PostgreSQL, rung through Redis, run by Dramatiq."""
