import carelevel

interview = carelevel.load("../clinic.yaml").interview({})
try:
    interview.answer("severe")
except carelevel.CaseError as error:
    print(error)
