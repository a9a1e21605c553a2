"""Sections of an explanation, joined into one document with one list of sources."""

from collections.abc import Sequence

from carelevel.model.criteria import Definition
from carelevel.model.frozen import record
from carelevel.show.answer import JUDGEMENT, sources, standing
from carelevel.show.document import Block, Document, Heading, Paragraph, line

NO_ADVICE = "This shows how far the record is from each criterion. It is not a reason to record anything that is not true."

STATUS = {"met": "met", "unmet": "not met", "unknown": "not known"}
"""What is said of a criterion, by its status."""

OVER_BUDGET = "Not everything was decided: the search reached its limit."


@record
class Section:
    """One explanation, before its sources.

    Attributes:
        title: its heading, used when there are several sections.
        blocks: what it says.
        cites: ids of the sources that it names.
        remarks: notes that are printed once at the end.
    """

    title: str
    blocks: tuple[Block, ...]
    cites: frozenset[str] = frozenset()
    remarks: tuple[str, ...] = ()


def together(sections: Sequence[Section], definition: Definition) -> Document:
    """Return sections as one document; several sections get headings."""
    blocks: list[Block] = []
    for section in sections:
        blocks += [Heading(section.title, 1)] if len(sections) > 1 else []
        blocks += section.blocks
    cites = {name for section in sections for name in section.cites}
    remarks = dict.fromkeys(remark for section in sections for remark in section.remarks)
    return (*blocks, *sources(definition, cites), *_basis(definition, tuple(remarks)))


def _basis(definition: Definition, remarks: Sequence[str]) -> list[Block]:
    lines = (f"{definition.title} ({definition.id}, version {definition.version}{standing(definition)}).", *remarks, JUDGEMENT)
    return [Heading("Basis"), *(Paragraph(line(remark)) for remark in lines)]
