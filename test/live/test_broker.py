# SPDX-License-Identifier: GPL-2.0-or-later
"""Our live broker serves clients that others have written: paho's and mosquitto's."""

import pathlib
import random
import signal
import socket
import ssl
import time
import unittest

import support
from raw import make_publish
from support import BUILD, HOST, Client, wait_until

MEGABYTE = random.Random(1).randbytes(1 << 20)


class BrokerTest(support.LiveTest):
    """One broker without options."""

    def setUp(self):
        super().setUp()
        self.broker = self.start_broker()
        self.port = self.broker.port


class Messages(BrokerTest):
    """What is published, and who hears it."""

    def test_every_pair_of_qos(self):
        """A message comes with the lower one of both qualities of service, to any client from any client."""
        listeners = [self.start_listener(self.port, "-t", "q/#", "-q", qos) for qos in range(3)]
        clients = [self.make_client(self.port) for _ in range(3)]
        for qos, client in enumerate(clients):
            self.assertEqual(client.subscribe("q/#", qos=qos), [qos])
        for qos in range(3):
            self.say(self.port, "-t", f"q/{qos}", "-q", qos, "-m", "of mosquitto")
            clients[0].publish(f"q/{qos}", "of paho", qos)
        for granted in range(3):
            lower = [min(granted, qos) for qos in range(3)]
            messages = [(qos, f"of {who}") for qos in range(3) for who in ("paho", "mosquitto")]
            expected = {(f"q/{qos}", text.encode(), lower[qos], False) for qos, text in messages}
            self.assertEqual(set(clients[granted].wait_for(6)), expected)
            listeners[granted].wait_for("^heard", 6)
            heard = {match[0] for match in listeners[granted].find("^heard.*")}
            self.assertEqual(heard, {f"heard q/{qos} {lower[qos]} 0 {text}" for qos, text in messages})

    def test_retained(self):
        """A retained message goes with its flag to new subscriptions only, until it is cleared."""
        old = self.make_client(self.port)
        old.subscribe("r/#")

        def hear_anew():
            new = self.make_client(self.port)
            new.subscribe("r/#", "mark")
            new.publish("mark", b"")
            wait_until(lambda: any(message[0] == "mark" for message in new.messages), "the mark")
            return [message for message in new.messages if message[0] != "mark"]

        self.say(self.port, "-t", "r/1", "-m", "first", "-r", "-q", 1)
        self.assertEqual(old.wait_for(1), [("r/1", b"first", 0, False)])
        self.assertEqual(hear_anew(), [("r/1", b"first", 0, True)])
        self.say(self.port, "-t", "r/1", "-m", "second", "-r")
        self.say(self.port, "-t", "r/1", "-m", "not retained")
        old.wait_for(3)
        self.assertEqual(hear_anew(), [("r/1", b"second", 0, True)])
        listener = self.start_listener(self.port, "-t", "r/#", "-C", 1)
        self.assertEqual(listener.wait(), 0)
        self.assertEqual([match[0] for match in listener.find("^heard.*")], ["heard r/1 0 1 second"])
        self.say(self.port, "-t", "r/1", "-n", "-r")
        self.assertEqual(old.wait_for(4)[3], ("r/1", b"", 0, False))
        self.assertEqual(hear_anew(), [])

    def test_wildcards(self):
        """+ is one level, # is all below and the level above, and neither finds topics that begin with $."""
        filters = {
            "a/+": ["a/b", "a/"],
            "a/#": ["a", "a/b", "a/", "a/b/c"],
            "+/b": ["a/b"],
            "+": ["a"],
            "#": ["a", "a/b", "a/", "a/b/c"],
            "+/x": [],
            "$here/+": ["$here/x"],
            "$here/#": ["$here/x"],
        }
        clients = {each: self.make_client(self.port) for each in filters}
        for each, client in clients.items():
            client.subscribe(each, "the/last/topic")
        publisher = self.make_client(self.port)
        for topic in ("a", "a/b", "a/", "a/b/c", "$here/x", "the/last/topic"):
            publisher.publish(topic, b"", qos=1)
        for each, topics in filters.items():
            with self.subTest(each):
                messages = clients[each].messages
                wait_until(lambda: any(message[0] == "the/last/topic" for message in messages), "the last message")
                self.assertEqual([message[0] for message in messages if message[0] != "the/last/topic"], topics)

    def test_large_message(self):
        """A megabyte arrives as it was sent, at once and later."""
        sent, received = self.folder / "sent", self.folder / "received"
        sent.write_bytes(MEGABYTE)
        kept = ["-c", "-i", "away", "-t", "large", "-q", 2]
        self.assertEqual(self.start_listener(self.port, *kept).stop(signal.SIGINT), 0)
        client = self.make_client(self.port)
        client.subscribe("large", qos=2)
        for qos in range(3):
            client.publish("large", MEGABYTE, qos)
        self.say(self.port, "-t", "large", "-q", 2, "-f", sent)
        self.assertEqual([message[1] == MEGABYTE for message in client.wait_for(4)], [True] * 4)
        words = ["mosquitto_sub", "-h", HOST, "-p", self.port, *kept, "-C", 3, "-N"]
        self.assertEqual(self.start("sh", "-c", f"{' '.join(map(str, words))} >{received}").wait(), 0)
        self.assertTrue(received.read_bytes() == 3 * MEGABYTE)

    def test_many_clients(self):
        """200 clients at once all hear one, and each its neighbour."""
        clients = [Client(self.port, f"many-{i}") for i in range(200)]
        for client in clients:
            self.addCleanup(client.close)
            client.mqtt.connect_async(HOST, self.port)
            client.mqtt.loop_start()
        for i, client in enumerate(clients):
            wait_until(lambda: client.codes, "CONNACK")
            self.assertEqual(client.subscribe("all", f"to/{i}", qos=1), [1, 1])
        clients[0].publish("all", b"to all", qos=1)
        for i, client in enumerate(clients):
            client.publish(f"to/{(i + 1) % 200}", f"from {i}", qos=1, wait=False)
        for i, client in enumerate(clients):
            heard = {message[1] for message in client.wait_for(2)}
            self.assertEqual(heard, {b"to all", f"from {(i - 1) % 200}".encode()})


