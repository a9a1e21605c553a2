"""A small criteria set in which every way to and from a level can be told by hand."""

SMALL_CLINIC = """
carelevel: 1
id: small-clinic
version: "1"
title: Small clinic
applies_when: {age: {at_least: 18}}
sources:
  guideline: {title: Guideline}
levels:
  home: {title: Care at home}
  day: {title: Day programme}
  stay: {title: A stay}
  hospital: {title: Hospital}
services: {talk: Talking}
facts:
  danger: {type: scale, values: [none, some, high, acute], worse: high, titles: {none: absent}}
  phq9: {type: score, range: [0, 27], worse: high, title: PHQ-9}
  gad7: {type: score, range: [0, 21], worse: high, title: GAD-7}
  weeks: {type: score, range: [0, 52], or_more: yes, unit: weeks, title: time in weekly therapy}
  therapy: {type: choice, values: [never_tried, helping, not_enough], title: weekly therapy}
  alone: {type: yes_no, worse: yes, titles: {yes: the person lives alone, no: the person does not live alone}}
  works: {type: yes_no, titles: {yes: the person works, no: the person does not work}}
  conditions: {type: set, values: [ocd, ptsd, bipolar], titles: {ocd: OCD, ptsd: PTSD, bipolar: bipolar disorder}}
  phq9_in_the_past: {type: score, range: [0, 27], worse: high, changes: no}
  past_stay: {type: yes_no, changes: no, title: a stay in the past}
  age: {type: score, range: [0, 120], unit: years, changes: no}
derived:
  distress: {sum: [phq9, gad7], title: distress}
  phq9_band: {bands: {of: phq9, low: [0, 9], middle: [10, 19], high: [20, 27]}, title: PHQ-9 band}
  worst_ever: {worst: [phq9_band, band_in_the_past]}
  band_in_the_past: {bands: {of: phq9_in_the_past, low: [0, 9], middle: [10, 19], high: [20, 27]}}
  failed:
    when: {therapy: not_enough, weeks: {at_least: 6}}
    titles: {yes: weekly therapy was given a fair try that was not enough, no: weekly therapy was given no fair try}
impossible:
  - {id: no-therapy-no-weeks, when: {therapy: never_tried, weeks: {at_least: 1}}, because: Weeks are counted for someone who has had some.}
criteria:
  - {id: acute, requires: hospital, when: {danger: acute}, because: Acute danger needs a hospital., source: [{id: guideline, at: section 1}]}
  - {id: alone-in-danger, requires: stay, when: {danger: {at_least: high}, alone: yes}, because: Nobody is there at night., source: [guideline]}
  - {id: very-severe, suggests: stay, when: {phq9_band: high}, because: Symptoms are very severe.}
  - {id: distress, suggests: day, when: {distress: {at_least: 25}}, because: Distress is high.}
  - {id: therapy-failed, suggests: day, when: {failed: yes, phq9: {at_least: 10}}, because: Weekly therapy fell short.}
  - {id: many-troubles, suggests: day, when: {at_least: {count: 2, of: [{conditions: {includes: ocd}}, {conditions: {includes: ptsd}}, {alone: yes}]}}, because: Troubles add up.}
  - {id: work, limits_to: day, when: {works: yes}, because: Work would be put down.}
  - {id: stay-went-badly, limits_to: home, when: {past_stay: yes, danger: none}, because: A stay did harm before.}
  - {id: talking, adds: [talk], when: {phq9: {at_least: 5}}, because: Talking helps.}
"""

CALM = {
    "danger": "none",
    "phq9": 4,
    "gad7": 3,
    "weeks": 0,
    "therapy": "never_tried",
    "alone": "no",
    "works": "no",
    "conditions": [],
    "past_stay": "no",
    "age": 40,
}
"""A person of whom everything is known, whom care at home is enough for."""
