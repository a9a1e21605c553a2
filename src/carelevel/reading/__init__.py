"""From text to a resolved definition, with every problem at its place. The only home of `yaml` and `pydantic` in the core."""
