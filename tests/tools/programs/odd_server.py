"""A Bayeux server with the manners of other times and places, behind a balancer that knows its
clients by a cookie. Long-polling; one session."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from broker import PATIENCE

STICKY = "LB=node1"


class OddServer:
    """Its replies have no clientId, ids are numbers, no advice, events behind replies."""

    def __init__(self, status=200, **refusal):
        self.requests = []  # (headers, messages)
        self.refusal = {"successful": False, "error": "401:only:Unknown client", **refusal}
        self.status = status
        self.known = False
        self.subscribed = []
        self.event = threading.Condition()
        self.events = []
        odd = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                odd.answer(self, json.loads(body))

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/bayeux"
        self.thread = threading.Thread(target=self.server.serve_forever)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def answer(self, request, messages):
        self.requests.append((request.headers, messages))
        replies = [reply for message in messages for reply in self.replies(message)]
        with self.event:
            replies += self.events
            self.events = []
        sticky = STICKY in request.headers.get("Cookie", "")
        first = messages[0]["channel"] == "/meta/handshake"
        status = self.status if sticky or first else 404
        body = json.dumps(replies).encode()
        request.send_response(status)
        if first:
            request.send_header("Set-Cookie", f"{STICKY}; Path=/; HttpOnly")
            request.send_header("Set-Cookie", "BAYEUX_BROWSER=b; Path=/")
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    def replies(self, message):
        channel = message["channel"]
        reply = {"channel": channel, "id": int(message["id"]), "successful": True}
        if channel == "/meta/handshake":
            self.known = True
            return [{**reply, "clientId": "only", "version": "1.0",
                     "supportedConnectionTypes": ["long-polling"]}]
        if not self.known or message.get("clientId") != "only":
            return [{**reply, **self.refusal}]
        if channel == "/meta/connect":
            with self.event:
                self.event.wait_for(lambda: self.events or not self.known, timeout=PATIENCE)
            if not self.known:
                return [{**reply, **self.refusal}]
        elif channel == "/meta/subscribe":
            self.subscribed.append(message["subscription"])
        elif not channel.startswith("/meta/"):
            self.publish(channel, message["data"])
        return [reply]

    def publish(self, channel, data):
        with self.event:
            self.events.append({"channel": channel, "data": data})
            self.event.notify_all()

    def forget(self):
        """Its only session."""
        with self.event:
            self.known = False
            self.event.notify_all()
