#!/usr/bin/env python3
"""A client by long-polling: subscribes to a channel and prints its events, one a line.

    listen.py /chat/**
    listen.py /service/random '{"method":"start","params":[500]}'
    listen.py --url http://127.0.0.1:8080/cometd --count 3 /service/dmsg '{"text":"hello"}'

The JSON behind the channel is sent there once the subscription stands.
"""
import argparse
import json
import sys
import urllib.request


def send(url, *messages):
    """The replies and events that come back for one request."""
    body = json.dumps(messages).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        replies = json.load(response)
    for reply in replies:
        if reply.get("successful") is False:
            sys.exit(f"{reply['channel']} failed: {reply.get('error')}")
    return replies


def events(url, channel, data):
    client = {"clientId": send(url, {
        "channel": "/meta/handshake", "version": "1.0",
        "supportedConnectionTypes": ["long-polling"],
    })[0]["clientId"]}
    yield from send(url, {"channel": "/meta/subscribe", "subscription": channel, **client})
    if data is not None:
        yield from send(url, {"channel": channel, "data": data, **client})
    while True:  # the server holds each of these until there is something to tell
        yield from send(url, {
            "channel": "/meta/connect", "connectionType": "long-polling", **client})


def main():
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("channel")
    options.add_argument("data", nargs="?", type=json.loads, help="JSON")
    options.add_argument("--url", default="http://127.0.0.1:8080/cometd")
    options.add_argument("--count", type=int, default=-1, help="end after so many events")
    chosen = options.parse_args()
    left = chosen.count
    for message in events(chosen.url, chosen.channel, chosen.data):
        if "data" not in message or message["channel"].startswith("/meta/"):
            continue
        print(message["channel"], json.dumps(message["data"], ensure_ascii=False), flush=True)
        left -= 1
        if left == 0:
            break


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
    except OSError as error:
        sys.exit(f"no answer from the server: {getattr(error, 'reason', error)}")
