"""A broker that goes away and comes back."""

from broker import Broker
from client_process import Client, run, subscribed
from cut_proxy import CutProxy
from message_cases import url_of
from tap import equal


class Killable(Broker):
    """Dies without a word."""

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.reader.join()

    def __exit__(self, *_):
        if self.process.poll() is None:
            super().__exit__()


def again(broker):
    """Another one in the place of one that is gone."""
    return Killable(listen=[{"address": "127.0.0.1", "port": broker.port}])


def test_a_killed_broker_that_comes_back(scheme):
    with Killable() as first:
        url = url_of(scheme, first)
        with subscribed(url, "--raw", "/n") as sub, Client("pub", url, "/n") as pub:
            pub.write("1\n", end=False)
            equal(sub.out.next(), "1")
            first.kill()
            sub.err.until("trying again")
            pub.err.until("trying again")
            pub.write("2\n", end=False)
            with again(first):
                sub.err.until("subscribed again to /n")
                pub.write("3\n", end=False)
                lines = [sub.out.next()]  # 2 as well, if it came after the subscription
                lines += [sub.out.next()] if lines == ["2"] else []
                equal(lines[-1], "3")
                pub.write("")
                pub.ends(0)


def test_a_stopped_broker_that_comes_back(scheme):
    with Killable() as first:
        url = url_of(scheme, first)
        with subscribed(url, "--raw", "/n") as sub:
            first.signal_stop()
            first.wait()
            sub.err.until("trying again")
            with again(first):
                sub.err.until("subscribed again to /n")
                run("pub", url, "/n", "1")
                equal(sub.out.next(), "1")


def test_no_reconnect(scheme):
    with Killable() as broker:
        with subscribed(url_of(scheme, broker), "--no-reconnect", "/n") as sub:
            broker.kill()
            said = sub.ends(3)
            equal(len(said), 2, f"lines of {said}")


def test_cut_connections_lose_no_publication(scheme):
    """Each line arrives at least once, and the first time in order."""
    count, cuts = 4000, 5
    with Broker() as broker, CutProxy(broker.port) as proxy:
        with subscribed(url_of(scheme, broker), "--raw", "/n") as sub, \
                Client("pub", f"{scheme}://127.0.0.1:{proxy.port}/cometd", "/n") as pub:
            seen = {}
            for piece in range(cuts + 1):
                first, last = piece * count // (cuts + 1), (piece + 1) * count // (cuts + 1)
                pub.write("".join(f"{number}\n" for number in range(first, last)), end=False)
                while len(seen) < (first + last) // 2:
                    seen.setdefault(int(sub.out.next()))
                if piece < cuts:
                    proxy.cut()
            pub.write("")
            while len(seen) < count:
                seen.setdefault(int(sub.out.next()))
            pub.ends(0)
            equal(list(seen), list(range(count)))
            equal(proxy.cuts, cuts)


def test_a_subscriber_keeps_its_session_when_its_connection_is_cut(scheme):
    with Broker() as broker, CutProxy(broker.port) as proxy:
        url = url_of(scheme, broker)
        with subscribed(f"{scheme}://127.0.0.1:{proxy.port}/cometd", "--raw", "/n") as sub:
            proxy.cut()
            run("pub", url, "/n", "1")  # perhaps while nobody is connected
            equal(sub.out.next(), "1")
            sub.interrupt()
            said = sub.ends(0)
            assert not any("subscribed again" in line for line in said), said
