"""Greets by name. Python's standard library only: an HTTP server on $PORT that takes CloudEvents."""

import json
import os
import traceback
from http.server import BaseHTTPRequestHandler, HTTPServer


def handle(event, data):
    """`event` has the attributes of the CloudEvent; what this returns is the answer, what it raises fails the event."""
    return {"greeting": "hello, " + (data or {}).get("name", "world")}


class Door(BaseHTTPRequestHandler):
    def do_POST(self):
        headers = {name.lower(): value for name, value in self.headers.items()}
        event = {name[len("ce-"):]: value for name, value in headers.items() if name.startswith("ce-")}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        try:
            status, answer = 200, json.dumps(handle(event, json.loads(body or "null")))
        except Exception as error:
            traceback.print_exc()
            status, answer = 500, f"{type(error).__name__}: {error}"
        self.send_response(status)
        self.send_header("content-type", "application/json" if status == 200 else "text/plain")
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, format, *args):
        print(self.headers["ce-type"], format % args, flush=True)


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Door).serve_forever()