class Sessions(BrokerTest):
    """What a broker knows of a client, and when the client is held to be gone."""

    def test_will(self):
        """The will of a client that is killed is published, that of one that leaves is not."""
        watcher = self.make_client(self.port)
        watcher.subscribe("will/#", qos=2)

        def start(name):
            will = ["--will-topic", f"will/{name}", "--will-payload", f"{name} is gone"]
            return self.start_listener(self.port, "-t", "any", *will, "--will-qos", 1, "--will-retain")

        self.assertEqual(start("polite").stop(signal.SIGINT), 0)
        start("killed").kill()
        self.assertEqual(watcher.wait_for(1), [("will/killed", b"killed is gone", 1, False)])
        late = self.make_client(self.port)
        late.subscribe("will/#")
        self.assertEqual(late.wait_for(1), [("will/killed", b"killed is gone", 0, True)])

    def test_kept_session(self):
        """A kept session remembers subscriptions and messages; a clean one ends it."""
        listener = self.start_listener(self.port, "-c", "-i", "kept", "-t", "k", "-q", 2)
        self.assertEqual(listener.stop(signal.SIGINT), 0)
        for qos in (1, 2):
            self.say(self.port, "-t", "k", "-q", qos, "-m", f"while away {qos}")
        back = self.make_client(self.port, "kept", clean=False)
        self.assertTrue(back.present)
        expected = [("k", f"while away {qos}".encode(), qos, False) for qos in (1, 2)]
        self.assertEqual(back.wait_for(2), expected)
        back.close()
        self.assertFalse(self.make_client(self.port, "kept", clean=True).present)
        again = self.make_client(self.port, "kept", clean=False)
        self.assertFalse(again.present)
        self.say(self.port, "-t", "k", "-m", "nobody subscribes any more", "-q", 1)
        again.subscribe("mark")
        again.publish("mark", b"")
        self.assertEqual(again.wait_for(1), [("mark", b"", 0, False)])

    def test_take_over(self):
        """A client with the same identifier ends the one before it, and takes up its session."""
        first = self.make_client(self.port, "twin", clean=False)
        first.subscribe("t", qos=1)
        second = self.make_client(self.port, "twin", clean=False)
        first.wait_lost()
        self.assertTrue(second.present)
        self.say(self.port, "-t", "t", "-m", "to the second", "-q", 1)
        self.assertEqual(second.wait_for(1), [("t", b"to the second", 1, False)])
        self.assertEqual((first.messages, second.losses), ([], []))

    def test_keep_alive(self):
        """A silent client is cut after 1.5 times the keep-alive, and one that pings is not."""
        patient = self.make_raw(self.port, "no keep-alive")
        pinging = Client(self.port)
        pinging.mqtt.connect(HOST, self.port, keepalive=2)
        end = time.monotonic() + support.PATIENCE

        silent = self.make_raw(self.port, "silent", keep_alive=2)
        begin = time.monotonic()
        silent.socket.setblocking(False)
        closed = None
        while closed is None and time.monotonic() < end:
            pinging.mqtt.loop(0.05)  # which pings twice as often as the thread of paho
            try:
                closed = silent.socket.recv(1)
            except BlockingIOError:
                pass
        self.assertEqual(closed, b"")
        self.assertGreater(time.monotonic() - begin, 2.9)
        self.assertLess(time.monotonic() - begin, 5)
        self.assertEqual(pinging.losses, [])
        patient.send(b"\xc0\x00")
        self.assertEqual(patient.read(), (13, b""))
        pinging.mqtt.disconnect()


