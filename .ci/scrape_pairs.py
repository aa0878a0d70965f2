"""Pairs of an exposition and what a Prometheus stored of it, replayed: serves every body on a page of its own,
has a fresh Trivet scrape all of them, and compares health, report, series, exemplars and metadata through the
query API. Used by .ci/golden scrape."""
import base64
import http.server
import json
import math
import re
import threading
import time
import urllib.parse
import urllib.request

TOKEN = re.compile(rb"\{\{(s|ms):(-?[0-9.]+)\}\}")
TOLERANCE_SECONDS = 0.002
SCRAPE_SECONDS = 60
REPORT = ["up", "scrape_samples_scraped", "scrape_samples_post_metric_relabeling"]
SYNTHETIC = re.compile(r"up|scrape_.*")


class Target:
    """One page; its times are set by the first scrape and stay, so that later scrapes bring nothing new."""

    def __init__(self, name, case):
        self.name, self.case = name, case
        self.base = None
        self.body = None
        self.lock = threading.Lock()

    def page(self):
        with self.lock:
            if self.body is None:
                self.base = time.time()
                raw = base64.b64decode(self.case["base64"]) if "base64" in self.case else self.case["body"].encode()
                self.body = TOKEN.sub(self._absolute, raw)
            return self.body

    def _absolute(self, token):
        at = self.base + float(token[2])
        return (b"%.3f" % at) if token[1] == b"s" else (b"%d" % round(at * 1000))

    def seconds(self, token):
        """The time that the expected answer names, in seconds: relative to the scrape, or as it is."""
        relative = re.fullmatch(r"\{\{(?:s|ms):(-?[0-9.]+)\}\}", token)
        return self.base + float(relative[1]) if relative else float(token)


def serve(targets):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            target = targets.get(self.path.split("?")[0].lstrip("/"))
            if target is None:
                self.send_error(404)
                return
            body = target.page()
            self.send_response(200)
            if target.case["contentType"]:
                self.send_header("Content-Type", target.case["contentType"])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def get(url, **parameters):
    with urllib.request.urlopen(url + "?" + urllib.parse.urlencode(parameters, doseq=True), timeout=30) as answer:
        return json.load(answer)["data"]


def await_scrapes(url, targets):
    """The targets by job once all were scraped; fails after a minute."""
    deadline = time.monotonic() + SCRAPE_SECONDS
    while True:
        active = {t["scrapePool"]: t for t in get(url + "/api/v1/targets", state="active")["activeTargets"]}
        waiting = [name for name in targets
                   if name not in active or active[name]["health"] == "unknown"]
        if not waiting:
            return active
        if time.monotonic() > deadline:
            raise SystemExit("never scraped: " + ", ".join(sorted(waiting)))
        time.sleep(0.2)


def same_number(a, b):
    try:
        x, y = float(a), float(b)
    except (TypeError, ValueError):
        return a == b
    if math.isnan(x) or math.isnan(y):
        return math.isnan(x) and math.isnan(y)
    return x == y or abs(x - y) <= 1e-9 * max(abs(x), abs(y))


def same_value(target, want, value):
    """Whether a value is the expected one, which may be a time relative to the scrape."""
    if re.fullmatch(r"\{\{.*\}\}", want):
        return abs(target.seconds(want) - float(value)) <= TOLERANCE_SECONDS
    return same_number(want, value)


def same_histogram(a, b):
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same_histogram(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same_histogram, a, b))
    return same_number(a, b)


def without(labels, own):
    """Labels without those that have the target's own value."""
    return {k: v for k, v in labels.items() if own.get(k) != v}


def key(labels):
    return json.dumps(labels, sort_keys=True)


def compare_series(target, found):
    """Differences between the expected series and [(labels, newest sample)]."""
    expected = {key(s["metric"]): s for s in target.case["series"]}
    actual = {key(labels): (kind, at, value) for labels, kind, at, value in found}
    for name in sorted(expected.keys() | actual.keys()):
        if name not in actual:
            yield "missing series " + name
        elif name not in expected:
            yield "unexpected series " + name
        else:
            want, (kind, at, value) = expected[name], actual[name]
            if kind not in want:
                yield "%s is a %s" % (name, kind)
            elif kind == "value" and not same_value(target, want["value"], value):
                yield "%s is %s, not %s" % (name, value, want["value"])
            elif kind == "histogram" and not same_histogram(want["histogram"], value):
                yield "%s is %s, not %s" % (name, json.dumps(value), json.dumps(want["histogram"]))
            if "time" in want and abs(target.seconds(want["time"]) - at) > TOLERANCE_SECONDS:
                yield "%s is at %.3f, not %s" % (name, at, want["time"])


