# SPDX-License-Identifier: GPL-2.0-or-later
"""Real clients take part in a simulation, and a real broker serves a simulated network."""

import random
import signal
import time
import unittest

import support
from raw import PUBLISH, make_publish, make_subscribe
from support import BUILD, HOST, Client, wait_until

MEGABYTE = random.Random(2).randbytes(1 << 20)
WAN_DELAY = 0.02  # seconds that a packet takes on an access link of the wan, one way
N_CLIENTS = 20
MAX_BACKLOG = 1 << 24  # octets that may wait for a client at the simulated broker


class Simulation(support.LiveTest):
    """Simulated clients beside real ones, and real ones among themselves."""

    def test_simulated_publisher(self):
        """mosquitto_sub hears a simulated publisher."""
        gateway = self.start_gateway("--publishers=2", "--subscribers=0", "--interval=100ms", "--qos=1")
        listener = self.start_listener(gateway.port, "-t", "simulation/#", "-q", 1)
        for name in ("publisher-0", "publisher-1"):
            first = int(listener.wait_for(f"^heard simulation/{name} 1 0 {name} message ([0-9]+)$")[1])
            listener.wait_for(f"^heard simulation/{name} 1 0 {name} message {first + 1}$")

    def test_simulated_subscriber(self):
        """Simulated subscribers hear mosquitto_pub."""
        gateway = self.start_gateway("--publishers=0", "--subscribers=3", "--filter=real/+", "--qos=2")
        self.say(gateway.port, "-t", "real/1", "-m", "out of the\x1b real world", "-q", 2, "-r")
        for i in range(3):
            gateway.wait_for(rf"s  subscriber-{i} hears real/1: out of the\S* real world$")
        self.assertEqual(gateway.find("\x1b"), [])

    def test_every_pair_of_qos(self):
        """Real clients hear each other through the simulation, and a megabyte, too."""
        gateway = self.start_gateway("--publishers=0", "--subscribers=0")
        clients = [self.make_client(gateway.port) for _ in range(3)]
        for qos, client in enumerate(clients):
            self.assertEqual(client.subscribe("q/#", qos=qos), [qos])
        listener = self.start_listener(gateway.port, "-t", "q/#", "-q", 2)
        for qos in range(3):
            clients[0].publish(f"q/{qos}", "of paho", qos)
        self.say(gateway.port, "-t", "q/mosquitto", "-m", "of mosquitto", "-q", 2)
        for granted, client in enumerate(clients):
            expected = {(f"q/{qos}", b"of paho", min(qos, granted), False) for qos in range(3)}
            expected.add(("q/mosquitto", b"of mosquitto", granted, False))
            self.assertEqual(set(client.wait_for(4)), expected)
        listener.wait_for("^heard", 4)
        listener.stop(signal.SIGINT)
        for qos in range(3):
            clients[2].publish("q/large", MEGABYTE, qos)
        for client in clients:
            self.assertEqual([message[1] == MEGABYTE for message in client.wait_for(7)[4:]], [True] * 3)

    def test_many_clients(self):
        """20 real clients at once, each of which hears every other."""
        gateway = self.start_gateway(f"--clients={N_CLIENTS}", "--interval=50ms")
        clients = [Client(gateway.port, f"many-{i}") for i in range(N_CLIENTS)]
        for client in clients:
            self.addCleanup(client.close)
            client.mqtt.connect_async(HOST, gateway.port)
            client.mqtt.loop_start()
        for client in clients:
            wait_until(lambda: client.codes, "CONNACK")
            client.subscribe("all/#", qos=2)
        for i, client in enumerate(clients):
            client.publish(f"all/{i}", f"of {i}", qos=2, wait=False)
        for client in clients:
            expected = [(f"all/{i}", f"of {i}".encode(), 2, False) for i in range(N_CLIENTS)]
            self.assertEqual(sorted(client.wait_for(N_CLIENTS)), sorted(expected))

    def test_schemes(self):
        """A scheme that secures simulated connections does so for real clients, who need not know of it."""
        for scheme in ("tls12-mutual", "tls13", "tls13-psk"):
            with self.subTest(scheme):
                gateway = self.start_gateway(f"--scheme={scheme}", "--filter=real/#", "--interval=100ms")
                client = self.make_client(gateway.port)
                client.subscribe("simulation/#")
                client.publish("real/t", "secured", qos=2)
                gateway.wait_for("subscriber-0 hears real/t: secured$")
                client.wait_for(2)
                self.assertEqual(gateway.stop(), 0)

    def test_network(self):
        """A message takes as long as the simulated network makes it take."""

        def measure(network):
            gateway = self.start_gateway(f"--network={network}", "--publishers=0", "--subscribers=0")
            raw = self.make_raw(gateway.port, "echo")
            raw.send(make_subscribe("echo"))
            raw.read()
            times = []
            for _ in range(8):
                begin = time.monotonic()
                raw.send(make_publish("echo", b"hello"))
                self.assertEqual(raw.read()[0], PUBLISH)
                times.append(time.monotonic() - begin)
            self.assertEqual(gateway.stop(), 0)
            return min(times)

        lan, wan, wifi = map(measure, ("lan", "wan", "wifi"))
        self.assertGreater(wan, 2 * WAN_DELAY)
        self.assertGreater(wan, lan + 2 * WAN_DELAY * 0.9)
        self.assertLess(max(lan, wifi), 2 * WAN_DELAY)


