"""HTTP as such: methods, types, bodies, limits. Each case gets the number of shards."""

import time

from broker import Broker
from http_client import HANDSHAKE, HttpClient
from tap import equal


def test_LP_01_FMT_01_an_array_is_answered_with_an_array(shards):
    with Broker(shards) as broker, HttpClient(broker.port) as client:
        response = client.post([HANDSHAKE])
        equal(response.status, 200)
        equal([reply["successful"] for reply in response.json], [True])


def test_FMT_02_FMT_03_an_object_is_answered_with_an_array(shards):
    with Broker(shards) as broker, HttpClient(broker.port) as client:
        equal(client.post(HANDSHAKE).json[0]["id"], "h")


def test_LP_04_LP_19_headers_of_an_answer(shards):
    with Broker(shards) as broker, HttpClient(broker.port) as client:
        for response in (client.post([HANDSHAKE]), client.post("[")):
            equal(response.header("content-type"), "application/json; charset=utf-8")
            equal(response.header("cache-control"), "no-store")
            equal(response.header("x-content-type-options"), "nosniff")
            equal(response.header("access-control-allow-origin"), None)


def test_FMT_bad_bodies_are_refused_and_the_connection_lives(shards):
    bodies = {
        "FMT-07 empty": b"", "FMT-07 blank": b" \r\n", "FMT-08 cut": b'[{"channel":',
        "FMT-10 null": b"null", "FMT-10 number": b"42", "FMT-10 scalars": b'[1,"a"]',
        "FMT-11 garbage behind": b"[]xx", "FMT-11 NUL behind": b"[]\0[]",
        "FMT-14 BOM": b"\xef\xbb\xbf[]", "FMT-15 not UTF-8": b'[{"channel":"\xff\xfe"}]',
        "FMT-22 depth": b"[" * 200_000, "LIM-04 messages": b"[" + b"{}," * 1000 + b"{}]",
    }
    with Broker(shards) as broker, HttpClient(broker.port) as client:
        for name, body in bodies.items():
            response = client.post(body)
            equal(response.status, 400, name)
            assert set(response.json) == {"error"} and len(response.body) < 60, name
        equal(client.post("[]").json, [], "FMT-06 an empty batch")
        equal(client.post([HANDSHAKE]).status, 200, "afterwards")


def test_FMT_04_FMT_05_FMT_26_a_bad_message_harms_no_other(shards):
    with Broker(shards) as broker, HttpClient(broker.port) as client:
        me = client.post([HANDSHAKE]).json[0]["clientId"]
        replies = client.post([
            {"clientId": me, "id": "1"}, {"clientId": me, "id": "2", "channel": 5},
            {"clientId": me, "id": "3", "channel": "/ok", "data": 1},
            {"clientId": 5, "id": "4", "channel": "/ok", "data": 1},
        ]).json
        equal([(reply["id"], reply["successful"]) for reply in replies],
              [("1", False), ("2", False), ("3", True), ("4", False)])


def test_FMT_16_to_FMT_21_data_is_not_touched(shards):
    data = '{"n":[9007199254740993,123456789012345678901234567890,1e400,-0,1.0,1E2],' \
           '"s":"\\ud83d \\u00e9 é😀 \\u0000"}'
    with Broker(shards) as broker, HttpClient(broker.port) as client:
        me = client.post([HANDSHAKE]).json[0]["clientId"]
        client.post([{"channel": "/meta/subscribe", "clientId": me, "subscription": "/raw"}])
        response = client.post(
            f'[{{"channel":"/raw","clientId":"{me}","data": {data} ,"id":1.50}}]')
        assert f'"data":{data}}}'.encode() in response.body, response.body
        assert b'"id":1.50' in response.body, response.body


def test_LP_03_content_types(shards):
    with Broker(shards) as broker, HttpClient(broker.port) as client:
        for kind, status in {
            "application/json": 200, "application/json;charset=UTF-8": 200, "text/json": 200,
            "text/plain": 415, "application/x-www-form-urlencoded": 415, "": 415,
            "application/json; charset=iso-8859-1": 415,
        }.items():
            body = b'[{"channel":"/meta/handshake"}]'
            client.request("POST", "/cometd", body, [f"Content-Type: {kind}"] if kind else [])
            equal(client.read_response().status, status, kind)


def test_LP_16_LP_17_methods(shards):
    with Broker(shards) as broker:
        for method, status in {"PUT": 405, "DELETE": 405, "HEAD": 405, "PATCH": 405,
                               "OPTIONS": 204}.items():
            with HttpClient(broker.port) as client:
                client.request(method, "/cometd", b"" if method != "HEAD" else None,
                               ["Origin: http://evil.example"])
                response = client.read_response(head_only=True)
                equal(response.status, status, method)
                equal(response.header("allow"), "GET, POST, OPTIONS", method)
                equal(response.header("access-control-allow-origin"), None, method)


