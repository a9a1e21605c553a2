"""Keep answers in your own database with SQLAlchemy, and find those that today's criteria would answer differently.

pip install sqlalchemy

Each row has the whole record, and the columns that queries need. It contains nothing about the person except what you ask for.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, String, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

import carelevel


class Base(DeclarativeBase):
    """The tables of this app."""


class Answered(Base):
    """One answer as it was given. Rows are added and never changed."""

    __tablename__ = "answered"

    number: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(64), index=True)
    when: Mapped[str] = mapped_column(String(40))
    criteria: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(String(64))
    decision_digest: Mapped[str] = mapped_column(String(71), index=True)
    # Null while something unknown can change the level: a report that reads it alone does not count an open answer as a low level.
    level: Mapped[str | None] = mapped_column(String(64), index=True)
    lowest: Mapped[str | None] = mapped_column(String(64))
    highest: Mapped[str | None] = mapped_column(String(64))
    record: Mapped[dict[str, Any]] = mapped_column(JSON)


def keep(session: Session, answer: carelevel.Recommendation, when: datetime, reference: str, decision: str | None = None) -> Answered:
    """Add an answer, with its facts only as precise as the criteria need them. It can be run again.

    Raises:
        RecordError: the time has no offset, or the criteria have no such level.
    """
    record = answer.record(when, facts="masked", decision=decision, reference=reference)
    row = Answered(
        reference=reference,
        when=record.when,
        criteria=record.criteria["id"],
        version=record.criteria["version"],
        decision_digest=record.criteria["decision_digest"],
        level=answer.level,
        lowest=answer.lowest,
        highest=answer.highest,
        record=record.to_dict(),
    )
    session.add(row)
    return row


def changed(session: Session, criteria: carelevel.CriteriaSet) -> Iterator[tuple[Answered, carelevel.Recommendation | carelevel.CaseError]]:
    """Yield the answers of other versions that these criteria answer differently or cannot read, each with the new answer or the error.

    Criteria with the same decision digest make the same decision for everyone, so their answers are skipped.
    """
    others = select(Answered).where(Answered.criteria == criteria.id, Answered.decision_digest != criteria.decision_digest)
    for row in session.scalars(others.order_by(Answered.number)):
        try:
            now = criteria.recommend(row.record["facts"])
        except carelevel.CaseError as error:
            yield row, error
        else:
            if (now.level, now.lowest, now.highest) != (row.level, row.lowest, row.highest):
                yield row, now


def main() -> None:
    """Keep two answers in a database in memory, and print them."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    criteria = carelevel.load("adult-mental-health")
    with Session(engine) as session, session.begin():
        for reference, case in (("stay-1", {"age": 34, "suicide_risk": "imminent"}), ("stay-2", {"age": 51, "symptom_severity": "severe"})):
            keep(session, criteria.recommend(case), datetime.now(UTC), reference)
        for row in session.scalars(select(Answered).order_by(Answered.number)):
            print(row.reference, row.level or f"{row.lowest} to {row.highest}", row.version)


if __name__ == "__main__":
    main()
