"""The truth: rows, sessions, migrations, statements by noun, jobs and progress events."""