class Security(support.LiveTest):
    """TLS, passwords and rules."""

    def test_tls(self):
        """Both versions of TLS, with a certificate that clients check."""
        authority, chain, key = self.make_certificates("good")
        stranger = self.make_certificates("stranger")[0]
        for version, name in (("1.2", "TLSv1.2"), ("1.3", "TLSv1.3")):
            with self.subTest(version):
                options = ["--tls", f"--cert={chain}", f"--key={key}", f"--tlsVersion={version}"]
                port = self.start_broker(*options).port
                context = ssl.create_default_context(cafile=authority)
                plain = socket.create_connection((HOST, port))
                with context.wrap_socket(plain, server_hostname=HOST) as secured:
                    self.assertEqual(secured.version(), name)
                client = Client(port)
                client.mqtt.tls_set_context(context)
                self.addCleanup(client.close)
                self.assertEqual(client.connect(), 0)
                client.subscribe("secret/#", qos=2)
                self.say(port, "--cafile", authority, "-t", "secret/of/mosquitto", "-m", "hidden", "-q", 2)
                self.assertEqual(client.wait_for(1), [("secret/of/mosquitto", b"hidden", 2, False)])
                client.publish("secret/of/paho", MEGABYTE, 1)
                self.assertEqual(client.wait_for(2)[1], ("secret/of/paho", MEGABYTE, 1, False))
                words = ["mosquitto_pub", "-h", HOST, "-p", port, "-t", "t", "-m", "m", "--cafile", stranger]
                self.assertNotEqual(self.start(*words).wait(), 0)
                self.assertIsNone(self.make_raw(port).connect("speaks no TLS"))

    def test_passwords_and_rules(self):
        """A wrong password is refused, and rules say who may do what."""
        config = self.folder / "rules"
        config.write_text(
            "user alice wonder\nuser bob builder\ndeny any both closed/#\nallow user alice publish news/%u\n"
            "allow any subscribe news/+\nallow any both own/%u/#\n"
        )
        port = self.start_broker(f"--config={config}").port

        def make(name, password):
            client = Client(port)
            client.mqtt.username_pw_set(name, password)
            self.addCleanup(client.close)
            return client

        for name, password in (("alice", "wrong"), ("nobody", "wonder"), ("alice", None)):
            self.assertIn(make(name, password).connect(), (4, 5), name)
        self.assertIn(Client(port).connect(), (4, 5))
        alice, bob = make("alice", "wonder"), make("bob", "builder")
        self.assertEqual((alice.connect(), bob.connect()), (0, 0))
        filters = {"closed/door": 128, "news/#": 128, "own/bob/x": 128, "own/alice/#": 1, "news/+": 1}
        self.assertEqual(alice.subscribe(*filters, qos=1), list(filters.values()))
        bob.publish("news/bob", b"not allowed", qos=1)
        bob.publish("own/alice/x", b"not allowed", qos=1)
        alice.publish("news/alice", b"allowed", qos=1)
        self.assertEqual(alice.wait_for(1), [("news/alice", b"allowed", 1, False)])
        words = ["mosquitto_sub", "-h", HOST, "-p", port, "-u", "bob", "-P", "builder", "-t", "closed/#"]
        self.start(*words).wait_for("denied")


