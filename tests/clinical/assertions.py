"""What must hold of every person, written apart from the bundled sets and without their language, each with its source and its kind and date.

`SAFETY` says who is never left with less than a level. `TOO_MUCH` says who is never given more than one: the least restrictive care that is likely to work is
owed as well. "Convention" marks what no published rule was found for: two careful readers of this repository held it to be right.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.clinical.people import Person

LEVELS = ("outpatient", "iop", "residential", "inpatient")
MENTAL_HEALTH, SUBSTANCE_USE = "adult-mental-health", "adult-substance-use"
BOTH = frozenset((MENTAL_HEALTH, SUBSTANCE_USE))

COLUMBIA = "Columbia Lighthouse Project, clinical triage guidelines using the C-SSRS (guidance): intent (items 4, 5) or behavior within 3 months is the most acute group"
CONNECTICUT = "Connecticut Behavioral Health Partnership, adult level of care guidelines (payer, draft of 2005), and convention"
ALCOHOL = "ASAM guideline on alcohol withdrawal management, 2020 (guideline)"
OUTPATIENT_DETOX = "Blondell, Am Fam Physician 2005;71:495-502 (review): withdrawal at home needs a safe place, help, and no other serious illness"
PREGNANCY = "Help With Drinking, British Columbia (guidance): alcohol withdrawal in pregnancy is managed in hospital; for other substances convention"
OPIOIDS = "ASAM national practice guideline on opioid use disorder, 2020 (guideline)"
PERINATAL = "NICE CG192, 2014, updated 2020 (guideline)"
EATING = "Attia and Walsh, World Psychiatry 2009, table 5 (review); J Adolesc Health 2022;71:648-654, table 4 (position paper)"
WEIGHT_OF_LIMITS = "Convention: a person who cannot weigh a refusal has not declined, and duties make nobody safe"
STEPPED = "NICE NG222, 2022 (guideline): least intrusive and most effective first"
OCD = "NICE CG31, 2005 (guideline): ERP is the first-line therapy for OCD"
CONVENTION = "Convention"


@dataclass(frozen=True)
class Assertion:
    """One thing that holds for everyone whom it is about.

    Attributes:
        id: its name.
        about: whether it is about a person.
        least: the lowest level that the person may be given.
        most: the highest.
        source: what it rests on.
        sets: the sets that it is about.
    """

    id: str
    about: Callable[[Person], bool]
    source: str
    least: str = "outpatient"
    most: str = "inpatient"
    sets: frozenset[str] = BOTH


def grave(person: Person) -> bool:
    """Return whether suicide or violence risk is high or worse."""
    return any(person[risk] in {"high", "imminent"} for risk in ("suicide_risk", "violence_risk"))


def clouded(person: Person) -> bool:
    """Return whether judgment is clouded or lost."""
    return bool(person["judgement"] != "sound")


def alone_or_unsafe(person: Person) -> bool:
    """Return whether home is not safe or nobody there helps."""
    return any(person[each] == "no" for each in ("safe_at_home", "support_at_home"))


def withdrawing(person: Person) -> bool:
    """Return whether withdrawal risk is moderate or severe."""
    return person["withdrawal_risk"] in {"moderate", "severe"}


def takes(person: Person, *substances: str) -> bool:
    """Return whether a person takes any of some substances."""
    return not {*person["substances"]}.isdisjoint(substances)


def has(person: Person, *circumstances: str) -> bool:
    """Return whether any of some special circumstances applies."""
    return not {*person["circumstances"]}.isdisjoint(circumstances)


def in_an_emergency(person: Person) -> bool:
    """Return whether a person needs a hospital whoever they are."""
    imminent = any(person[risk] == "imminent" for risk in ("suicide_risk", "violence_risk"))
    helpless = person["self_care"] == "unable" and person["has_round_the_clock_carer"] == "no"
    return any([imminent, helpless, person["judgement"] == "lost", person["medically_unstable"] == "yes", person["withdrawal_risk"] == "severe"])


def is_for(person: Person) -> bool:
    """Return whether the sets are for a person."""
    return bool(person["age"] >= 18) and (in_an_emergency(person) or not has(person, "dementia", "cannot_take_part", "legal_hold"))


def disputed(name: str, person: Person) -> bool:
    """Return whether a suicide-risk rating below high disagrees with behavior or with a screen, and nobody has looked again."""
    if person["suicide_risk"] in {"high", "imminent"} or person["suicide_risk_reviewed"] == "yes":
        return False
    behavior = person["suicidal_behavior"] in {"recent", "this_week"}
    if name != MENTAL_HEALTH:
        return behavior
    return behavior or person["cssrs_screen"] == "high" or (person["phq9_item9"] == 3 and person["suicide_risk"] in {"none", "low"})


def safe(person: Person) -> bool:
    """Return whether there is no danger, no withdrawal and nothing that takes staff around the clock."""
    return (
        person["suicide_risk"] in {"none", "low"}
        and person["violence_risk"] in {"none", "low", "moderate"}
        and person["suicidal_behavior"] in {"none", "past"}
        and person["self_harm"] != "escalating"
        and person["judgement"] == "sound"
        and person["self_care"] == "able"
        and person["medically_unstable"] == "no"
        and person["withdrawal_risk"] == "none"
        and person["needs_round_the_clock_structure"] == "no"
        and person["recent_overdose"] == "no"
        and person["leaving_higher_care"] == "no"
        and not person.get("eating_disorder_signs")
        and not has(person, "medication_stopped")
    )


SAFETY = (
    Assertion("imminent-suicide-risk", lambda p: p["suicide_risk"] == "imminent", COLUMBIA, least="inpatient"),
    Assertion("imminent-violence", lambda p: p["violence_risk"] == "imminent", CONNECTICUT, least="inpatient"),
    Assertion("lost-judgment", lambda p: p["judgement"] == "lost", CONNECTICUT, least="inpatient"),
    Assertion("medically-unstable", lambda p: p["medically_unstable"] == "yes", CONNECTICUT, least="inpatient"),
    Assertion("severe-withdrawal", lambda p: p["withdrawal_risk"] == "severe", ALCOHOL, least="inpatient"),
    Assertion("helpless-alone", lambda p: p["self_care"] == "unable" and p["has_round_the_clock_carer"] == "no", CONNECTICUT, least="inpatient"),
    Assertion("grave-risk-and-clouded", lambda p: clouded(p) and grave(p), CONNECTICUT, least="inpatient"),
    Assertion("psychosis-after-a-birth", lambda p: clouded(p) and has(p, "childbirth"), PERINATAL, least="inpatient"),
    Assertion("psychosis-with-a-physical-cause", lambda p: clouded(p) and has(p, "physical_cause"), CONVENTION, least="inpatient"),
    Assertion("withdrawal-and-clouded", lambda p: clouded(p) and withdrawing(p), OUTPATIENT_DETOX, least="inpatient"),
    Assertion("withdrawal-in-pregnancy", lambda p: p["pregnant"] == "yes" and withdrawing(p), PREGNANCY, least="inpatient"),
    Assertion(
        "alcohol-withdrawal-in-pregnancy",
        lambda p: p["pregnant"] == "yes" and takes(p, "alcohol") and p["withdrawal_risk"] != "none",
        PREGNANCY,
        least="inpatient",
    ),
    Assertion(
        "danger-signs-of-an-eating-disorder",
        lambda p: "eating_disorder" in p["conditions"] and bool({*p["eating_disorder_signs"]} - {"meals_fail"}),
        EATING,
        least="inpatient",
        sets=frozenset((MENTAL_HEALTH,)),
    ),
    Assertion(
        "withdrawal-after-seizures-or-delirium",
        lambda p: p["past_complicated_withdrawal"] == "yes" and takes(p, "alcohol", "sedatives") and withdrawing(p),
        ALCOHOL,
        least="inpatient",
        sets=frozenset((SUBSTANCE_USE,)),
    ),
    Assertion(
        "any-withdrawal-after-seizures-or-delirium",
        lambda p: p["past_complicated_withdrawal"] == "yes" and takes(p, "alcohol", "sedatives") and p["withdrawal_risk"] != "none",
        ALCOHOL,
        least="residential",
        sets=frozenset((SUBSTANCE_USE,)),
    ),
    Assertion(
        "severe-alcohol-withdrawal-by-the-ciwa",
        lambda p: takes(p, "alcohol") and p["withdrawal_risk"] != "none" and p["ciwa_ar"] >= 19,
        ALCOHOL,
        least="inpatient",
        sets=frozenset((SUBSTANCE_USE,)),
    ),
    Assertion("high-suicide-risk-and-no-home-to-hold", lambda p: p["suicide_risk"] == "high" and alone_or_unsafe(p), COLUMBIA, least="residential"),
    Assertion("intent-with-a-plan", lambda p: p["intent_with_plan_evaluated"] == "yes", COLUMBIA, least="residential"),
    Assertion("violence-to-someone-at-home", lambda p: p["violence_risk"] == "high" and p["person_at_risk"] == "at_home", CONVENTION, least="residential"),
    Assertion(
        "withdrawal-and-no-home-to-hold",
        lambda p: withdrawing(p) and takes(p, "alcohol", "sedatives") and alone_or_unsafe(p),
        OUTPATIENT_DETOX,
        least="residential",
    ),
    Assertion(
        "withdrawal-at-65",
        lambda p: withdrawing(p) and p["age"] >= 65 and takes(p, "alcohol", "sedatives"),
        f"{ALCOHOL}; that it takes a facility is a convention",
        least="residential",
    ),
    Assertion(
        "withdrawal-from-several-substances",
        lambda p: withdrawing(p) and takes(p, "alcohol") and takes(p, "sedatives", "opioids"),
        f"{ALCOHOL}; that it takes a facility is a convention",
        least="residential",
    ),
    Assertion("withdrawal-and-grave-risk", lambda p: withdrawing(p) and grave(p), OUTPATIENT_DETOX, least="residential"),
    Assertion("withdrawal", withdrawing, ALCOHOL, least="iop"),
    Assertion("grave-risk", grave, COLUMBIA, least="iop"),
    Assertion("behavior-this-week", lambda p: p["suicidal_behavior"] == "this_week", COLUMBIA, least="iop"),
    Assertion("escalating-self-harm", lambda p: p["self_harm"] == "escalating", CONVENTION, least="iop"),
    Assertion("clouded", clouded, CONVENTION, least="iop"),
    Assertion("no-limit-when-clouded", lambda p: clouded(p) and alone_or_unsafe(p), WEIGHT_OF_LIMITS, least="residential"),
    Assertion("no-limit-when-helpless", lambda p: p["self_care"] == "unable", WEIGHT_OF_LIMITS, least="residential"),
    Assertion(
        "no-limit-at-high-risk",
        lambda p: p["suicide_risk"] == "high" and (p["self_harm"] == "escalating" or p["suicidal_behavior"] == "this_week"),
        WEIGHT_OF_LIMITS,
        least="residential",
    ),
    Assertion(
        "no-limit-where-structure-is-needed-in-danger-or-alone",
        lambda p: p["needs_round_the_clock_structure"] == "yes" and (grave(p) or alone_or_unsafe(p)),
        WEIGHT_OF_LIMITS,
        least="residential",
    ),
    Assertion(
        "no-limit-after-an-iop-at-high-risk",
        lambda p: p["iop_was_not_enough"] == "yes" and grave(p) and p["symptom_severity"] in {"severe", "extreme"} and p["weekly_therapy"] != "helping",
        WEIGHT_OF_LIMITS,
        least="residential",
        sets=frozenset((MENTAL_HEALTH,)),
    ),
    Assertion(
        "no-limit-in-a-pregnancy-in-withdrawal",
        lambda p: p["pregnant"] == "yes" and p["withdrawal_risk"] != "none" and p["needs_round_the_clock_structure"] == "yes",
        WEIGHT_OF_LIMITS,
        least="residential",
    ),
    Assertion(
        "severe-symptoms-that-nothing-helps",
        lambda p: p["symptom_severity"] in {"severe", "extreme"} and p["weekly_therapy"] == "not_enough",
        "NGS Medicare, Intensive Outpatient Program (payer, official)",
        least="iop",
        sets=frozenset((MENTAL_HEALTH,)),
    ),
)

TOO_MUCH = (
    Assertion(
        "no-hospital-without-danger",
        lambda p: (
            not in_an_emergency(p)
            and not clouded(p)
            and p["self_care"] != "unable"
            and p["withdrawal_risk"] == "none"
            and not ({*p.get("eating_disorder_signs", ())} - {"meals_fail"})
        ),
        "Wit v. United Behavioral Health, N.D. Cal. 2019, as later courts left its account of generally accepted standards, and convention",
        most="residential",
    ),
    Assertion(
        "mild-and-safe",
        lambda p: (
            safe(p)
            and p["symptom_severity"] in {"none", "mild"}
            and p["function"] == "managing"
            and p["weekly_therapy"] != "not_enough"
            and p["iop_was_not_enough"] == "no"
        ),
        STEPPED,
        most="outpatient",
        sets=frozenset((MENTAL_HEALTH,)),
    ),
    Assertion(
        "helped-by-weekly-therapy",
        lambda p: safe(p) and p["symptom_severity"] in {"mild", "moderate", "severe"} and p["weekly_therapy"] == "helping" and p["function"] != "failing",
        STEPPED,
        most="outpatient",
        sets=frozenset((MENTAL_HEALTH,)),
    ),
    Assertion(
        "high-totals-before-therapy-had-its-time",
        lambda p: (
            safe(p)
            and p["symptom_severity"] == "moderate"
            and p["function"] != "failing"
            and p["weekly_therapy"] in {"never_tried", "in_progress"}
            and p["iop_was_not_enough"] == "no"
        ),
        STEPPED,
        most="outpatient",
        sets=frozenset((MENTAL_HEALTH,)),
    ),
    Assertion(
        "the-right-therapy-was-never-tried",
        lambda p: (
            safe(p)
            and p["symptom_severity"] == "moderate"
            and p["function"] != "failing"
            and p["weekly_therapy"] == "not_enough"
            and p["recommended_treatment_tried"] == "no"
            and p["iop_was_not_enough"] == "no"
        ),
        OCD,
        most="outpatient",
        sets=frozenset((MENTAL_HEALTH,)),
    ),
    Assertion(
        "lasting-thoughts-of-suicide-while-therapy-helps",
        lambda p: (
            safe({**p, "suicide_risk": "low"})
            and p["suicide_risk"] == "moderate"
            and p["weekly_therapy"] == "helping"
            and p["symptom_severity"] in {"mild", "moderate", "severe"}
        ),
        f"{COLUMBIA}; moderate risk alone asks for no stay",
        most="iop",
        sets=frozenset((MENTAL_HEALTH,)),
    ),
    Assertion(
        "moderate-depression-and-a-shelter",
        lambda p: safe(p) and p["safe_at_home"] == "no" and p["safe_place_elsewhere"] == "yes" and p["symptom_severity"] == "moderate",
        CONVENTION,
        most="iop",
        sets=frozenset((MENTAL_HEALTH,)),
    ),
    Assertion(
        "mild-use-and-safe",
        lambda p: (
            safe(p) and p["use_severity"] in {"none", "mild"} and p["mental_health_symptoms"] in {"none", "mild", "moderate"} and p["function"] != "failing"
        ),
        STEPPED,
        most="outpatient",
        sets=frozenset((SUBSTANCE_USE,)),
    ),
    Assertion(
        "stable-on-medication",
        lambda p: (
            safe(p)
            and p["stable_recovery"] == "yes"
            and p["relapse_risk"] == "low"
            and p["cravings"] in {"none", "mild"}
            and p["recovery_environment"] != "harmful"
            and p["function"] == "managing"
            and p["mental_health_symptoms"] in {"none", "mild"}
            and p["weekly_treatment"] != "not_enough"
            and p["intensive_treatment"] != "not_enough"
            and p["safe_at_home"] == "yes"
        ),
        OPIOIDS,
        most="outpatient",
        sets=frozenset((SUBSTANCE_USE,)),
    ),
    Assertion(
        "withdrawal-from-opioids-alone",
        lambda p: (
            safe({**p, "withdrawal_risk": "none", "recent_overdose": "no"})
            and p["withdrawal_risk"] in {"low", "moderate"}
            and takes(p, "opioids")
            and not takes(p, "alcohol", "sedatives", "other")
            and p["pregnant"] == "no"
            and p["safe_place_elsewhere"] == "yes"
            and p.get("recovery_environment") != "harmful"
            and p.get("intensive_treatment") != "not_enough"
            and p.get("iop_was_not_enough") != "yes"
            and p.get("symptom_severity") != "extreme"
        ),
        OPIOIDS,
        most="iop",
    ),
    Assertion(
        "homeless-and-nothing-else",
        lambda p: (
            safe(p)
            and p["safe_at_home"] == "no"
            and p["safe_place_elsewhere"] == "yes"
            and p.get("recovery_environment") != "harmful"
            and p.get("intensive_treatment") != "not_enough"
            and p.get("iop_was_not_enough") != "yes"
            and p.get("symptom_severity") != "extreme"
        ),
        CONVENTION,
        most="iop",
    ),
)
