# $ python caught.py
# finished: the interview is finished: no question is open
import carelevel

interview = carelevel.load("../clinic.yaml").interview({"symptoms": "severe"})
try:
    interview.answer("severe")
except carelevel.CaseError as error:
    print(error)
