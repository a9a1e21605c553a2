"""An app of your own with Django: a form of facts goes in, the answer comes out and is kept, and what is wrong is said at its field.

pip install django
python examples/django_app.py runserver

All of it is in one file, to be read at once. In a project of yours the settings, the model, the form and the views have files of their own.
"""

import json
import os
import secrets
import sys
from typing import Any

import django
from django import forms
from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.management import execute_from_command_line
from django.db import connection, models
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

import carelevel

if not settings.configured:
    settings.configure(
        ALLOWED_HOSTS=["localhost", "127.0.0.1", "testserver"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "file:levels?mode=memory&cache=shared"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        ROOT_URLCONF=__name__,
        SECRET_KEY=os.environ.get("DJANGO_SECRET_KEY") or secrets.token_urlsafe(50),
        # A record refuses a time without its offset from UTC.
        USE_TZ=True,
    )
    django.setup()

# Once, and not in a view: criteria that cannot be used stop the app when it starts.
CRITERIA = carelevel.load("adult-mental-health")


class Answered(models.Model):
    """One answer as it was given. Rows are added and never changed."""

    reference = models.CharField(max_length=64, db_index=True)
    when = models.DateTimeField()
    criteria = models.CharField(max_length=64)
    version = models.CharField(max_length=64)
    decision_digest = models.CharField(max_length=71, db_index=True)
    # Null until nothing unknown could change the level, and without a default: a default would turn an open answer into a low one.
    level = models.CharField(max_length=64, null=True, db_index=True)  # noqa: DJ001 - an empty text is no level
    lowest = models.CharField(max_length=64, null=True)  # noqa: DJ001
    highest = models.CharField(max_length=64, null=True)  # noqa: DJ001
    case = models.JSONField()
    record = models.JSONField()

    class Meta:
        """Where it is kept."""

        app_label = "levels"

    def __str__(self) -> str:
        """Return which answer it is, without anything about the person."""
        return f"{self.reference}: {self.level or 'open'}"

    @classmethod
    def keep(cls, answer: carelevel.Recommendation, reference: str, decision: str | None = None) -> "Answered":
        """Add an answer, with the case that it rests on.

        Raises:
            RecordError: there is no such level to decide on, or it is an override without a reason.
        """
        when = timezone.now()
        record = answer.record(when, decision=decision, reference=reference)
        return cls.objects.create(
            reference=reference,
            when=when,
            criteria=record.criteria["id"],
            version=record.criteria["version"],
            decision_digest=record.criteria["decision_digest"],
            level=answer.level,
            lowest=answer.lowest,
            highest=answer.highest,
            case=answer.case.to_dict(),
            record=record.to_dict(),
        )

    def answer_now(self, criteria: carelevel.CriteriaSet) -> carelevel.Recommendation:
        """Return what criteria say of the case today.

        Raises:
            CaseError: they do not know a fact or a value of it.
        """
        return criteria.recommend(self.case)


class CaseField(forms.JSONField):
    """The facts of a person as JSON. What is wrong with them is said in the words of the criteria."""

    def to_python(self, value: Any) -> Any:
        """Return JSON as plain values; a fact that is given twice is refused, where Python would keep the last."""

        def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
            names = [name for name, _ in pairs]
            if len(set(names)) < len(names):
                raise forms.ValidationError("A fact is given twice.", code="repeated-key")
            return dict(pairs)

        try:
            return json.loads(value or "{}", object_pairs_hook=once)
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError("This is not JSON.", code="not-json") from error

    def clean(self, value: Any) -> carelevel.Recommendation:
        """Return the answer for the facts, or all that is wrong with them."""
        try:
            return CRITERIA.recommend(super().clean(value))
        except carelevel.CaseError as error:
            raise forms.ValidationError([said(problem) for problem in error.problems]) from error


def said(problem: carelevel.Problem) -> forms.ValidationError:
    """Return one problem of a case as an error of a form: the code for programs, the message and the hint for people."""
    hint = f" ({problem.hint})" if problem.hint else ""
    # `params` are put in where a message has `%`, so the message is one of them.
    return forms.ValidationError("%(message)s", code=problem.code, params={"message": f"{problem.message}{hint}", "fact": problem.path[:1]})


class AskForm(forms.Form):
    """What somebody sends: whose stay it is, and what is known of the person."""

    reference = forms.CharField(max_length=64)
    case = CaseField(required=False)
    decision = forms.ChoiceField(required=False, choices=[(level.id, level.title) for level in CRITERIA.levels.values()])

    def clean(self) -> dict[str, Any]:
        """Refuse a decision that cannot be recorded."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        answer, decision = cleaned.get("case"), cleaned.get("decision")
        if answer and decision and decision not in answer.possible:
            raise forms.ValidationError("This level is not possible by the answer; say why in a record of your own.", code="override")
        return cleaned


# In a project of yours a page with a CSRF token sends the form, or the caller proves who it is; then this is not exempt.
@csrf_exempt
@never_cache
@require_POST
def recommend(request: HttpRequest) -> JsonResponse:
    """Answer a form of facts and keep the answer. `level` is null until nothing unknown can change it: then show `lowest` to `highest`."""
    form = AskForm(request.POST)
    if not form.is_valid():
        problems = [
            {"field": "" if name == NON_FIELD_ERRORS else name, "code": error.code, "message": next(iter(error)), "fact": (error.params or {}).get("fact")}
            for name, errors in form.errors.as_data().items()
            for error in errors
        ]
        return JsonResponse({"problems": problems}, status=422)
    answer = form.cleaned_data["case"]
    row = Answered.keep(answer, form.cleaned_data["reference"], form.cleaned_data["decision"] or None)
    return JsonResponse({"number": row.pk, "answer": answer.to_dict()}, status=201)


urlpatterns = [path("recommend", recommend)]


def make_tables() -> None:
    """Make the table. A project of yours does that with migrations."""
    with connection.schema_editor() as editor:
        editor.create_model(Answered)


if __name__ == "__main__":
    make_tables()
    # Reloading would begin anew, with a database of its own in memory.
    execute_from_command_line([*sys.argv, "--noreload"] if "runserver" in sys.argv else sys.argv)
