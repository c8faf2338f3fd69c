"""What goes in comes out."""

import json
import subprocess

from broker import Broker
from client_process import Client, run, subscribed
from tap import equal


def url_of(scheme, broker):
    return f"{scheme}://127.0.0.1:{broker.port}/cometd"


def test_an_event_is_one_line(scheme):
    with Broker() as broker:
        url = url_of(scheme, broker)
        with subscribed(url, "--count", 3, "/chat/**") as sub:
            run("pub", url, "/chat/a", '{"text": "h\u00e9llo \\u00e9"}')
            run("pub", url, "/chat/b/c", "[1,\n 2]")
            run("pub", url, "/chat/d", "null")
            equal(sub.ends(0), ["bayeux-sub: subscribed to /chat/**"])
            equal(sub.out.rest(), [
                '{"channel":"/chat/a","data":{"text": "h\u00e9llo \\u00e9"}}',
                '{"channel":"/chat/b/c","data":[1,  2]}',
                '{"channel":"/chat/d","data":null}'])


def test_numbers_beyond_every_type_survive(scheme):
    data = '{"big":123456789012345678901234567890,"deep":0.1000000000000000055511151231257827,' \
           '"huge":1e999,"minus":-0.0,"lone":"\\ud800"}'
    with Broker() as broker:
        url = url_of(scheme, broker)
        with subscribed(url, "--raw", "--count", 1, "/n") as sub:
            run("pub", url, "/n", data)
            sub.ends(0)
            equal(sub.out.rest(), [data])


def test_10000_lines_arrive_in_order(scheme):
    lines = [f'{{"n":{number}}}' for number in range(10_000)]
    with Broker() as broker:
        url = url_of(scheme, broker)
        with subscribed(url, "--raw", "--count", len(lines), "/n") as sub:
            run("pub", url, "/n", input="\n".join(lines))  # the last line without an end
            sub.ends(0)
            equal(sub.out.rest(), lines)


def test_a_file_is_read_like_a_pipe(scheme):
    with Broker() as broker:
        url = url_of(scheme, broker)
        with subscribed(url, "--raw", "--count", 2, "/n") as sub:
            with open(__file__, "rb") as file:  # any will do: text is not looked at
                subprocess.run([Client.programs["pub"], "--string", url, "/n"],
                               stdin=file, check=True, timeout=60)
            equal(sub.out.next(), json.dumps(open(__file__).readline().rstrip("\n")))


def test_a_line_is_published_when_it_comes(scheme):
    with Broker() as broker:
        url = url_of(scheme, broker)
        with subscribed(url, "--raw", "/n") as sub, Client("pub", url, "/n") as pub:
            for number in range(3):
                pub.write(f"\n{number}\n", end=False)  # blank lines are nothing
                equal(sub.out.next(), str(number))
            pub.write("")
            equal(pub.ends(0), [])


def test_text_becomes_strings(scheme):
    with Broker() as broker:
        url = url_of(scheme, broker)
        with subscribed(url, "--raw", "--count", 3, "/t") as sub:
            run("pub", "--string", url, "/t", 'say "hi"')
            run("pub", "--string", url, "/t", input="\nback\\slash\n")
            sub.ends(0)
            equal(sub.out.rest(), ['"say \\"hi\\""', '""', '"back\\\\slash"'])


def test_what_sub_prints_is_what_pub_reads(scheme):
    with Broker() as broker:
        url = url_of(scheme, broker)
        with subscribed(url, "--count", 2, "/a/*") as sub:
            run("pub", "--lines", url,
                input='{"data":{"x":1e999},"channel":"/a/b"}\n{"channel":"/a/c","data":2}\n')
            sub.ends(0)
            lines = sub.out.rest()
        equal(lines, ['{"channel":"/a/b","data":{"x":1e999}}', '{"channel":"/a/c","data":2}'])
        with subscribed(url, "--count", 2, "/a/*") as again:
            run("pub", "--lines", url, input="\n".join(lines))
            again.ends(0)
            equal(again.out.rest(), lines)


def test_several_channels(scheme):
    with Broker() as broker:
        url = url_of(scheme, broker)
        with Client("sub", url, "/a", "/b/*", "--count", "2") as sub:
            for channel in ("/a", "/b/*"):
                equal(sub.err.next(), f"bayeux-sub: subscribed to {channel}")
            run("pub", url, "/b/c", "1")
            run("pub", url, "/a", "2")
            sub.ends(0)
            equal([json.loads(line)["channel"] for line in sub.out.rest()], ["/b/c", "/a"])


def test_a_refused_line_does_not_stop_the_others(scheme):
    with Broker() as broker:
        url = url_of(scheme, broker)
        with subscribed(url, "--raw", "--count", 2, "/n") as sub:
            lines = ['{"channel":"/n","data":1}', '{"channel":"/no//thing","data":2}',
                     '{"channel":"/n","data":3}']
            _, said = run("pub", "--lines", url, input="\n".join(lines), status=1)
            equal(said, ["bayeux-pub: the server refused line 2: 405:/no//thing:channel_invalid"])
            sub.ends(0)
            equal(sub.out.rest(), ["1", "3"])


def test_a_wrong_line_ends_the_input(scheme):
    with Broker() as broker:
        url = url_of(scheme, broker)
        with subscribed(url, "--raw", "/n") as sub:
            _, said = run("pub", url, "/n", input="1\nhello\n3\n", status=2)
            equal(said, ["bayeux-pub: line 2: not JSON (--string is for plain text)"])
            run("pub", url, "/n", "4")
            equal(sub.out.take(2), ["1", "4"])


def test_a_large_message(scheme):
    data = json.dumps("x" * 900_000)
    with Broker() as broker:
        url = url_of(scheme, broker)
        with subscribed(url, "--raw", "--count", 1, "/n") as sub:
            run("pub", url, "/n", input=data)
            sub.ends(0)
            equal(sub.out.rest(), [data])
