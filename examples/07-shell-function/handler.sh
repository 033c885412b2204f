#!/bin/sh
# Says how full this node's disk is. socat runs this for each connection: an HTTP request with a CloudEvent on stdin,
# the answer on stdout.
read -r _method _path _version || exit 0 # Somebody only looked whether the port is open.

while IFS=': ' read -r name value && [ "$name" != "$(printf '\r')" ]; do
  case $name in [Cc][Ee]-[Ii]d) id=${value%?} ;; esac
done

answer=$(df -P . | awk 'NR == 2 { printf "{\"usedPercent\": %d, \"freeKilobytes\": %d}", $5, $4 }')
echo "$id: $answer" >&2 # stderr is the log; stdout is the answer.
printf 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: %s\r\n\r\n%s' \
  "${#answer}" "$answer"
