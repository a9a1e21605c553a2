# ruff: noqa: B018, D100 - a notebook shows the last line of a cell, and its first cell is its description
# %% [markdown]
# # A level of care and its reasons
#
# A notebook in the percent format: VS Code, PyCharm and Spyder open it directly, and `jupytext --to ipynb notebook.py` converts it for Jupyter.

# %%
import carelevel

criteria = carelevel.load("adult-mental-health")
case = {"age": 34, "symptom_severity": "severe", "weekly_therapy": "not_enough", "suicide_risk": "low", "conditions": ["ocd"]}

# %% [markdown]
# A notebook displays the last answer in a cell. The answer is a range while something unknown can change the level.

# %%
answer = criteria.recommend(case)
answer

# %% [markdown]
# Why is it not a hospital?

# %%
criteria.why_not(case, "inpatient")

# %% [markdown]
# The smallest changes that would lead to another level. They show how far away that level is. They are not advice to answer differently.

# %%
criteria.what_would_change(case)

# %% [markdown]
# What to ask next.

# %%
criteria.next_question(case)

# %% [markdown]
# How the level changes with one fact, for a person whose safety has been assessed completely.

# %%
calm = {"age": 34, "suicide_risk": "none", "violence_risk": "none", "self_care": "able", "judgement": "sound", "safe_at_home": "yes"}
calm |= {
    "medically_unstable": "no",
    "withdrawal_risk": "none",
    "circumstances": [],
    "conditions": ["depression"],
    "needs_round_the_clock_structure": "no",
    "weekly_therapy": "not_enough",
    "weeks_of_therapy": 20,
    "recommended_treatment_tried": "yes",
}
for severity in ("none", "mild", "moderate", "severe", "extreme"):
    print(f"{severity}: {' or '.join(criteria.possible_levels(calm | {'symptom_severity': severity}))}")
