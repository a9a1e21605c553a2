"""Where a number or a criterion comes from."""

from dataclasses import field

from carelevel.model.frozen import record
from carelevel.model.problems import Place


@record
class Source:
    """A publication or document that criteria cite."""

    id: str
    title: str
    url: str | None = None
    doi: str | None = None
    place: Place | None = field(default=None, compare=False, repr=False)


@record
class Citation:
    """One source, and the place in it ("paragraph (b)") where there is one."""

    id: str
    at: str | None = None
