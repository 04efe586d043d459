#!/usr/bin/env python3
"""Holds the published schemas and the program's verdicts against python3-jsonschema, an independent validator of draft 2020-12.

Usage: schema_cross_check.py PROGRAM SOURCE_DIR. PROGRAM is check-plans: it reads documents, one a line of standard input, and answers
each with a line of JSON: the list of pointers that it found fault with.

Each shipped document, and eight hundred changes of one thing in one of them (seeded), is given to both. The schema's findings have
to be the same: a document that jsonschema refuses, we refuse at one of its places; one that it accepts may only fall to rules that are
no schema's (they are listed by pointer below).
"""
import copy
import json
import pathlib
import random
import re
import subprocess
import sys

import jsonschema

CHANGES = 800
# Annotations and keywords that mean the same in draft 7 (valijson) and 2020-12, all that our schemas may use.
ALLOWED = {"$schema", "$id", "$defs", "$ref", "title", "description", "examples", "type", "properties", "required",
           "additionalProperties", "items", "minItems", "maxItems", "minLength", "maxLength", "minimum", "maximum",
           "exclusiveMinimum", "pattern", "enum", "const", "minProperties", "x-i18n"}
# Beside a $ref draft 7 ignores everything, so only annotations may stand there.
BESIDE_REF = {"$ref", "title", "description", "examples", "x-i18n"}


def subschemas(schema):
    yield schema
    for name in ("properties", "$defs"):
        for child in schema.get(name, {}).values():
            yield from subschemas(child)
    if isinstance(schema.get("items"), dict):
        yield from subschemas(schema["items"])


def check_vocabulary(name, schema):
    for part in subschemas(schema):
        unknown = set(part) - ALLOWED
        assert not unknown, f"{name}: {unknown} may mean something else in draft 7"
        if "$ref" in part:
            assert set(part) <= BESIDE_REF, f"{name}: beside $ref: {set(part) - BESIDE_REF}"
            assert part["$ref"].removeprefix("#/$defs/") in schema["$defs"], part["$ref"]
        if "pattern" in part:
            assert part["pattern"].startswith("^") and part["pattern"].endswith("$"), part["pattern"]
            # Bounded, so that a backtracking matcher (std::regex) needs bounded stack and time.
            assert not re.search(r"[^\\][*]|[^\\\[][+](?!-)", part["pattern"].replace("\\+", "")), part["pattern"]
        if "type" not in part and "$ref" not in part:
            assert "enum" in part or "const" in part, f"{name}: a value of any type: {part}"
        if part.get("type") == "string":
            assert "maxLength" in part, f"{name}: text without a bound: {part}"
        if part.get("type") == "array":
            assert "maxItems" in part, f"{name}: a list without a bound: {part}"


def check_examples(name, schema, validator_class):
    for part in subschemas(schema):
        for example in part.get("examples", []):
            rule = {**part, "$defs": schema["$defs"]}
            errors = list(validator_class(rule).iter_errors(example))
            assert not errors, f"{name}: example {example!r}: {errors[0].message}"


def places(value, path=()):
    yield path
    if isinstance(value, dict):
        for key, child in value.items():
            yield from places(child, path + (key,))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from places(child, path + (index,))


STRANGE = [None, True, False, 0, -1, 1, 2.5, 7.0, 1e300, 10**15, "", "x", "x" * 3000, "伶仃", "2026-13-45", "+1", "0" * 9, "HK", "ship", [], [1], {},
           {"x": 1}, {"en": ""}, {"en": "a", "zh_hant": "b"}, [114.1, 22.2], [22.2, 114.1], [1, 2, 3]]


def changed(document, rng):
    document = copy.deepcopy(document)
    for _ in range(rng.choice((1, 1, 1, 2))):
        path = rng.choice([p for p in places(document) if p] or [()])
        if not path:
            return rng.choice(STRANGE)
        parent = document
        for step in path[:-1]:
            parent = parent[step]
        kind = rng.randrange(5)
        if kind == 0:
            del parent[path[-1]]
        elif kind == 1 and isinstance(parent, dict):
            parent["unknown" + str(rng.randrange(9))] = rng.choice(STRANGE)
        elif kind == 2 and isinstance(parent, list):
            parent.extend(copy.deepcopy(parent) * rng.choice((1, 30)))
        elif kind == 3 and isinstance(parent[path[-1]], str) and parent[path[-1]]:
            text = parent[path[-1]]
            at = rng.randrange(len(text))
            parent[path[-1]] = text[:at] + rng.choice("0aZ -é") + text[at + rng.randrange(2):]
        else:
            parent[path[-1]] = rng.choice(STRANGE)
    return document


def pointer(path):
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)


def main():
    program, source = sys.argv[1], pathlib.Path(sys.argv[2])
    validator_class = jsonschema.Draft202012Validator
    validators = {}
    for name in ("cooperation-plan", "sar-centre"):
        schema = json.loads((source / "plans/schema" / f"{name}.schema.json").read_text(encoding="utf-8"))
        validator_class.check_schema(schema)
        check_vocabulary(name, schema)
        check_examples(name, schema, validator_class)
        validators[name] = validator_class(schema)

    shipped = [(path.name, json.loads(path.read_text(encoding="utf-8")))
               for path in sorted((source / "plans/data").glob("*/*.json"))]
    assert len(shipped) >= 15, "the shipped documents are missing"
    rng = random.Random(20260115)
    cases = list(shipped)
    while len(cases) < len(shipped) + CHANGES:
        name, document = rng.choice(shipped)
        cases.append((f"{name}, change {len(cases)}", changed(document, rng)))

    lines = "".join(json.dumps(document, ensure_ascii=rng.random() < 0.5) + "\n" for _, document in cases)
    answers = subprocess.run([program], input=lines, capture_output=True, text=True, check=True, encoding="utf-8").stdout.splitlines()
    assert len(answers) == len(cases), f"{len(answers)} answers to {len(cases)} documents"

    refused = accepted = only_ours = 0
    for (name, document), answer in zip(cases, answers):
        listed = json.loads(answer)
        ours = set(listed)
        form = document.get("schema") if isinstance(document, dict) else None
        validator = validators["sar-centre" if form == "lingding/sar-centre/1" else "cooperation-plan"]
        theirs = set()
        for error in validator.iter_errors(document):
            if error.validator == "additionalProperties":
                known = error.schema["properties"]
                theirs |= {pointer([*error.absolute_path, key]) for key in error.instance if key not in known}
            else:
                theirs.add(pointer(error.absolute_path))
        if len(listed) <= 100:  # beyond that they are counted, not listed
            missing = theirs - ours
            assert not missing, f"{name}: jsonschema finds fault with {sorted(missing)[:5]}, we with {sorted(ours)[:5]}"
        assert not theirs or ours, f"{name}: accepted, though jsonschema refuses {sorted(theirs)[:5]}"
        refused += bool(theirs)
        accepted += not theirs
        only_ours += bool(ours) and not theirs
        if name in dict(shipped):
            assert not theirs and not ours, f"{name} as shipped: {sorted(theirs | ours)[:5]}"
    # Neither side may have been asked nothing: a generator that broke everything, or nothing, would prove little.
    assert refused > CHANGES // 4 and accepted > CHANGES // 20 and only_ours > 5, (refused, accepted, only_ours)
    print(f"{len(cases)} documents: {refused} refused by both, {accepted} accepted by jsonschema, {only_ours} of them refused by our own rules")


if __name__ == "__main__":
    main()
