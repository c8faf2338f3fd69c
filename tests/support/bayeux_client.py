"""A Bayeux client by long-polling, for tests in Python."""

import json
import time
import urllib.request

PATIENCE = 60  # seconds, for a machine that is busy


class Client:
    """A Bayeux client by long-polling, which asks without waiting."""

    def __init__(self, port, ext=None):
        self.url = f"http://127.0.0.1:{port}/cometd"
        self.cookie = None
        self.events = []
        self.hello = self.send({"channel": "/meta/handshake", "version": "1.0",
                                "supportedConnectionTypes": ["long-polling"],
                                **({"ext": ext} if ext else {})})
        self.id = self.hello.get("clientId")

    def post(self, *messages):
        request = urllib.request.Request(self.url, json.dumps(messages).encode(),
                                         {"Content-Type": "application/json"})
        if self.cookie:
            request.add_header("Cookie", self.cookie)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            if cookie := answer.headers["Set-Cookie"]:
                self.cookie = cookie.split(";")[0]
            return json.load(answer)

    def send(self, message):
        """The reply; events that come along are kept."""
        own = {**message, "id": "m"}
        if getattr(self, "id", None):
            own["clientId"] = self.id
        reply = None
        for each in self.post(own):
            if each.get("id") == "m":
                reply = each
            else:
                self.events.append(each)
        return reply

    def subscribe(self, channel):
        return self.send({"channel": "/meta/subscribe", "subscription": channel})

    def publish(self, channel, data):
        return self.send({"channel": channel, "data": data})

    def wait_for(self, wanted):
        """Polls until an event or an answer is there that `wanted` accepts; returns it."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for event in self.events:
                if wanted(event):
                    self.events.remove(event)
                    return event
            answers = self.post({"channel": "/meta/connect", "clientId": self.id,
                                 "connectionType": "long-polling",
                                 "advice": {"timeout": 1000}})
            self.events += [each for each in answers if each["channel"] != "/meta/connect"]
        raise AssertionError(f"waited in vain; there is {self.events}")

    def call(self, service, data):
        """What a remote call is answered: its acknowledgement has no data."""
        message = {"channel": f"/service/{service}", "clientId": self.id, "id": "call",
                   "data": data}
        self.events += self.post(message)
        return self.wait_for(lambda m: m.get("id") == "call" and "data" in m)

    def event(self, channel):
        return self.wait_for(lambda m: m["channel"] == channel and "data" in m)["data"]
