# $ python caught.py
# criteria: other-criteria: this interview was held with other criteria than `adult-mental-health` is now
import carelevel

saved = carelevel.load("../clinic.yaml").interview().to_dict()
try:
    carelevel.Interview.from_dict(saved, carelevel.load("adult-mental-health"))
except carelevel.CaseError as error:
    print(error)
