"""What filters, joins and orders by columns: methods of queries and statements, comparison methods of columns, Django's look-ups.

Kinds of a condition on a column:

    equality, in       served by a B-tree (and equality by a hash)
    range, prefix      served by a B-tree
    join               equality with another table's column
    infix              text anywhere inside: a trigram index
    search             full text
    contains           parts of JSON or an array: GIN
    key                a key inside JSON compared: GIN, or an index on the expression
    geometry           GiST
    null, negated      no index helps much
"""

from __future__ import annotations

EQUALITY, IN, RANGE, PREFIX, JOIN = "equality", "in", "range", "prefix", "join"
INFIX, SEARCH, CONTAINS, KEY, GEOMETRY = "infix", "search", "contains", "key", "geometry"
NULL, NEGATED, ORDER, ORDERING = "null", "negated", "order", "ordering"

TURNED = frozenset({EQUALITY, IN, PREFIX, INFIX, CONTAINS, KEY, SEARCH})
"""Kinds whose negation no index serves."""
SERVED = frozenset({EQUALITY, IN, RANGE, PREFIX, JOIN})
"""Kinds that an ordinary index serves."""

# -- SQLAlchemy --------------------------------------------------------------------------------------------------------

CONDITIONS = frozenset({"filter", "where"})
"""Methods of a query or statement whose arguments are conditions."""
KEYWORDS = frozenset({"filter_by"})
JOINS = frozenset({"join", "outerjoin", "join_from"})
"""Methods whose arguments behind the first may be a condition."""
PARENTS = frozenset({"with_parent"})
"""Methods that keep the rows of one parent, by its key."""
SELECTS = frozenset({"query", "select"})
"""Methods that a query of the class given begins with."""
ROOTS = frozenset(
    {
        "query",
        "select",
        "objects",
        "_default_manager",
        "_base_manager",
        "session",
        "db",
        "exec",
        "execute",
        "scalars",
        "get_queryset",
    }
)
"""Attributes and methods at which a query begins."""
AND, OR, NOT = frozenset({"and_"}), frozenset({"or_"}), frozenset({"not_"})
TRANSPARENT = frozenset(
    {
        "col",
        "type_coerce",
        "literal_column",
        "nulls_last",
        "nulls_first",
        "nullslast",
        "nullsfirst",
        "desc",
        "asc",
        "collate",
    }
)
"""Functions that leave the column they are given as it is, to an index."""

OPERATORS = {"==": EQUALITY, "!=": NEGATED, "<": RANGE, "<=": RANGE, ">": RANGE, ">=": RANGE, "in": IN}

COLUMN_METHODS = {
    "in_": IN, "between": RANGE, "startswith": PREFIX, "istartswith": INFIX, "endswith": INFIX, "iendswith": INFIX,
    "icontains": INFIX, "regexp_match": INFIX, "match": SEARCH, "bool_op": SEARCH,
    "is_": NULL, "isnot": NULL, "is_not": NULL, "not_in": NEGATED, "notin_": NEGATED, "not_like": NEGATED, "notlike": NEGATED,
    "not_ilike": NEGATED, "notilike": NEGATED, "is_distinct_from": NEGATED, "isnot_distinct_from": EQUALITY, "is_not_distinct_from": EQUALITY,
    "has_key": CONTAINS, "has_any": CONTAINS, "has_all": CONTAINS, "contained_by": CONTAINS, "overlap": CONTAINS, "path_exists": CONTAINS,
    "path_match": CONTAINS,
    "ST_DWithin": GEOMETRY, "ST_Intersects": GEOMETRY, "ST_Within": GEOMETRY, "ST_Contains": GEOMETRY, "ST_Covers": GEOMETRY,
    "ST_CoveredBy": GEOMETRY, "ST_Overlaps": GEOMETRY, "ST_Touches": GEOMETRY, "intersects": GEOMETRY,
}  # fmt: skip
"""Methods of a column that compare it; `like`, `ilike` and `contains` depend on what they are given."""
PATTERNS = {"like": PREFIX, "ilike": ""}
"""Methods that take a pattern, and what they are where it does not begin with a wildcard (no index serves that of `ilike`)."""
SQL_OPERATORS = {
    "@>": CONTAINS,
    "<@": CONTAINS,
    "&&": CONTAINS,
    "?": CONTAINS,
    "?|": CONTAINS,
    "?&": CONTAINS,
    "@@": SEARCH,
    "~": INFIX,
    "~*": INFIX,
}
"""`column.op("…")` → kind."""
JSON_READS = frozenset({"astext", "as_string", "as_integer", "as_float", "as_boolean", "as_numeric", "as_json"})
"""What reads a key of a JSON column as a value."""
GEOMETRY_FUNCTIONS = frozenset(name for name in COLUMN_METHODS if name.startswith("ST_"))
SEARCH_FUNCTIONS = frozenset({"to_tsvector"})
EXPRESSIONS = frozenset(
    {"lower", "upper", "trim", "date", "coalesce", "cast", "unaccent", "extract", "date_trunc", "substr", "left", "md5"}
)
"""Functions of which an index on the expression can be made."""

