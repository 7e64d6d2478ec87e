"""Alembic owns the tables: `upgrade` brings a database to the newest revision."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine


def configuration() -> Config:
    """Give Alembic's configuration without an ini file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


def upgrade(engine: Engine) -> None:
    """Apply every pending revision in one transaction; concurrent callers wait for each other."""
    config = configuration()
    with engine.begin() as connection:
        connection.exec_driver_sql("set local lock_timeout = '60s'")
        connection.exec_driver_sql("set local statement_timeout = '300s'")
        connection.exec_driver_sql("select pg_advisory_xact_lock(7365001)")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
