"""Answer a file of cases, one JSON object on each line. A job that was stopped continues where it was.

python examples/batch_job.py CASES ANSWERS [CRITERIA]

For each line of CASES that is not blank, ANSWERS gets one line, in the same order: the number of the line, and the answer or the problems of the case. A job
that is killed leaves complete lines, and at most one incomplete line, which the next start removes. The job continues only if the criteria and the answered
cases are unchanged. Never run two jobs on one file.

Exit codes: 0 if all cases were answered; 1 if some were refused (their lines say why); 2 if the job did not finish, because a file cannot be read or written,
or has changed.
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import carelevel

ANSWERED, SOME_REFUSED, NOT_ENDED = 0, 1, 2
AT_ONCE = 100
"""After this many lines the job waits until the disk has them."""
BEGINNING = b'{"line": '
"""The beginning of every line of ANSWERS."""


class NotTheSameError(Exception):
    """Earlier answers belong to other cases or other criteria."""


def case_in(line: bytes) -> dict[str, Any]:
    """Return the case in a line.

    Raises:
        ValueError: the line is not a JSON object, repeats a key, or has a number that is not JSON, such as NaN.
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise ValueError("a key is given twice")
        return found

    def no_number(text: str) -> None:
        raise ValueError(f"{text} is not a JSON number")

    case = json.loads(line, object_pairs_hook=once, parse_constant=no_number)
    if not isinstance(case, dict):
        raise ValueError("a line must be one JSON object")  # noqa: TRY004 - the text of the file is wrong, not an argument
    return case


def answer_to(criteria: carelevel.CriteriaSet, line: bytes) -> dict[str, Any]:
    """Return the answer to a line, or its problems."""
    try:
        return {"answer": criteria.recommend(case_in(line)).to_dict()}
    except carelevel.CaseError as error:
        problems = error.problems
    except (ValueError, RecursionError) as error:
        problems = (carelevel.Problem("not-json", str(error)),)
    return {"problems": [problem.to_dict() for problem in problems]}


def lines_of(cases: Path) -> Iterator[tuple[int, str, bytes]]:
    """Yield each line that is not blank: its number, its digest and its bytes."""
    with cases.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield number, hashlib.sha256(line.strip()).hexdigest(), line


def done_before(answers: Path, lines: Iterator[tuple[int, str, bytes]], digest: str) -> tuple[int, int]:
    """Return the size of the complete lines in an earlier result, and how many of their cases were refused. Moves `lines` past them.

    Raises:
        NotTheSameError: a line belongs to another case or other criteria.
    """
    size, refused = 0, 0
    with answers.open("rb") as file:
        for line in file:
            if not line.endswith(b"\n") and line[: len(BEGINNING)] == BEGINNING[: len(line)]:
                break
            try:
                said = json.loads(line)
                before = said["line"], said["case"], said["criteria"]
            except (ValueError, TypeError, KeyError) as error:
                raise NotTheSameError(f"{answers} has a line that this job did not write") from error
            number, case, _ = next(lines, (0, "", b""))
            if before != (number, case, digest):
                raise NotTheSameError(f"line {said['line']} was answered before, but the case or the criteria have changed since: write to a new file")
            refused += "problems" in said
            size += len(line)
    return size, refused


def run(criteria: carelevel.CriteriaSet, cases: Path, answers: Path) -> int:
    """Answer the remaining cases, and return how many cases were refused in total.

    Raises:
        NotTheSameError: earlier answers belong to other cases or other criteria.
        OSError: a file cannot be read or written.
    """
    # Fails here if there are no cases, before ANSWERS is created.
    cases.open("rb").close()
    lines = lines_of(cases)
    answers.touch(mode=0o600)
    size, refused = done_before(answers, lines, criteria.digest)
    with answers.open("r+b") as file:
        file.truncate(size)
        file.seek(size)
        while part := list(islice(lines, AT_ONCE)):
            for number, case, line in part:
                said = answer_to(criteria, line)
                refused += "problems" in said
                file.write(json.dumps({"line": number, "case": case, "criteria": criteria.digest} | said, ensure_ascii=False).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
    return refused


def main(words: Sequence[str]) -> int:
    """Run the job, and return its exit code."""
    if len(words) not in {2, 3}:
        print("usage: batch_job.py CASES ANSWERS [CRITERIA]", file=sys.stderr)
        return NOT_ENDED
    try:
        criteria = carelevel.load(words[2] if len(words) > 2 else "adult-mental-health")
        refused = run(criteria, Path(words[0]), Path(words[1]))
    except (carelevel.CarelevelError, NotTheSameError, OSError) as error:
        print(error, file=sys.stderr)
        return NOT_ENDED
    print(f"{refused} case{'s were' if refused != 1 else ' was'} refused" if refused else "all cases were answered")
    return SOME_REFUSED if refused else ANSWERED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
