from app import report
from app.sources import Row, RowSource


def fill(rows):
    for number in range(rows):
        Row.objects.create(name=f"row {number}")


def names():
    return [row.name for row in Row.objects.all()]


before = {
    "app/report.py:report": lambda: len(list(report.report(RowSource, names()))),
    "app/report.py:counts": lambda: report.counts(RowSource, names()),
}
after = {"app/report.py:report": lambda: len(list(report.report(RowSource, names())))}
