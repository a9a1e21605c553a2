# ruff: noqa: B018, D100 - the last line of a cell is what a notebook shows, and the first cell says what it is about
# %% [markdown]
# # A level of care, and what it rests on
#
# A notebook in the percent format: VS Code, PyCharm and Spyder open it as it is, and `jupytext --to ipynb notebook.py` makes a file for Jupyter of it.

# %%
import carelevel

criteria = carelevel.load("adult-mental-health")
case = {"age": 34, "symptom_severity": "severe", "weekly_therapy": "not_enough", "suicide_risk": "low", "conditions": ["ocd"]}

# %% [markdown]
# An answer that stands last in a cell shows itself. It is a range as long as something unknown can change it.

# %%
answer = criteria.recommend(case)
answer

# %% [markdown]
# Why is it not a hospital?

# %%
criteria.why_not(case, "inpatient")

# %% [markdown]
# The smallest changes that would give another level. They describe distances; they are no advice to answer differently.

# %%
criteria.what_would_change(case)

# %% [markdown]
# What to ask next.

# %%
criteria.next_question(case)

# %% [markdown]
# How the level moves with one fact, for somebody of whom everything that concerns safety is known.

# %%
calm = {"age": 34, "suicide_risk": "none", "violence_risk": "none", "self_care": "able", "judgement": "sound", "safe_at_home": "yes"}
calm |= {"medically_unstable": "no", "withdrawal_risk": "none", "needs_round_the_clock_structure": "no", "weekly_therapy": "not_enough", "weeks_of_therapy": 20}
for severity in ("none", "mild", "moderate", "severe", "extreme"):
    print(f"{severity}: {' or '.join(criteria.possible_levels(calm | {'symptom_severity': severity}))}")
