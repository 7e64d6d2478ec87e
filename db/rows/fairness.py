"""What applicants volunteer about themselves, apart from everything that a scorer reads."""

import uuid

from sqlalchemy import ForeignKey, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Now, Row


class VolunteeredAnswerRow(Row):
    """An applicant's own answers, for the bias audit alone: no person is shown them but the
    applicant, and no code that scores or ranks reads this table. Null is no answer.
    """

    __tablename__ = "volunteered_answer"

    applicant_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("applicant.id", ondelete="CASCADE"), primary_key=True
    )
    workspace_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    sex: Mapped[str | None]
    race_ethnicity: Mapped[str | None]
    answered_at: Mapped[Now]
