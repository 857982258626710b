# SPDX-License-Identifier: GPL-2.0-or-later
"""A client that speaks MQTT octet by octet, and breaks the rules when a test wants it to."""

import socket
import time

HOST = "127.0.0.1"
PATIENCE = 30  # seconds after which what was waited for is held to be missing

CONNACK, PUBLISH, PUBACK, PUBREC, PUBREL, PUBCOMP = range(2, 8)
PINGREQ = b"\xc0\x00"


def make_text(text):
    """A text with its length before it."""
    octets = text.encode()
    return len(octets).to_bytes(2, "big") + octets


def make_packet(first, body=b"", size=None):
    """A packet; its header may promise another size than the body has."""
    left = len(body) if size is None else size
    header = bytearray([first])
    while True:
        left, digit = left >> 7, left & 0x7F
        header.append(digit | (0x80 if left else 0))
        if not left:
            return bytes(header) + body


def make_connect(name, clean=True, keep_alive=0):
    """CONNECT of version 3.1.1."""
    head = make_text("MQTT") + bytes([4, 2 if clean else 0]) + keep_alive.to_bytes(2, "big")
    return make_packet(0x10, head + make_text(name))


def make_publish(topic, payload, qos=0, packet_id=1):
    """PUBLISH."""
    head = make_text(topic) + (packet_id.to_bytes(2, "big") if qos else b"")
    return make_packet(0x30 | qos << 1, head + payload)


def make_subscribe(topic, qos=0, packet_id=1):
    """SUBSCRIBE to one filter."""
    return make_packet(0x82, packet_id.to_bytes(2, "big") + make_text(topic) + bytes([qos]))


def make_answer(kind, packet_id):
    """PUBACK, PUBREC, PUBREL or PUBCOMP."""
    return make_packet(kind << 4 | (2 if kind == PUBREL else 0), packet_id.to_bytes(2, "big"))


class RawClient:
    """One TCP connection."""

    def __init__(self, port, receive_buffer=None):
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(PATIENCE)
        try:
            self.socket.connect((HOST, port))
        except OSError:
            self.socket.close()
            raise
        self.stream = self.socket.makefile("rb")

    def send(self, octets):
        """Sends all of it."""
        self.socket.sendall(octets)

    def send_in_vain(self, octets, seconds, most):
        """Sends until the peer takes nothing for so long, or too much; the number of octets that it took."""
        self.socket.settimeout(seconds)
        sent = 0
        try:
            while sent < most:
                sent += self.socket.send(octets)
        except OSError:
            pass
        return sent

    def connect(self, name, **options):
        """Sends CONNECT; the code of CONNACK, or None at the end of the stream."""
        self.send(make_connect(name, **options))
        packet = self.read()
        return packet[1][1] if packet else None

    def read(self):
        """Type and body of the next packet, or None at the end of the stream."""
        try:
            first = self.stream.read(1)
            size = shift = 0
            digit = [0x80]
            while digit and digit[0] & 0x80:
                digit = self.stream.read(1)
                size |= (digit[0] & 0x7F if digit else 0) << shift
                shift += 7
            body = self.stream.read(size)
        except ConnectionError:
            return None
        return (first[0] >> 4, body) if first and digit and len(body) == size else None

    def wait_closed(self):
        """Reads on until the peer ends the stream; the seconds that took."""
        begin = time.monotonic()
        while self.read():
            pass
        return time.monotonic() - begin

    def cut(self):
        """Ends the connection while another thread reads."""
        try:
            self.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it has ended

    def close(self):
        """Ends the connection."""
        self.stream.close()
        self.socket.close()