class Programs(support.LiveTest):
    """The broker as a program."""

    def test_clean_stop(self):
        """A signal ends it with exit status 0; clients see the end, and the port is free at once."""
        port = 0
        for how in (signal.SIGINT, signal.SIGTERM):
            broker = self.start_broker(port=port)
            port = broker.port
            client, raw = self.make_client(port), self.make_raw(port, "raw")
            listener = self.start_listener(port, "-t", "t")
            begin = time.monotonic()
            broker.process.send_signal(how)
            raw.wait_closed()
            raw.close()
            client.wait_lost()
            listener.kill()
            self.assertEqual(broker.wait(), 0, broker)
            self.assertEqual(broker.complaints, [])
            self.assertLess(time.monotonic() - begin, 5)

    def test_stop_with_a_client_that_does_not_go(self):
        """A client that keeps its end open does not keep the broker alive."""
        broker = self.start_broker()
        self.make_raw(broker.port, "stays")
        self.assertEqual(broker.stop(), 0)

    def test_bad_command_lines(self):
        """One line says what is wrong, and the exit status is 1."""
        busy = self.start_broker().port
        bad_rules = self.folder / "bad-rules"
        bad_rules.write_text("allow everybody everything\n")
        no_pem = ["--tls", f"--cert={bad_rules}", f"--key={bad_rules}"]
        program = BUILD / "live" / "mqtt-live-broker"
        for options, word in (
            (["--port=70000"], "port"),
            (["--port=many"], "port"),
            (["--nonsense=1"], "nonsense"),
            (["nonsense"], "nonsense"),
            (["--bind=somewhere"], "bind"),
            (["--bind=192.0.2.1", "--port=0"], "192.0.2.1"),
            ([f"--port={busy}"], str(busy)),
            (["--tls"], "cert"),
            (["--cert=x"], "tls"),
            (["--tls", "--cert=missing.pem", "--key=missing.pem"], "missing.pem"),
            (no_pem, "bad-rules"),
            (["--tlsVersion=1.1"], "tlsVersion"),
            (["--config=missing"], "missing"),
            ([f"--config={self.folder}"], "config"),
            ([f"--config={bad_rules}"], "bad-rules"),
            (["--state=/missing/state", "--port=0"], "/missing/state"),
            ([f"--state={bad_rules}", "--port=0"], "state"),
            (["--sync=perhaps"], "sync"),
            (["--maxPacketSize=1"], "maxPacketSize"),
            (["--connectTimeout=soon"], "connectTimeout"),
        ):
            with self.subTest(options):
                bad = self.start(program, *options)
                self.assertEqual(bad.wait(), 1, bad)
                self.assertEqual((bad.lines, len(bad.complaints)), ([], 1), bad)
                self.assertIn(word, bad.complaints[0])

    def test_listens_on_loopback_only(self):
        """Unless told to, it listens where nobody from outside comes."""
        port = self.start_broker().port
        listening = "0A"
        places = []
        for table in ("tcp", "tcp6"):
            for line in pathlib.Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
                local, _, state = line.split()[1:4]
                if state == listening and int(local.split(":")[1], 16) == port:
                    places.append(local.split(":")[0])
        self.assertEqual(places, ["0100007F"])

    def test_verbose(self):
        """With --verbose it says who comes and goes, one line each."""
        broker = self.start_broker("--verbose")
        raw = self.make_raw(broker.port)
        broker.wait_for(r": connection from 127\.0\.0\.1:\d+$")
        raw.send(make_publish("too\nearly", b""))
        broker.wait_for("CONNECT")
        raw.close()
        self.assertEqual(broker.stop(), 0)


if __name__ == "__main__":
    unittest.main()
