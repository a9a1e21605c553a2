"""Local versions

A payer, a county or a clinic often uses published criteria with a few changes of its own. A *local version* is a file that has only these changes. `based_on` names
the criteria that it changes, its *base*. On loading, both become one plain criteria set. Nothing is looked up later: digests, proofs, answers and records are about
that set.
"""

from tests.spec.shows import Shows

COUNTY = """
carelevel: 1
id: county
version: "1"
title: Criteria of a county
levels:
  outpatient: {title: Outpatient care}
  iop: {title: Intensive outpatient program}
  inpatient: {title: Inpatient care}
facts:
  risk: {type: scale, values: [none, some, high], worse: high}
  function: {type: scale, values: [managing, struggling, failing], worse: high}
derived:
  danger: {when: {risk: high}}
criteria:
  - id: high-risk
    requires: inpatient
    when: {danger: yes}
    because: The person cannot be kept safe at home.
    examples:
      - {case: {risk: high}, is: met}
      - {case: {risk: some}, is: unmet}
  - id: failing
    suggests: iop
    when: {function: failing}
    because: Weekly care is not enough.
"""

HEAD = """
carelevel: 1
id: payer
version: "1"
title: Criteria of a payer
based_on: {set: county.yaml, version: "1"}
"""


class TestChanges:
    """What a local version changes"""

    def test_changes(self, shows: Shows) -> None:
        """A local version has `carelevel`, `id`, `version`, `title` and `based_on`. Then it lists what it does to its base: `replace` writes a part anew, `leave_out`
        takes one out, and `add` adds one. Everything else stays as in the base. The examples of this chapter are based on this file:"""
        shows.file("county.yaml", COUNTY)
        shows.local(
            COUNTY,
            HEAD
            + """\
replace:
  criteria:
    - {id: failing, suggests: iop, when: {function: {at_least: struggling}}, because: "This payer covers more."}
add:
  levels:
    day_hospital: {title: Day hospital, after: iop}
  facts:
    supported: {type: yes_no, after: risk}
  criteria:
    - {id: risk-alone, suggests: day_hospital, when: {risk: some, supported: no}, because: "Somebody has to look after the person by day."}
""",
            {
                "{risk: none, function: struggling}": "iop",
                "{risk: some, function: managing, supported: no}": "day_hospital",
                "{risk: high}": "inpatient",
                "{risk: some, function: managing}": "outpatient or day_hospital",
            },
        )

    def test_parts(self, shows: Shows) -> None:
        """The parts are those of the sections `sources`, `levels`, `services`, `override_reasons`, `facts`, `derived`, `impossible`, `contradictions`, `criteria`,
        `invariants`, `notices` and `accept`, each by its id, and `instruments` by their names. An acceptance has no id; it is meant by all that it names. An added level
        names the level below it with `after`, and an added fact can name the fact that it is asked after. Without `after` it is asked last. `applies_when` is replaced as
        a whole; where the base has none, it is added. If it has [parts](#a-list-of-parts), they are changed by id like other sections. A base
        cannot become one for everybody."""
        shows.refused_local(
            COUNTY,
            HEAD
            + """\
replace:
  criteria:
    - {id: fail, suggests: iop, when: {function: failing}, because: It is so.}
leave_out:
  criteria: [high-risk, failing, failing]
add:
  facts: {risk: {type: yes_no}}
""",
            """
            payer.yaml:9:7: not-in-base: `county 1` has no criterion `fail`
              hint: list it under `add` if it is new
            payer.yaml:11:34: repeated-id: `failing` is already listed under `leave_out`, in line 11
              hint: list it once
            payer.yaml:13:11: already-in-base: `county 1` already has the fact `risk`
              hint: list it under `replace` to write it anew
            """,
        )

    def test_own(self, shows: Shows) -> None:
        """`population` and `effective` are those of the local version if it has them, and else those of the base. `renamed` is added to that of the base: a name
        that the base knew earlier still leads to its part, unless that part is left out."""
        shows.local(COUNTY, HEAD + "population: Members of the payer\nrenamed:\n  criteria: {more: failing}\n", {"{risk: high}": "inpatient"})

    def test_the_rest_has_to_fit(self, shows: Shows) -> None:
        """The result is checked like any other file. If a change leaves something of the base without what it needs, the place of that part is reported. The local
        version has to change it, too."""
        shows.refused_local(
            COUNTY,
            HEAD + "leave_out:\n  facts: [function]\n",
            """
            county.yaml:25:12: unknown-fact: no fact is called `function`
              hint: `payer.yaml` changes what this needs; list this part there, too
            """,
        )

    def test_levels_above_one_that_is_ruled_out(self, shows: Shows) -> None:
        """A criterion of the base that rules out a level was written for the levels that the base has. If a local version adds one above a level that is ruled out, people could be
        raised to it whom nobody had in mind. So the local version has to replace that criterion: it rules out the added level too, or is written as in the base."""
        ruling = COUNTY + "  - {id: no-nurse, rules_out: iop, when: {risk: some}, because: A day program has no nurse.}\n"
        added = "add:\n  levels: {day_hospital: {title: Day hospital, after: iop}}\n"
        shows.refused_local(
            ruling,
            HEAD + added,
            """
            payer.yaml:8:12: ruled-out-below: `no-nurse` of the base rules out `iop`, and was written before `day_hospital` was added above it
              hint: list it under `replace`: with `rules_out: [iop, day_hospital]` if it is not for these people either, or with `rules_out: iop` if it is for these people
            """,
        )
        shows.local(
            ruling,
            HEAD
            + added
            + """\
replace:
  criteria:
    - {id: no-nurse, rules_out: iop, when: {risk: some}, because: The day hospital has a nurse.}
""",
            {"{risk: some, function: failing}": "day_hospital"},
        )


