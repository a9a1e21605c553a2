import carelevel
from carelevel.answers.explain.interview import Interview

saved = carelevel.load("../clinic.yaml").interview().to_dict()
try:
    Interview.from_dict(saved, carelevel.load("../clinic.yaml"))
except carelevel.CaseError as error:
    print(error)
