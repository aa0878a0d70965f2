"""The servers that bench/run starts, each fresh on loopback in a temporary directory, and what /proc says of them."""
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
LISTENERS = ["prometheus", "loki", "tempo", "otlp_grpc", "otlp_http"]


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


class Server:
    """A process of its own. Subclasses say how it starts (command), is ready (ready_path) and writes to disk (flush)."""
    name = ""
    ready_path = ""

    def __init__(self, *settings):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="trivet-bench-"))
        self.data = self.folder / "data"
        self.port = 0
        command = self.command(settings)
        self.log = open(self.folder / "log", "wb")
        began = time.monotonic()
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=self.log,
                                        stderr=subprocess.STDOUT)
        self.pid = self.process.pid
        self.await_ready()
        self.seconds_to_ready = time.monotonic() - began

    def command(self, settings):
        raise NotImplementedError

    def flush(self):
        """Writes everything to disk in its final form; answers the folder that then holds it."""
        raise NotImplementedError

    def url(self, path=""):
        return "http://127.0.0.1:%d%s" % (self.port, path)

    def await_ready(self):
        while True:
            try:
                with urllib.request.urlopen(self.url(self.ready_path), timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                pass
            if self.process.poll() is not None:
                sys.exit("%s ended before it was ready:\n%s" % (self.name, (self.folder / "log").read_text()))
            time.sleep(0.005)

    def get(self, path, **parameters):
        query = "?" + urllib.parse.urlencode(parameters) if parameters else ""
        with urllib.request.urlopen(self.url(path) + query, timeout=600) as answer:
            return answer.read()

    def post(self, path):
        urllib.request.urlopen(urllib.request.Request(self.url(path), method="POST"), timeout=600).read()

    def cpu_seconds(self):
        fields = pathlib.Path("/proc/%d/stat" % self.pid).read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_bytes(self):
        """Anonymous memory and what is mapped of files: RSS, in bytes."""
        status = pathlib.Path("/proc/%d/status" % self.pid).read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) * 1024

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Trivet(Server):
    name = "trivet"
    ready_path = "/-/ready"

    def command(self, settings):
        self.ports = dict(zip(LISTENERS, free_ports(len(LISTENERS))))
        self.port = self.ports["prometheus"]
        command = [str(ROOT / "trivet"), "serve", "--data", str(self.data), "--set", "server.address=127.0.0.1"]
        for pair in self.ports.items():
            command += ["--set", "server.%s.port=%d" % pair]
        for setting in settings:
            command += ["--set", setting]
        return command

    def url_of(self, listener):
        return "http://127.0.0.1:%d" % self.ports[listener]

    def flush(self):
        self.post("/-/flush")
        return self.data


class Prometheus(Server):
    name = "prometheus"
    ready_path = "/-/ready"

    def command(self, settings):
        self.port = free_ports(1)[0]
        (self.folder / "prometheus.yml").write_text("global: {scrape_interval: 1h}\n")
        return ["prometheus", "--config.file=%s" % (self.folder / "prometheus.yml"), "--storage.tsdb.path=%s" % self.data,
                "--web.listen-address=127.0.0.1:%d" % self.port, "--web.enable-remote-write-receiver",
                "--web.enable-admin-api", "--log.level=error", *settings]

    def flush(self):
        self.post("/api/v1/admin/tsdb/snapshot")  # the head as blocks
        return self.data / "snapshots"


class VictoriaMetrics(Server):
    name = "victoria-metrics"
    ready_path = "/health"

    def command(self, settings):
        self.port = free_ports(1)[0]
        return ["victoria-metrics", "-storageDataPath=%s" % self.data, "-httpListenAddr=127.0.0.1:%d" % self.port,
                "-search.latencyOffset=0s", "-search.disableCache", "-loggerLevel=ERROR", "-retentionPeriod=1",
                "-search.maxUniqueTimeseries=5000000", "-search.maxSeries=5000000", *settings]

    def flush(self):
        self.get("/internal/force_flush")
        return self.data


class NodeExporter(Server):
    name = "prometheus-node-exporter"
    ready_path = "/metrics"

    def command(self, settings):
        self.port = free_ports(1)[0]
        return ["prometheus-node-exporter", "--web.listen-address=127.0.0.1:%d" % self.port, *settings]


PEERS = {"prometheus": Prometheus, "victoria-metrics": VictoriaMetrics}


def disk_bytes(folder):
    return sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())
