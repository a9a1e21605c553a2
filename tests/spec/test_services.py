"""Services

Besides a level, care has content: a kind of therapy, someone who prescribes, a safety plan. `services` declares each *service* with a name. Criteria
say who should get it, at any level.
"""

from tests.spec.shows import Shows

GIVEN = """
services:
  erp: Exposure and response prevention
  safety_plan: A safety plan
facts:
  conditions: {type: set, values: [depression, ocd, ptsd]}
  suicide_risk: {type: scale, values: [none, low, high], worse: high}
  plans_suicide: {type: yes_no, worse: yes}
criteria:
  - {id: ocd, adds: [erp], when: {conditions: {includes: ocd}}, because: It is the first choice for OCD.}
  - {id: any-risk, adds: [safety_plan], when: {suicide_risk: {at_least: low}}, because: There is a risk of suicide.}
  - {id: a-plan, adds: [safety_plan], when: {plans_suicide: yes}, because: There is a plan of suicide.}
"""


class TestAdds:
    """Adding services"""

    def test_adds(self, shows: Shows) -> None:
        """**`adds`** names one or more services. It does not affect the level, and no level removes a service."""
        shows.services(
            {
                "{conditions: [ocd], suicide_risk: none, plans_suicide: no}": ("erp", ""),
                "{conditions: [ocd, ptsd], suicide_risk: high, plans_suicide: yes}": ("erp, safety_plan", ""),
                "{conditions: [], suicide_risk: none, plans_suicide: no}": ("", ""),
            }
        )

    def test_level(self, shows: Shows) -> None:
        """No criterion here names a level, so the level is settled, whatever the services."""
        shows.answer("{}", {"level": "outpatient", "possible": "outpatient", "missing": "nothing"})


class TestOpen:
    """Met and open services"""

    def test_met_and_open(self, shows: Shows) -> None:
        """A service is **met** as soon as one criterion that adds it is met. It is **open** while it depends on unknown facts. If all are unmet, the
        answer does not mention it."""
        shows.services(
            {
                "{}": ("", "erp, safety_plan"),
                "{conditions: {ocd: yes}}": ("erp", "safety_plan"),
                "{conditions: [depression], suicide_risk: low}": ("safety_plan", ""),
                "{conditions: [depression], suicide_risk: none}": ("", "safety_plan"),
                "{conditions: [depression], suicide_risk: none, plans_suicide: no}": ("", ""),
            }
        )

    def test_certain_together(self, shows: Shows) -> None:
        """A service can be certain although none of its criteria is: here everyone meets one of the two."""
        shows.services(
            {"{}": ("safety_plan", ""), "{plans_suicide: yes}": ("safety_plan", "")},
            """
            criteria:
              - {id: a-plan, adds: [safety_plan], when: {plans_suicide: yes}, because: There is a plan of suicide.}
              - {id: no-plan, adds: [safety_plan], when: {plans_suicide: no}, because: A plan can still come.}
            """,
        )

    def test_missing_for_services(self, shows: Shows) -> None:
        """`missing_for_services` lists the facts that open services depend on. They are separate from `missing` because they do not change the level."""
        shows.answer("{}", {"services": "nothing", "missing": "nothing", "missing_for_services": "conditions, suicide_risk, plans_suicide"})
        shows.answer("{conditions: {ocd: no}, suicide_risk: low}", {"services": "safety_plan", "missing_for_services": "nothing"})

    def test_json(self, shows: Shows) -> None:
        """Each service has the reasons of the criteria that add it; an open service has the reasons of those that may add it."""
        shows.answer_json(
            "{conditions: [ocd], suicide_risk: none}",
            "services",
            [
                {
                    "id": "erp",
                    "title": "Exposure and response prevention",
                    "status": "met",
                    "because": ["It is the first choice for OCD."],
                    "criteria": ["ocd"],
                    "sources": [],
                    "evidence": None,
                    "whichever": [],
                },
                {
                    "id": "safety_plan",
                    "title": "A safety plan",
                    "status": "open",
                    "because": ["There is a plan of suicide."],
                    "criteria": ["a-plan"],
                    "sources": [],
                    "evidence": None,
                    "whichever": [],
                },
            ],
        )


class TestRefused:
    """Errors"""

    def test_not_declared(self, shows: Shows) -> None:
        """A service that is not declared, and one that is listed twice:"""
        shows.refused(
            """
            services:
              erp: Exposure and response prevention
            criteria:
              - {id: ocd, adds: [erp, erp, exposure], when: {conditions: {includes: ocd}}, because: It is the first choice for OCD.}
            """,
            "criteria.yaml:4:27: repeated-value: `erp` is listed twice",
            """
            criteria.yaml:4:32: unknown-service: no service is called `exposure`
              hint: declare it under `services`
            """,
        )