LIMITS = frozenset(
    {"limit", "first", "paginate", "fetch", "first_or_404", "last", "earliest", "latest", "afirst", "alast", "slice"}
)
"""What takes only the first rows of an ordered query."""
PAGINATORS = ("paginat", "page", "limit")
"""Parts of the names of functions and classes that page through a query."""

# -- Django ------------------------------------------------------------------------------------------------------------

LOOKUP_METHODS = {
    "filter": False, "get": False, "exclude": True, "aget": False, "get_or_create": False, "aget_or_create": False, "update_or_create": False,
    "aupdate_or_create": False, "complex_filter": False,
}  # fmt: skip
"""Methods of managers and querysets that take look-ups; whether they turn them round."""
LOOKUP_FUNCTIONS = frozenset({"get_object_or_404", "get_list_or_404", "aget_object_or_404", "aget_list_or_404"})
NOT_LOOKUPS = frozenset({"defaults", "create_defaults", "using"})
LOOKUPS = {
    "exact": EQUALITY, "iexact": EQUALITY, "in": IN, "gt": RANGE, "gte": RANGE, "lt": RANGE, "lte": RANGE, "range": RANGE, "startswith": PREFIX,
    "istartswith": INFIX, "contains": INFIX, "icontains": INFIX, "endswith": INFIX, "iendswith": INFIX, "regex": INFIX, "iregex": INFIX,
    "isnull": NULL, "search": SEARCH, "trigram_similar": INFIX, "trigram_word_similar": INFIX, "unaccent": INFIX,
    "has_key": CONTAINS, "has_keys": CONTAINS, "has_any_keys": CONTAINS, "contained_by": CONTAINS, "overlap": CONTAINS,
    "dwithin": GEOMETRY, "distance_lt": GEOMETRY, "distance_lte": GEOMETRY, "distance_gt": GEOMETRY, "within": GEOMETRY, "intersects": GEOMETRY,
    "bboverlaps": GEOMETRY, "coveredby": GEOMETRY, "covers": GEOMETRY, "touches": GEOMETRY,
}  # fmt: skip
TRANSFORMS = frozenset(
    {
        "date", "year", "month", "day", "week", "hour", "minute", "time", "lower", "upper", "length", "len", "unaccent", "iso_year", "quarter",
        "week_day",
    }
)  # fmt: skip
"""Transforms that an index on the plain column does not serve."""
RANGED_TRANSFORMS = frozenset({"year", "iso_year"})
"""Transforms that Django turns into a range."""
NOT_LISTS = frozenset(
    {
        "create", "acreate", "get", "aget", "get_or_create", "aget_or_create", "update_or_create", "aupdate_or_create", "bulk_create", "abulk_create",
        "bulk_update", "abulk_update", "update", "aupdate", "delete", "adelete", "count", "acount", "exists", "aexists", "aggregate", "aaggregate",
        "none", "in_bulk", "raw", "get_by_natural_key", "create_user", "create_superuser", "latest", "earliest", "dates", "datetimes", "explain",
        "order_by", "get_for_model", "contribute_to_class", "db", "model", "as_manager",
    }
)  # fmt: skip
"""Methods of a manager or queryset after which no list in the model's default order is left."""
INNER_QUERIES = frozenset(
    {
        "Prefetch", "Exists", "Subquery", "OuterRef", "Count", "isinstance", "len", "bool", "type", "hasattr",
        "PrimaryKeyRelatedField", "SlugRelatedField", "HyperlinkedRelatedField",
    }
)  # fmt: skip
"""What takes a queryset without listing it; the fields of a serializer look up one row of it."""

ANNOTATIONS = frozenset({"annotate", "alias"})
SEARCHES = {
    "SearchVector": SEARCH, "TrigramSimilarity": INFIX, "TrigramWordSimilarity": INFIX, "TrigramStrictWordSimilarity": INFIX,
    "TrigramDistance": INFIX, "TrigramWordDistance": INFIX,
}  # fmt: skip
"""Expressions of annotations that search columns, and how."""
