"""Usage: client_process.py PORT CHANNEL COUNT. Sessions in a process of their own, to be stopped or killed.

Says `ready` when all have subscribed; then it reads, and says nothing.
"""

import selectors
import sys
from pathlib import Path

tests = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(tests / each) for each in ("support", "process")]
from web_socket import connected  # noqa: E402

clients = [connected(int(sys.argv[1])).subscribe(sys.argv[2]) for _ in range(int(sys.argv[3]))]
print("ready", flush=True)
selector = selectors.DefaultSelector()
for client in clients:
    selector.register(client.http.socket, selectors.EVENT_READ)
while selector.get_map():
    for key, _ in selector.select():
        if not key.fileobj.recv(65536):
            selector.unregister(key.fileobj)
