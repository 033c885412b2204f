#!/bin/sh
# Greets by name. socat runs this for each connection: an HTTP request with a CloudEvent on stdin, the answer on stdout.
read -r _method _path _version || exit 0 # Somebody only looked whether the port is open.

length=0
while IFS=': ' read -r name value && [ "$name" != "$(printf '\r')" ]; do
  case $name in [Cc]ontent-[Ll]ength) length=${value%?} ;; esac
done
# Enough for a flat object; take jq for more.
who=$(head -c "$length" | sed -n 's/.*"name" *: *"\([^"]*\)".*/\1/p')

answer="{\"greeting\": \"hello, ${who:-world}\"}"
printf 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: %s\r\n\r\n%s' \
  "$(printf %s "$answer" | wc -c)" "$answer"
