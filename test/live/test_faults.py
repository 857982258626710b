# SPDX-License-Identifier: GPL-2.0-or-later
"""Our live broker outlives kills, clients that vanish, clients that do not read, floods and garbage."""

import os
import random
import unittest

import support
from raw import CONNACK, PINGREQ, PUBLISH, RawClient, make_connect, make_packet, make_publish, make_subscribe
from stream import Publisher, Subscriber
from support import BUILD, Client, wait_until

N_MESSAGES = int(os.environ.get("MQTT_LIVE_MESSAGES", 1000))  # of either quality of service
N_KILLS = int(os.environ.get("MQTT_LIVE_KILLS", 5))
# Octets of memory that a broker may need beside what its limits say; a sanitizer keeps what was freed for a while.
SLACK = (50 if support.is_sanitized("mqtt-live-broker") else 10) << 20


class Kills(support.LiveTest):
    """A broker that keeps its state in a file is killed and started again."""

    def test_kills_in_a_stream(self):
        """No message that was acknowledged is lost, and none of QoS 2 comes twice."""
        options = [f"--state={self.folder / 'state'}", f"--maxQueued={2 * N_MESSAGES}"]
        broker = self.start_broker(*options)
        port = broker.port
        goals = [2 * N_MESSAGES * (i + 1) // (N_KILLS + 1) for i in range(N_KILLS)]

        def acknowledged(number):
            killed = bool(goals) and number >= goals[0]
            if killed:
                broker.process.kill()
            return killed

        subscriber, publisher = Subscriber(port), Publisher(port, N_MESSAGES, acknowledged)
        for client in (subscriber, publisher):
            self.addCleanup(client.end)
            client.start()
            subscriber.subscribed.wait(support.PATIENCE)
        patience = support.PATIENCE + N_MESSAGES / 50

        def describe():
            return f"{goals} and all acknowledgements, of which {publisher.done} came"

        while goals:
            wait_until(lambda: broker.process.poll() is not None, describe, patience)
            goals.pop(0)
            broker = self.start_broker(*options, port=port)
        wait_until(lambda: publisher.done == 2 * N_MESSAGES, describe, patience)
        heard = subscriber.heard
        last = N_MESSAGES - 1
        wait_until(lambda: last in heard[1] and last in heard[2], "the last message", patience)
        self.assertEqual(heard[2], list(range(N_MESSAGES)))
        self.assertEqual(list(dict.fromkeys(heard[1])), list(range(N_MESSAGES)))

    def test_what_a_kill_leaves(self):
        """Retained messages and kept sessions stay as they were, and wills are published."""
        state = f"--state={self.folder / 'state'}"
        broker = self.start_broker(state)
        away = self.make_client(broker.port, "away", clean=False)
        away.subscribe("news/#", "gone", qos=2)
        away.close()
        for qos in range(3):
            self.say(broker.port, "-t", f"news/{qos}", "-m", f"retained {qos}", "-r", "-q", qos)
        self.say(broker.port, "-t", "news/2", "-n", "-r", "-q", 2)
        will = ["--will-topic", "gone", "--will-payload", "by the kill", "--will-qos", 1]
        self.start_listener(broker.port, "-t", "any", *will)
        second = self.start(BUILD / "live" / "mqtt-live-broker", "--port=0", state)
        self.assertEqual((second.wait(), second.lines, len(second.complaints)), (1, [], 1), second)

        broker.kill()
        broker = self.start_broker(state)
        back = self.make_client(broker.port, "away", clean=False)
        self.assertTrue(back.present)
        expected = [
            ("gone", b"by the kill", 1, False),
            ("news/1", b"retained 1", 1, False),
            ("news/2", b"", 2, False),
            ("news/2", b"retained 2", 2, False),
        ]
        self.assertEqual(sorted(back.wait_for(4)), expected)
        new = self.make_client(broker.port)
        new.subscribe("news/#", "gone")
        retained = [(f"news/{qos}", f"retained {qos}".encode(), 0, True) for qos in (0, 1)]
        self.assertEqual(sorted(new.wait_for(2)), retained)
        self.assertEqual(broker.stop(), 0)


class Vanished(support.LiveTest):
    """Clients of which nothing more is heard, while their connection seems to stand."""

    def test_half_open(self):
        """Its will is published in time, and a kept session gets again what it has not acknowledged."""
        broker = self.start_broker()
        watcher = self.make_client(broker.port)
        watcher.subscribe("will")
        gone = self.make_raw(broker.port)
        will = b"\x00\x04will\x00\x04gone"
        gone.send(make_packet(0x10, b"\x00\x04MQTT\x04\x04\x00\x01\x00\x04half" + will))
        self.assertEqual(gone.read(), (CONNACK, b"\x00\x00"))
        gone.send(make_subscribe("to/half", qos=1))
        gone.read()
        watcher.publish("to/half", "not acknowledged", qos=1)
        self.assertEqual(watcher.wait_for(1), [("will", b"gone", 0, False)])
        back = self.make_client(broker.port, "half", clean=False)
        self.assertEqual(back.wait_for(1), [("to/half", b"not acknowledged", 1, False)])
        self.assertLess(gone.wait_closed(), 5)

    def test_no_connect(self):
        """Connections on which no CONNECT comes are cut, those in a handshake of TLS, too."""
        _, chain, key = self.make_certificates("server")
        for tls in ([], ["--tls", f"--cert={chain}", f"--key={key}"]):
            broker = self.start_broker("--connectTimeout=500ms", *tls)
            silent = self.make_raw(broker.port)
            talking = self.make_raw(broker.port)
            talking.send(b"\x16\x03\x01" if tls else make_connect("never ends")[:-1])
            for raw in (silent, talking):
                self.assertLess(raw.wait_closed(), 5)


class Memory(support.LiveTest):
    """Clients that want the broker to keep more and more for them."""

    def test_slow_reader(self):
        """Who does not read costs no more than the limit, and others get all 200 MB."""
        limit, size = 2 << 20, 1 << 16
        total, window = (200 << 20) // size, 8
        broker = self.start_broker(f"--maxBacklog={limit}", "--maxQueued=20")
        fast, publisher = (self.make_raw(broker.port, name) for name in ("fast", "publisher"))
        for qos in range(3):
            slow = RawClient(broker.port, receive_buffer=4096)
            self.addCleanup(slow.close)
            self.assertEqual(slow.connect(f"slow-{qos}"), 0)
            slow.send(make_subscribe("much", qos))
        fast.send(make_subscribe("much"))
        fast.read()
        before = broker.get_memory()
        most = 0
        for i in range(total + window):
            if i < total:
                publisher.send(make_publish("much", i.to_bytes(8, "big") * (size // 8)))
            if i >= window:
                kind, body = fast.read()
                self.assertEqual((kind, body[6:]), (PUBLISH, (i - window).to_bytes(8, "big") * (size // 8)))
            if i % 100 == 0:
                most = max(most, broker.get_memory() - before)
        self.assertLess(most, 3 * limit + SLACK)

    def test_unread_answers(self):
        """Who asks for ever and reads no answer is not heard any more, and others are."""
        limit = 1 << 20
        broker = self.start_broker(f"--maxBacklog={limit}", "--maxQueued=20")
        other = self.make_client(broker.port)
        other.publish("kept", bytes(10_000), qos=1, retain=True)
        before = broker.get_memory()
        subscriptions = [make_subscribe("kept", qos) for qos in (0, 2)]
        for what in (PINGREQ, *subscriptions, make_publish("t", b"", qos=1)):
            with self.subTest(what):
                greedy = RawClient(broker.port, receive_buffer=4096)
                self.addCleanup(greedy.close)
                self.assertEqual(greedy.connect("greedy"), 0)
                most = 100 << 20  # far more than the buffers of both ends
                self.assertLess(greedy.send_in_vain(what * 1000, 0.5, most), most)
                other.publish("t", b"", qos=2)
                self.assertLess(broker.get_memory() - before, limit + SLACK)
                greedy.close()

    def test_unfinished_packets(self):
        """What a packet promises costs nothing, and too long a one ends the connection."""
        broker = self.start_broker("--maxPacketSize=1000000", "--maxConnections=200")
        before = broker.get_memory()
        for promised, ends in ((200_000_000, True), (999_000, False)):
            raws = [self.make_raw(broker.port, f"client-{i}") for i in range(100)]
            begun = make_packet(0x30, b"\x00\x01t", size=promised)
            for octet in begun:
                for raw in raws:
                    try:
                        raw.send(bytes([octet]))
                    except ConnectionError:
                        self.assertTrue(ends)
            for raw in raws:
                if ends:
                    raw.wait_closed()
                else:
                    raw.send(bytes(5000))
            self.make_client(broker.port).publish("t", b"", qos=1)
            self.assertLess(broker.get_memory() - before, SLACK)
            for raw in raws:
                raw.close()


class Floods(support.LiveTest):
    """More connections than there is room for."""

    def test_too_many_clients(self):
        """Those beyond the limit are told so or cut, and those within are served."""
        broker = self.start_broker("--maxConnections=10", "--connectTimeout=1s")
        old = self.make_client(broker.port, "old")
        old.subscribe("t")
        flood = [self.make_raw(broker.port) for _ in range(300)]
        for i, raw in enumerate(flood):
            try:
                raw.send(make_connect(f"flood-{i}"))
            except ConnectionError:
                pass
        answers = [raw.read() for raw in flood]
        self.assertLessEqual(set(answers), {(CONNACK, b"\x00\x00"), (CONNACK, b"\x00\x03"), None})
        self.assertEqual(answers.count((CONNACK, b"\x00\x00")), 9)
        self.assertIn((CONNACK, b"\x00\x03"), answers)
        old.publish("t", b"still there", qos=1)
        self.assertEqual(old.wait_for(1), [("t", b"still there", 0, False)])
        self.assertEqual(Client(broker.port).connect(), 3)
        self.make_client(broker.port, "old")  # in its own place
        for raw in flood:
            raw.close()
        wait_until(lambda: self.make_raw(broker.port).connect("new") == 0, "room for a new client")
        self.assertEqual(broker.complaints, [])

    def test_silent_connections(self):
        """Connections that say nothing keep others out only for a while."""
        broker = self.start_broker("--maxConnections=10", "--connectTimeout=1s")
        old = self.make_client(broker.port)
        for _ in range(300):
            self.make_raw(broker.port)
        old.publish("t", b"", qos=1)
        wait_until(lambda: self.make_raw(broker.port).connect("new") == 0, "room for a new client")

    def test_no_sockets_left(self):
        """Without a socket left, those who are there are served, and others as soon as there is one."""
        program = BUILD / "live" / "mqtt-live-broker"
        if support.is_sanitized("mqtt-live-broker"):
            self.skipTest("the sanitizer needs descriptors of its own")
        broker = self.start("prlimit", "--nofile=40", program, "--port=0")
        port = int(broker.wait_for(r"^listening on .*:(\d+)$")[1])
        old = self.make_client(port)
        flood = [self.make_raw(port) for _ in range(60)]
        old.publish("t", b"", qos=2)
        for raw in flood:
            raw.close()
        self.make_client(port).publish("t", b"", qos=2)
        self.assertEqual(broker.stop(), 0)


class Garbage(support.LiveTest):
    """Octets that are no MQTT."""

    def test_random_octets(self):
        """They end a connection at the most."""
        octets = random.Random(7)
        _, chain, key = self.make_certificates("server")
        for tls in ([], ["--tls", f"--cert={chain}", f"--key={key}"]):
            broker = self.start_broker(*tls)
            for i in range(200):
                raw = self.make_raw(broker.port)
                head = make_connect(f"client-{i}") if i % 2 else b""
                raw.send(head + octets.randbytes(octets.randrange(1, 2000)))
                raw.close()
            self.assertIsNone(broker.process.poll())
            if not tls:
                self.make_client(broker.port).publish("t", b"", qos=2)
            self.assertEqual((broker.stop(), broker.complaints), (0, []))

    def test_broken_rules(self):
        """What breaks a rule of MQTT ends the connection."""
        broker = self.start_broker()
        for what in (
            make_connect("second"),
            make_packet(0x30, b"\x00\x00"),  # no topic
            make_publish("a/+", b""),
            make_packet(0x36, b"\x00\x01t\x00\x01"),  # QoS 3
            make_publish("t", b"", qos=1, packet_id=0),
            make_packet(0x82, b"\x00\x01"),  # no filter
            make_subscribe("a#"),
            make_subscribe("a", qos=3),
            make_packet(0x80, b"\x00\x01\x00\x01a\x00"),  # reserved flags
            make_packet(0x30, b"\x00\x02\xc3\x28"),  # no UTF-8
            make_packet(0xD0),  # PINGRESP
            make_packet(0x00),
            make_packet(0xF0),
            b"\x30\xff\xff\xff\xff\x01",  # a size of five octets
        ):
            with self.subTest(what):
                raw = self.make_raw(broker.port, "breaker")
                raw.send(what)
                self.assertLess(raw.wait_closed(), 5)
        first = self.make_raw(broker.port)
        first.send(PINGREQ)
        self.assertLess(first.wait_closed(), 5)


if __name__ == "__main__":
    unittest.main()
