# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of the live programs share: programs, brokers, clients, certificates, and waiting."""

import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest

import paho.mqtt.client as paho
from raw import HOST, PATIENCE, RawClient

BUILD = pathlib.Path(os.environ["MQTT_BUILD"])

# Under the address sanitizer, memory that was given back is to count as such.
ENVIRONMENT = {**os.environ, "ASAN_OPTIONS": "quarantine_size_mb=1:" + os.environ.get("ASAN_OPTIONS", "")}


def wait_until(condition, what, seconds=PATIENCE):
    """Returns what condition() gives as soon as that is true; fails when it takes too long."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain: {what() if callable(what) else what}")
        time.sleep(0.005)
    return value


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def is_sanitized(program):
    """Tells whether a program was built with the sanitizers."""
    return b"__ubsan_" in (BUILD / "live" / program).read_bytes()


class Program:
    """A program that runs beside the test; its output is kept line by line."""

    def __init__(self, *words):
        self.words = [str(word) for word in words]
        self.lines, self.complaints = [], []
        pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
        self.process = subprocess.Popen(self.words, env=ENVIRONMENT, stdin=nothing, stdout=pipe, stderr=pipe)
        self._readers = [
            threading.Thread(target=self._keep, args=pair, daemon=True)
            for pair in ((self.process.stdout, self.lines), (self.process.stderr, self.complaints))
        ]
        for reader in self._readers:
            reader.start()

    @staticmethod
    def _keep(stream, lines):
        with stream:
            for line in stream:
                lines.append(line.decode(errors="replace").rstrip("\n"))

    def find(self, pattern):
        """All matches of a pattern in the lines so far, one a line at the most."""
        return [match for line in self.lines + self.complaints if (match := re.search(pattern, line))]

    def wait_for(self, pattern, number=1):
        """The match in the last of so many lines with the pattern, as soon as they are there."""

        def look():
            ended = self.process.poll() is not None
            found = self.find(pattern)
            if len(found) < number and ended and not any(reader.is_alive() for reader in self._readers):
                raise AssertionError(f"ended without {pattern!r}: {self}")
            return found[number - 1 : number]

        return wait_until(look, lambda: f"{pattern!r} of {self}")[0]

    def wait(self):
        """The exit status, and all output read."""
        wait_until(lambda: self.process.poll() is not None, lambda: f"end of {self}")
        for reader in self._readers:
            reader.join(PATIENCE)
        return self.process.returncode

    def stop(self, how=signal.SIGTERM):
        """Sends a signal; the exit status."""
        self.process.send_signal(how)
        return self.wait()

    def kill(self):
        """Ends it as a loss of power would."""
        if self.process.poll() is None:
            self.stop(signal.SIGKILL)

    def get_memory(self):
        """Octets of memory that it holds."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return 1024 * int(re.search(r"VmRSS:\s+(\d+) kB", status)[1])

    def __str__(self):
        output = "\n".join(self.lines[-5:] + self.complaints[-15:])
        return f"{' '.join(self.words)} (exit status {self.process.poll()})\n{output}"


class Client:
    """A client of paho that keeps what it hears, and does not come back by itself."""

    def __init__(self, port, name="", clean=True):
        options = {"client_id": name, "clean_session": clean, "reconnect_on_failure": False}
        if hasattr(paho, "CallbackAPIVersion"):  # from 2.0 on
            options["callback_api_version"] = paho.CallbackAPIVersion.VERSION1
        self.mqtt = paho.Client(**options)
        self.port = port
        self.messages = []  # topic, payload, QoS, retain flag
        self.codes = []  # of each CONNACK
        self.present = None  # the session was there
        self.granted = {}  # by packet identifier
        self.losses = []  # one for each end of a connection
        self.mqtt.on_connect = self._connected
        self.mqtt.on_disconnect = lambda _client, _data, code: self.losses.append(code)
        self.mqtt.on_subscribe = self._granted
        self.mqtt.on_message = self._heard

    def _connected(self, _client, _data, flags, code):
        self.present = bool(flags["session present"])
        self.codes.append(code)

    def _granted(self, _client, _data, number, codes):
        self.granted[number] = list(codes)

    def _heard(self, _client, _data, message):
        self.messages.append((message.topic, message.payload, message.qos, bool(message.retain)))

    def connect(self):
        """Connects; the code of CONNACK, or None if none came."""
        self.mqtt.connect(HOST, self.port)
        self.mqtt.loop_start()
        wait_until(lambda: self.codes or self.losses, "CONNACK")
        return self.codes[0] if self.codes else None

    def subscribe(self, *filters, qos=0):
        """Subscribes; the codes of SUBACK."""
        _, number = self.mqtt.subscribe([(each, qos) for each in filters])
        return wait_until(lambda: self.granted.get(number), f"SUBACK for {filters}")

    def publish(self, topic, payload, qos=0, retain=False, wait=True):
        """Publishes and waits until that is done; what paho says."""
        info = self.mqtt.publish(topic, payload, qos, retain)
        if wait:
            wait_until(info.is_published, f"the end of PUBLISH to {topic}")
        return info

    def wait_for(self, number):
        """All messages, as soon as there are so many."""
        came = lambda: len(self.messages)
        wait_until(lambda: came() >= number, lambda: f"{number} messages, of which {came()} came")
        return self.messages

    def wait_lost(self):
        """Waits for the end of the connection."""
        wait_until(lambda: self.losses, "the end of the connection")

    def close(self):
        """Says goodbye and ends the thread."""
        self.mqtt.disconnect()
        self.mqtt.loop_stop()


