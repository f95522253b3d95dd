#!/usr/bin/env python3
"""Verifies Conch's webhooks (Standard Webhooks, HMAC) with Python's standard library only.

    python3 verify.py                     check this file against vector.json
    python3 verify.py serve PORT SECRET   receive webhooks and print them
"""
import base64
import hashlib
import hmac
import json
import pathlib
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

TOLERANCE_SECONDS = 300


def verify(headers, body, secret, now=None):
    """True if one of the signatures is by `secret` and the attempt is recent. `body`: the raw bytes."""
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not (message_id and timestamp.isascii() and timestamp.isdigit()):
        return False
    if abs((time.time() if now is None else now) - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{message_id}.{timestamp}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    entries = headers.get("webhook-signature", "").split(" ")
    return any(hmac.compare_digest(expected.encode(), entry.encode()) for entry in entries)


class Receiver(BaseHTTPRequestHandler):
    secret = ""
    seen = set()  # a real receiver keeps the ids in its database: a message may come more than once

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not verify(self.headers, body, self.secret):
            self.send_response(401)
        else:
            self.send_response(204)  # quickly: work that takes longer belongs into a queue of yours
            message_id = self.headers["webhook-id"]
            if message_id not in self.seen:
                self.seen.add(message_id)
                print(body.decode(), flush=True)
        self.end_headers()

    def log_message(self, *_):
        pass


def check():
    vector = json.loads(pathlib.Path(__file__).with_name("vector.json").read_text())
    body = base64.b64decode(vector["body_base64"])
    secret, now = vector["secret"], int(vector["timestamp"])
    headers = {"webhook-" + name: vector[name] for name in ("id", "timestamp", "signature")}
    other = "whsec_" + base64.b64encode(bytes(32)).decode()
    expected = [
        ("the vector", True, verify(headers, body, secret, now)),
        ("two signatures", True, verify(
            {**headers, "webhook-signature": "v1,AAAA " + headers["webhook-signature"]}, body, secret, now)),
        ("a changed body", False, verify(headers, body + b" ", secret, now)),
        ("another id", False, verify({**headers, "webhook-id": "msg_2"}, body, secret, now)),
        ("another secret", False, verify(headers, body, other, now)),
        ("no signature", False, verify({**headers, "webhook-signature": ""}, body, secret, now)),
        ("an old attempt", False, verify(headers, body, secret, now + TOLERANCE_SECONDS + 1)),
    ]
    wrong = [name for name, wanted, found in expected if wanted != found]
    print("python:", "wrong about " + ", ".join(wrong) if wrong else "ok")
    return 1 if wrong else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        Receiver.secret = sys.argv[3]
        HTTPServer(("", int(sys.argv[2])), Receiver).serve_forever()
    elif sys.argv[1:2] == ["verify"]:  # id timestamp signature secret, the body on standard input
        given = dict(zip(("webhook-id", "webhook-timestamp", "webhook-signature"), sys.argv[2:5]))
        sys.exit(0 if verify(given, sys.stdin.buffer.read(), sys.argv[5], int(sys.argv[3])) else 1)
    else:
        sys.exit(check())
