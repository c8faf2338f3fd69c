#!/usr/bin/env bash
# A JSON-RPC backend on standard input and output: one request a line, one answer a
# line. Needs jq. By itself:
#
#   services: { calc: { type: process, command: [docs/examples/backends/calc.sh], framing: newline } }
#
# or behind a port:
#
#   socat TCP-LISTEN:1317,bind=127.0.0.1,reuseaddr,fork EXEC:docs/examples/backends/calc.sh
#   services: { calc: { port: 1317, framing: newline } }
set -euo pipefail

program='
def fails($code; $message): {jsonrpc: "2.0", error: {code: $code, message: $message}, id};
if has("id") | not then empty  # A notification, such as hello.
elif .method == "add" then {jsonrpc: "2.0", result: (.params | add), id}
elif .method == "div" and .params[1] == 0 then fails(-32602; "division by zero")
elif .method == "div" then {jsonrpc: "2.0", result: (.params[0] / .params[1]), id}
else fails(-32601; "Method not found") end'

exec jq --compact-output --unbuffered "$program"