def test_HSK_23_every_path_below_an_endpoint_and_no_other(shards):
    with Broker(shards) as broker, HttpClient(broker.port) as client:
        for path, status in {"/bayeux": 200, "/cometd/handshake": 200, "/cometd/x/y?z=1": 200,
                             "/faye": 200, "/realtime": 200, "/nodefony/socket": 200,
                             "/": 404, "/cometdx": 404, "/admin": 404, "/nodefony": 404}.items():
            equal(client.post([HANDSHAKE], path).status, status, path)


def test_a_GET_is_answered_with_PING(shards):
    with Broker(shards) as broker, HttpClient(broker.port) as client:
        client.request("GET", "/realtime?_=1795234236074")
        response = client.read_response()
        equal((response.status, response.body), (200, b"PING"))
        client.request("GET", "/realtime?jsonp=f&message=[]")
        equal(client.read_response().status, 400, "what looks like callback-polling")


def test_LP_29_chunked_bodies_and_expect(shards):
    with Broker(shards) as broker, HttpClient(broker.port) as client:
        head = "POST /cometd HTTP/1.1\r\nHost: b\r\nContent-Type: application/json\r\n"
        client.write(head + "Transfer-Encoding: chunked\r\n\r\n")
        for part in ('[{"channel":"/meta', '/handshake","id":"c"', "}]"):
            client.write(f"{len(part):x}\r\n{part}\r\n")
        client.write("0\r\n\r\n")
        equal(client.read_response().json[0]["id"], "c")

        client.write(head + "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n")
        equal(client.read_until(b"\r\n\r\n"), b"HTTP/1.1 100 Continue")
        client.write("[]")
        equal(client.read_response().json, [])


def test_byte_by_byte(shards):
    with Broker(shards) as broker, HttpClient(broker.port) as client:
        body = '[{"channel":"/meta/handshake","id":"é"}]'.encode()
        head = f"POST /cometd HTTP/1.1\r\nHost: b\r\nContent-Type: application/json\r\n" \
               f"Content-Length: {len(body)}\r\n\r\n".encode()
        for byte in head + body:
            client.write(bytes([byte]))
        equal(client.read_response().json[0]["id"], "é")


def test_LP_25_LP_27_keep_alive_and_pipelining(shards):
    with Broker(shards) as broker, HttpClient(broker.port) as client:
        for number in range(5):
            client.send([{**HANDSHAKE, "id": number}])
        equal([client.read_response().json[0]["id"] for _ in range(5)], [0, 1, 2, 3, 4])


def test_HTTP_1_0_is_closed_after_the_answer(shards):
    with Broker(shards) as broker, HttpClient(broker.port) as client:
        client.write("POST /cometd HTTP/1.0\r\nContent-Type: application/json\r\n"
                     "Content-Length: 2\r\n\r\n[]")
        equal(client.read_response().json, [])
        assert client.closed()


def test_LIM_01_bodies_above_the_limit(shards):
    with Broker(shards, limits={"message_bytes": "4KiB"}) as broker:
        for chunked in (False, True):
            with HttpClient(broker.port) as client:
                head = "POST /cometd HTTP/1.1\r\nHost: b\r\nContent-Type: application/json\r\n"
                if chunked:
                    client.write(head + "Transfer-Encoding: chunked\r\n\r\n1388\r\n" + " " * 5000)
                else:
                    client.write(head + "Content-Length: 5000\r\n\r\n")
                response = client.read_response()
                equal((response.status, response.json), (413, {"error": "413::body_too_large"}))
        with HttpClient(broker.port) as client:
            equal(client.post([HANDSHAKE]).status, 200, "somebody else")


def test_LIM_08_heads_above_the_limit(shards):
    with Broker(shards) as broker, HttpClient(broker.port) as client:
        client.write("GET /cometd HTTP/1.1\r\nHost: b\r\nX: " + "x" * 20_000 + "\r\n\r\n")
        equal(client.read_response().status, 431)


def test_LIM_09_a_request_must_come_in_time(shards):
    with Broker(shards, limits={"request_timeout": "2s"}) as broker:
        with HttpClient(broker.port) as slow, HttpClient(broker.port) as other:
            slow.write("POST /cometd HTTP/1.1\r\nHost: b\r\nContent-Le")
            began = time.monotonic()
            equal(other.post([HANDSHAKE]).status, 200, "somebody else meanwhile")
            equal(slow.read_response().status, 408)
            assert time.monotonic() - began > 1 and slow.closed()


def test_malformed_requests_are_refused(shards):
    with Broker(shards) as broker:
        for request in ("NONSENSE\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /cometd HTTP/1.1\r\n\r\n",
                        "POST /cometd HTTP/1.1\r\nHost: b\r\nContent-Length: x\r\n\r\n"):
            with HttpClient(broker.port) as client:
                client.write(request)
                equal(client.read_response().status, 400, request)


def test_connections_above_the_limit_are_closed(shards):
    with Broker(shards, limits={"connections": 2}) as broker:
        with HttpClient(broker.port) as first, HttpClient(broker.port) as second:
            equal(first.post("[]").status, 200)
            equal(second.post("[]").status, 200)
            with HttpClient(broker.port) as third:
                assert third.closed()
            equal(first.post("[]").status, 200, "the others")