class Places(support.LiveTest):
    """Real clients come and go."""

    def test_no_place(self):
        """Clients beyond the places are refused until a place is free."""
        gateway = self.start_gateway("--clients=2", "--publishers=0", "--subscribers=0")
        raw, other = self.make_raw(gateway.port, "first"), self.make_client(gateway.port, "second")
        for _ in range(100):
            self.assertIsNone(self.make_raw(gateway.port).connect("third"))
        gateway.wait_for("refused", 100)
        raw.close()
        wait_until(lambda: self.make_raw(gateway.port).connect("fourth") == 0, "a free place")
        other.publish("t", b"", qos=2)

    def test_will(self):
        """A real client that vanishes leaves its will."""
        gateway = self.start_gateway("--filter=will")
        will = ["--will-topic", "will", "--will-payload", "gone"]
        self.start_listener(gateway.port, "-t", "t", *will).kill()
        gateway.wait_for("subscriber-0 hears will: gone$")

    def test_slow_reader(self):
        """A real client that does not read costs no more than the simulated broker lets it, and others get all."""
        if support.is_sanitized("mqtt-live-gateway"):
            self.skipTest("the sanitizer needs memory of its own for each packet")
        gateway = self.start_gateway("--publishers=0", "--subscribers=0", "--costs=none")
        fast, publisher, slow = (self.make_raw(gateway.port, name) for name in ("fast", "publisher", "slow"))
        for raw in (slow, fast):
            raw.send(make_subscribe("much"))
            raw.read()
        before = gateway.get_memory()
        size, total, window = 1 << 16, 800, 8
        for i in range(total + window):
            if i < total:
                publisher.send(make_publish("much", bytes([i % 256]) * size))
            if i >= window:
                self.assertEqual(fast.read()[1][6:], bytes([(i - window) % 256]) * size)
        self.assertLess(gateway.get_memory() - before, MAX_BACKLOG + (14 << 20))

    def test_garbage(self):
        """Octets that are no MQTT end their own connection only."""
        gateway = self.start_gateway("--publishers=0", "--subscribers=0", "--scheme=tls13")
        octets = random.Random(3)
        other = self.make_client(gateway.port)
        for _ in range(20):
            raw = self.make_raw(gateway.port)
            raw.send(b"\x00\x00" + octets.randbytes(octets.randrange(1, 5000)))
            self.assertLess(raw.wait_closed(), 5)
            raw.close()
        other.publish("t", b"", qos=2)
        self.assertEqual(gateway.stop(), 0)


