"""Does what its event says, and tells in which process and how often it did: ../tool/tool.ts in another language."""

import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

count = 0


class Handler(BaseHTTPRequestHandler):
    # It keeps connections, closes them soon, and says so to nobody.
    protocol_version = "HTTP/1.1"
    timeout = 0.3

    def do_POST(self):
        global count
        count += 1
        orders = json.loads(self.rfile.read(int(self.headers.get("content-length", 0))))
        if "say" in orders:
            print(orders["say"], flush=True)
        held = [b"x" * 2**20 for _ in range(orders.get("allocateMiB", 0))]
        if "exit" in orders:
            sys.stdout.flush()
            os._exit(orders["exit"])
        time.sleep(orders.get("waitMs", 0) / 1000)
        answer = json.dumps({"pid": os.getpid(), "count": count, "held": len(held)}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format, *args):
        pass


ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
