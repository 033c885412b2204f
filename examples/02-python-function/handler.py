"""Counts words. Python's standard library only: an HTTP server on $PORT that takes CloudEvents."""

import json
import os
import traceback
from http.server import BaseHTTPRequestHandler, HTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        try:
            answer = json.dumps({"words": len(json.loads(body)["text"].split())}).encode()
        except Exception as error:
            # An answer of 4xx or 5xx fails the event, and its first line is the reason.
            traceback.print_exc()
            self.send_response(500)
            self.end_headers()
            self.wfile.write(f"{type(error).__name__}: {error}".encode())
            return
        self.send_response(200)
        # With these four headers the answer is an event of its own, and the platform publishes it.
        if self.headers["ce-type"] == "dev.example.text.written":
            self.send_header("ce-specversion", "1.0")
            self.send_header("ce-id", self.headers["ce-id"] + ".counted")
            self.send_header("ce-source", "/functions/count-words")
            self.send_header("ce-type", "dev.example.words.counted")
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format, *args):
        print(self.headers["ce-type"], format % args, flush=True)


HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
