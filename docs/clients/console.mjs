// A console for Lingding in JavaScript: shows alarms and acknowledges them. Needs Node 18 and the npm package zeromq 6.
// Protocol: docs/protocol.md. Usage: node console.mjs ENDPOINT CENTRE KEY_FILE CURSOR_FILE [--acknowledge] [--until-done]
import { randomUUID } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { Dealer } from "zeromq";

const [endpoint, centre, keyPath, cursorPath, ...flags] = process.argv.slice(2);
if (!cursorPath) throw new Error("usage: console.mjs ENDPOINT CENTRE KEY_FILE CURSOR_FILE [--acknowledge] [--until-done]");

// The lines "word = value" of a secret file made by `lingding keys new`.
const lines = readFileSync(keyPath, "ascii").split("\n").filter((line) => line.includes(" = ") && !line.startsWith("#"));
const key = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(" = ")), line.slice(line.indexOf(" = ") + 3)]));

function loadCursor() {
  try {
    const [journal, seq] = readFileSync(cursorPath, "ascii").trim().split(" ");
    return { journal, seq: Number(seq) };
  } catch (error) {
    if (error.code === "ENOENT") return { journal: "-", seq: 0 };
    throw error;
  }
}
function saveCursor(journal, seq) {
  writeFileSync(`${cursorPath}.new`, `${journal || "-"} ${seq}\n`);
  renameSync(`${cursorPath}.new`, cursorPath);
}

const unanswered = new Map();
// What the server is for, as its first welcome says. It goes with all that is said, so that no order meant for an exercise
// reaches a real desk, nor the other way round; what an exercise shows is marked.
let mode;
const shown = (effect) => (mode === "real" ? effect : { EXERCISE: mode, ...effect });

async function session(socket) {
  let { journal, seq } = loadCursor();
  const say = (message) => socket.send(JSON.stringify({ ...message, ...(mode && { mode }) }));
  await say({ type: "hello", version: 1, centre, last_seq: seq, client: "console.mjs 1", ...(journal !== "-" && { journal }) });
  // No message within receiveTimeout throws: the server, or the way to it, is gone.
  for (;;) {
    const message = JSON.parse((await socket.receive())[0].toString());
    if (message.type === "welcome") {
      journal = message.journal || "-";
      mode ??= message.mode;
      socket.receiveTimeout = message.silent_after_ms;
      for (const [id, command] of unanswered) await say({ type: "command", id, command }); // same id: carried out once
    } else if (message.type === "heartbeat") {
      await say({ type: "heartbeat", beat: message.beat });
    } else if (message.code === "seq_unknown" || message.code === "other_journal") {
      return saveCursor("-", 0); // another journal: begin anew
    } else if (message.type === "bye" || message.scope === "session") {
      return console.error(message.type, message.code ?? "", message.text ?? "");
    } else if (message.type === "update") {
      if (message.recorded && message.seq <= seq) continue; // known already
      if (message.recorded && message.prev_seq !== seq) return; // a piece is missing: say hello again with our cursor
      for (const effect of message.effects) {
        console.log(JSON.stringify(shown(effect)));
        if (effect.type === "alarm_raised" && flags.includes("--acknowledge")) {
          const id = randomUUID();
          const command = { type: "acknowledge", incident_id: effect.incident_id };
          unanswered.set(id, command);
          await say({ type: "command", id, command });
        }
        if (effect.type.startsWith("command_") && message.recorded) unanswered.delete(effect.command_id);
      }
    }
    if (["update", "caught_up", "gap"].includes(message.type)) {
      seq = message.up_to ?? message.seq ?? seq;
      saveCursor(journal, seq); // first ours, then the server's
      await say({ type: "received", seq });
    }
    if (flags.includes("--until-done") && message.effects?.some((effect) => effect.type === "command_done")) process.exit(0);
  }
}

for (;;) {
  // A new socket each time, its routing id unset: after a refused key libzmq's old one would never try again.
  const socket = new Dealer({ linger: 500, receiveTimeout: 15000, curveServerKey: key.server_key, curvePublicKey: key.public_key,
                              curveSecretKey: key.secret_key });
  socket.connect(endpoint);
  await session(socket).catch((error) => console.error(error.message));
  socket.close();
  await pause(1000);
}
