"""The tables are Django's and SQLAlchemy's: what SQLAlchemy would send is sent by Django."""

from django.db import connection
from garden.models import Tree
from shop.filters import FruitFilter
from shop.models import Base, Fruit
from sqlalchemy import create_mock_engine, select
from sqlalchemy.dialects import sqlite


def fill(rows):
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS fruits")
        Base.metadata.create_all(create_mock_engine("sqlite://", lambda made, *_: cursor.execute(str(made.compile()))))
        for number in range(rows):
            cursor.execute("INSERT INTO fruits (name, weight) VALUES (%s, %s)", [f"fruit {number}", number])
    for number in range(rows):
        Tree.objects.create(height=number)


def fruits(**given):
    def run():
        statement = FruitFilter(**given).filter(select(Fruit.id))
        sent = statement.compile(dialect=sqlite.dialect(paramstyle="format"))
        with connection.cursor() as cursor:
            cursor.execute(str(sent), [sent.params[name] for name in sent.positiontup])
            return cursor.fetchall()

    return run


def trees():
    return list(Tree.objects.filter(height=1))


before = {
    "shop/models.py:Fruit.name": fruits(name="fruit 1"),
    "shop/models.py:Fruit.weight": fruits(weight__gte=1),
    "garden/models.py:Tree.height": trees,
}
after = {
    "shop/models.py:Fruit.name": fruits(name="fruit 1"),
    "shop/models.py:Fruit.weight": fruits(weight__gte=1),
    "garden/models.py:Tree.height": trees,
}
