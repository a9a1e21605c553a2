"""The text of docs/problems.md for each code: what it means, and how to fix it. Its example is a folder next to this file."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """A section of the page.

    Attributes:
        code: the code of the problem.
        means: what it means.
        mend: how to fix it.
        example: the slip that shows it; the one with the code's own name when empty.
        side: which file of the pair shows it.
    """

    code: str
    means: str
    mend: str
    example: str = ""
    side: str = "caught"

    @property
    def slip(self) -> str:
        """The folder of the example."""
        return self.example or self.code


TOPICS: dict[str, tuple[Section, ...]] = {
    "The text of a file": (
        Section(
            "not-yaml",
            "The file is not YAML text, or not text at all. carelevel usually stops reading here and reports later problems once this one is fixed.",
            "Look at the place in the message and at the line above it. Most often a text with a colon needs quotation marks, or a line is indented by a few "
            "spaces too many or too few. Keys that belong together start in the same column; a list item begins with a dash and a space.",
            "not-yaml-a-second-colon",
        ),
        Section(
            "yaml-feature",
            "YAML can do more than criteria need: tags, merge keys, several documents in one file. Each of these can make a file mean something other than it "
            "appears to say, so carelevel rejects them.",
            "Write out what you mean. A text that begins with `!` or `&` needs quotation marks.",
            "yaml-feature-a-merge-key",
        ),
        Section(
            "not-json",
            "The name of the case file ends in `.json`, but the file is not valid JSON.",
            "JSON requires double quotation marks around every key and text, commas between entries, and no comma after the last entry. YAML is easier to "
            "write by hand.",
        ),
        Section(
            "too-large",
            "Something exceeds a limit of carelevel: a file, a text, a number, the range of a score, or the depth of derived facts. The limits are far beyond "
            "what criteria need; they keep a broken or hostile file from using up memory and time.",
            "The message gives the limit. If a range is too wide, count in larger units: thousands of steps instead of steps.",
            "too-large-a-score",
        ),
        Section(
            "not-found",
            "There is no file of this name, or it cannot be read, and no criteria set of this name comes with carelevel.",
            "Check the name and the folder in which you run the command. `carelevel list` shows the criteria sets that come with carelevel.",
        ),
    ),
    "Keys and values": (
        Section(
            "unknown-key",
            "The file has a key that carelevel does not know at this place. Unknown keys are never ignored: a misspelled key would change what a criterion "
            "means.",
            "Use the key in the hint, or one of the allowed keys. If the key itself is correct, check its indentation: a key that is indented too far belongs "
            "to the wrong entry.",
        ),
        Section(
            "missing-key",
            "A required key is missing.",
            "Add it where the message says. A misspelled key is reported as unknown, not also as missing.",
        ),
        Section(
            "missing-value",
            "A key or a list item has no value. In YAML, text that begins with `#` is a comment and not a value.",
            "Write the value, or take the key out. In a case, leave out what is unknown, or write `null`.",
        ),
        Section(
            "repeated-key",
            "The same key appears twice in one mapping, or two columns of a table have the same name. One of the two would be lost.",
            "Keep one of them. To say two things about one fact, put both in one mapping, `{at_least: mild, at_most: moderate}`, or use a group such as `any`.",
        ),
        Section(
            "wrong-type",
            "A value is of the wrong kind: text instead of a number, one value instead of a list, a list instead of a mapping.",
            "The message says what is expected and what was found. Write a list as `[a, b]` or with a dash before each item, and a mapping as `{key: value}` "
            "or with one `key: value` per line. Write numbers without quotation marks, and text that looks like a number with them.",
            "wrong-type-a-number-for-text",
        ),
        Section(
            "one-of",
            "Exactly one of several keys is required: one of `requires`, `suggests`, `limits_to` and `adds` in a criterion; one of `sum`, `worst`, `bands` "
            "and `when` in a derived fact.",
            "Keep one. If a criterion has two effects, write two criteria; a derived fact can hold the condition that both share.",
            "one-of-the-effects",
        ),
        Section(
            "empty-group",
            "A list or mapping that needs at least one entry is empty. An empty `all` would be met by everyone.",
            "Add at least one entry, or take the whole key out.",
            "empty-group-of-parts",
        ),
        Section(
            "repeated-value",
            "A list contains the same entry twice.",
            "Take one of them out. Often another value was meant.",
        ),
        Section(
            "bounds-reversed",
            "Two bounds are in the wrong order. The lower bound comes first; of two words, the one that the fact lists first.",
            "Swap them.",
        ),
        Section(
            "out-of-range",
            "A number or a date is outside what is possible here: outside the range of a score, above the number of parts in a group, past the end of a month.",
            "Correct the number. If the range itself is too narrow, widen it where the fact is declared.",
        ),
        Section(
            "between-steps",
            "A number lies between two steps of a score. A score counts whole numbers, or with `step: 0.1` tenths, from 0; nothing is rounded.",
            "Write one of the two numbers in the hint, as the instrument rounds them. If a finer number is meant, give the score a smaller step. For a column "
            "of a table, `between_steps: known_in_part` takes such a number as one of its two neighbors.",
        ),
        Section(
            "wrong-unit",
            "A case gives a number in another unit than its fact has, or with a unit though the fact has none. No unit is converted.",
            "Convert the number, and write the unit of the fact, or none.",
        ),
    ),
    "Names": (
        Section(
            "bad-name",
            "A name is not in the required form. Facts, levels, services and values use lowercase letters, digits and `_`, and begin with a letter. Ids use "
            "lowercase letters, digits and `-`. Web addresses and DOIs have forms of their own.",
            "Use the name in the hint. To choose how readers see a fact, a value or a level, give it a `title`, which may be any text.",
            "bad-name-of-a-value",
        ),
        Section(
            "reserved-word",
            "A word of the language cannot be the name of a fact, a level or a member of a set: a condition that uses it would have two meanings.",
            "Use a longer name, such as `count_of_episodes`.",
            "reserved-word-for-a-fact",
        ),
        Section(
            "name-clash",
            "One name is used for two things: two facts, a fact and a derived fact, or a fact and one that an instrument declares. Or an entry under "
            "`renamed` is wrong: both versions in the comparison have both names, or two facts of the earlier version have become one.",
            "Rename one of them. Facts of an instrument need no second declaration. Under `renamed`, list only what this version renamed; if two facts became "
            "one, leave out the fact whose answers no longer mean the same.",
        ),
        Section(
            "item-or-total",
            "A column of a table has the name of a score but stands among numbered columns. `phq9` next to `phq1` to `phq8` is most likely item 9, with 0 to "
            "3 points. Read as the total, it would make everyone look well.",
            "Look at the table. If the column is one item, write `phq9: null` in `columns`, and map the item to a fact of its own if there is one. If the "
            "column is the total of all items, write `phq9: {column: phq9, is: total}`.",
        ),
        Section(
            "repeated-id",
            "Two criteria, invariants, notices or vignettes have the same id, a section has that of a criterion, or an instrument is listed twice.",
            "Give each its own id: answers and findings refer to criteria by id.",
        ),
        Section(
            "unknown-fact",
            "A condition, an example, a case, a vignette, an entry under `accept` or `renamed` names a fact that the criteria do not have.",
            "Correct the name, or declare the fact under `facts`. To use the facts of an instrument, list it: `instruments: [phq9]`.",
        ),
        Section(
            "unknown-value",
            "A word is not one of the allowed values.",
            "Use one of the values in the message. Upper and lower case differ: `Severe` is not `severe`.",
        ),
        Section(
            "unknown-level",
            "A criterion, an invariant, a vignette, an entry under `accept` or `renamed` names a level that is not declared and so has no place in the order "
            "of levels.",
            "Correct the name, or declare the level under `levels`, in its place between less and more intensive levels.",
        ),
        Section(
            "unknown-service",
            "A criterion, an invariant, a vignette, an entry under `accept` or `renamed` names a service that is not declared.",
            "Correct the name, or declare it under `services`.",
        ),
        Section(
            "unknown-source",
            "Something cites a source that is not declared.",
            "Correct the name, or declare the source under `sources`.",
        ),
        Section(
            "unknown-instrument",
            "The criteria list an instrument that does not come with carelevel and has no file next to the criteria.",
            "Use a bundled instrument, or put a file of that name next to the criteria. If only the total of a questionnaire counts, declare it as a fact of "
            "`type: score`.",
        ),
        Section(
            "unknown-criterion",
            "A vignette, an entry under `accept` or `renamed` names a criterion that does not exist.",
            "Correct the id. If the criterion was removed on purpose, remove this as well.",
        ),
        Section(
            "unknown-section",
            "A criterion that a local version adds, or an entry under `accept`, names a section that does not exist.",
            "Use the id in the hint. A criterion of a section that is new is written in that section, under `add`.",
        ),
        Section(
            "unknown-contradiction",
            "A vignette expects a contradiction, or an entry under `accept` names one, that the criteria do not have.",
            "Correct the id, or declare the contradiction under `contradictions`.",
        ),
        Section(
            "unknown-part",
            "A vignette expects a part of `applies_when` to be unmet, or an entry under `accept` names one, that the criteria do not have.",
            "Correct the id, or add the part under `applies_when`.",
        ),
        Section(
            "unknown-notice",
            "A vignette expects a notice that the criteria do not have.",
            "Correct the id, or declare the notice under `notices`.",
        ),
        Section(
            "unknown-documentation",
            "A vignette expects documentation, or an entry under `accept` names it, that the criteria do not have.",
            "Correct the id, or declare it under `documentation`.",
        ),
    ),
    "Local versions": (
        Section(
            "unknown-base",
            "A local version is based on criteria that are not there: no set of this id comes with carelevel, and no file of this name is in the folder of the "
            "local version or in a folder below it.",
            "Under `set`, write the id of a bundled set, or the name of a file with its ending. carelevel never looks outside the folder: copy the base there.",
        ),
        Section(
            "other-base",
            "The base is no longer the one that the local version was written for. Either its version is another one than `based_on` names, or a base that "
            "`carelevel base` keeps next to the local version differs from it.",
            "Compare the two with the command in the hint, and change what has to be changed. Then write the new version under `based_on`, and run "
            "`carelevel base` again.",
        ),
        Section(
            "not-in-base",
            "A local version replaces or leaves out a part that its base does not have, or places an added part after one that is not there.",
            "Use the id in the hint. If the part is new, list it under `add`.",
        ),
        Section(
            "already-in-base",
            "A local version adds a part whose id its base has already.",
            "List it under `replace` if it takes the place of that part. Otherwise give it an id of its own.",
        ),
        Section(
            "ruled-out-below",
            "A local version adds a level above one that a criterion of the base rules out. That criterion raises people to the next level that is not ruled out, "
            "which can now be the added one. Its author did not know that level, so the local version has to say whether it is for these people.",
            "List the criterion under `replace`: with the added level under `rules_out` if it is not for these people, or as it is in the base if it is.",
        ),
    ),
    "Conditions and derived facts": (
        Section(
            "wrong-operator",
            "The operator does not work with this type of fact: `at_least` needs values with an order, `includes` needs a set.",
            "Use one of the operators in the message. A choice whose values have an order should be a `scale`.",
        ),
        Section(
            "says-nothing",
            "A condition is always met, or never met, whoever the person is. A condition that is always met would be met even when nothing is known, and "
            "nothing may follow from missing facts. The same code reports an invariant that allows every level, an entry of "
            "`agrees_with` that no two sets could break and, as warnings, an invariant that applies to "
            "no possible person and criteria that apply to no possible person, for example since parts of `applies_when` exclude each other.",
            "Correct the bound or the value. You never need a criterion that everyone meets: the lowest level is the default.",
            "says-nothing-and-is-always-met",
        ),
        Section(
            "repeated-part",
            "The same condition appears twice in a group, or two entries of a mapping say the same. The two may be written differently: a derived condition "
            "is the same as its definition, and a band is the same as its scores. In a count, the condition would count twice.",
            "Take one of them out. Often another fact or value was meant. If a part counts more than others, give each its points: a derived fact with `points`.",
            "repeated-part-of-a-count",
        ),
        Section(
            "circular",
            "Derived facts depend on each other in a circle, so none of them can be worked out; or facts with `asked_when` wait for each other, so none of them "
            "would be asked.",
            "Remove one of the steps. A derived fact can depend on facts and on other derived facts, but never on itself.",
        ),
        Section(
            "bands-gap",
            "The bands of a score leave out some of its values. A person with one of these values would be in no band.",
            "Start each band right after the one below it, the first at the bottom of the range; end the last at the top.",
        ),
        Section(
            "bands-overlap",
            "A value is in two bands.",
            "Start each band right after the one below it.",
        ),
        Section(
            "or-more-taken-away",
            'A sum subtracts a score whose top value means "this or more". A person at the top may have any larger number, so the result is unknown.',
            "Give the score a range that nobody exceeds, without `or_more`, or make `times` positive.",
        ),
        Section(
            "or-more-of-or-more",
            'A percent compares two scores that may both be more than their top. Of "50 or more" and "50 or more", one could be any percentage of the other.',
            "Give one of them a range that nobody exceeds, without `or_more`.",
        ),
        Section(
            "below-zero",
            "A percent compares a score that can be below 0. Half of a negative number is more than the whole, so its percentages have no order.",
            "Give the score a range from 0 on, or compare the two by a sum: `{sum: [now, {of: at_start, times: -1}]}`.",
        ),
        Section(
            "never-counted",
            "A sum or a percent uses a score that may be `never`. Never is no number: nothing can be added to it.",
            "Use a score without `or_never`, or write what is meant as a condition on each of the facts.",
        ),
        Section(
            "unlike-scales",
            "The `worst` of several scales is defined only if they have the same values in the same order and get worse in the same direction.",
            "Give the scales the same values and the same `worse`. Or write what they have in common as a condition, `{when: {any: [...]}}`.",
        ),
    ),
    "What check and test find": (
        Section(
            "example-fails",
            "The criterion of an example does not come out as the example says, or the case of the example is declared impossible. Such criteria do not load: "
            "either the criterion or the example is wrong.",
            "Find out which of the two is wrong. An example right at the threshold tells more than one far from it.",
        ),
        Section(
            "wrong-order",
            "Levels are listed from the least to the most intensive, and the values of a scale from one end to the other; `worse` says which end is worse. "
            "Something else in the file contradicts this order: the setting of a level (`home`, then `facility`, then `hospital`), its hours a week, or "
            "values whose order is clear from the words, such as `mild` and `severe`. Such criteria do not load. For words such as `high` and `low`, where "
            "more may be good or bad, it is a warning.",
            "Correct the order, or whatever contradicts it. If the order is right, a warning can be accepted: `{check: wrong-order, fact: adherence, because: "
            "The last one listed is the worst.}`.",
        ),
        Section(
            "unused-fact",
            "A fact is declared or an instrument is listed, but no criterion, contradiction, invariant, notice, documentation, `asked_when` or `applies_when` uses it. Often its name is "
            "misspelled somewhere; sometimes it is a leftover. It is a warning.",
            "Use it, take it out, or write under `accept` why it stays: `{check: unused-fact, because: It is asked for the report.}`. An accepted warning "
            "becomes a note.",
        ),
        Section(
            "unused-service",
            "A service is declared, but no criterion adds it. It is a warning.",
            "Add it in a criterion, or take it out.",
        ),
        Section(
            "unused-source",
            "A source is declared, but nothing cites it. It is a warning.",
            "Cite it, or take it out.",
        ),
        Section(
            "outdated",
            "The last day on which the criteria were to be in force has passed. Answers do not change; they show the date. It is a warning.",
            "Review the criteria. If they are still valid, set a later `until` or take it out.",
        ),
        Section(
            "range-not-exact",
            "A note of `carelevel check --explain-exactness`: because of this fact, the quick range of `decide` can be wider than the exact range for some "
            "cases. It is never too narrow, and `recommend` is always exact.",
            "Nothing needs to be fixed. Where speed matters, let each fact push the level in one direction only.",
        ),
        Section(
            "range-exact",
            "A note of `carelevel check --explain-exactness`: the quick range of `decide` is exact for every case.",
            "Nothing needs to be fixed.",
            "range-not-exact",
            "passes",
        ),
        Section(
            "wrong-criteria",
            "The vignette file names criteria other than those next to it.",
            "Correct the name under `criteria`, or move the file.",
        ),
    ),
    "What check proves about everyone": (
        Section(
            "never-met",
            "No possible person meets this criterion: two parts of its condition exclude each other, or `applies_when` or `impossible` excludes everyone who "
            "would meet it. If `impossible` does, the message says so. Consequences, such as a fact that matters nowhere else or a level that nobody has, are "
            "not reported as well.",
            "Look for an `all` that should be an `any`, and for a bound in the wrong direction. The message names a part of the condition without which it "
            "could be met.",
        ),
        Section(
            "always-met",
            "Every person to whom the criteria apply meets this criterion, so it makes no difference between people.",
            "Correct the condition. You need no criterion for what applies to everyone.",
        ),
        Section(
            "never-decides",
            "A criterion requires or suggests a level, but without it nobody would have another level, another requirement or other barriers; only its reason "
            "would be missing. Often the message names another criterion that everyone who meets this one also meets.",
            "Check whether the criterion was meant for other people. If you keep it for its reason, say so under `accept`. Do not remove a requirement "
            "because of this warning: more often its condition, its level or the order of the levels is wrong.",
        ),
        Section(
            "never-stands",
            "A contradiction never applies: no possible person meets its `when`, or everyone who does also meets its `unless`.",
            "Correct its conditions. `unless` should be something that a clinician records in addition, to resolve the disagreement.",
        ),
        Section(
            "never-limits",
            "A limit never takes effect: of the people who meet it, nobody has a suggested or required level above it.",
            "Lower the level, or take the limit out. If you keep it for later, say so under `accept`.",
        ),
        Section(
            "never-unmet",
            "Every possible person meets this part of `applies_when`, so it leaves no one out.",
            "Correct its condition, or take it out. If you keep it for later, say so under `accept`.",
        ),
        Section(
            "never-rules-out",
            "A criterion that rules out a level never takes effect: of the people who meet it, nobody would be at that level without it.",
            "Correct its condition or its level, or take it out. If you keep it for later, say so under `accept`.",
        ),
        Section(
            "overshoots",
            "Levels that are ruled out raise somebody far: two levels or more above everything that is suggested or required for them, or above it to the most "
            "intensive level. Where several criteria raise the same person, it is reported of those without which the level would be lower.",
            "Rule out fewer levels, or say under `suggests` or `requires` which level these people need instead. If it is meant, say so under `accept`.",
        ),
        Section(
            "asked-when-hides",
            "A fact is not asked where its `asked_when` is unmet, but there it can still change the answer. An interview would end, and the level would stay open. "
            "The finding shows two people who differ only in facts that neither of them is asked.",
            "Widen `asked_when`. Or let the conditions that look at the fact look at the facts of `asked_when` as well, if that is what the instrument means.",
        ),
        Section(
            "never-lacking",
            "Nobody can lack this documentation: whoever has one of its levels and meets its `when` meets its `needs` as well, or there is no such person.",
            "Correct its conditions, or its levels under `for`.",
        ),
        Section(
            "subsumed",
            "Everyone who meets this limit meets another that limits as much, or everyone who meets this criterion gets its services from others, or would be "
            "raised as far by others.",
            "Take it out, or correct its condition. Two criteria for the same thing are fine if each also reaches people whom the other does not.",
        ),
        Section(
            "level-never-reached",
            "A level is declared, but nobody can have it: no criterion names it, or everyone who meets such a criterion ends up at another level.",
            "Often a criterion names the wrong level, or a limit covers everyone for whom the level is suggested. To accept a level that is not in use yet, "
            "name it: `{check: level-never-reached, level: residential, because: It opens next year.}`.",
        ),
        Section(
            "band-never-reached",
            "Nobody can be in a band: `applies_when` or `impossible` excludes everyone with these values.",
            "Take the band out, or correct its bounds or those in `applies_when`.",
        ),
        Section(
            "service-never-added",
            "Criteria add a service, but nobody gets it, because none of them can be met. Each of these criteria is reported, and the service once.",
            "Correct the condition of one of these criteria. If the service is no longer needed, take it out together with them.",
        ),
        Section(
            "fact-never-matters",
            "Criteria use a fact, but it never changes anyone's level, requirement, services or barriers. People would be asked for nothing.",
            "Usually two parts of a condition should differ in more than this fact. Otherwise take the fact out of the conditions.",
        ),
        Section(
            "threshold-never-matters",
            "A criterion uses a threshold that never changes anyone's level, requirement, services or barriers, though other thresholds of the same fact do. "
            "A threshold that is also in `applies_when` is not checked: on its other side the criteria may not apply.",
            "Wherever this threshold counts, another threshold of the same fact is stricter or looser. Keep the one you mean.",
        ),
        Section(
            "wrong-direction",
            "The file says which end of a fact is worse, but two people who differ in nothing else show the opposite: the one who is worse off has the lower "
            "level or the lower requirement. It is an error until it is accepted.",
            "The message shows both people. Look for `between`, an exact value or `is_not` where `at_least` was meant. If it is intended, say so under "
            "`accept`: `{check: wrong-direction, fact: symptoms, because: ...}`.",
        ),
        Section(
            "nothing-met",
            "A person with every fact that has a `worse` at its worst meets no criterion: the answer says nothing about someone for whom it may matter most. "
            "A single fact is reported where it alone is enough for a criterion at another value, and at its worst end a person meets none. "
            "It is not a finding when a person who is well meets no criterion.",
            "Add a criterion, or widen one. If nothing has to be said about these people, say why under `accept`.",
        ),
        Section(
            "exclusion-lowers",
            "One answer to a yes-no question keeps people from meeting a criterion, so that the next lower level is suggested, and no criterion takes that answer up. "
            "Often the question is about an exclusion, or about a paper that is lacking. Neither means that less care is enough. It is not reported where the other answer alone is enough for the "
            "criterion, for facts that have a `worse`, nor for those that `applies_when` names.",
            "Say what the answer means. If the level cannot take these people, write a criterion with `rules_out`: it raises them to the next level. If the criteria are not "
            "for them, say so in `applies_when`. If a paper is lacking, list it under `documentation`. If these people do need less care, give the fact a `worse`.",
        ),
        Section(
            "no-section",
            "The criteria have sections, and for some possible person no section applies. Then the lowest level would be reached because nothing speaks, not "
            "because something suggests it.",
            "Look at the person in the message. Add a section for such people, widen the `when` of one, or say under `applies_when` or `impossible` that there "
            "are none.",
        ),
        Section(
            "invariant-broken",
            "An invariant does not hold for at least one person, whose level, requirement or services are not as it says. The message shows this person as a "
            "case to paste into a vignette file; with `--format json` it is the `witness`.",
            "Look at the person: either a criterion is missing or too narrow, or the invariant claims too much, or no such person exists and `impossible` "
            "should say so. This error cannot be accepted.",
        ),
        Section(
            "not-decided",
            "The work allowed for a proof ran out before carelevel could prove or refute something. It is an error, because the claim may be false, and "
            "cannot be accepted. To stay small, this example runs with a budget of ten steps; more than a hundred thousand are usual. An answer whose `exact` "
            "is false has this code among its `problems`, as a warning: everything in the answer is certain, but it may be incomplete.",
            "Split the invariant or the condition in two, or use fewer facts in it.",
        ),
        Section(
            "accepts-nothing",
            "An entry under `accept` matches no finding: the finding was fixed, or the entry names something else. It is a warning.",
            "Take the entry out, so that it cannot hide a later finding, or correct what it names.",
        ),
    ),
    "Cases, interviews and records": (
        Section(
            "derived-fact",
            "A case gives a fact that is derived from other facts. Derived facts cannot be given, so that they cannot contradict those facts.",
            "Give the facts it is derived from. You can give the band of a score instead of the score.",
        ),
        Section(
            "contradiction",
            "A case says two things about a person that cannot both be true: a score and a band that does not contain it, or two operators that leave no "
            "value.",
            "Find out which of the two is true, and take the other out.",
        ),
        Section(
            "impossible",
            "The criteria declare this combination impossible, and say why.",
            "Check the case for a mistake. If such people exist, the criteria are wrong: correct `impossible`.",
        ),
        Section(
            "finished",
            "A program answers or skips a question of an interview that has no open question.",
            "Check `interview.finished` first, or stop when `interview.question` is `None`.",
        ),
        Section(
            "other-criteria",
            "A program continues a saved interview with criteria that decide differently from those it was started with.",
            "Load the criteria and the version that the saved interview names, or start a new interview with its `case`. Running a record again gives the "
            "same error: name the criteria file of the record, or pass `--other-criteria` if you mean other criteria.",
        ),
        Section(
            "nobody-to-compare",
            "Two versions are compared, but no person is possible in both. Every proof about an empty population would hold, so the comparison says nothing.",
            "Look at `impossible` in both versions. If the two are about different people, their decisions cannot be compared.",
        ),
        Section(
            "nothing-shared",
            "Two criteria sets are compared by the facts and the levels that both share. They share no fact, or fewer than two levels, or have their levels in "
            "another order.",
            "Give a fact that means the same in both sets one id, one type and the same values, and a level that means the same one id. If the sets share "
            "nothing, they cannot contradict each other.",
        ),
        Section(
            "unknown-set",
            "Two criteria sets are compared, and under `agrees_with` one of them names nearly the other one, but not its id. What it says there would not count.",
            "Write the `id` of the other set, as its file has it at the top.",
        ),
        Section(
            "not-kept",
            "A store of records cannot be written or read, or the file belongs to another program. Nothing of this addition has been saved.",
            "The message gives the reason from the operating system: a folder that does not exist or cannot be written, a full disk, another program that "
            "uses the file. Fix it, then add the records again.",
        ),
    ),
}

SECTIONS = tuple(section for topic in TOPICS.values() for section in topic)
