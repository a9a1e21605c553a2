# $ python caught.py
# criteria: other-criteria: this interview was held with other criteria than `adult-mental-health` is now
import carelevel
from carelevel.answers.explain.interview import Interview

saved = carelevel.load("../clinic.yaml").interview().to_dict()
try:
    Interview.from_dict(saved, carelevel.load("adult-mental-health"))
except carelevel.CaseError as error:
    print(error)