class TestTests:
    """Examples and vignettes of the base

    The examples of the base are run against the result, and `carelevel test` also runs the vignettes next to the base. Those that no longer hold show what a local
    version does to people. They are replaced or left out.
    """

    def test_examples(self, shows: Shows) -> None:
        """An example has the id of its criterion and its number there, counted in the base. Vignettes are listed by their ids under `vignettes`; a local version can
        also add some there."""
        shows.refused_local(
            COUNTY,
            HEAD + "replace:\n  derived: {danger: {when: {risk: {at_least: some}}}}\n",
            """
            county.yaml:22:9: example-fails: `high-risk` is met in this case, but the example says unmet
              hint: the example is the base's: list `high-risk.2` under `replace` or `leave_out`, as one of `examples`
            """,
        )
        shows.local(
            COUNTY,
            HEAD
            + """\
replace:
  derived: {danger: {when: {risk: {at_least: some}}}}
  examples: [{id: high-risk.2, case: {risk: none}, is: unmet}]
""",
            {"{risk: some, function: managing}": "inpatient"},
        )


class TestBases:
    """What a local version can be based on

    `set` is the id of a bundled set, or the name of a file in the folder of the local version or in a folder below it. A path that leads out of the folder is refused, and
    so is a link. A base can be a local version itself; there are at most four from a file to criteria that are based on nothing. A circle is an error.
    """

    def test_other_version(self, shows: Shows) -> None:
        """`version` is the version of the base that the changes were written for. Another one is an error. `carelevel base payer.yaml` keeps the base as one plain file,
        `payer.base.yaml`, next to the local version. While it is there, a base with other content is an error even under the same version, and `carelevel diff` compares
        the two."""
        shows.refused_local(
            COUNTY.replace('"1"', '"2"'),
            HEAD,
            """
            payer.yaml:6:39: other-base: `county` has version `2` now, and this is based on `1`
              hint: write the new version here once it suits; `carelevel base payer.yaml` then keeps it in `payer.base.yaml`, to be compared with the next one
            """,
        )

    def test_outside(self, shows: Shows) -> None:
        """A base is never read from another folder."""
        shows.refused_local(
            COUNTY,
            HEAD.replace("county.yaml", "../county.yaml"),
            """
            payer.yaml:6:17: unknown-base: `../county.yaml` is not inside the folder of this file
              hint: copy the base next to this file, and write its name
            """,
        )

    def test_said(self, shows: Shows) -> None:
        """Answers say what their criteria are based on and how many parts were changed. `carelevel show` marks every part that is local and lists all changes."""
        shows.answer_of_local(
            COUNTY,
            HEAD + "leave_out: {criteria: [failing]}\n",
            "{risk: high}",
            "Criteria of a payer (payer, version 1, based on county, version 1, with 1 change). Criteria: 1 met, 0 not met, 0 not known.",
        )
