"""Takes CloudEvents on $PORT: what a detector saw is counted; a call is answered with the layer."""

import json
import os
import tempfile
import traceback
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

from volume import count, layer, open_counts

DEFAULT = os.path.join(tempfile.gettempdir(), f"bonghwa-traffic-{os.getuid()}.db")
counts = open_counts(os.environ.get("TRAFFIC_DB", DEFAULT))


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        try:
            if self.headers["ce-type"] == "dev.bonghwa.objects.detected":
                seen = json.loads(body)
                at = datetime.fromisoformat(seen["capturedAt"].replace("Z", "+00:00")).timestamp()
                count(counts, self.headers["ce-id"], seen["camera"], at, seen["detections"])
                print(f"{seen['camera']} counted", flush=True)
            answer = json.dumps(layer(counts)).encode()
        except Exception as error:
            # An answer of 4xx or 5xx fails the event, and its first line is the reason.
            traceback.print_exc()
            self.send_response(500)
            self.end_headers()
            self.wfile.write(f"{type(error).__name__}: {error}".encode())
            return
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format, *args):
        pass


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
