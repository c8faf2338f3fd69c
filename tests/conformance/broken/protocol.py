"""What is answered to each message of a batch."""

import asyncio

from . import channels, extensions
from .mistakes import wrong
from .sessions import MAX_SESSIONS
from .values import Number, integer

MAX_BATCH = 1000
MAX_SUBSCRIPTIONS = 1000
TYPES = ["websocket", "long-polling", "callback-polling"]
MULTIPLE_CLIENTS_INTERVAL = 2000


class Held:
    """A connect that is answered later."""

    def __init__(self, session, message, received, asked):
        self.session = session
        self.message = message
        self.received = received
        self.asked = asked
        self.future = session.held


class Protocol:
    def __init__(self, sessions, timeout):
        self.sessions = sessions
        self.timeout = timeout  # How long a connect is held, in seconds.

    def answer(self, messages, link):
        """The events and replies of a batch, or a `Held`."""
        handshakes = [each for each in messages if each.get("channel") == "/meta/handshake"]
        if handshakes and not wrong("handshake-in-batch"):
            messages = handshakes[:1]  # HSK-13: the others are ignored.
        link.involved = []
        replies = []
        for message in messages[:MAX_BATCH]:
            reply = self._answer_one(message, link, alone=len(messages) == 1)
            if isinstance(reply, Held):
                return reply
            if not wrong("publish-unanswered") or "data" not in message:
                replies.append(reply)
        if wrong("replies-reversed"):
            replies.reverse()
        if any(reply["channel"] == "/meta/handshake" for reply in replies if "channel" in reply):
            return replies  # HSK-21
        return self._events(link, replies) + replies

    def finish(self, held, reason, link):
        """The events and the reply of a connect that was held."""
        session = held.session
        reply = self._reply(held.message)
        if reason in ("expired", "overrun"):
            self._fail(reply, "402::Unknown client", "handshake")
        elif reason == "superseded":
            self._fail(reply, "409::Another connect has come", "retry")
        else:
            if reason == "disconnected":
                reply["advice"] = self._advice("none", session)
            elif "advice" in held.message and not wrong("connect-without-advice"):
                reply["advice"] = self._advice("retry", session)
            self.sessions.prolong(session)
        events = [] if link.streams and session.acknowledgement is None else (
            session.take_events(with_connect=True))
        extensions.count_batch(session, reply)
        extensions.timesync(held.message, held.received, reply)
        return events + [reply]

    def _answer_one(self, message, link, alone):
        received = extensions.now()
        reply = self._reply(message)
        channel = message.get("channel")
        if channel == "/meta/handshake":
            self._handshake(message, link, reply)
        elif not isinstance(channel, str):
            self._fail(reply, "400::A message needs a channel")
        else:
            session = self._session(message, link)
            if session is None:
                self._unknown(channel, message, reply)
            elif channel == "/meta/connect":
                if held := self._connect(session, message, link, reply, received, alone):
                    return held
            elif channel == "/meta/disconnect":
                self._disconnect(session, reply)
            else:
                self._other(session, message, reply)
                self.sessions.prolong(session)
        if isinstance(channel, str) and channel.startswith("/meta/"):
            extensions.timesync(message, received, reply)
        if wrong("error-on-success") and reply["successful"]:
            reply["error"] = "200::All is well"
        if wrong("error-as-number") and "error" in reply:
            reply["error"] = Number("500")
        if wrong("error-without-code") and "error" in reply:
            reply["error"] = "something went wrong"
        return reply

    def _reply(self, message):
        reply = {"successful": True}
        handshake = message.get("channel") == "/meta/handshake"
        if isinstance(message.get("channel"), str):
            reply["channel"] = message["channel"]
            if wrong("channel-missing-in-reply"):
                del reply["channel"]
        if wrong("successful-as-string") and not handshake:
            reply["successful"] = "true"
        identity = message.get("id")
        if isinstance(identity, str | Number) and (handshake or not wrong("id-not-echoed")):
            reply["id"] = identity
            if wrong("id-as-number") and identity.isdigit() and not handshake:
                reply["id"] = Number(identity)
        if wrong("id-invented"):
            reply.setdefault("id", "0")
        return reply

    def _fail(self, reply, error, reconnect=None):
        reply["successful"] = False
        if not wrong("error-missing"):
            reply["error"] = error
        reply.pop("clientId", None)
        if reconnect and not wrong("advice-missing"):
            reply["advice"] = {"reconnect": reconnect, "interval": Number("0")}

    def _unknown(self, channel, message, reply):
        if wrong("strangers-may-publish") and "data" in message:
            self.sessions.publish({"channel": channel, "data": message["data"]})
        elif wrong("unknown-session-accepted"):
            reply["advice"] = self._advice("retry")
        else:
            rehandshake = channel == "/meta/connect" and not wrong("unknown-session-retries")
            self._fail(reply, "402::Unknown client", "handshake" if rehandshake else None)
            if channel in ("/meta/subscribe", "/meta/unsubscribe") and "subscription" in message:
                reply["subscription"] = message["subscription"]

    def _advice(self, reconnect, session=None):
        interval = int(1000 * session.interval) if session else 0
        advice = {"reconnect": reconnect, "interval": Number(interval),
                  "timeout": Number(int(1000 * self.timeout))}
        if wrong("advice-as-strings"):
            advice |= {"interval": str(interval), "timeout": str(self.timeout)}
        if wrong("advice-unheard-of"):
            advice["reconnect"] = "perhaps"
        return advice

    def _session(self, message, link):
        """The session that a message may speak for, now on this link."""
        client_id = message.get("clientId")
        session = self.sessions.by_id.get(client_id) if isinstance(client_id, str) else None
        if session is None:
            return None
        if link.streams:
            if link.session not in (None, session) and not wrong("websocket-of-many-sessions"):
                return None  # WS-12
            link.adopt(session)
        elif session.browser and link.cookies and session.browser not in link.cookies:
            if not wrong("foreign-cookie-accepted"):
                return None  # LP-08
        elif message.get("channel") == "/meta/connect":
            session.socket = None  # The session moves from its WebSocket to HTTP.
        if session not in link.involved:
            link.involved.append(session)
            session.answering = not link.streams and not link.events_with_connect
        if wrong("queue-dropped-by-connect") and message.get("channel") == "/meta/connect":
            session.queue.clear()
        return session

    def _events(self, link, replies):
        """What is queued for those who spoke, ahead of the replies (FMT-25)."""
        connects = any(reply.get("channel") == "/meta/connect" for reply in replies)
        events = []
        for session in link.involved:
            session.answering = False
            if link.streams and session.acknowledgement is None:
                continue  # They were pushed.
            if connects or not link.events_with_connect:
                events += session.take_events(with_connect=connects)
            if connects:
                for reply in replies:
                    if reply.get("channel") == "/meta/connect":
                        extensions.count_batch(session, reply)
        return events

    def _handshake(self, message, link, reply):
        offered = message.get("supportedConnectionTypes")
        if isinstance(offered, list) and not wrong("connection-types-unread"):
            if not any(each in TYPES for each in offered if isinstance(each, str)):
                return self._fail(reply, "301::No common connection type", "none")
        minimum = message.get("minimumVersion")
        if isinstance(minimum, str) and not minimum.startswith(("0", "1")):
            return self._fail(reply, f"300:{minimum}:Version not supported", "none")
        if len(self.sessions.by_id) >= MAX_SESSIONS:
            return self._fail(reply, "503::Too many sessions", "none")
        if wrong("handshake-takes-client-id") and isinstance(message.get("clientId"), str):
            self.sessions.by_id.pop(message["clientId"], None)
        session = self.sessions.create(link.browser)
        if wrong("handshake-takes-client-id") and isinstance(message.get("clientId"), str):
            session.id = message["clientId"]
            self.sessions.by_id[session.id] = session
        if link.streams:
            link.session = None
            link.adopt(session)
        reply |= {"version": "1.0", "minimumVersion": "1.0", "clientId": session.id,
                  "supportedConnectionTypes": TYPES, "advice": self._advice("retry")}
        if wrong("handshake-without-version"):
            del reply["version"]
        if wrong("handshake-without-types"):
            del reply["supportedConnectionTypes"]
        if wrong("handshake-without-long-polling"):
            reply["supportedConnectionTypes"] = ["websocket"]
        if wrong("advice-missing"):
            del reply["advice"]
        extensions.offer_acknowledgement(message, session, reply)

    def _connect(self, session, message, link, reply, received, alone):
        asked = message.get("advice")
        advice = asked if isinstance(asked, dict) else {}
        timeout, interval = integer(advice.get("timeout")), integer(advice.get("interval"))
        limit = 24 * 3600.0 if wrong("timeout-uncapped") else self.timeout
        patience = self.timeout
        if timeout is not None and not wrong("timeout-of-client-ignored"):
            patience = min(max(timeout, 0) / 1000, limit)
        if patience == 0 and wrong("timeout-zero-ignored"):
            patience = self.timeout
        if wrong("held-too-long"):
            patience *= 3
        if interval is not None:
            session.interval = min(max(interval, 0) / 1000, self.sessions.max_interval)
        if asked is not None and not isinstance(asked, dict) and wrong("advice-breaks-server"):
            raise TypeError("advice is no object")
        extensions.acknowledge(message, session)
        first, session.connected = not session.connected, True
        crowded = link.browser is not None and any(
            other.held and other is not session and other.browser == link.browser
            for other in self.sessions.by_id.values())
        session.release("superseded")
        at_once = (first or patience == 0 or session.has_events
                   or (not alone and not wrong("connect-in-batch-held"))
                   or crowded or wrong("connect-never-held"))
        if not at_once:
            session.held = asyncio.get_running_loop().create_future()
            self.sessions.prolong(session)
            asyncio.get_running_loop().call_later(patience, _end_hold, session.held)
            session.answering = False
            return Held(session, message, received, patience)
        if not wrong("connect-without-advice") and (first or crowded or asked is not None):
            reply["advice"] = self._advice("retry", session)
            if crowded:  # LP-12
                reply["advice"] |= {"multiple-clients": True,
                                    "interval": Number(MULTIPLE_CLIENTS_INTERVAL)}
        self.sessions.prolong(session)
        return None

    def _disconnect(self, session, reply):
        if wrong("disconnect-refused"):
            self._fail(reply, "500::Stay a while")
        elif not wrong("disconnect-forgotten"):
            self.sessions.remove(session, "disconnected")

    def _other(self, session, message, reply):
        channel = message["channel"]
        if channel == "/meta/subscribe":
            self._subscribe(session, message, reply)
        elif channel == "/meta/unsubscribe":
            self._unsubscribe(session, message, reply)
        elif not channels.is_name(channel):
            self._fail(reply, "405::No name of a channel")
        elif channels.segments(channel)[0] == "meta" and not wrong("meta-is-a-channel"):
            self._fail(reply, "403::A channel of the protocol")
        elif "data" not in message and not wrong("data-not-needed"):
            self._fail(reply, "402:data:Missing")
        elif channels.segments(channel)[0] == "service" and not wrong("service-broadcast"):
            pass  # CHN-17: for the server alone.
        else:
            self._publish(session, message)

    def _publish(self, session, message):
        event = {"channel": message["channel"]}
        if "data" in message:
            event["data"] = message["data"]
            if wrong("falsy-data-dropped") and not event["data"]:
                del event["data"]
        if "ext" in message:
            event["ext"] = message["ext"]
        if wrong("client-id-leaked"):
            event["clientId"] = session.id
        if wrong("fields-forwarded"):
            event = {key: value for key, value in message.items() if key != "clientId"}
        if wrong("data-as-text") and not isinstance(event.get("data"), str):
            event["data"] = str(event.get("data"))
        if wrong("pattern-as-channel"):
            event["channel"] = event["channel"].rsplit("/", 1)[0] + "/*"
            return [self.sessions.deliver(each, event) for each in self.sessions.by_id.values()
                    if each.subscribed_to(message["channel"])]
        if wrong("publisher-left-out"):
            kept, session.subscriptions = session.subscriptions, set()
            self.sessions.publish(event)
            session.subscriptions = kept
            return None
        return self.sessions.publish(event)

    def _subscribe(self, session, message, reply):
        asked = message.get("subscription")
        names = asked if isinstance(asked, list) else [asked]
        if "subscription" in message and not wrong("subscription-missing-in-reply"):
            reply["subscription"] = asked
        if not names or asked is None:
            return self._fail(reply, "403::subscription_missing")
        for name in names:
            if not channels.is_subscribable(name):
                return self._fail(reply, "403::subscription_invalid")
            if channels.segments(name)[0] == "meta" and not wrong("meta-is-a-channel"):
                return self._fail(reply, "403::subscription_refused")
        if len(session.subscriptions) + len(names) > MAX_SUBSCRIPTIONS:
            return self._fail(reply, "403::too_many_subscriptions")
        session.subscriptions.update(names[:1] if wrong("subscribe-takes-first") else names)
        return None

    def _unsubscribe(self, session, message, reply):
        asked = message.get("subscription")
        if "subscription" in message and not wrong("subscription-missing-in-reply"):
            reply["subscription"] = asked
        names = asked if isinstance(asked, list) else [asked]
        if not all(channels.is_subscribable(name) for name in names) or not names:
            return self._fail(reply, "403::subscription_invalid")
        if not wrong("unsubscribe-forgotten"):
            session.subscriptions.difference_update(names)
        return None


def _end_hold(future):
    if not future.done():
        future.set_result("timeout")
