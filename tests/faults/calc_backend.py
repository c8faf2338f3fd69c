"""Usage: calc_backend.py PORT. Answers JSON-RPC calls, a line each, with their own params."""

import json
import socketserver
import sys


class Calls(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            call = json.loads(line)
            answer = {"jsonrpc": "2.0", "id": call.get("id"), "result": call.get("params")}
            self.wfile.write(json.dumps(answer).encode() + b"\n")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


with Server(("127.0.0.1", int(sys.argv[1])), Calls) as server:
    print(server.server_address[1], flush=True)
    server.serve_forever()
