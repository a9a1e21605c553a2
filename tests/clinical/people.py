"""Draws people of whom everything that a bundled set asks about is known, and leaves out some of it.

Most people are calm in most respects, so that dangers come alone as well as together: drawn evenly, nearly everybody would be in some danger.
"""

import random
from collections.abc import Mapping
from typing import Any

Person = dict[str, Any]
"""What is known of one person: for each fact a value as a case gives it; for a set the list of its members."""

SHARED: Mapping[str, tuple[Any, ...]] = {
    "suicide_risk": ("none", "low", "moderate", "high", "imminent"),
    "suicide_risk_reviewed": ("no", "yes"),
    "violence_risk": ("none", "low", "moderate", "high", "imminent"),
    "person_at_risk": ("nobody_named", "elsewhere", "at_home"),
    "intent_with_plan_evaluated": ("no", "yes"),
    "suicidal_behavior": ("none", "past", "recent", "this_week"),
    "self_harm": ("none", "past", "recent", "escalating"),
    "judgement": ("sound", "clouded", "lost"),
    "self_care": ("able", "needs_help", "unable"),
    "has_round_the_clock_carer": ("yes", "no"),
    "medically_unstable": ("no", "yes"),
    "withdrawal_risk": ("none", "low", "moderate", "severe"),
    "pregnant": ("no", "yes"),
    "safe_at_home": ("yes", "no"),
    "safe_place_elsewhere": ("yes", "no"),
    "support_at_home": ("yes", "no"),
    "needs_round_the_clock_structure": ("no", "yes"),
    "recent_overdose": ("no", "yes"),
    "function": ("managing", "struggling", "failing"),
    "leaving_higher_care": ("no", "yes"),
}
"""Values of shared facts, what is calm first."""

SUBSTANCES = ("alcohol", "opioids", "sedatives", "stimulants", "cannabis", "tobacco", "other")
CIRCUMSTANCES = ("childbirth", "first_psychosis", "physical_cause", "medication_stopped", "dementia", "cannot_take_part", "legal_hold")
SIGNS = ("very_low_weight", "slow_pulse", "low_blood_pressure", "low_potassium", "fainting", "meals_fail")
CONDITIONS = (
    *("depression", "anxiety", "panic", "social_anxiety", "ocd", "ptsd", "bipolar", "psychosis", "eating_disorder"),
    *("emotion_dysregulation", "borderline_personality", "substance_use"),
)
CO_OCCURRING = ("depression", "anxiety", "ocd", "ptsd", "bipolar", "psychosis", "emotion_dysregulation", "other")

MENTAL_HEALTH: Mapping[str, tuple[Any, ...]] = {
    "symptom_severity": ("mild", "none", "moderate", "severe", "extreme"),
    "ratings_reviewed": ("no", "yes"),
    "recommended_treatment_tried": ("no", "yes"),
    "iop_was_not_enough": ("no", "yes"),
    "cssrs_screen": ("none", "low", "moderate", "high"),
}

SUBSTANCE_USE: Mapping[str, tuple[Any, ...]] = {
    "withdrawal_risk_reviewed": ("no", "yes"),
    "past_complicated_withdrawal": ("no", "yes"),
    "use_severity": ("mild", "none", "moderate", "severe"),
    "use_severity_reviewed": ("no", "yes"),
    "stable_recovery": ("yes", "no"),
    "relapse_risk": ("low", "moderate", "high"),
    "cravings": ("none", "mild", "moderate", "severe"),
    "recovery_environment": ("supportive", "mixed", "harmful"),
    "intensive_treatment": ("never_tried", "in_progress", "helped", "not_enough"),
    "mental_health_symptoms": ("none", "mild", "moderate", "severe"),
    "readiness": ("ready", "unsure", "not_ready"),
}

THERAPY = ("never_tried", "in_progress", "helping", "not_enough")


