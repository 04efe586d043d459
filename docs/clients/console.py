#!/usr/bin/env python3
"""A console for Lingding in Python: shows alarms and acknowledges them. Needs python3-zmq (pyzmq). Protocol: docs/protocol.md.

Usage: console.py ENDPOINT CENTRE KEY_FILE CURSOR_FILE [--acknowledge] [--until-done]
"""
import json, os, sys, time, uuid
import zmq

def key_file(path):
    """The lines "word = value" of a secret file made by `lingding keys new`."""
    with open(path, encoding="ascii") as file:
        return dict(line.rstrip("\n").split(" = ", 1) for line in file if not line.startswith("#"))

def load_cursor(path):
    if not os.path.exists(path):
        return "-", 0
    with open(path, encoding="ascii") as file:
        journal, seq = file.read().split()
        return journal, int(seq)

def save_cursor(path, journal, seq):
    with open(path + ".new", "w", encoding="ascii") as file:
        file.write(f"{journal or '-'} {seq}\n")
    os.replace(path + ".new", path)

def connect(context, endpoint, key):
    socket = context.socket(zmq.DEALER)  # the routing id stays unset
    socket.setsockopt(zmq.LINGER, 500)
    for option, name in ((zmq.CURVE_SERVERKEY, "server_key"), (zmq.CURVE_PUBLICKEY, "public_key"), (zmq.CURVE_SECRETKEY, "secret_key")):
        socket.setsockopt(option, key[name].encode())
    socket.connect(endpoint)
    return socket

MODE = {}  # what the server is for, as its first welcome says

def say(socket, message):
    """With the mode: no order meant for an exercise reaches a real desk, nor the other way round."""
    socket.send_json({**message, **MODE})

def show(effect):
    """What an exercise shows is marked."""
    marked = effect if MODE["mode"] == "real" else {"EXERCISE": MODE["mode"], **effect}
    print(json.dumps(marked, ensure_ascii=False), flush=True)

def session(socket, centre, cursor_path, flags, unanswered):
    """One connection. True when all is done that was asked for."""
    journal, seq = load_cursor(cursor_path)
    hello = {"type": "hello", "version": 1, "centre": centre, "client": "console.py 1", "last_seq": seq}
    say(socket, hello if journal == "-" else {**hello, "journal": journal})
    patience_ms = 15000
    while socket.poll(patience_ms):  # silence for so long: the server, or the way to it, is gone
        message = socket.recv_json()
        kind, effects = message["type"], message.get("effects", [])
        if kind == "welcome":
            journal, patience_ms = message["journal"], message["silent_after_ms"]
            MODE.setdefault("mode", message["mode"])
            for command_id, command in unanswered.items():  # the same id: it is carried out once
                say(socket, {"type": "command", "id": command_id, "command": command})
        elif kind == "heartbeat":
            say(socket, {"type": "heartbeat", "beat": message["beat"]})
        elif kind == "error" and message["code"] in ("seq_unknown", "other_journal"):
            return save_cursor(cursor_path, "-", 0)  # another journal: begin anew
        elif kind == "bye" or kind == "error" and message["scope"] == "session":
            return print(kind, message.get("code", ""), message.get("text", ""), file=sys.stderr)
        elif kind == "update" and message["recorded"]:
            if message["seq"] <= seq: continue  # known already
            if message["prev_seq"] != seq: return None  # a piece is missing: say hello again with our cursor
        for effect in effects:
            show(effect)
            if effect["type"] == "alarm_raised" and "--acknowledge" in flags:
                command_id, command = str(uuid.uuid4()), {"type": "acknowledge", "incident_id": effect["incident_id"]}
                unanswered[command_id] = command
                say(socket, {"type": "command", "id": command_id, "command": command})
            if effect["type"] in ("command_done", "command_refused") and message["recorded"]:
                unanswered.pop(effect["command_id"], None)
        if kind in ("update", "caught_up", "gap"):
            seq = message.get("up_to", message.get("seq", seq))
            save_cursor(cursor_path, journal, seq)  # first ours, then the server's
            say(socket, {"type": "received", "seq": seq})
        if "--until-done" in flags and any(effect["type"] == "command_done" for effect in effects):
            say(socket, {"type": "bye"})
            return True

if __name__ == "__main__":
    if len(sys.argv) < 5: sys.exit(__doc__)
    key, context, unanswered = key_file(sys.argv[3]), zmq.Context(), {}
    while True:
        with connect(context, sys.argv[1], key) as dealer:  # a new socket each time
            if session(dealer, sys.argv[2], sys.argv[4], sys.argv[5:], unanswered): break
        time.sleep(1)
