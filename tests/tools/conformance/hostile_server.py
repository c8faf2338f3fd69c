"""A server that writes markup and escapes of terminals wherever a report may show them, and
confirms whatever it is asked: some cases find that wrong."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ATTACK = "</pre></script><script>window.hacked=1</script><img src=x onerror=window.hacked=2>\x1b[2J"
HEADER = "<script>window.hacked=3</script>"


class HostileServer:
    """Never answers batches that `deaf` says true of."""

    def __init__(self, deaf=lambda messages: False):
        self.deaf = deaf
        self.requests = []  # (headers, messages)
        self.asked_in_vain = threading.Event()
        self.over = threading.Event()

    def __enter__(self):
        hostile = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                messages = messages_of(body)
                hostile.requests.append((self.headers, messages))
                if hostile.deaf(messages):
                    hostile.asked_in_vain.set()
                    hostile.over.wait()
                    return
                answer = json.dumps([reply(each) for each in messages]).encode()
                self.send_response(200)
                self.send_header("X-Attack", HEADER)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def version_string(self):
                return HEADER

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # Cases end connections as they like.
        self.url = f"http://127.0.0.1:{self.server.server_port}/bayeux"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def messages_of(body):
    try:
        batch = json.loads(body)
    except ValueError:
        return []
    return [each for each in (batch if isinstance(batch, list) else [batch])
            if isinstance(each, dict)]


def reply(message):
    answer = {"channel": message.get("channel"), "id": message.get("id"), "successful": True,
              "error": ATTACK, "ext": {ATTACK: ATTACK}, "advice": {"reconnect": ATTACK}}
    if message.get("channel") == "/meta/handshake":
        answer |= {"clientId": ATTACK, "version": ATTACK,
                   "supportedConnectionTypes": ["long-polling", ATTACK]}
    return answer
