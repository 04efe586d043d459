#!/usr/bin/env python3
"""Holds the schemas of statements and of the arrangement, and the program's verdicts, against python3-jsonschema.

Usage: statement_cross_check.py PROGRAM SOURCE_DIR. PROGRAM is check-statements.

One statement of each kind, and two thousand changes of one thing in one of them (seeded), is given to both. What the schema refuses, the
program refuses; what the program accepts, the schema accepts; what only the program refuses falls to rules that are no schema's.
"""
import copy
import json
import pathlib
import random
import re
import subprocess
import sys

import jsonschema

CHANGES = 2000
VALUES = ["", "x", "HK", "MO", "CN-GD", "2026-03-02", "2026-02-30", "9999-99-99", "\u0007", "e\u0301", "\u202e", "操舵室", "x" * 5000,
          "operator:blue-egret", "ship:477000011", "ship:970000111", 0, 1, -1, 2, 1000, 1000001, True, None, [], {}, ["x"], "0" * 64, "G" * 64]
# Rules beyond the schema, by the pointers of what they find: ids and who they are of, days of the calendar, order and agreement of
# members, what can be shown, bounds in bytes rather than characters, and the MMSI of a ship.
OWN_RULES = re.compile(r"^(/id|/made_at|/received_at|/from|/on|/valid_from|/valid_until|/signed_on|/home|/parties/1|/new_plan_id|/by/party"
                       r"|/modules/\d/centre|/amendment/(number|modules/\d/(centre|version))|/ships/\d|/holders/\d/holder"
                       r"|.*/(text|name|pointer|code)|/(text|reason|source|outcome)|/(faults|verified|participants)/\d)$")


def places(value, path=()):
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in items:
        yield from places(child, path + (key,))


def change(statement, chance):
    changed = copy.deepcopy(statement)
    path = chance.choice([p for p in places(changed) if p])
    parent = changed
    for key in path[:-1]:
        parent = parent[key]
    what = chance.randrange(5)
    if what == 0:
        del parent[path[-1]]
    elif what == 1 and isinstance(parent, list):
        parent.append(copy.deepcopy(parent[path[-1]]))
    elif what == 2 and isinstance(parent, dict):
        parent[chance.choice(["approval", "Version", "x/y"])] = chance.choice(VALUES)
    else:
        parent[path[-1]] = chance.choice(VALUES)
    return changed


def line(statement):
    return json.dumps(statement, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def main(program, source):
    plans = pathlib.Path(source) / "plans"
    arrangement = json.loads((plans / "schema/arrangement.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(arrangement)
    jsonschema.Draft202012Validator(arrangement).validate(json.loads((plans / "data/arrangement.json").read_text()))

    schema = json.loads((plans / "schema/statement.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    samples = [json.loads(text) for text in
               subprocess.run([program, "--samples"], check=True, capture_output=True, text=True).stdout.splitlines()]
    assert {sample["kind"] for sample in samples} == set(schema["properties"]["kind"]["enum"]), "a kind without a sample"
    for sample in samples:
        validator.validate(sample)

    chance = random.Random(2015)
    cases = samples + [change(chance.choice(samples), chance) for _ in range(CHANGES)]
    lines = [line(case) for case in cases]
    answers = subprocess.run([program], input="\n".join(lines) + "\n", check=True, capture_output=True, text=True).stdout.splitlines()
    assert len(answers) == len(cases)
    both = only_ours = 0
    for case, text, answer in zip(cases, lines, answers):
        ours = json.loads(answer)
        theirs = validator.is_valid(case)
        if ours and theirs:
            only_ours += 1
            assert all(OWN_RULES.match(pointer) for pointer in ours), f"only we refuse {ours}: {text}"
        assert ours or theirs, f"only jsonschema refuses: {text}: {jsonschema.exceptions.best_match(validator.iter_errors(case)).message}"
        both += bool(ours) and not theirs
    assert all(json.loads(answer) == [] for answer in answers[:len(samples)])
    print(f"{len(cases)} statements: {both} refused by both, {only_ours} by rules that are no schema's")
    assert both > CHANGES / 2 and only_ours > 20


main(*sys.argv[1:])
