"""The state of an interview as a document: the next question, or the answer when none is left."""

from carelevel.answers.explain.interview import Interview
from carelevel.logic.english import joined
from carelevel.show import answer, question
from carelevel.show.document import Document, Paragraph, line, strong


def document(held: Interview) -> Document:
    """Return the next question, or the answer when no question is left, in plain words."""
    skipped = len(held.skipped)
    told = Paragraph(line(f"Answered: {len(held.asked) - skipped}. Not known: {skipped}."))
    asked = held.question
    if asked is None:
        return (Paragraph(line(strong("No question is left."))), told, *answer.document(held.recommendation))
    titles = [level.title for level in asked.definition.levels if level.id in held.recommendation.possible]
    return (*question.question(asked), Paragraph(line(f"Possible so far: {joined(titles, 'or')}.")), told)
