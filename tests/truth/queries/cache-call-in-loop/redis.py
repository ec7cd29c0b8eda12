"""Redis is stood in for by a client that counts what it sends; Django's cache counts itself."""

from case import models

calls = []
filled = {}


class Client:
    """As much of a client as is used."""

    def get(self, key):
        calls.append(key)

    def mget(self, keys):
        calls.append(keys)
        return [None for _ in keys]

    def delete(self, *keys):
        calls.append(keys)

    def pipeline(self):
        return Pipeline()


class Pipeline:
    """What is asked of it is sent at once in the end."""

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def set(self, key, value):
        pass

    def execute(self):
        calls.append("execute")


models.client = Client()


def fill(rows):
    filled["ids"] = [*range(rows)]


before = {
    "scores": lambda: models.scores(filled["ids"]),
    "forget": lambda: models.forget(filled["ids"]),
    "pages": lambda: models.pages(filled["ids"]),
}
after = {
    "scores": lambda: models.scores(filled["ids"]),
    "forget": lambda: models.forget(filled["ids"]),
    "pages": lambda: models.pages(filled["ids"]),
    "keep": lambda: models.keep(dict.fromkeys(filled["ids"], 1)),
}
