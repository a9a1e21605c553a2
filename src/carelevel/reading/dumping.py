"""A criteria set back to YAML text."""

from typing import TYPE_CHECKING, Any

import yaml

from carelevel.plain import can_be_misread, definition_plain

if TYPE_CHECKING:
    from carelevel.criteria_set import CriteriaSet


class _Dumper(yaml.SafeDumper):
    """Quotes every word that a YAML 1.1 or 1.2 reader could take for something else than text."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    is_word = text.isascii() and text.replace("_", "").isalnum() and text[:1].isalpha() and not can_be_misread(text)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if is_word else '"')


_Dumper.add_representer(str, _text)


def dumps(criteria: "CriteriaSet") -> str:
    """Return a criteria set as YAML text; `loads` of it gives an equal set.

    What its instruments brought stands among its own facts, so the text needs no other file. Comments and layout of the file it came from are gone.

    >>> import carelevel
    >>> criteria = carelevel.load("adult-mental-health")
    >>> carelevel.loads(carelevel.dumps(criteria)) == criteria
    True
    """
    return str(yaml.dump(definition_plain(criteria.definition), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120))
