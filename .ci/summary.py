#!/usr/bin/env python3
"""Sums up the test reports of all modules: summary.py [FILE]. Only reports newer than FILE count. Fails when a test
failed or none ran."""
import pathlib
import sys
import xml.etree.ElementTree as xml


def main(arguments):
    root = pathlib.Path(__file__).resolve().parent.parent
    since = pathlib.Path(arguments[0]).stat().st_mtime if arguments else 0
    modules, broken, skipped = {}, [], []
    for kind in ("surefire", "failsafe"):
        for report in sorted(root.glob("*/target/%s-reports/TEST-*.xml" % kind)):
            if report.stat().st_mtime < since:
                continue
            row = modules.setdefault(report.relative_to(root).parts[0], [0, 0, 0, 0.0])
            for case in xml.parse(report).getroot().iter("testcase"):
                name = "%s.%s" % (case.get("classname"), case.get("name"))
                row[0] += 1
                row[3] += float((case.get("time") or "0").replace(",", ""))
                fault = case.find("failure") if case.find("failure") is not None else case.find("error")
                left_out = case.find("skipped")
                if fault is not None:
                    row[1] += 1
                    broken.append("%s: %s" % (name, (fault.get("message") or fault.get("type") or "").split("\n")[0][:200]))
                elif left_out is not None:
                    row[2] += 1
                    skipped.append("%s: %s" % (name, (left_out.get("message") or "").split("\n")[0][:200]))
    print("%-16s %7s %7s %8s %8s" % ("module", "tests", "failed", "skipped", "seconds"))
    for module in sorted(modules):
        print("%-16s %7d %7d %8d %8.1f" % (module, *modules[module]))
    total = [sum(column) for column in zip(*modules.values())] or [0, 0, 0, 0.0]
    print("%-16s %7d %7d %8d %8.1f" % ("all", *total))
    for line in skipped:
        print("skipped " + line)
    for line in broken:
        print("FAILED  " + line)
    return 1 if broken or total[0] == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
