# SPDX-License-Identifier: GPL-2.0-or-later
"""A publisher and a subscriber that lose no state when their broker is killed, however often and wherever.

A publisher of paho 1.6 sends PUBLISH again after PUBREC when an attempt to connect again fails.
"""

import collections
import threading
import time

from raw import PUBACK, PUBCOMP, PUBLISH, PUBREC, PUBREL, RawClient, make_answer, make_publish, make_subscribe

WINDOW = 20  # messages under way


class Reliable(threading.Thread):
    """A client with a kept session that comes back until it is told to end."""

    def __init__(self, port, name):
        super().__init__(daemon=True)
        self.port = port
        self.name = name
        self.ended = False
        self.raw = None

    def run(self):
        while not self.ended:
            try:
                self.raw = RawClient(self.port)
                try:
                    if self.raw.connect(self.name, clean=False) == 0:
                        self.begin()
                        while not self.ended and (packet := self.raw.read()):
                            kind, body = packet
                            self.take(kind, int.from_bytes(body[:2], "big"), body)
                finally:
                    self.raw.close()
            except OSError:
                time.sleep(0.01)

    def end(self):
        """Ends the thread and the connection."""
        self.ended = True
        if self.raw:
            self.raw.cut()
        self.join()


class Publisher(Reliable):
    """Publishes so many messages of QoS 1 and 2, numbered, to stream/1 and stream/2."""

    def __init__(self, port, number, acknowledged):
        super().__init__(port, "publisher")
        self._waiting = collections.deque((qos, str(i).encode()) for i in range(number) for qos in (1, 2))
        self._under_way = {}  # packets by identifier, in the order in which they were sent first
        self._last = 0
        self._acknowledged = acknowledged  # called for each; says whether the connection is to be lost
        self.done = 0

    def begin(self):
        """Sends again what was under way, and more."""
        for packet in self._under_way.values():
            self.raw.send(bytes([packet[0] | 8]) + packet[1:] if packet[0] >> 4 == PUBLISH else packet)
        self._send_some()

    def _send_some(self):
        while self._waiting and len(self._under_way) < WINDOW:
            qos, payload = self._waiting.popleft()
            while self._last in self._under_way or self._last == 0:
                self._last = (self._last + 1) % 65536
            self._under_way[self._last] = make_publish(f"stream/{qos}", payload, qos, self._last)
            self.raw.send(self._under_way[self._last])
            self._last = (self._last + 1) % 65536

    def take(self, kind, packet_id, _):
        """Takes an answer of the broker."""
        if kind == PUBREC:
            self._under_way.pop(packet_id, None)
            self._under_way[packet_id] = make_answer(PUBREL, packet_id)
            self.raw.send(self._under_way[packet_id])
        elif kind in (PUBACK, PUBCOMP) and self._under_way.pop(packet_id, None):
            self.done += 1
            self._send_some()
            if self._acknowledged(self.done):
                raise ConnectionAbortedError("answers on their way are lost")


class Subscriber(Reliable):
    """Hears stream/#."""

    def __init__(self, port):
        super().__init__(port, "subscriber")
        self.heard = {1: [], 2: []}  # numbers by QoS
        self.subscribed = threading.Event()
        self._unreleased = set()

    def begin(self):
        """Subscribes, once for all."""
        if not self.subscribed.is_set():
            self.raw.send(make_subscribe("stream/#", qos=2))
            self.raw.read()
            self.subscribed.set()

    def take(self, kind, packet_id, body):
        """Takes a message, or a step of its delivery."""
        if kind == PUBREL:
            self._unreleased.discard(packet_id)
            self.raw.send(make_answer(PUBCOMP, packet_id))
        elif kind == PUBLISH:
            qos, packet_id, number = int(body[9:10]), int.from_bytes(body[10:12], "big"), int(body[12:])
            if packet_id not in self._unreleased:
                self.heard[qos].append(number)
            if qos == 2:
                self._unreleased.add(packet_id)
            self.raw.send(make_answer(PUBACK if qos == 1 else PUBREC, packet_id))
