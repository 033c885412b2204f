#!/bin/sh
# Asks the handler as socat does: a request on its stdin, the answer on its stdout.
cd "$(dirname "$0")" || exit 1

expect() {
  answer=$(printf 'POST / HTTP/1.1\r\ncontent-length: %s\r\n\r\n%s' "${#1}" "$1" | ./handler.sh)
  case $answer in
    *"$2"*) echo "ok: $2" ;;
    *) echo "not ok: $2 is not in: $answer"; exit 1 ;;
  esac
}

expect '{"name": "Ada"}' '{"greeting": "hello, Ada"}'
expect '{}' '{"greeting": "hello, world"}'
