"""The retention sweep: applications go by themselves once they have been kept long enough."""

import uuid
from datetime import timedelta

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from db.audit import SYSTEM
from db.erasing import erase
from db.exports import forget_expired
from db.retention import Place, overdue, places, take_turn
from nlp.rules.packs import Packs, Retention, UnsupportedJurisdictionError
from seeds.packs import read_packs

EVERY = timedelta(hours=1)
_AT_A_TIME = 100

log = structlog.get_logger(__name__)


class RetentionSweep:
    """Any number of processes may hold one: an hour's turn goes to whoever asks first.

    `keep_days`, where it is set, takes the place of what the country packs say.
    """

    def __init__(self, engine: Engine, *, keep_days: int | None) -> None:
        self._engine = engine
        self._keep_days = keep_days

    def step(self) -> int:
        """Erase what is overdue, each application with its log entry, and give how many; exports
        whose day is over go too.
        """
        with Session(self._engine) as session, session.begin():
            if session.scalar(take_turn(every=EVERY)) is None:
                return 0
            session.execute(forget_expired())
        erased = sum(self._sweep(place) for place in self._places())
        if erased:
            log.info("retention sweep", erased=erased)
        return erased

    def _places(self) -> list[Place]:
        with Session(self._engine) as session:
            return [Place(*row) for row in session.execute(places())]

    def _sweep(self, place: Place) -> int:
        kept = self._kept(place)
        if kept is None:
            return 0
        erased = 0
        while due := self._due(place, kept):
            done = sum(self._erase(*one, why=f"kept long enough: {kept.statute}") for one in due)
            erased += done
            if done < len(due):
                break
        return erased

    def _kept(self, place: Place) -> Retention | None:
        if self._keep_days is not None:
            return Retention(
                "set here", "PENROLL_RETENTION_DAYS", verified=True, days=self._keep_days
            )
        return retention_at(place, read_packs())

    def _due(self, place: Place, kept: Retention) -> list[tuple[uuid.UUID, uuid.UUID]]:
        statement = overdue(place, months=kept.months, days=kept.days, limit=_AT_A_TIME)
        with Session(self._engine) as session:
            return [(row.id, row.workspace_id) for row in session.execute(statement)]

    def _erase(self, applicant_id: uuid.UUID, workspace_id: uuid.UUID, *, why: str) -> bool:
        """Erase one; a lock that a job holds leaves it to the next sweep."""
        try:
            with Session(self._engine) as session, session.begin():
                return erase(session, applicant_id, workspace_id, actor=SYSTEM, why=why) is not None
        except OperationalError as error:
            log.warning("left for the next sweep", reason=type(error).__name__)
            return False


def retention_at(place: Place, packs: Packs) -> Retention | None:
    """Give how long applications are kept at a place; None where no pack says."""
    try:
        chain = packs.chain(place.country, place.region, place.city)
    except UnsupportedJurisdictionError:
        return None
    return chain[-1].retention
