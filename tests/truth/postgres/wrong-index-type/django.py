"""What the project's search builds, asked one by one; its geometry is a plain point, which is asked nothing."""

from django.contrib.postgres.search import SearchQuery, SearchVector
from shop.models import Product


def fill(rows):
    Product.objects.bulk_create(
        Product(
            text=f"{number} " + "words of no meaning " * 5,
            name=f"name {number}",
            title=f"title {number}",
            data={"color": number},
            sizes=[number],
            email=f"{number}@shop.test",
        )
        for number in range(rows)
    )


def run():
    list(Product.objects.filter(text__icontains="needle"))
    if any(index.name == "ix_words" for index in Product._meta.indexes):
        found = SearchVector("title", "name", "text", config="english")
    else:
        found = SearchVector("title", "name") + SearchVector("text")
    list(Product.objects.annotate(found=found).filter(found=SearchQuery("needle")))
    list(Product.objects.filter(data__color="needle"))
    list(Product.objects.filter(data__has_key="needle"))
    list(Product.objects.filter(sizes__contains=[1]))


before = {
    "shop/models.py:Product.text": 'UPPER("shop_product"."text"',
    "shop/models.py:Product.name": "@@",
    "shop/models.py:Product.title": "@@",
    "shop/models.py:Product.data": '"data" ',
    "shop/models.py:Product.sizes": "@>",
}
after = {
    "shop/models.py:Product.text": 'UPPER("shop_product"."text"',
    "shop/models.py:Product.name": "@@",
    "shop/models.py:Product.title": "@@",
    "shop/models.py:Product.data": '"data" ',
    "shop/models.py:Product.sizes": "@>",
}
