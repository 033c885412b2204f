#!/bin/sh
# Publishes forty parcels in one batch. The seventh has no weight.
server=${BONGHWA_SERVER:-http://127.0.0.1:7070}
batch=$(for n in $(seq 1 40); do
  grams=", \"grams\": $((n * 100))"
  [ "$n" = 7 ] && grams=""
  echo "{\"specversion\": \"1.0\", \"id\": \"parcel-$n\", \"source\": \"/gate\", \"type\": \"dev.example.parcel.arrived\", \"data\": {\"parcel\": \"parcel-$n\"$grams}}"
done | paste -sd, -)
curl -sS "$server/api/events" -H 'content-type: application/cloudevents-batch+json' -d "[$batch]"
echo
