from app.report import names


def fill(connection, rows):
    connection.execute("CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT)")
    connection.executemany("INSERT INTO customers (name) VALUES (?)", [(f"customer {n}",) for n in range(rows)])


def run(connection):
    return names(connection, [pk for (pk,) in connection.execute("SELECT id FROM customers")])
