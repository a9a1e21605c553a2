"""A pydantic model of the cases of a criteria set, for web frameworks. The only module that needs all of pydantic.

The facts have no types of their own in it: the reader of cases checks them, so that the model refuses exactly what carelevel refuses, in the same words.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, WithJsonSchema, create_model, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from carelevel.model.cases import Case
from carelevel.model.criteria import Definition
from carelevel.model.operators import described, unwrapped
from carelevel.model.problems import Place, ProblemsError
from carelevel.syntax.case_reader import read_json
from carelevel.syntax.json_schema_answers import case_schema


class CaseModel(BaseModel):
    """What is known of one person."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True, protected_namespaces=())

    _read: ClassVar[Callable[[Any], object]]

    @model_validator(mode="before")
    @classmethod
    def _checked(cls, given: Any) -> dict[str, Any]:
        """Return a case as a dictionary of its own, after the reader of cases has taken it."""
        if isinstance(given, cls):
            given = given.model_dump(exclude_unset=True)
        elif isinstance(given, Mapping):
            # Once: it may not say the same twice.
            given = dict(given)
        try:
            cls._read(given)
        except ProblemsError as error:
            raise _refusal(cls.__name__, error) from None
        plain: dict[str, Any] = _plain(given.to_dict() if isinstance(given, Case) else given)
        return plain

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        """Return the case in a text of JSON. Unlike pydantic, this refuses a fact that is given twice."""
        try:
            given = read_json(json_data if isinstance(json_data, str) else bytes(json_data).decode(), Place("case", 1, 1))
        except ProblemsError as error:
            raise _refusal(cls.__name__, error) from None
        except UnicodeDecodeError:
            return super().model_validate_json(json_data, **options)
        return cls.model_validate(given, **options)

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        # How many facts, and nothing that a log should not have.
        yield "facts", len(self.model_fields_set)

    def model_dump(self, *, by_alias: bool | None = True, **options: Any) -> dict[str, Any]:
        """Return the case as a dictionary, by the ids of its facts."""
        return super().model_dump(by_alias=by_alias, **options)

    def model_dump_json(self, *, by_alias: bool | None = True, **options: Any) -> str:
        """Return the case as JSON, by the ids of its facts."""
        return super().model_dump_json(by_alias=by_alias, **options)


def case_model(definition: Definition, read: Callable[[Any], object]) -> type[CaseModel]:
    """Return the model of the cases of a criteria set.

    Args:
        definition: the criteria.
        read: reads a case, or raises a `CaseError`.
    """
    schemas: dict[str, dict[str, Any]] = case_schema(definition)["properties"]
    fields: dict[str, Any] = {}
    for name, schema in schemas.items():
        attribute = name
        # A fact may be called `copy` or `json`, as methods of pydantic's models are.
        while attribute in fields or hasattr(CaseModel, attribute) or (attribute != name and attribute in schemas):
            attribute += "_"
        words = Field(None, alias=None if attribute == name else name, title=schema.get("title"), description=schema.get("description"))
        fields[attribute] = Annotated[Any, WithJsonSchema(schema)], words
    model = create_model(
        "".join(part.capitalize() for part in definition.id.split("-")) + "Case",
        __base__=CaseModel,
        __doc__=f"What is known of one person, for {definition.title}, version {definition.version}. What is absent or null is unknown.",
        __module__=__name__,
        **fields,
    )
    model._read = read  # noqa: SLF001 - of the same module
    return model


def _refusal(name: str, error: ProblemsError) -> ValidationError:
    """Return the problems of a case as pydantic has them: the code as the type, the message with its hint, and the keys that lead there."""
    said = [(problem, f"{problem.message} ({problem.hint})" if problem.hint else problem.message) for problem in error.problems]
    # What was given is left out: errors end up in logs.
    details = [InitErrorDetails(type=PydanticCustomError(_literal(problem.code), _literal(words)), loc=problem.path, input=None) for problem, words in said]
    return ValidationError.from_exception_data(name, details, hide_input=True)


def _literal(text: str) -> Any:
    # pydantic asks type checkers for a literal, and takes any text.
    return text


def _plain(given: Any) -> Any:
    """Return what a case says as dictionaries, lists and plain values, which nobody else holds."""
    if isinstance(given, Mapping):
        return {str.__str__(key): _plain(value) for key, value in given.items()}
    if isinstance(given, set | frozenset):
        return sorted(map(_plain, given), key=described)
    return list(map(_plain, given)) if isinstance(given, list | tuple) else unwrapped(given)
