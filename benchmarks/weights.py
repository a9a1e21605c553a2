"""A set in the shape of medical grounds for admission: three weights of 1,901 values each, the loss since two of them, and thresholds of what is measured beside."""

from typing import Any

NAME = "weights"

MEASURED = {
    "pulse": (0, 220, "at_most", (39, 49)),
    "temperature": (250, 420, "at_most", (349, 355, 360)),
    "systolic": (0, 250, "at_most", (79, 89)),
    "diastolic": (0, 180, "at_most", (44, 59)),
    "potassium": (0, 100, "at_most", (29,)),
    "sodium": (80, 200, "at_most", (124, 129)),
    "glucose": (0, 500, "at_most", (16, 24, 32)),
    "qtc": (200, 800, "at_least", (451,)),
    "postural_drop": (0, 120, "at_least", (21,)),
    "postural_rise": (0, 120, "at_least", (31, 41)),
    "bmi": (60, 500, "at_most", (119, 129, 149)),
    "energy_a_day": (0, 6000, "at_most", (99,)),
}
"""Numbers with their range, the way in which they are serious, and the bounds of one place or another."""

PLACES = ("north", "south", "east", "west")


def weights() -> dict[str, Any]:
    """Return the set as plain data."""
    weight = {"type": "score", "range": [100, 2000], "unit": "tenths of kg"}
    facts: dict[str, Any] = {"place": {"type": "choice", "values": list(PLACES)}, "age": {"type": "score", "range": [5, 100], "or_more": True}}
    facts |= {"weight_now": weight | {"worse": "low"}, "weight_3_months_ago": weight, "weight_6_months_ago": weight}
    for name, (low, high, way, _) in MEASURED.items():
        facts[name] = {"type": "score", "range": [low, high], "worse": "low" if way == "at_most" else "high"}
    losses = {f"lost_in_{n}_months": {"sum": [{"of": f"weight_{n}_months_ago", "times": 4}, {"of": "weight_now", "times": -5}]} for n in (3, 6)}
    return {
        "carelevel": 1,
        "id": NAME,
        "version": "1",
        "title": "Weights",
        "levels": {"outpatient": {"title": "Outpatient"}, "inpatient": {"title": "Inpatient"}},
        "facts": facts,
        "derived": losses,
        "criteria": [_criterion(number, place) for number, place in enumerate(PLACES)],
    }


def _criterion(number: int, place: str) -> dict[str, Any]:
    parts: list[dict[str, Any]] = [{name: {way: bounds[number % len(bounds)]}} for name, (_, _, way, bounds) in MEASURED.items()]
    lost = {f"lost_in_{6 if number == 3 else 3}_months": {"at_least": number % 2}}
    grown_up = {"all": [{"age": {"at_least": 18}}, {"bmi": {"at_most": 139}}]}
    return {"id": place, "suggests": "inpatient", "when": {"place": place, "any": [*parts, lost, grown_up]}, "because": "It is serious."}
