#!/usr/bin/env bash
# ccda-to-fhir 0.3: a real number is "not provided", less than 5 becomes at most 5, and a problem that ended is active.
#
# Expected: C-CDA allows numbers of the types INT and REAL in results. An upper end that says inclusive="false" is `<` in FHIR. An end of the
#   effective time of a problem means that it is resolved: that is its abatement in FHIR.
# What happens: INT is converted; the value of a REAL is dropped, and the resource says that the source document did not provide it.
#   The comparator is `<=` either way. The problem is active, since the concern around it is; its end becomes the end of its onset, and it
#   has no abatement.
# Why it matters: a score that was sent looks as if it had not been asked, a bound moves by one, and an illness that is over counts.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ccda-to-fhir==0.3

cat > program.py <<'PYTHON'
import logging

import ccda_to_fhir

logging.disable()
LOINC, SNOMED = 'codeSystem="2.16.840.1.113883.6.1"', 'codeSystem="2.16.840.1.113883.6.96"'


def template(number, version=""):
    return f'<templateId root="2.16.840.1.113883.10.20.22.{number}" {version}/>'


NEW = 'extension="2015-08-01"'
PROBLEM = f"""<entry typeCode="DRIV"><act classCode="ACT" moodCode="EVN">{template("4.3", NEW)}<id root="1.2.3.1"/>
<code code="CONC" codeSystem="2.16.840.1.113883.5.6"/><statusCode code="active"/><effectiveTime><low value="20190101"/></effectiveTime>
<entryRelationship typeCode="SUBJ"><observation classCode="OBS" moodCode="EVN">{template("4.4", NEW)}<id root="1.2.4.1"/>
<code code="55607006" {SNOMED}><translation code="75326-9" {LOINC}/></code><statusCode code="completed"/>
<effectiveTime><low value="20190101"/><high value="20200101"/></effectiveTime>
<value xsi:type="CD" code="35489007" {SNOMED}/></observation></entryRelationship></act></entry>"""


def result(number, value):
    return f"""<component><observation classCode="OBS" moodCode="EVN">{template("4.2", NEW)}<id root="1.2.5.{number}"/><code code="44261-6" {LOINC}/>
<statusCode code="completed"/><effectiveTime value="20261130"/>{value}</observation></component>"""


RESULTS = "".join(
    (
        result(1, '<value xsi:type="INT" value="7"/>'),
        result(2, '<value xsi:type="REAL" value="7.5"/>'),
        result(3, '<value xsi:type="IVL_PQ"><high value="5" unit="1" inclusive="false"/></value>'),
    )
)
DOCUMENT = f"""<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><realmCode code="US"/>
<typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>{template("1.1", NEW)}{template("1.2", NEW)}<id root="1.2.3"/><code code="34133-9" {LOINC}/>
<title>Summary</title><effectiveTime value="20261130120000+0000"/><confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25"/><languageCode code="en-US"/>
<recordTarget><patientRole><id root="1.2" extension="1"/><addr><city>Town</city></addr><telecom value="tel:0"/><patient><name><given>A</given><family>Roe</family></name>
<administrativeGenderCode code="F" codeSystem="2.16.840.1.113883.5.1"/><birthTime value="19800101"/></patient></patientRole></recordTarget>
<author><time value="20261130"/><assignedAuthor><id root="1.3" extension="1"/><addr><city>Town</city></addr><telecom value="tel:0"/>
<assignedPerson><name><given>B</given><family>Doe</family></name></assignedPerson></assignedAuthor></author>
<custodian><assignedCustodian><representedCustodianOrganization><id root="1.9"/><name>Clinic</name><telecom value="tel:0"/><addr><city>Town</city></addr>
</representedCustodianOrganization></assignedCustodian></custodian><component><structuredBody>
<component><section>{template("2.5.1", NEW)}<code code="11450-4" {LOINC}/><title>Problems</title><text>Problems</text>{PROBLEM}</section></component>
<component><section>{template("2.3.1", NEW)}<code code="30954-2" {LOINC}/><title>Results</title><text>Results</text><entry typeCode="DRIV">
<organizer classCode="BATTERY" moodCode="EVN">{template("4.1", NEW)}<id root="1.2.6"/><code code="44249-1" {LOINC}/><statusCode code="completed"/>{RESULTS}</organizer></entry>
</section></component></structuredBody></component></ClinicalDocument>"""

for entry in ccda_to_fhir.convert_document(DOCUMENT)["bundle"]["entry"]:
    resource = entry["resource"]
    if resource["resourceType"] == "Condition":
        print("problem:", resource["clinicalStatus"]["coding"][0]["code"], resource.get("abatementDateTime"), resource["onsetPeriod"])
    if resource["resourceType"] == "Observation" and "hasMember" not in resource:
        quantity = resource.get("valueQuantity", {})
        print("result: ", resource.get("valueInteger", resource.get("dataAbsentReason", {}).get("text")), quantity.get("comparator"), quantity.get("value"))
PYTHON

now=$(venv/bin/python program.py)
seen="problem: active None {'start': '2019-01-01', 'end': '2020-01-01'}
result:  7 None None
result:  Value not provided in source C-CDA document None None
result:  None <= 5"
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
