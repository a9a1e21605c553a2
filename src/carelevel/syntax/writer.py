"""Writing a criteria set as YAML text."""

from typing import Any

import yaml

from carelevel.model.criteria import Definition
from carelevel.model.serialize import can_be_misread, definition_plain


class _Dumper(yaml.SafeDumper):
    """Quotes every word that YAML 1.1 or 1.2 could read as something other than text."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    is_word = text.isascii() and text.replace("_", "").isalnum() and text[:1].isalpha() and not can_be_misread(text)
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if is_word else '"')


_Dumper.add_representer(str, _text)


def dumped(definition: Definition) -> str:
    """Return a definition as YAML text; users call `carelevel.dumps`."""
    return str(yaml.dump(definition_plain(definition), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120))