class LiveTest(unittest.TestCase):
    """A test with programs and clients that end with it, whatever happens."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="mqtt-live-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def start(self, *words):
        """Starts any program."""
        program = Program(*words)
        self.addCleanup(program.kill)
        return program

    def start_live(self, name, *options, port=0):
        """Starts a live program that listens; its port is in `port`."""
        program = self.start(BUILD / "live" / name, f"--port={port}", *options)
        program.port = int(program.wait_for(r"^listening on 127\.0\.0\.1:(\d+)$")[1])
        return program

    def start_broker(self, *options, port=0):
        """Starts our live broker."""
        return self.start_live("mqtt-live-broker", *options, port=port)

    def start_gateway(self, *options):
        """Starts our gateway."""
        return self.start_live("mqtt-live-gateway", *options)

    def start_mosquitto(self):
        """Starts a real broker of somebody else; its port is in `port`."""
        port = free_port()
        config = self.folder / f"mosquitto-{port}.conf"
        config.write_text(f"listener {port} {HOST}\nallow_anonymous true\n")
        program = self.start("mosquitto", "-c", config)
        program.wait_for("mosquitto version .* running")
        program.port = port
        return program

    def make_client(self, port, name="", **options):
        """A client of paho that is connected."""
        client = Client(port, name, **options)
        self.addCleanup(client.close)
        self.assertEqual(client.connect(), 0)
        return client

    def make_raw(self, port, name=None, **options):
        """A raw client that has connected to the port, and with a name to the broker, too."""
        raw = RawClient(port)
        self.addCleanup(raw.close)
        if name:
            self.assertEqual(raw.connect(name, **options), 0)
        return raw

    def start_listener(self, port, *options):
        """Starts mosquitto_sub and waits until it is subscribed."""
        words = ["mosquitto_sub", "-d", "-h", HOST, "-p", port, "-F", "heard %t %q %r %p", *options]
        listener = self.start("stdbuf", "-oL", *words)
        listener.wait_for("^Subscribed")
        return listener

    def say(self, port, *options):
        """Runs mosquitto_pub to its end."""
        self.assertEqual(self.start("mosquitto_pub", "-h", HOST, "-p", port, *options).wait(), 0)

    def make_certificates(self, name):
        """A certification authority and a server's certificate by it: paths of authority, chain and key."""

        def run(*words):
            subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)

        files = ("ca", "chain", "key", "cakey", "request", "extensions")
        paths = [self.folder / f"{name}-{what}.pem" for what in files]
        authority, chain, key, authority_key, request, extensions = paths
        new = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        run("req", "-x509", *new, "-keyout", authority_key, "-out", authority, "-subj", f"/CN={name}")
        run("req", *new, "-keyout", key, "-out", request, "-subj", "/CN=localhost")
        extensions.write_text(f"subjectAltName=IP:{HOST},DNS:localhost\n")
        by = ["-CA", authority, "-CAkey", authority_key, "-set_serial", 1, "-extfile", extensions]
        run("x509", "-req", "-in", request, *by, "-out", chain)
        return authority, chain, key
