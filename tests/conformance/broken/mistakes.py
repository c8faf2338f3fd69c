"""The mistakes that the server can make, and which cases find each of them.

A case is written `ID:verdict`, over one medium `ID@medium:verdict`. Those that stand here are run, and
each of them must report that verdict.
"""

MISTAKES = {
    # Messages
    "numbers-as-doubles": ("numbers become doubles", "FMT-17:weak FMT-18:weak"),
    "integers-of-32-bits": ("integers lose all above 32 bits", "FMT-16:weak"),
    "not-ascii-lost": ("text that is not ASCII becomes question marks", "FMT-12:warn"),
    "reply-without-array": ("a single reply comes without an array", "FMT-03:warn"),
    "replies-reversed": ("the last message is answered first", "FMT-24:info"),
    "publish-unanswered": ("a publish gets no reply", "PUB-01:fail"),
    "id-not-echoed": ("replies have no id, but for handshakes", "CON-01:fail"),
    "id-as-number": ("an id of digits comes back as a number", "PUB-01:fail SUB-01:fail"),
    "id-invented": ("replies have an id that nobody sent", "HSK-02:fail"),
    "channel-missing-in-reply": ("replies have no channel", "HSK-01:fail CON-01:fail"),
    "successful-as-string": ("`successful` is a string", "CON-01:fail PUB-01:fail DSC-01:fail"),
    "error-missing": ("a failure has no `error`", "SUB-11:info"),
    "error-on-success": ("a success has an `error`", "ERR-02:info"),
    "error-without-code": ("`error` is free text", "ERR-01:warn"),
    "error-as-number": ("`error` is a number", "ERR-01:warn"),
    # Channels
    "channel-without-slash": ("names need no slash", "CHN-01:fail"),
    "any-characters": ("names may have any characters", "CHN-05:fail"),
    "empty-segments": ("names may have empty segments", "CHN-02:fail CHN-06:fail"),
    "names-without-case": ("`/Foo` is `/foo`", "CHN-08:info"),
    "names-as-prefixes": ("`/foo` matches `/foobar`", "CHN-08:fail"),
    "wildcard-too-deep": ("`/foo/*` matches `/foo/a/b`", "CHN-09:fail"),
    "wildcard-ignores-slash": ("`/foo/*` matches `/foobar`", "CHN-09:fail"),
    "deep-wildcard-too-shallow": ("`/foo/**` matches one segment only", "CHN-10:fail"),
    "deep-wildcard-matches-stem": ("`/foo/**` matches `/foo`", "CHN-10:fail"),
    "wildcard-inside": ("`/a/*/b` can be subscribed to", "CHN-12:fail"),
    "copy-per-subscription": ("an event comes once for each matching subscription", "CHN-14:info"),
    "pattern-as-channel": ("events name the pattern, not the channel", "CHN-15:fail"),
    "service-broadcast": ("service messages are broadcast", "CHN-17:fail PUB-12:fail"),
    "meta-is-a-channel": ("meta channels are like others", "PUB-11:fail SUB-07:info"),
    # Handshake
    "handshake-without-version": ("the handshake's reply has no version", "HSK-01:fail"),
    "handshake-without-types": ("it has no connection types", "HSK-01:fail HSK-06:fail"),
    "handshake-without-long-polling": ("long-polling is not offered", "HSK-07:fail"),
    "connection-types-unread": ("a handshake with no common type succeeds", "HSK-05:fail"),
    "client-id-reused": ("client ids are used again", "HSK-09:fail"),
    "client-id-not-alphanumeric": ("client ids have other characters", "HSK-10:fail"),
    "client-id-counted": ("client ids are counted", "HSK-11:warn"),
    "handshake-takes-client-id": ("a handshake may choose its client id", "HSK-12:info"),
    "handshake-in-batch": ("messages beside a handshake are processed", "HSK-13:fail"),
    "cookie-readable": ("scripts can read the cookie", "HSK-19:weak"),
    "cookie-in-clear": ("the cookie of https goes over http as well", "LIM-12:weak"),
    "foreign-cookie-kept": ("a cookie that the client chose is kept", "LP-11:weak"),
    # Connect
    "connect-never-held": ("connects are answered at once", "CON-04:info"),
    "held-too-long": ("connects are held three times as long", "CON-04:info"),
    "timeout-zero-ignored": ("`advice.timeout` 0 is ignored", "CON-05:warn"),
    "timeout-of-client-ignored": ("any `advice.timeout` is ignored", "CON-05:warn CON-06:warn"),
    "timeout-uncapped": ("a client may have a connect held for long", "CON-07:weak"),
    "connect-without-advice": ("no reply to a connect has advice", "CON-09:info"),
    "event-waits-for-timeout": ("an event does not end a held connect", "CON-10:fail"),
    "events-need-held-connect": ("events without a held connect are lost", "CON-11:warn"),
    "queue-dropped-by-connect": ("a connect empties the queue", "CON-11:warn"),
    "unknown-session-accepted": ("unknown clients may do everything", "CON-12:info"),
    "unknown-session-retries": ("unknown clients are not told to shake hands", "CON-12:info"),
    "connect-in-batch-held": ("a connect beside others is held", "CON-16:info"),
    "advice-breaks-server": ("advice that is no object breaks the request", "CON-18:weak"),
    "connect-held-after-disconnect": ("a disconnect leaves a held connect alone", "CON-19:warn"),
    "expiry-while-held": ("a session ends while its connect is held", "CON-23:info"),
    "session-ends-with-connection": ("the session ends with its connection",
                                     "LP-22:fail WS-17:info RLD-01:info"),
    "queue-dropped-with-connection": ("queued events are lost with the connection", "LP-23:info"),
    # HTTP
    "any-content-type": ("every content type is taken", "LP-03:weak"),
    "content-type-html": ("responses are HTML", "LP-04:warn"),
    "cacheable": ("responses may be cached", "LP-19:weak"),
    "foreign-cookie-accepted": ("another browser's session can be used", "LP-08:info"),
    "connection-cut": ("each response ends the connection, without a word", "LP-25:fail"),
    "chunks-refused": ("chunked bodies are refused", "LP-29:fail"),
    "status-of-errors": ("failures have HTTP status 400", "LP-30:info"),
    "refusals-as-500": ("bad requests are answered with 500", "FMT-08:weak"),
    "internals-shown": ("errors show what broke inside", "LP-31:weak LIM-11:weak"),
    "slow-requests-awaited": ("a request may take for ever", "LIM-09:weak"),
    "no-limit-of-size": ("messages have no limit", "LIM-01:weak LIM-02:weak"),
    "bad-json-ignored": ("bad JSON is ignored", "FMT-08:weak FMT-09:info"),
    "not-utf-8-accepted": ("bytes that are no UTF-8 are replaced", "WS-28:fail"),
    # WebSocket
    "upgrade-key-copied": ("the key of the upgrade comes back as it was", "WS-01:fail"),
    "any-origin": ("pages of any origin may open a WebSocket", "WS-29:weak"),
    "frame-split-in-character": ("a text ends within a character", "FMT-12@websocket:warn"),
    "events-as-binary": ("events come in binary frames", "PUB-03@websocket:fail WS-06:info"),
    "frames-masked": ("the server's frames are masked", "WS-24:fail"),
    "frames-unchecked": ("unsound frames are taken", "WS-22:fail WS-22:warn"),
    "frame-per-reply": ("each reply comes in a frame of its own", "WS-04:info"),
    "fragments-as-messages": ("each fragment is taken for a message", "WS-22:fail"),
    "ping-unanswered": ("a ping gets no pong", "WS-24:fail"),
    "pong-empty": ("a pong lacks what the ping said", "WS-24:fail"),
    "close-unanswered": ("a close frame gets no answer", "WS-24:fail"),
    "websocket-of-many-sessions": ("a socket takes any session", "WS-12:info HSK-20@websocket:info"),
    "event-ends-websocket-connect": ("an event ends a held connect", "WS-06:info"),
    # Callback-polling
    "callback-name-unchecked": ("the callback may be any script", "JSP-05:weak"),
    "script-as-text": ("the script's type is text/plain", "JSP-02:info"),
    "script-separators-raw": ("U+2028 stands in the script as it is", "JSP-07:weak"),
    "script-without-comment": ("the script begins with the callback", "JSP-08:weak"),
    # Subscribe
    "subscription-missing-in-reply": ("the reply does not say to what", "SUB-01:fail"),
    "subscribe-takes-first": ("the first of several names is taken", "SUB-02:fail"),
    "unsubscribe-forgotten": ("an unsubscribe does nothing", "SUB-17:fail"),
    # Publish
    "strangers-may-publish": ("unknown clients may publish", "PUB-16:info"),
    "publish-to-pattern": ("patterns can be published to", "PUB-10:fail"),
    "data-not-needed": ("a publish needs no data", "PUB-07:fail"),
    "falsy-data-dropped": ("`null`, `false`, `0` and \"\" are lost", "PUB-08:info"),
    "data-as-text": ("data becomes a string", "PUB-08:info"),
    "client-id-leaked": ("events show who published them", "PUB-04:fail"),
    "fields-forwarded": ("events carry all that the publisher wrote", "PUB-20:weak"),
    "publisher-left-out": ("a publisher does not get its own events", "PUB-06:info"),
    "events-doubled": ("events come twice", "PUB-19:info"),
    "events-lost": ("every third event is lost", "CHN-11:fail PUB-18:info"),
    "events-swapped": ("events change places in pairs", "PUB-03:fail PUB-18:info"),
    "events-reversed": ("the last queued event comes first", "PUB-18:info PUB-25:info"),
    # Disconnect
    "disconnect-refused": ("a disconnect is refused", "DSC-01:fail"),
    "disconnect-forgotten": ("a disconnect does nothing", "DSC-02:fail"),
    # Advice
    "advice-missing": ("there is no advice", "HSK-15:info CON-12:info"),
    "advice-as-strings": ("the advice's numbers are strings", "ADV-02:fail"),
    "advice-unheard-of": ("`advice.reconnect` is unheard of", "ADV-01:fail"),
    # Extensions
    "ack-for-everyone": ("acknowledgement is on unasked", "ACK-01:info"),
    "ack-events-anywhere": ("events come with any reply", "ACK-02:info"),
    "ack-not-counted": ("batches are not counted", "ACK-03:info"),
    "ack-ignored": ("acknowledgements are ignored", "ACK-05:info"),
    "ack-not-resent": ("what is not acknowledged is not sent again", "ACK-06:info"),
    "timesync-echoes-client": ("the server's time is that of the client", "TSY-02:info"),
}

_made = set()


def make(names):
    _made.update(names)


def wrong(name):
    """Whether the server is to make that mistake."""
    assert name in MISTAKES, name
    return name in _made
