"""A function in Python, with the standard library only: CloudEvents in the HTTP binding on $PORT."""

import json
import os
import urllib.parse
from http.server import BaseHTTPRequestHandler, HTTPServer


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        data = json.loads(body) if body else {}
        region = urllib.parse.unquote(self.headers.get("ce-region", ""))
        answer = json.dumps({"greeting": f"안녕, {data.get('name', 'world')}", "region": region}).encode()
        self.send_response(200)
        if data.get("emit"):
            self.send_header("ce-specversion", "1.0")
            self.send_header("ce-id", "from-python")
            self.send_header("ce-source", "/functions/greet-python")
            self.send_header("ce-type", "dev.bonghwa.test.python.greeted")
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format, *args):
        print(format % args, flush=True)


HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
