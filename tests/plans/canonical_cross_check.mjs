// Canonical JSON against ECMAScript's own: RFC 8785 defines numbers, strings and order by JavaScript, so Node.js is an
// independent implementation of all three.
//
// Usage: node canonical_cross_check.mjs CHECK_SIGNATURES
import { spawnSync } from "node:child_process";

// A generator of its own, so that a failure comes again.
let state = 20160827n;
function random(limit) {
  state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
  return Number((state >> 33n) % BigInt(limit));
}

function anyDouble() {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint32(0, random(2 ** 31) * 2 + random(2));
  view.setUint32(4, random(2 ** 31) * 2 + random(2));
  const number = view.getFloat64(0);
  return Number.isFinite(number) && number !== 0 ? number : 0.5;
}

function anyString() {
  const pieces = ["a", "Z", "0", "é", "伶", "😀", "\ufb33", "\ue000", "\uffff", "\u0000", "\u001f", "\u007f", "\u0080", "\u2028",
    '"', "\\", "/", "\b", "\f", "\n", "\r", "\t", " "];
  let text = "";
  for (let i = random(6); i > 0; --i) text += pieces[random(pieces.length)];
  return text;
}

function anyNumber() {
  switch (random(4)) {
    case 0: return random(2000) - 1000;
    case 1: return anyDouble();
    case 2: return (random(2 ** 30) * 2 ** 24) * (random(2) ? 1 : -1);
    default: return Number((random(2 ** 30) / 1000).toFixed(random(6))) * 10 ** (random(50) - 25);
  }
}

function anyValue(depth) {
  switch (random(depth > 4 ? 4 : 7)) {
    case 0: return anyNumber();
    case 1: return anyString();
    case 2: return [true, false, null][random(3)];
    case 3: return anyNumber();
    case 4: return Array.from({ length: random(5) }, () => anyValue(depth + 1));
    default: return Object.fromEntries(Array.from({ length: random(7) }, () => [anyString(), anyValue(depth + 1)]));
  }
}

// Section 3.2.3: sort() without a comparator orders by UTF-16 code units.
function canonical(value) {
  if (Array.isArray(value)) return "[" + value.map(canonical).join(",") + "]";
  if (value !== null && typeof value === "object")
    return "{" + Object.keys(value).sort().map((name) => JSON.stringify(name) + ":" + canonical(value[name])).join(",") + "}";
  return JSON.stringify(value);
}

const escapeAll = (text) => text.replace(/[^\n]/g, (c) => (c > "~" ? "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0") : c));
const values = Array.from({ length: 20000 }, () => anyValue(0));
// Half of them with every character escaped that can be, so that the input is not canonical already.
const input = values.map((value, i) => (i % 2 ? escapeAll(JSON.stringify(value)) : JSON.stringify(value))).join("\n") + "\n";
const run = spawnSync(process.argv[2], ["canonical"], { input, maxBuffer: 1 << 28 });
const answers = run.stdout.toString("utf8").split("\n").slice(0, -1);
if (run.status !== 0 || answers.length !== values.length) {
  console.log(`status ${run.status}, ${answers.length} answers for ${values.length} values`);
  process.exit(1);
}
let wrong = 0;
values.forEach((value, i) => {
  if (answers[i] === canonical(value)) return;
  if (wrong++ < 5) console.log(`expected ${canonical(value)}\nfound    ${answers[i]}`);
});
console.log(`${values.length} values, ${wrong} different`);
process.exit(wrong ? 1 : 0);