class Drawing:
    """Draws people for one bundled set."""

    def __init__(self, seed: int | str) -> None:
        """Make it with a seed: the same seed draws the same people."""
        self.chance = random.Random(f"people {seed}")

    def person(self, name: str) -> Person:
        """Return a person of whom everything is known."""
        calm = self.chance.choice((0.5, 0.8, 0.9, 0.97))
        person = self._shared(calm)
        if name == "adult-mental-health":
            self._mental_health(person, calm)
        else:
            self._substance_use(person, calm)
        return person

    def part_of(self, person: Person) -> Person:
        """Return some of what is known of a person, of some sets only a part."""
        share = self.chance.choice((0.2, 0.5, 0.8, 0.95))
        known: Person = {}
        for fact, value in person.items():
            if self.chance.random() >= share:
                continue
            if isinstance(value, list) and self.chance.random() < 0.2:
                known[fact] = {member: member in value for member in self._members(fact) if self.chance.random() < 0.5}
            else:
                known[fact] = value
        return known

    def _of(self, values: tuple[Any, ...], calm: float) -> Any:
        return values[0] if self.chance.random() < calm else self.chance.choice(values)

    def _some(self, members: tuple[str, ...], calm: float) -> list[str]:
        share = (1 - calm) / 2
        return [member for member in members if self.chance.random() < share]

    def _members(self, fact: str) -> tuple[str, ...]:
        members = {"substances": SUBSTANCES, "circumstances": CIRCUMSTANCES, "eating_disorder_signs": SIGNS, "conditions": CONDITIONS}
        return members.get(fact, CO_OCCURRING)

    def _shared(self, calm: float) -> Person:
        chance = self.chance
        person: Person = {fact: self._of(values, calm) for fact, values in SHARED.items()}
        person["substances"] = [each for each in SUBSTANCES if chance.random() < 0.25]
        person["circumstances"] = self._some(CIRCUMSTANCES, calm)
        person["days_since_discharge"] = chance.choice((0, 5, 7, 8, 30, 90))
        person["age"] = chance.choice((17, 18, 30, 45, 64, 65, 80)) if chance.random() > calm else chance.randrange(18, 64)
        for fact in ("works_or_studies", "cares_for_others", "duties_can_be_covered", "accepts_a_stay"):
            person[fact] = chance.choice(("yes", "no"))
        if person["suicide_risk"] not in {"high", "imminent"} and person["violence_risk"] not in {"high", "imminent"}:
            person["intent_with_plan_evaluated"] = "no"
        if person["has_round_the_clock_carer"] == "yes":
            person["support_at_home"] = "yes"
        if not {*person["substances"]} - {"tobacco"}:
            person["recent_overdose"] = "no"
        return person

    def _therapy(self, weeks: str, therapy: str, person: Person) -> None:
        person[therapy] = self.chance.choice(THERAPY)
        person[weeks] = 0 if person[therapy] == "never_tried" else self.chance.choice((1, 3, 4, 5, 6, 12, 52))

    def _mental_health(self, person: Person, calm: float) -> None:
        chance = self.chance
        person.update({fact: self._of(values, calm) for fact, values in MENTAL_HEALTH.items()})
        person["symptom_severity"] = chance.choice(("none", "mild", "moderate", "severe", "extreme"))
        person["conditions"] = [each for each in CONDITIONS if chance.random() < 0.15]
        person["eating_disorder_signs"] = self._some(SIGNS, calm) if "eating_disorder" in person["conditions"] else []
        self._therapy("weeks_of_therapy", "weekly_therapy", person)
        person["phq9_item9"] = self._of((0, 1, 2, 3), calm)
        person["phq9"] = person["phq9_item9"] + chance.randrange(25)
        person["gad7"] = chance.randrange(22)
        person["pcl5"] = chance.randrange(81)
        person["wsas"] = chance.randrange(41)

    def _substance_use(self, person: Person, calm: float) -> None:
        chance = self.chance
        person.update({fact: self._of(values, calm) for fact, values in SUBSTANCE_USE.items()})
        person["use_severity"] = chance.choice(("none", "mild", "moderate", "severe"))
        person["co_occurring_conditions"] = [each for each in CO_OCCURRING if chance.random() < 0.15]
        self._therapy("weeks_of_treatment", "weekly_treatment", person)
        if not {*person["substances"]} - {"tobacco"}:
            person["use_severity"] = "none"
        person["audit"] = chance.randrange(41)
        person["dast10"] = chance.randrange(11)
        low = "alcohol" in person["substances"] and person["withdrawal_risk"] == "none"
        person["ciwa_ar"] = chance.randrange(10) if low else self._of((5, 8, 12, 19, 30, 67), calm)
