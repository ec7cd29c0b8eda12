from app.imports import load
from app.tables import PRICES

wanted = []


def fill(connection, rows):
    connection.execute(PRICES)
    wanted[:] = [(f"sku {number}", number) for number in range(rows)]


def run(connection):
    load(connection, wanted)
    return connection.execute("SELECT sku, price FROM prices").fetchall()