def compare_exemplars(target, found, own):
    def flat(groups, expected):
        return sorted((key(without(g.get("series", g.get("seriesLabels")), own)), key(e["labels"]), float(e["value"]),
                       round(target.seconds(e["time"]), 2) if expected and "time" in e else
                       None if expected else round(float(e["timestamp"]), 2))
                      for g in groups for e in g["exemplars"])

    want, have = flat(target.case["exemplars"], True), flat(found, False)
    if len(want) != len(have):
        yield "%d exemplars, not %d" % (len(have), len(want))
        return
    for w, h in zip(want, have):
        if w[:3] != h[:3] or w[3] is not None and abs(w[3] - h[3]) > 0.02:
            yield "exemplar %s, not %s" % (h, w)


def compare_metadata(target, found):
    want = sorted(key(m) for m in target.case["metadata"])
    have = sorted(key({k: m[k] for k in ("help", "metric", "type", "unit")}) for m in found)
    if want != have:
        yield "metadata %s, not %s" % (have, want)


def differences(url, target, active, samples):
    case = target.case
    if active["health"] != case["health"]:
        yield "health %s (%s), not %s" % (active["health"], active["lastError"], case["health"])
    if bool(active["lastError"]) != bool(case["error"]):
        yield "error %r, not %r" % (active["lastError"], case["error"])
    own = active["labels"]
    found, report = [], {}
    for labels, kind, at, value in samples:
        name = labels.get("__name__", "")
        if SYNTHETIC.fullmatch(name) and set(labels) == {"__name__", "job", "instance"}:
            report[name] = value
        else:
            found.append((without(labels, own), kind, at, value))
    for name in REPORT:
        if name in case["report"] and not same_number(case["report"][name], report.get(name)):
            yield "%s is %s, not %s" % (name, report.get(name), case["report"][name])
    yield from compare_series(target, found)
    selector = '{job="%s"}' % target.name
    yield from compare_exemplars(
        target, get(url + "/api/v1/query_exemplars", query=selector, start=0, end=time.time() + 3600), own)
    yield from compare_metadata(target, get(url + "/api/v1/targets/metadata", match_target=selector))


def newest_samples(url, targets):
    """[(labels, kind, seconds, value)] by case; a series whose own job label won is given to the case expecting it."""
    by_case = {name: [] for name in targets}
    owners = {s["metric"]["job"]: name for name, t in targets.items() for s in t.case["series"] if "job" in s["metric"]}
    for series in get(url + "/api/v1/query", query='{__name__=~".+"}[10m]')["result"]:
        labels = series["metric"]
        case = labels.get("job")
        case = case if case in by_case else owners.get(case)
        newest = [("value", *series["values"][-1])] if series.get("values") else []
        newest += [("histogram", *series["histograms"][-1])] if series.get("histograms") else []
        if case and newest:
            by_case[case].append((labels, *max(newest, key=lambda sample: sample[1])))
    return by_case


def check(folder, start, arguments):
    """Replays the pairs of a folder against a server that start(config) makes; the number of failures decides."""
    only = re.compile(arguments[arguments.index("--only") + 1]) if "--only" in arguments else re.compile("")
    targets = {f.stem: Target(f.stem, json.loads(f.read_text())) for f in sorted(folder.glob("*.json"))
               if only.search(f.stem)}
    pages = serve(targets)
    address = "127.0.0.1:%d" % pages.server_address[1]
    jobs = [dict(t.case["config"], job_name=name, metrics_path="/" + name,
                 static_configs=[{"targets": [address]}]) for name, t in targets.items()]
    config = configuration(jobs)
    failed = 0
    try:
        with start(config) as trivet:
            trivet.await_ready()
            url = trivet.url("prom")
            active = await_scrapes(url, targets)
            samples = newest_samples(url, targets)
            for name, target in targets.items():
                found = list(differences(url, target, active[name], samples[name]))
                failed += bool(found)
                if found:
                    print("FAIL %s\n  %s" % (name, "\n  ".join(found)))
                elif "-v" in arguments:
                    print("ok   %s" % name)
    finally:
        pages.shutdown()
        config.unlink()
    print("%d passed, %d failed" % (len(targets) - failed, failed))
    return 1 if failed else 0


def configuration(jobs):
    """A configuration file (JSON is YAML) that scrapes each page every five seconds."""
    import pathlib
    import tempfile
    handle, path = tempfile.mkstemp(prefix="trivet-scrape-", suffix=".yml")
    with open(handle, "w") as out:
        json.dump({"global": {"scrape_interval": "5s", "scrape_timeout": "5s"}, "scrape_configs": jobs}, out)
    return pathlib.Path(path)
