"""What declares columns, indexes and constraints: SQLAlchemy, SQLModel, Django.

Types are told apart only as far as an index cares: `string` (limited length), `text`, `json`, `array`, `tsvector`, `geometry`, `bool`,
`enum`, `number`, `date`, `uuid`, `binary`, `other`; `unknown` for a library's type that is in no table, "" where none is told.
"""

from __future__ import annotations

import msgspec

STRING, TEXT, JSON, ARRAY, TSVECTOR, GEOMETRY = "string", "text", "json", "array", "tsvector", "geometry"
BOOL, ENUM, NUMBER, DATE, UUID, BINARY, OTHER = "bool", "enum", "number", "date", "uuid", "binary", "other"
UNKNOWN = "unknown"

# -- SQLAlchemy, SQLModel ----------------------------------------------------------------------------------------------

PACKAGES = frozenset(
    {
        "sqlalchemy", "sqlmodel", "flask_sqlalchemy", "flask_appbuilder", "geoalchemy2", "sqlalchemy_utils", "pgvector", "db", "sa",
        "advanced_alchemy", "fastapi_users_db_sqlalchemy", "fastapi_utils", "citext", "sqlalchemy_json",
    }
)  # fmt: skip
"""First parts of the qualified names that the tables below hold the last parts of."""

COLUMNS = frozenset({"Column", "mapped_column", "Field"})
COLUMN_WRAPPERS = frozenset({"deferred", "column_property", "query_expression", "with_variant"})
"""Calls whose first argument is the column."""
FOREIGN_KEY = "ForeignKey"
FOREIGN_KEY_CONSTRAINT = "ForeignKeyConstraint"
INDEX = "Index"
UNIQUE_CONSTRAINT = "UniqueConstraint"
PRIMARY_KEY_CONSTRAINT = "PrimaryKeyConstraint"
EXCLUDE_CONSTRAINT = "ExcludeConstraint"
TABLE = "Table"
DECLARED = frozenset({"declared_attr", "cascading", "directive", "declared_only", "classproperty", "classmethod"})
"""Decorators of functions of a mapped class that give a column or table arguments."""

SQL_TYPES = {
    **dict.fromkeys(("String", "VARCHAR", "Unicode", "CHAR", "NVARCHAR", "AutoString", "EmailType", "CIText", "CITEXT", "NCHAR"), STRING),
    **dict.fromkeys(("Text", "TEXT", "UnicodeText", "CLOB", "URLType"), TEXT),
    **dict.fromkeys(("JSON", "JSONB", "MutableJson", "NestedMutableJson", "HSTORE", "JSONType"), JSON),
    "ARRAY": ARRAY,
    "TSVECTOR": TSVECTOR, "TSVectorType": TSVECTOR,
    **dict.fromkeys(("Geometry", "Geography", "Raster"), GEOMETRY),
    **dict.fromkeys(("Boolean", "BOOLEAN"), BOOL),
    **dict.fromkeys(("Enum", "ENUM", "ChoiceType", "PyIntEnum", "PyStrEnum"), ENUM),
    **dict.fromkeys(("Integer", "INTEGER", "BigInteger", "BIGINT", "SmallInteger", "SMALLINT", "Numeric", "NUMERIC", "DECIMAL", "Float",
                     "FLOAT", "REAL", "Double", "DOUBLE_PRECISION", "Interval", "INTERVAL"), NUMBER),
    **dict.fromkeys(("DateTime", "DATETIME", "TIMESTAMP", "Date", "DATE", "Time", "TIME", "UTCDateTime", "ArrowType"), DATE),
    **dict.fromkeys(("Uuid", "UUID", "UUIDType", "GUID"), UUID),
    **dict.fromkeys(("LargeBinary", "BLOB", "BYTEA", "PickleType", "BINARY"), BINARY),
}  # fmt: skip
"""A column type's last name → what an index cares for."""

INDEXED_TYPES = {"Geometry": "gist", "Geography": "gist", "Raster": "gist", "TSVectorType": "gin"}
"""Types that come with an index (GeoAlchemy's, unless `spatial_index=False`, and SQLAlchemy-Searchable's) → its method."""

PYTHON_TYPES = {
    "str": STRING, "int": NUMBER, "float": NUMBER, "decimal.Decimal": NUMBER, "bool": BOOL, "datetime.datetime": DATE, "datetime.date": DATE,
    "datetime.time": DATE, "datetime.timedelta": NUMBER, "uuid.UUID": UUID, "bytes": BINARY, "dict": JSON, "pydantic.EmailStr": STRING,
}  # fmt: skip
"""The annotated type of a mapped attribute → what an index cares for."""

TYPE_DECORATOR = "TypeDecorator"

# -- Django ------------------------------------------------------------------------------------------------------------


class FieldType(msgspec.Struct, frozen=True):
    """A Django field class: its type, what index it makes by itself, and the length that it has without `max_length`."""

    type: str
    indexed: bool = False
    unique: bool = False
    relation: bool = False
    column: bool = True
    length: int | None = None


DJANGO_FIELDS = {
    **dict.fromkeys(("CharField", "CICharField"), FieldType(STRING)),
    **dict.fromkeys(("EmailField", "CIEmailField"), FieldType(STRING, length=254)),
    **dict.fromkeys(("FilePathField", "FileField", "ImageField"), FieldType(STRING, length=100)),
    "URLField": FieldType(STRING, length=200),
    "SlugField": FieldType(STRING, indexed=True, length=50),
    **dict.fromkeys(("TextField", "CITextField"), FieldType(TEXT)),
    **dict.fromkeys(("JSONField", "HStoreField"), FieldType(JSON)),
    "ArrayField": FieldType(ARRAY),
    "SearchVectorField": FieldType(TSVECTOR),
    **dict.fromkeys(("GeometryField", "PointField", "LineStringField", "PolygonField", "MultiPointField", "MultiLineStringField",
                     "MultiPolygonField", "GeometryCollectionField", "RasterField"), FieldType(GEOMETRY, indexed=True)),
    **dict.fromkeys(("BooleanField", "NullBooleanField"), FieldType(BOOL)),
    **dict.fromkeys(("IntegerField", "BigIntegerField", "SmallIntegerField", "PositiveIntegerField", "PositiveBigIntegerField",
                     "PositiveSmallIntegerField", "FloatField", "DecimalField", "DurationField"), FieldType(NUMBER)),
    **dict.fromkeys(("AutoField", "BigAutoField", "SmallAutoField"), FieldType(NUMBER, unique=True)),
    **dict.fromkeys(("DateField", "DateTimeField", "TimeField"), FieldType(DATE)),
    "UUIDField": FieldType(UUID),
    "BinaryField": FieldType(BINARY),
    "GenericIPAddressField": FieldType(OTHER),
    **dict.fromkeys(("ForeignKey", "ParentalKey"), FieldType(NUMBER, indexed=True, relation=True)),
    "OneToOneField": FieldType(NUMBER, unique=True, relation=True),
    **dict.fromkeys(("ManyToManyField", "GenericRelation", "GenericForeignKey", "ParentalManyToManyField"), FieldType(OTHER, column=False)),
}  # fmt: skip
"""A field class's last name → what it is."""

GENERIC_FOREIGN_KEY = "GenericForeignKey"
DJANGO_INDEXES = {
    "Index": "btree", "BTreeIndex": "btree", "GinIndex": "gin", "GistIndex": "gist", "SpGistIndex": "spgist", "BrinIndex": "brin",
    "HashIndex": "hash", "BloomIndex": "bloom",
}  # fmt: skip
"""An index class's last name → the index's method."""
