"""Real PostgreSQL and Valkey out of pip wheels, as children of the supervisor."""