class RealBroker(support.LiveTest):
    """A broker of somebody else behind a simulated network."""

    def test_mosquitto(self):
        """Simulated publishers feed it, simulated subscribers hear it, and real clients reach it."""
        mosquitto = self.start_mosquitto()
        watcher = self.make_client(mosquitto.port)
        watcher.subscribe("#", qos=2)
        numbers = [f"--publishers={N_CLIENTS}", f"--subscribers={N_CLIENTS}"]
        options = ["--qos=2", "--filter=real/#", "--interval=500ms"]
        gateway = self.start_gateway(f"--broker={HOST}:{mosquitto.port}", *numbers, *options)
        names = [f"publisher-{i}" for i in range(N_CLIENTS)]
        wanted = {(f"simulation/{name}", f"{name} message 1".encode(), 2, False) for name in names}
        wait_until(lambda: wanted <= set(watcher.messages), lambda: f"{wanted - set(watcher.messages)}")
        # A subscriber connects at some time: the message is retained for those that come later.
        self.say(mosquitto.port, "-t", "real/1", "-m", "hello", "-q", 2, "-r")
        for i in range(N_CLIENTS):
            gateway.wait_for(f"subscriber-{i} hears real/1: hello$")
        through = self.make_client(gateway.port)
        through.publish("large", MEGABYTE, qos=2)
        wait_until(lambda: ("large", MEGABYTE, 2, False) in watcher.messages, "the large message")
        self.assertEqual(gateway.stop(), 0)

    def test_schemes(self):
        """The simulated connections to it are secured, it knows nothing of that."""
        mosquitto = self.start_mosquitto()
        options = ["--scheme=tls13", "--interval=100ms"]
        gateway = self.start_gateway(f"--broker={HOST}:{mosquitto.port}", *options)
        listener = self.start_listener(mosquitto.port, "-t", "simulation/#")
        listener.wait_for("^heard simulation/publisher-0 0 0 publisher-0 message")
        gateway.wait_for("subscriber-0 hears simulation/publisher-0: ")

    def test_broker_gone(self):
        """When the real broker goes, real clients lose their connections, and the simulation goes on."""
        mosquitto = self.start_mosquitto()
        gateway = self.start_gateway(f"--broker={HOST}:{mosquitto.port}", "--interval=100ms")
        client = self.make_client(gateway.port)
        gateway.wait_for("subscriber-0 hears")
        mosquitto.kill()
        client.wait_lost()
        self.assertNotEqual(Client(gateway.port).connect(), 0)
        self.assertEqual(gateway.stop(), 0)


class Programs(support.LiveTest):
    """The gateway as a program."""

    def test_clean_stop(self):
        """A signal, or the end of --duration, ends it with exit status 0; clients see the end."""
        for how in (signal.SIGINT, signal.SIGTERM):
            gateway = self.start_gateway("--clients=5", "--interval=10ms")
            client, raw = self.make_client(gateway.port), self.make_raw(gateway.port, "raw")
            self.assertEqual(gateway.stop(how), 0)
            client.wait_lost()
            raw.wait_closed()
            self.assertEqual(gateway.complaints, [])
        begin = time.monotonic()
        self.assertEqual(self.start_gateway("--duration=500ms").wait(), 0)
        self.assertGreater(time.monotonic() - begin, 0.5)

    def test_without_places(self):
        """Without a place for real clients it listens nowhere."""
        options = ["--clients=0", "--duration=1s", "--interval=100ms"]
        gateway = self.start(BUILD / "live" / "mqtt-live-gateway", *options)
        gateway.wait_for("subscriber-0 hears simulation/publisher-0: ")
        self.assertEqual((gateway.wait(), gateway.find("listening")), (0, []))

    def test_bad_command_lines(self):
        """One line says what is wrong, and the exit status is 1."""
        busy = self.start_broker().port
        for options, word in (
            (["--clients=1001"], "clients"),
            (["--broker=nowhere"], "broker"),
            (["--broker=127.0.0.1:0"], "broker"),
            (["--scheme=ecqv"], "scheme"),
            (["--network=moon"], "network"),
            (["--filter=a#"], "filter"),
            (["--qos=3"], "qos"),
            (["--interval=0s"], "interval"),
            (["--bind=somewhere"], "bind"),
            ([f"--port={busy}"], str(busy)),
        ):
            with self.subTest(options):
                bad = self.start(BUILD / "live" / "mqtt-live-gateway", *options)
                self.assertEqual(bad.wait(), 1, bad)
                self.assertEqual((bad.lines, len(bad.complaints)), ([], 1), bad)
                self.assertIn(word, bad.complaints[0])


if __name__ == "__main__":
    unittest.main()
