from library.desk import check_out

wanted = []


def fill(rows):
    wanted[:] = [f"book {number}" for number in range(rows)]


def run():
    return [loan.title for loan in check_out("Ada", wanted)]
