"""Batches of many messages, and what they multiply."""

import json

from arena import attack
from tap import equal


def post(arena, body):
    with arena.http() as http:
        return http.post(body)


@attack()
def a_hundred_thousand_messages(arena):
    """400 for the batch as a whole: `limits.messages_per_batch`"""
    for message in ("{}", '{"channel":"/x"}'):
        text = "[" + ",".join([message] * (60_000 if len(message) > 2 else 100_000)) + "]"
        equal(post(arena, text).status, 400)


@attack()
def a_thousand_handshakes_at_once(arena):
    """make one session at most"""
    text = json.dumps(
        [
            {
                "channel": "/meta/handshake",
                "version": "1.0",
                "supportedConnectionTypes": ["long-polling"],
            }
        ]
        * 1000
    )
    response = post(arena, text)
    made = {each["clientId"] for each in response.json if each.get("clientId")}
    assert len(made) <= 1, f"{len(made)} sessions from one batch"


@attack()
def a_thousand_connects_at_once(arena):
    """are all answered, and none is held twice"""
    with arena.client() as client:
        client.send(
            [
                client.message(
                    "/meta/connect", id=number, connectionType="websocket", advice={"timeout": 0}
                )
                for number in range(1000)
            ]
        )
        got = []
        while len(got) < 1000:
            got += [each["id"] for each in client.read()]
        equal(sorted(got), list(range(1000)))


@attack()
def a_thousand_events_for_oneself(arena):
    """come back a thousand times, in order, and no more"""
    with arena.client().subscribe("/own") as client:
        client.send([client.message("/own", data=number) for number in range(1000)])
        got = []
        while len(got) < 1000:
            got += [each["data"] for each in client.read() if "data" in each]
        equal(got, list(range(1000)))


@attack(grows=48)
def a_batch_of_events_for_a_hundred(arena):
    """of which each is kept once, not a hundred times, while it is written"""
    readers = [arena.client().subscribe("/many") for _ in range(100)]
    with arena.client() as publisher:
        publisher.send([publisher.message("/many", data="x" * 900) for _ in range(1000)])
        publisher.read()
        for reader in readers:
            count = 0
            while count < 1000:
                count += sum("data" in each for each in reader.read())
            reader.http.socket.close()


@attack()
def sessions_of_others_within_a_batch(arena):
    """each message is judged by its own `clientId`: the unknown ones get `402`, the others go on"""
    with arena.client() as client:
        client.send(
            [
                {"channel": "/x", "data": 1, "clientId": "guess", "id": 1},
                client.message("/x", data=1, id=2),
                {"channel": "/x", "data": 1, "id": 3},
            ]
        )
        replies = client.read()
        equal(
            [(each["id"], each["successful"]) for each in replies],
            [(1, False), (2, True), (3, False)],
        )
        assert replies[0]["error"].startswith("402"), replies


@attack()
def errors_longer_than_what_asked_for_them(arena):
    """an answer is never more than some 200 bytes a message longer than its request"""
    message = {"channel": "//" + "x" * 200}
    text = json.dumps([message] * 1000)
    assert len(post(arena, text).body) < len(text) + 200_000
