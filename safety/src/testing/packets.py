"""Prints the payload of every IP packet that a host sends over an interface: `SOURCE>DESTINATION BASE64`, a line each."""
import base64
import socket
import struct
import sys

interface, host = sys.argv[1:3]
sniffer = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0003))
sniffer.bind((interface, 0))
print("ready", flush=True)
while True:
    packet, (_, protocol, *_rest) = sniffer.recvfrom(65535)
    if protocol != 0x0800:
        # The neighbours' questions for addresses (ARP, IPv6) carry nothing of ours.
        continue
    header = (packet[0] & 15) * 4
    source, destination = (socket.inet_ntoa(packet[at : at + 4]) for at in (12, 16))
    if source != host:
        continue
    packet = packet[: struct.unpack("!H", packet[2:4])[0]]
    kind = {6: "tcp", 17: "udp"}.get(packet[9], str(packet[9]))
    body = packet[header:]
    ports = struct.unpack("!HH", body[:4]) if kind in ("tcp", "udp") else (0, 0)
    payload = body[(body[12] >> 4) * 4 :] if kind == "tcp" else body[8:]
    if payload:
        print(f"{source}:{ports[0]}>{kind}:{destination}:{ports[1]} {base64.b64encode(payload).decode()}", flush=True)
