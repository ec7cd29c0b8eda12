"""Templates of Django and Jinja → what they read."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddd_lint.facts.template_names import template_names
from ddd_lint.facts.templates import extract_template
from ddd_lint.model import templates as model
from ddd_lint.model.templates import TemplateFacts


def facts(text: str, dialect: str) -> TemplateFacts:
    found = extract_template("t.html", text, dialect)
    assert found is not None
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(found), type=TemplateFacts) == found
    return found


def told(text: str, dialect: str) -> str:
    """The facts on one line, without places."""
    return " ".join(node_told(node) for node in facts(text, dialect).nodes)


def node_told(node: model.Node) -> str:
    def body(nodes: tuple[model.Node, ...]) -> str:
        return "{" + " ".join(node_told(inner) for inner in nodes) + "}"

    match node:
        case model.Shown(value, printed):
            return f"{'print' if printed else 'see'}({told_of(value)})"
        case model.For(targets, iterable, inside):
            return f"for {','.join(targets)} in {told_of(iterable)} {body(inside)}"
        case model.Once(inside):
            return f"once {body(inside)}"
        case model.When(conditions, inside):
            return f"when {','.join(name if wanted else '!' + name for name, wanted in conditions)} {body(inside)}"
        case model.Scope(inside):
            return body(inside)
        case model.Let(name, value):
            return f"{name}={told_of(value)}"
        case model.Include(names, bound, only):
            bindings = "".join(f" {name}={told_of(value)}" for name, value in bound)
            return f"include({'|'.join(names)}{bindings}{' only' if only else ''})"
        case model.Block(name, inside):
            return f"block {name} {body(inside)}"
        case model.Super():
            return "super"
        case model.Macro(name, params, inside):
            return f"macro {name}({','.join(params)}) {body(inside)}"
        case model.Macros(template, names):
            return f"from {template}: {','.join(f'{name}>{alias}' for name, alias in names)}"
        case model.Tag(name, args, names, target):
            return f"{name}({listed(args, names)}){'>' + target if target else ''}"
    raise AssertionError(node)


def told_of(value: model.Expr) -> str:
    match value:
        case model.Var(name):
            return name
        case model.Member(base, name):
            return f"{told_of(base)}.{name}"
        case model.Invoke(func, args, names):
            return f"{told_of(func)}({listed(args, names)})"
        case model.Filtered(base, name, args, names):
            return f"{told_of(base)}|{name}({listed(args, names)})"
        case model.Text(text):
            return repr(text)
        case model.Either(parts):
            return f"<{' or '.join(map(told_of, parts))}>"
        case model.Reads(parts):
            return f"[{' '.join(map(told_of, parts))}]"
        case model.Groups(base, by):
            return f"{told_of(base)} by {by}"
        case model.Slice(base):
            return f"{told_of(base)}[:]"
    raise AssertionError(value)


def listed(args: tuple[model.Expr, ...], names: tuple[str, ...]) -> str:
    return ", ".join(f"{name}={told_of(arg)}" if name else told_of(arg) for arg, name in zip(args, names, strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ a.b.0|upper }}", "print(a.b.0|upper())"),
        ('{{ a|default:"x"|slice:n|add:1 }}', "print(a|default('x')|slice(n)|add([]))"),
        ("{{ 'text' }} {{ 5 }} {{ _('word') }}", "print('text') print([]) print([])"),
        # What is no expression of Django's reads nothing; the rest of the template is still read.
        ("{{ a + b }}{{ a b }}{{ c._d }}{{ e }}", "print([]) print([]) print([]) print(e)"),
        ("{% for a, b in xs.items reversed %}{{ a }}{% empty %}{{ c }}{% endfor %}", "for a,b in xs.items {print(a) print(c)}"),
        ("{% for a in %}{% endfor %}", "for a in [] {}"),
        (
            "{% if a.b and not c == 'd' %}{{ e }}{% elif f in g %}{{ h }}{% else %}{{ i }}{% endif %}",
            "see(a.b) see(c) see('d') print(e) see(f) see(g) print(h) print(i)",
        ),
        ("{% if forloop.first %}{{ a }}{% else %}{{ b }}{% endif %}", "see(forloop.first) once {print(a)} print(b)"),
        ("{% if forloop.first or a %}{{ b }}{% endif %}", "see(forloop.first) see(a) print(b)"),
        ("{% with a=b.c d=e %}{{ a }}{% endwith %}{% with b.c as a %}{% endwith %}", "{a=b.c d=e print(a)} {a=b.c}"),
        (
            "{% blocktrans with a=b.c count n=d %}{{ a }}{% plural %}{{ n }}{% endblocktrans %}",
            "{a=b.c n=d print(a) print(n)}",
        ),
        ('{% include "x.html" with a=b only %}{% include name %}{% include %}', "include(x.html a=b only) include() include()"),
        ("{% block a %}{{ block.super }}{% block b %}{% endblock b %}{% endblock %}", "block a {super block b {}}"),
        ("{% regroup xs by a.b as groups %}{% regroup xs %}", "groups=xs by a.b"),
        # Neither is rendered here each time.
        ("{% comment %}{{ a }}{% endcomment %}{% cache 5 k %}{{ b }}{% endcache %}{# {{ c }} #}{{ d }}", "print(d)"),
        ("{% verbatim %}{{ a }}{% endverbatim %}{{ b }}", "print(b)"),
        ("{% load x %}{% csrf_token %}{% trans a.b %}{% url 'v' a.b k=c as d %}{{ d }}", "see('v') see(a.b) see(c) d=[] print(d)"),
        ("{% ifchanged a.b %}{{ c }}{% else %}{{ d }}{% endifchanged %}", "see(a.b) print(c) print(d)"),
        # Tags of a library, with and without an end.
        ("{% card a.b size='x' as c %}{% panel %}{{ d }}{% endpanel %}", "card(a.b, size='x')>c panel() print(d)"),
        ("{% if a %}{% panel %}{{ b }}{% else %}{{ c }}{% endpanel %}{% else %}{{ d }}{% endif %}",
         "see(a) when a {panel() print(b)} when !a {print(c)} when !a {print(d)}"),
        ("{% if a and not b or c.d %}{{ e }}{% elif not f and g %}{{ h }}{% else %}{{ i }}{% endif %}",
         "see(a) when a {see(b)} see(c.d) print(e) see(f) when !f {see(g)} when !f,g {print(h)} print(i)"),
        ("{% if a or b %}{{ c }}{% else %}{{ d }}{% endif %}", "see(a) when !a {see(b)} print(c) when !a,!b {print(d)}"),
        ("{% if %}{{ a }}{% endif %}{% if a b %}{{ c }}{% endif %}", "print(a) print(c)"),
        ("{%  %}{{ a }}", "print(a)"),
    ],
)  # fmt: skip
def test_templates_of_django(text: str, expected: str) -> None:
    assert told(text, model.DJANGO) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ a.b['c'][0][d] }}", "print(a.b.c.0.0)"),
        ("{{ a.b(c, d=e, *f, **g)[1:] }}", "print(a.b(c, d=e, *=f, *=g)[:])"),
        ("{{ a|sort(attribute='b')|first }}", "print(a|sort(attribute='b')|first())"),
        ("{{ a if b else c }} {{ a if b }} {{ a or b }} {{ a and not b }}",
         "print(<[b] or a or c>) print(<[b] or a>) print(<a or b>) print(<a or [b]>)"),
        ("{{ a + b }} {{ [a, 5] }} {{ a ~ 'x' }} {{ a is defined }}", "print([a b]) print([a []]) print([a 'x']) print([a])"),
        ("{% for a, (b, c) in xs if a.d %}{{ b }}{% else %}{{ e }}{% endfor %}", "for a,b,c in xs {see(a.d) print(b)} print(e)"),
        ("{% if a %}{{ b }}{% elif c %}{{ d }}{% else %}{{ e }}{% endif %}",
         "see(a) when a {print(b)} when !a {see(c)} when !a,c {print(d)} when !a,!c {print(e)}"),
        ("{% if a and not b or c.d %}{{ e }}{% else %}{{ f }}{% endif %}", "see(a) when a {see(b)} see(c.d) print(e) print(f)"),
        ("{{ a(true, none, 5) }}", "print(a(True, None, []))"),
        ("{% if loop.last %}{{ a }}{% endif %}{% if other.last %}{{ b }}{% endif %}", "see(loop.last) once {print(a)} see(other.last) print(b)"),
        ("{% set a = b.c %}{% set d, e = f %}{% set g %}{{ h }}{% endset %}{% set ns.i = j %}", "a=b.c d=[] e=[] {print(h)} g=[]"),
        ("{% with a=b.c %}{{ a }}{% endwith %}", "{a=b.c print(a)}"),
        ("{% block a %}{{ super() }}{% endblock %}", "block a {super}"),
        ("{% include 'a.html' %}{% include ['a.html', 'b.html'] ignore missing without context %}{% include x %}",
         "include(a.html) include(a.html|b.html only) include()"),
        ("{% import 'm.html' as m %}{% from 'm.html' import a, b as c with context %}", "from m.html: >m from m.html: a>a,b>c"),
        ("{% macro a(b, c=1) %}{{ b }}{% endmacro %}{{ a(d) }}", "macro a(b,c) {print(b)} print(a(d))"),
        ("{% call(x) a(b) %}{{ x }}{% endcall %}{% do a.b() %}", "see(a(b)) {print(x)} see(a.b())"),
        ("{% filter upper %}{{ a }}{% endfilter %}{% autoescape true %}{{ b }}{% endautoescape %}", "print(a) {print(b)}"),
        ("{{ xs|groupby('a.b') }} {{ xs|groupby(c) }}", "print(xs by a.b) print(xs|groupby(c))"),
        ("{% trans a=b.c %}{{ a }}{% pluralize %}{{ a }}s{% endtrans %}", "print([[ngettext('%(a)s', '%(a)ss', b.c)] [['a' b.c]]])"),
        # Tags that Jinja does not have, and what they enclose.
        ("{% panel a.b %}{{ c }}{% endpanel %}{% cache 5 %}{{ d }}{% endcache %}{{ e }}", "print(c) print(e)"),
        ("{# {{ a }} #}{% raw %}{{ b }}{% endraw %}{{ c }}", "print(c)"),
    ],
)  # fmt: skip
def test_templates_of_jinja(text: str, expected: str) -> None:
    assert told(text, model.JINJA) == expected


@pytest.mark.parametrize(
    ("text", "dialect", "extends"),
    [
        ('{% extends "a/base.html" %}', model.DJANGO, "a/base.html"),
        ("{% extends base %}", model.DJANGO, ""),
        ("{% extends %}", model.DJANGO, ""),
        ('{% extends "a/base.html" %}', model.JINJA, "a/base.html"),
        ("{% extends 'a.html' if b else 'c.html' %}", model.JINJA, "a.html"),
        ("{% extends base %}", model.JINJA, ""),
    ],
)
def test_the_template_that_one_extends(text: str, dialect: str, extends: str) -> None:
    assert facts(text, dialect).extends == extends


@pytest.mark.parametrize("dialect", [model.DJANGO, model.JINJA])
@pytest.mark.parametrize(
    "text",
    [
        "{% for a in b %}",
        "{% if a %}{% for b in c %}{% endif %}{% endfor %}",
        "{% for a of b %}{% endfor %}",
        "{% if a %}" * 2_000 + "{% endif %}" * 2_000,
    ],
)
def test_what_is_no_template_has_no_facts(text: str, dialect: str) -> None:
    assert extract_template("t.html", text, dialect) is None


def test_an_unclosed_expression_is_text_to_django_alone() -> None:
    assert told("{{ a", model.DJANGO) == ""
    assert extract_template("t.html", "{{ a", model.JINJA) is None


@pytest.mark.parametrize("dialect", [model.DJANGO, model.JINJA])
def test_places(dialect: str) -> None:
    found = facts("<p>\n  {% for book in books %}{{ book.author.name|upper }}\n{{ book }}\n{% endfor %}", dialect)
    (loop,) = found.nodes
    assert isinstance(loop, model.For)
    assert (loop.line, loop.column) == (2, 6)
    first, second = loop.body
    assert isinstance(first, model.Shown)
    assert isinstance(second, model.Shown)
    assert isinstance(first.value, model.Filtered)
    assert (first.line, first.column) == (2, 46)
    name = first.value.base
    assert isinstance(name, model.Member)
    assert isinstance(name.base, model.Member)
    assert (name.line, name.column, name.base.column) == (2, 41, 34)
    assert (second.line, second.column) == (3, 4)


def test_places_of_what_stands_on_another_line_than_its_tag() -> None:
    found = facts("{{ a.b(\n c.d) }}{{\n e }}{% if 1 %}{% endif %}", model.JINJA)
    places = [(node.line, node.column) for node in found.nodes if isinstance(node, model.Shown)]
    assert places == [(1, 6), (3, 2), (3, 1)]


PIECES = st.lists(
    st.sampled_from(
        [
            "{% for a in b %}", "{% endfor %}", "{% if a.b %}", "{% else %}", "{% endif %}", "{{ a.b|c:d }}", "{{ a.b(c)[1] }}", "{% block x %}",
            "{% endblock %}", "{% include 'x' %}", "{% macro a(b) %}", "{% endmacro %}", "{% mine a=b %}", "{%", "%}", "{{", "}}", "{#", "#}", "\n",
            "{% cache %}", "{% endcache %}", "{% with a=b %}", "{% endwith %}", "'", '"', "|", "x",
        ]
    ),
    max_size=12,
)  # fmt: skip


@given(PIECES.map("".join) | st.text(max_size=60), st.sampled_from([model.DJANGO, model.JINJA]))
def test_no_text_makes_the_extraction_fail(text: str, dialect: str) -> None:
    found = extract_template("t.html", text, dialect)
    assert found is None or found.dialect == dialect


def test_names_of_templates_in_a_module() -> None:
    text = """
    render(request, "app/list.html", {})
    NAMES = ('/mail.jinja2', "x.j2", 'old.htm', "page.djhtml")
    f"{name}.html"; "text.txt"; "html"; open("a b.html")
    class View(DetailView): pass
    """
    assert template_names(text) == (
        "*_detail.html", "a b.html", "app/list.html", "mail.jinja2", "old.htm", "page.djhtml", "x.j2",
    )  # fmt: skip
    assert template_names("ListView") == ("*_list.html",)
    assert template_names("x = 1") == ()


SCHEMA = """
type Query { books(first: Int): [Book!]!, book: Book }
interface Named { name: String! }
extend type Query { names: [String] }
extend interface Named { short: String }
union Any = Book
type Book implements Named @key(fields: "id") { name: String! authors: [[Author!]] }
type Empty
"""


def test_types_of_a_schema() -> None:
    found = facts(SCHEMA, "graphql")
    assert found.nodes == ()
    assert [(declared.name, [(f.name, f.type, f.many) for f in declared.fields]) for declared in found.types] == [
        ("Query", [("books", "Book", True), ("book", "Book", False)]),
        ("Named", [("name", "String", False)]),
        ("Query", [("names", "String", True)]),
        ("Named", [("short", "String", False)]),
        ("Book", [("name", "String", False), ("authors", "Author", True)]),
        ("Empty", []),
    ]


def test_a_schema_that_is_cut_off_has_the_types_that_it_holds_whole() -> None:
    found = facts("type Book {\n  name: String\n}\n\ntype Author {\n  nam", "graphql")
    assert [declared.name for declared in found.types] == ["Book"]


@pytest.mark.parametrize("text", ["", "type {\n}", "{{ a }}", "type A {\n a b: c\n}\ntype"])
def test_what_is_no_schema_has_no_facts(text: str) -> None:
    assert extract_template("s.graphql", text, "graphql") is None
