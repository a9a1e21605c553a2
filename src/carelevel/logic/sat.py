"""Whether clauses can all hold: a small solver, for where a diagram grows too large.

It learns from conflicts (CDCL): it assumes, follows what must then hold, and where that ends in a contradiction it keeps the reason as a new clause and goes
back to where that clause would have helped. A literal is a whole number: n for "variable n is true", -n for "variable n is false".

The algorithm: Marques-Silva, Lynce and Malik, "Conflict-driven clause learning SAT solvers", in: Handbook of Satisfiability, 2009. Two literals are watched in
each clause; the first unique implication point is learnt; variables of recent conflicts come first; restarts follow Luby, Sinclair and Zuckerman, 1993.
"""

from collections.abc import Iterable, Sequence
from heapq import heapify, heappop, heappush
from itertools import pairwise

from carelevel.logic.work import OverBudgetError, spend

Literal = int

CONFLICTS_A_RESTART = 64
DECAY = 0.95
LARGEST_WEIGHT = 1e100


class UndecidedError(Exception):
    """The solver ran out of its budget; nothing is known."""


class Solver:
    """Clauses over numbered variables.

    Args:
        variables: how many there are, numbered from 1.
        clauses: of each, at least one literal holds.
        budget: how many literals may be followed up in all. It counts work and not time, so that the same question has the same answer on every machine.
    """

    def __init__(self, variables: int, clauses: Iterable[Sequence[Literal]], budget: int) -> None:
        self._budget = budget
        self._variables = variables
        # By literal; the place of -n is n from the end.
        self._value: list[bool | None] = [None] * (2 * variables + 1)
        self._watching: list[list[list[Literal]]] = [[] for _ in self._value]
        # By variable.
        self._depth = [0] * (variables + 1)
        self._reason: list[Sequence[Literal]] = [()] * (variables + 1)
        self._weight = [0.0] * (variables + 1)
        self._last = [False] * (variables + 1)
        self._queue: list[tuple[float, int]] = [(0.0, number) for number in range(1, variables + 1)]
        self._step = 1.0
        self._trail: list[Literal] = []
        self._starts: list[int] = []
        self._followed = 0
        self._owed = 0
        self._can_hold = all(self._add(sorted(set(clause), key=abs)) for clause in clauses) and not self._follow()

    def allow(self, budget: int) -> None:
        """Give what comes a budget of its own."""
        self._budget = budget

    def extend(self, variables: int, clauses: Iterable[Sequence[Literal]]) -> None:
        """Take in more clauses, over more variables; what was learnt stays true.

        Args:
            variables: how many there are now.
            clauses: the new ones.
        """
        more = range(self._variables + 1, variables + 1)
        middle = slice(self._variables + 1, self._variables + 1)
        self._value[middle] = [None] * (2 * len(more))
        self._watching[middle] = [[] for _ in range(2 * len(more))]
        self._depth += [0] * len(more)
        self._reason += [()] * len(more)
        self._weight += [0.0] * len(more)
        self._last += [False] * len(more)
        for number in more:
            heappush(self._queue, (0.0, number))
        self._variables = variables
        self._can_hold = self._can_hold and all(map(self._take_in, clauses)) and not self._follow()

    def _take_in(self, clause: Sequence[Literal]) -> bool:
        """Keep a clause without the literals that cannot hold; return False when none is left."""
        if any(self._value[literal] is True for literal in clause):
            return True
        return self._add(sorted({literal for literal in clause if self._value[literal] is None}, key=abs))

    def model(self, assumptions: Sequence[Literal]) -> list[bool | None] | None:
        """Return values by literal under which every clause and assumption holds, or None when there are none.

        Args:
            assumptions: literals that are to hold, in this question only.

        Raises:
            UndecidedError: the budget is used up.
        """
        try:
            return self._searched(assumptions) if self._can_hold else None
        finally:
            self._back_to(0)

    def _searched(self, assumptions: Sequence[Literal]) -> list[bool | None] | None:
        conflicts = 0
        restarts, next_restart = 1, CONFLICTS_A_RESTART
        while True:
            against = self._follow()
            if against:
                conflicts += 1
                if not self._starts:
                    self._can_hold = False
                    return None
                self._learn(against)
                continue
            self._pay()
            if conflicts >= next_restart:
                restarts += 1
                next_restart += CONFLICTS_A_RESTART * _luby(restarts)
                self._back_to(0)
            choice = self._choice(assumptions)
            if choice is None:
                return list(self._value)
            if self._value[choice] is False:
                return None  # an assumption that the clauses and the ones before it rule out
            self._starts.append(len(self._trail))
            if self._value[choice] is None:
                self._assign(choice, ())

    def _pay(self) -> None:
        """Charge for what was taken back, after it is done: a solver that stops half way could not be asked again."""
        owed, self._owed = self._owed, 0
        _spend(owed)

    def _choice(self, assumptions: Sequence[Literal]) -> Literal | None:
        """Return what to assume next; None when everything has a value."""
        if len(self._starts) < len(assumptions):
            return assumptions[len(self._starts)]
        while self._queue:
            number = heappop(self._queue)[1]
            if self._value[number] is None:
                return number if self._last[number] else -number
        return None

    def _add(self, clause: list[Literal]) -> bool:
        """Keep a clause in which a literal and its opposite would be neighbors; return False when it cannot hold."""
        if any(one == -other for one, other in pairwise(clause)):
            return True
        if len(clause) > 1:
            self._watch(clause)
            return True
        if not clause or self._value[clause[0]] is False:
            return False
        if self._value[clause[0]] is None:
            self._assign(clause[0], ())
        return True

    def _watch(self, clause: list[Literal]) -> None:
        self._watching[clause[0]].append(clause)
        self._watching[clause[1]].append(clause)

    def _assign(self, literal: Literal, reason: Sequence[Literal]) -> None:
        self._value[literal], self._value[-literal] = True, False
        number = abs(literal)
        self._depth[number] = len(self._starts)
        self._reason[number] = reason
        self._trail.append(literal)

    def _follow(self) -> Sequence[Literal]:
        """Assign what must hold by now; return a clause that cannot hold, or nothing."""
        value, watching, trail = self._value, self._watching, self._trail
        while self._followed < len(trail):
            # Before the literal is passed over: what was not followed up now has to be when the next question is asked.
            if self._budget <= 0:
                raise UndecidedError
            self._budget -= 1
            gone = -trail[self._followed]
            _spend(1 + len(watching[gone]))
            self._followed += 1
            kept: list[list[Literal]] = []
            clauses, watching[gone] = watching[gone], kept
            for place, clause in enumerate(clauses):
                if clause[0] == gone:
                    clause[0], clause[1] = clause[1], gone
                first = clause[0]
                if value[first] is True or not self._watch_another(clause):
                    kept.append(clause)
                    if value[first] is False:
                        kept += clauses[place + 1 :]
                        return clause
                    if value[first] is None:
                        self._assign(first, clause)
        return ()

    def _watch_another(self, clause: list[Literal]) -> bool:
        """Watch another literal of a clause in place of its second; return whether there is one."""
        for place in range(2, len(clause)):
            literal = clause[place]
            if self._value[literal] is not False:
                clause[1], clause[place] = literal, clause[1]
                self._watching[literal].append(clause)
                return True
        return False

    def _learn(self, against: Sequence[Literal]) -> None:
        """Keep the reason of a contradiction as a clause, and go back to where it says something."""
        seen: set[int] = set()
        learnt: list[Literal] = []
        here = len(self._starts)
        open_here, place, clause = 0, len(self._trail), against
        while True:
            for literal in clause:
                number = abs(literal)
                if number not in seen and self._depth[number] > 0 and self._value[literal] is False:
                    seen.add(number)
                    self._weigh(number)
                    if self._depth[number] == here:
                        open_here += 1
                    else:
                        learnt.append(literal)
            place -= 1
            while abs(self._trail[place]) not in seen:
                place -= 1
            turned = self._trail[place]
            open_here -= 1
            if open_here == 0:
                break
            clause = self._reason[abs(turned)]
        self._step /= DECAY
        # The deepest of the others is watched together with the literal that now follows.
        learnt.sort(key=lambda literal: -self._depth[abs(literal)])
        self._back_to(self._depth[abs(learnt[0])] if learnt else 0)
        whole = [-turned, *learnt]
        if learnt:
            self._watch(whole)
        self._assign(-turned, whole)

    def _weigh(self, number: int) -> None:
        self._weight[number] += self._step
        if self._weight[number] > LARGEST_WEIGHT:
            self._weight = [weight / LARGEST_WEIGHT for weight in self._weight]
            self._step /= LARGEST_WEIGHT
            self._queue = [(-self._weight[other], other) for _, other in self._queue]
            heapify(self._queue)

    def _back_to(self, depth: int) -> None:
        """Take back what was assumed, and what followed, beyond a depth."""
        if depth >= len(self._starts):
            return
        start = self._starts[depth]
        for literal in self._trail[start:]:
            number = abs(literal)
            self._value[literal] = self._value[-literal] = None
            self._last[number] = literal > 0
            heappush(self._queue, (-self._weight[number], number))
        # Each goes into the queue and out of it again.
        self._owed += 2 * (len(self._trail) - start)
        del self._trail[start:], self._starts[depth:]
        self._followed = start


def _spend(steps: int) -> None:
    try:
        spend(steps)
    except OverBudgetError:
        raise UndecidedError from None


def _luby(number: int) -> int:
    """Return a member of the sequence 1, 1, 2, 1, 1, 2, 4, ... that says how long to go on before starting again.

    >>> [_luby(number) for number in range(1, 8)]
    [1, 1, 2, 1, 1, 2, 4]
    """
    while True:
        power = number.bit_length()
        if number == (1 << power) - 1:
            return 1 << (power - 1)
        number -= (1 << (power - 1)) - 1
