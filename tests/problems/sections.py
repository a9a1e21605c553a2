"""What docs/problems.md says of each code: what it means, and how it is mended. The example is a folder beside this file."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """A section of the page.

    Attributes:
        code: the code of the problem.
        means: what it means.
        mend: how it is mended.
        example: the slip that shows it; the one with the code's own name when empty.
        side: the side of the pair that shows it.
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
            "The file is not YAML text, or not text at all. Mostly reading stops here: what is wrong further down is said when this is mended.",
            "Look at the place that is named, and at the line above it. Most often a text with a colon needs quotation marks, or a line is indented by a few "
            "spaces too many or too few. Keys that belong together begin in the same column; an item of a list begins with a dash and a space.",
            "not-yaml-a-second-colon",
        ),
        Section(
            "yaml-feature",
            "YAML can do more than criteria need: tags, merge keys, several documents in one file. Each of them can make a file mean something else than it "
            "seems to say, so they are refused.",
            "Write out what is meant. A text that begins with `!` or `&` needs quotation marks.",
            "yaml-feature-a-merge-key",
        ),
        Section(
            "not-json",
            "The name of a case file says that it is JSON, and it is not.",
            "JSON asks for double quotation marks around every key and text, for commas between entries, and for none after the last. A file that is written by "
            "hand is easier to keep as YAML.",
        ),
        Section(
            "too-large",
            "Something is larger than carelevel takes: a file, a text, a number, the range of a score, facts that stand on each other. The limits are far "
            "beyond what criteria need; they keep a broken or hostile file from using up memory and time.",
            "The message says what the limit is. A range that is too wide can be counted in larger units: thousands of steps and not steps.",
            "too-large-a-score",
        ),
        Section(
            "not-found",
            "There is no file of this name, or it cannot be read; and no criteria set that comes with carelevel is called so.",
            "Check the name, and in which folder the command runs. `carelevel list` names the criteria sets that come with carelevel.",
        ),
    ),
    "Keys and values": (
        Section(
            "unknown-key",
            "A key stands where nothing has that name. It is never passed over in silence: a misspelt key would change what a criterion means.",
            "Take the key that the hint names, or one of those that are allowed. A key that is indented too far is looked for in the wrong place.",
        ),
        Section(
            "missing-key",
            "A key that cannot be left out is missing.",
            "Write it where the message says. A misspelt key is said to be unknown, and then not said to be missing as well.",
        ),
        Section(
            "missing-value",
            "A key or an item of a list stands there with nothing behind it. Text that begins with `#` is a comment to YAML, so it does not count.",
            "Write the value, or take the key out. What is unknown in a case is left out, or is `null`.",
        ),
        Section(
            "repeated-key",
            "The same key stands in one mapping twice, or two columns of a table have one name. One of the two would be lost.",
            "Keep one of them. To say two things of one fact, put both in one mapping, `{at_least: mild, at_most: moderate}`, or take a group such as `any`.",
        ),
        Section(
            "wrong-type",
            "A value is of another kind than what is asked for here: text and not a number, one value and not a list, a list and not a mapping.",
            "The message says what is asked for and what was found. A list is written `[a, b]` or with a dash before each item, a mapping `{key: value}` or one "
            "`key: value` in each line. Numbers have no quotation marks, and texts that look like numbers do.",
            "wrong-type-a-number-for-text",
        ),
        Section(
            "one-of",
            "Of several keys exactly one has to stand here: of `requires`, `suggests`, `limits_to` and `adds` in a criterion, of `sum`, `worst`, `bands` and "
            "`when` in a derived fact.",
            "Keep one. A criterion that has two effects is two criteria; the condition that both share can be a derived fact.",
            "one-of-the-effects",
        ),
        Section(
            "empty-group",
            "A list or a mapping that has to name something is empty. An empty `all` would be met by everybody.",
            "Name at least one thing, or take the whole key out.",
            "empty-group-of-parts",
        ),
        Section(
            "repeated-value",
            "A list names the same thing twice.",
            "Take one of them out. Often another value was meant.",
        ),
        Section(
            "bounds-reversed",
            "Two bounds are the wrong way round: the lower one comes first, and for words the one that is listed first where the fact is declared.",
            "Swap them.",
        ),
        Section(
            "out-of-range",
            "A number or a day lies outside what is possible here: outside the range of a score, above the number of parts of a group, beyond the end of a month.",
            "Correct the number. Where the range itself is too narrow, widen it where the fact is declared.",
        ),
    ),
    "Names": (
        Section(
            "bad-name",
            "A name is not written as names are: facts, levels, services and values in small letters, digits and `_`, with a letter first; ids in small letters, "
            "digits and `-`. Addresses and DOIs have a form of their own.",
            "Take the name that the hint proposes. How readers see a fact, a value or a level is said by its `title`, which may be any text.",
            "bad-name-of-a-value",
        ),
        Section(
            "reserved-word",
            "A word of the language cannot be the name of a fact, of a level or of a member of a set: a condition that names it would have two meanings.",
            "Take a longer name, such as `count_of_episodes`.",
            "reserved-word-for-a-fact",
        ),
        Section(
            "name-clash",
            "One name is used for two things: two facts, a fact and a derived fact, a fact and one that an instrument brings. Or `renamed` says that one name has become "
            "another, and both versions that are compared have both; or that two facts of the version before are one fact now.",
            "Give one of them another name. Facts of an instrument need not be declared again. Under `renamed`, leave out what did not change its name, and what an "
            "older version renamed; of two facts, leave out the one whose answers do not mean the same now.",
        ),
        Section(
            "item-or-total",
            "A column of a table is called like a score and stands among numbered columns. `phq9` beside `phq1` to `phq8` is most likely item 9, with 0 to 3 "
            "points. Read as the total it would make everybody look well.",
            "Look into the table. When the column is one item, write `phq9: null` in `columns`, and give the item to a fact of its own if there is one. When every "
            "item is counted in it, write `phq9: {column: phq9, is: total}`.",
        ),
        Section(
            "repeated-id",
            "Two criteria, invariants, notices or vignettes have the same id, or an instrument is asked for twice.",
            "Give each an id of its own: answers and findings name criteria by it.",
        ),
        Section(
            "unknown-fact",
            "A condition, an example, a case, a vignette, an acceptance or `renamed` names a fact that the criteria do not have.",
            "Correct the name, or declare the fact under `facts`. Facts of an instrument are there once the instrument is asked for: `instruments: [phq9]`.",
        ),
        Section(
            "unknown-value",
            "A word is none of the values that are allowed here.",
            "Take one of those that the message names. Words are compared letter by letter: `Severe` is not `severe`.",
        ),
        Section(
            "unknown-level",
            "Something names a level that is not declared: a criterion, an invariant, an acceptance, a vignette, or `renamed`. It would have no place in the order of levels.",
            "Correct the name, or declare the level under `levels`, where it belongs in the order from the least to the most intensive.",
        ),
        Section(
            "unknown-service",
            "A criterion adds a service, an invariant claims one, or a vignette, an acceptance or `renamed` names one, that is not declared.",
            "Correct the name, or declare it under `services`.",
        ),
        Section(
            "unknown-source",
            "Something cites a source that is not declared.",
            "Correct the name, or declare the source under `sources`.",
        ),
        Section(
            "unknown-instrument",
            "The criteria ask for an instrument that does not come with carelevel and does not lie beside the file either.",
            "Take one of those that are bundled, or put a file of that name beside the criteria. A questionnaire of which only the total counts can be a fact of "
            "`type: score`.",
        ),
        Section(
            "unknown-criterion",
            "An acceptance, a vignette or `renamed` names a criterion that is not there.",
            "Correct the id. When the criterion was taken out on purpose, take this out as well.",
        ),
        Section(
            "unknown-contradiction",
            "A vignette expects a contradiction that the criteria do not have.",
            "Correct the id, or declare the contradiction under `contradictions`.",
        ),
        Section(
            "unknown-notice",
            "A vignette expects a notice that the criteria do not have.",
            "Correct the id, or declare the notice under `notices`.",
        ),
    ),
    "Conditions and derived facts": (
        Section(
            "wrong-operator",
            "A fact does not have this operator: `at_least` means something only where values have an order, `includes` only for sets.",
            "Take one of the operators that the message names. A choice whose values do have an order is a `scale`.",
        ),
        Section(
            "says-nothing",
            "A condition is always met, or never, whoever the person is. One that is always met would be met for a person of whom nothing is known, and that is "
            "refused: nothing may follow from silence. The same is said of an invariant that allows every level, and, as a warning, of one that speaks of nobody; and of criteria that are for nobody.",
            "Correct the bound or the value. A criterion for everybody is not needed: what holds for everybody is the order of the levels.",
            "says-nothing-and-is-always-met",
        ),
        Section(
            "repeated-part",
            "The same condition stands in a group twice, or two entries of a mapping say the same. It may have different names: a derived condition is the same "
            "as what it stands for, and a band the same as the scores that are in it. In a count it would count twice.",
            "Take one of them out. Often another fact or another value was meant.",
            "repeated-part-of-a-count",
        ),
        Section(
            "circular",
            "Derived facts stand on each other in a circle, so that none of them can be found out.",
            "Take one of the steps out. A derived fact stands on facts, and on other derived facts, but never on itself.",
        ),
        Section(
            "bands-gap",
            "The bands of a score leave out some of its values: whoever has one of these would be in no band.",
            "Let each band begin right after the one below it, the first at the bottom of the range and the last at the top.",
        ),
        Section(
            "bands-overlap",
            "A value lies in two bands.",
            "Let each band begin right after the one below it.",
        ),
        Section(
            "or-more-taken-away",
            'A score whose top means "this or more" is taken away in a sum. Whoever is at the top may have any larger number, so nothing is known of what is left.',
            "Give the score a range that nobody is above, without `or_more`; or count it with a positive `times`.",
        ),
        Section(
            "unlike-scales",
            "The worst of several scales can be told only when they have the same values in the same order and get worse in the same direction.",
            "Give them the same values, and the same `worse`; or name what is common to them with a condition, `{when: {any: [...]}}`.",
        ),
    ),
    "What check and test find": (
        Section(
            "example-fails",
            "An example says what its criterion is in a case, and it comes out otherwise; or nobody can be as its case says. Such criteria do not load: either the "
            "criterion or the example says what nobody meant.",
            "Find out which of the two is wrong. An example at the threshold says more than one far from it.",
        ),
        Section(
            "wrong-order",
            "Levels are listed from the least to the most intensive, and the values of a scale from one end to the other, of which `worse` names one. Other words of the "
            "file say the opposite: where people sleep (`home`, then `facility`, then `hospital`), hours a week, or words whose order everybody knows, such as `mild` "
            "and `severe`. Such criteria do not load. Of words such as `high` and `low`, of which more may be good or bad, it is a warning.",
            "Correct the order, or the word that contradicts it. A warning where the order is right can be accepted: "
            "`{check: wrong-order, fact: adherence, because: The last one listed is the worst.}`.",
        ),
        Section(
            "unused-fact",
            "A fact is declared, or an instrument asked for, and no criterion, invariant or notice looks at it, nor does `applies_when`. Often its name is misspelt somewhere; sometimes it is "
            "a leftover. It is a warning.",
            "Use it, take it out, or say under `accept` why it stays: `{check: unused-fact, because: It is asked for the report.}`. What is accepted becomes a note.",
        ),
        Section(
            "unused-service",
            "A service is declared, and no criterion adds it. It is a warning.",
            "Add it in a criterion, or take it out.",
        ),
        Section(
            "unused-source",
            "A source is declared, and nothing cites it. It is a warning.",
            "Cite it, or take it out.",
        ),
        Section(
            "outdated",
            "The day up to which the criteria were to be in force has passed. Answers do not change, and show the date. It is a warning.",
            "Review the criteria. If they still hold, set a later `until` or take it out.",
        ),
        Section(
            "range-not-exact",
            "A note that `carelevel check --explain-exactness` gives: for some cases the quick range of `decide` can be wider than what is possible, because of this "
            "fact. It is never too narrow, and `recommend` is always exact.",
            "Nothing has to be mended. Where speed matters, let each fact push the level in one direction only.",
        ),
        Section(
            "range-exact",
            "A note that `carelevel check --explain-exactness` gives: the quick range of `decide` is exact for every case.",
            "Nothing has to be mended.",
            "range-not-exact",
            "passes",
        ),
        Section(
            "wrong-criteria",
            "A vignette file names other criteria than those beside it.",
            "Correct the name under `criteria`, or move the file.",
        ),
    ),
    "What check proves about everyone": (
        Section(
            "never-met",
            "Nobody whom the criteria are for can meet this criterion: two parts of its condition exclude each other, or `applies_when` leaves out whoever would, or "
            "they are declared impossible, which the message then says. What follows from it, a fact that matters nowhere else or a level that nobody has, is not said again.",
            "Look for an `all` that should be an `any`, and for a bound that looks the other way. The message names a part without which somebody would meet "
            "the rest.",
        ),
        Section(
            "always-met",
            "Everybody whom the criteria are for meets this criterion, so that it tells nobody from anybody else.",
            "Correct the condition. What is meant for everybody needs no criterion.",
        ),
        Section(
            "never-decides",
            "A criterion requires or suggests a level, and without it nobody would have another level, another requirement or other barriers; only its reason would be "
            "gone. Often the message names another criterion that everybody meets who meets this one.",
            "Find out whether it was meant to reach other people. If it stays for the sake of its reason, say so under `accept`. A requirement is not to be taken out "
            "for this: that it decides nothing is more often a slip in its condition, in its level, or in the order of the levels.",
        ),
        Section(
            "never-stands",
            "A contradiction that stands for nobody: nobody meets its `when`, or whoever does meets its `unless` as well.",
            "Correct its conditions. What resolves a contradiction is something that a clinician records beside the facts that disagree.",
        ),
        Section(
            "never-limits",
            "A limit that never comes into play: for nobody who meets it is anything above that level suggested or required.",
            "Lower the level, or take the limit out; if it is kept for later, say so under `accept`.",
        ),
        Section(
            "subsumed",
            "Whoever meets this limit meets another one that limits as much; or whoever meets this criterion gets its services by others already.",
            "Take it out, or correct its condition. Two reasons for the same thing are fine where each also reaches people whom the other does not.",
        ),
        Section(
            "level-never-reached",
            "A level is declared, and nobody can have it: no criterion speaks of it, or whoever meets such a criterion has another level in the end.",
            "Often a criterion names the level beside the one that was meant, or a limit covers everybody for whom the level is suggested. A level that is not in use "
            "yet is accepted by its name: `{check: level-never-reached, level: residential, because: It opens next year.}`.",
        ),
        Section(
            "band-never-reached",
            "Nobody can be in a band: the values it stands for are those of people whom the criteria are not for, or who are declared impossible.",
            "Take the band out, or correct its bounds, or those under `applies_when`.",
        ),
        Section(
            "service-never-added",
            "Criteria add a service, and nobody gets it: each of them is never met. That is said of each, and once of the service.",
            "Correct the condition of one of these criteria. When the service is no longer meant for anybody, take it out together with them.",
        ),
        Section(
            "fact-never-matters",
            "Criteria look at a fact, and yet it changes the level, requirement, services or barriers of nobody whom the criteria are for. People would be asked for nothing.",
            "Mostly two parts of a condition should differ in more than this fact. Else take it out of the conditions.",
        ),
        Section(
            "threshold-never-matters",
            "A criterion asks on which side of a threshold a value lies, and that changes the level, requirement, services or barriers of nobody, though the fact matters "
            "at other thresholds. A threshold that `applies_when` has too is not looked at: on its other side the criteria may not be for a person.",
            "Another threshold of the same fact asks for more, or for less, wherever this one counts. Keep the one that is meant.",
        ),
        Section(
            "wrong-direction",
            "The file declares which way a fact gets worse, and there are two people who differ in nothing else, of whom the one who is worse off has the lower level, or "
            "the lower requirement. It is an error until it is accepted.",
            "Both people are shown. Look for `between`, for an exact value and for `is_not` where `at_least` was meant. If it is meant, say so under `accept`: "
            "`{check: wrong-direction, fact: symptoms, because: ...}`.",
        ),
        Section(
            "nothing-met",
            "Somebody is at the worst end of a fact, and no criterion is met: nothing at all is said for a person for whom it might matter most. That no criterion is "
            "met for a person who is well is no finding.",
            "Add a criterion, or let one reach further. If the fact counts only together with others, say so under `accept`.",
        ),
        Section(
            "invariant-broken",
            "There is a person for whom an invariant does not hold: whose level or requirement is another one, or whose care lacks a service. The message has that "
            "person as a case that can be pasted into a vignette; with `--format json` it is the `witness`.",
            "Look at the person: either a criterion is missing or too narrow, or the invariant claims too much, or nobody can be like this, and `impossible` should "
            "say so. It cannot be accepted.",
        ),
        Section(
            "not-decided",
            "Something was neither proved nor refuted before the work set aside for it was used up. It is an error, because it is not known to hold, and cannot be "
            "accepted. To keep the example small, it was run with a budget of ten steps, where more than a hundred thousand are usual. An answer about a person "
            "whose `exact` is false has it among its `problems`, as a warning: what is said is certain, and not all there is to say.",
            "Split the invariant or the condition in two, or let it speak of fewer facts.",
        ),
        Section(
            "accepts-nothing",
            "An entry under `accept` is for a finding that is not there: it was mended, or the entry names another part. It is a warning.",
            "Take the entry out, so that it does not cover a finding of later; or correct what it names.",
        ),
    ),
    "Cases, interviews and records": (
        Section(
            "derived-fact",
            "A case gives a fact that follows from others. It is not given, so that it cannot contradict them.",
            "Give the facts that it follows from. The band of a score can be given in place of the score.",
        ),
        Section(
            "contradiction",
            "A case says two things of a person that cannot both be true: a score and a band that it does not lie in, two operators that leave no value.",
            "Find out which of the two is true, and take the other out.",
        ),
        Section(
            "impossible",
            "The criteria declare that nobody is like this, and say why.",
            "Check the case for a slip. If there are such people, the criteria are wrong: change what stands under `impossible`.",
        ),
        Section(
            "finished",
            "A program answers or skips a question of an interview in which none is open any more.",
            "Ask `interview.finished` first, or stop when `interview.question` is `None`.",
        ),
        Section(
            "other-criteria",
            "A program goes on with a saved interview under criteria that decide otherwise than those it was begun with.",
            "Load the criteria and the version that the saved interview names; or begin a new interview with what is known, its `case`. Records that are run "
            "again say it too: name the file that they rest on, or say with `--other-criteria` that others are meant.",
        ),
        Section(
            "nobody-to-compare",
            "Two versions are compared, and no person is possible in both. Every proof about nobody would hold, so nothing is said.",
            "Look at what stands under `impossible` in both. If the two are about different people, their decisions cannot be compared.",
        ),
        Section(
            "not-kept",
            "A store of records cannot be written or read, or is a file of another program. Nothing of what was to be added is in it.",
            "The message says what the machine says of it: a folder that is not there or may not be written, a disk that is full, another program that holds "
            "the file. Add the records again when that is mended.",
        ),
    ),
}

SECTIONS = tuple(section for topic in TOPICS.values() for section in topic)
