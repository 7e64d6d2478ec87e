"""Periodic work, and when it was last begun."""

from sqlalchemy.orm import Mapped, mapped_column

from db.base import Moment, Row


class SweepRow(Row):
    __tablename__ = "sweep"

    name: Mapped[str] = mapped_column(primary_key=True)
    begun_at: Mapped[Moment]
