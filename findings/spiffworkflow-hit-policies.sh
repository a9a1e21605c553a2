#!/usr/bin/env bash
# SpiffWorkflow 3.2.0: every hit policy of a decision table except COLLECT takes the first row that matches, and a cell with a list never matches.
#
# Expected: in DMN two matching rows violate UNIQUE, and ANY when their outputs differ; RULE ORDER returns both, and COLLECT with an
#   aggregation computes it. A cell `"a", "b"` matches either text. That cells are Python is known; that a table means something else is not said.
# What happens: UNIQUE, ANY and RULE ORDER return the first row without a word, so an overlap in the table is never noticed. MAX is ignored:
#   the result is a list. The cell with two texts is a tuple in Python, equal to neither, so the row is passed over without a message.
# Why it matters: rows that overlap at a bound give the lower level because it was written first, and people with one of several listed
#   conditions fall through.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check SpiffWorkflow==3.2.0

cat > process.bpmn <<'XML'
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="d" targetNamespace="d">
  <process id="process" isExecutable="true">
    <startEvent id="start"><outgoing>first</outgoing></startEvent>
    <sequenceFlow id="first" sourceRef="start" targetRef="rules"/>
    <businessRuleTask id="rules">
      <extensionElements><spiffworkflow:calledDecisionId>decision</spiffworkflow:calledDecisionId></extensionElements>
      <incoming>first</incoming><outgoing>last</outgoing>
    </businessRuleTask>
    <sequenceFlow id="last" sourceRef="rules" targetRef="end"/>
    <endEvent id="end"><incoming>last</incoming></endEvent>
  </process>
</definitions>
XML
cat > program.py <<'PYTHON'
from html import escape
from pathlib import Path

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.spiff.parser import SpiffBpmnParser

TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="d"><decision id="decision" name="decision">
<decisionTable id="table" {policy}><input id="input" label="fact"><inputExpression id="expression" typeRef="string"><text>fact</text></inputExpression></input>
<output id="output" label="level" name="level" typeRef="string"/>{rows}</decisionTable></decision></definitions>"""
ROW = '<rule id="rule{0}"><inputEntry id="in{0}"><text>{1}</text></inputEntry><outputEntry id="out{0}"><text>{2}</text></outputEntry></rule>'


def decide(policy, rows, fact):
    text = "".join(ROW.format(number, escape(cell, quote=False), output) for number, (cell, output) in enumerate(rows))
    Path("table.dmn").write_text(TABLE.format(policy=policy, rows=text))
    parser = SpiffBpmnParser()
    parser.add_bpmn_file("process.bpmn")
    parser.add_dmn_file("table.dmn")
    workflow = BpmnWorkflow(parser.get_spec("process"), parser.get_subprocess_specs("process"))
    for task in workflow.get_tasks():
        task.data["fact"] = fact
    workflow.run_all()
    return workflow.last_task.data.get("level", "no row")


overlapping = [(">= 5", '"outpatient"'), (">= 10", '"intensive"')]
for policy in ("UNIQUE", "ANY", "RULE ORDER"):
    print(policy, "->", decide(f'hitPolicy="{policy}"', overlapping, 12))
print("COLLECT, MAX ->", decide('hitPolicy="COLLECT" aggregation="MAX"', [(">= 5", "1"), (">= 10", "2")], 12))
print("a cell with two texts ->", decide('hitPolicy="UNIQUE"', [('"depression", "anxiety"', '"outpatient"')], "anxiety"))
PYTHON

now=$(venv/bin/python program.py 2> /dev/null)
seen="UNIQUE -> outpatient
ANY -> outpatient
RULE ORDER -> outpatient
COLLECT, MAX -> [1, 2]
a cell with two texts -> no row"
printf '%s\n' "$now"
[ "$now" = "$seen" ] || { printf 'changed; it was:\n%s\n' "$seen"; exit 1; }
