"""Which file a dotted name leads to, where several folders could be its root."""

from __future__ import annotations

import pytest

from ddd_lint.index.modules import Modules

TWICE = Modules(["a/common/one.py", "main.py", "zz/common/one.py", "zz/page.py"])
LOOSE = Modules(["main.py", "src/tools.py", "things/tools/helper.py", "things/extra.py", "web/page.py"])


@pytest.mark.parametrize(
    ("modules", "name", "importer", "found"),
    [
        pytest.param(TWICE, "common.one", "main.py", ("a/common/one.py", ""), id="the nearer root"),
        pytest.param(TWICE, "common.one", "zz/page.py", ("zz/common/one.py", ""), id="the root above the importer"),
        pytest.param(TWICE, "common.two", "main.py", None, id="a module that its package lacks"),
        pytest.param(LOOSE, "tools", "main.py", ("src/tools.py", ""), id="a module of a usual root"),
        pytest.param(LOOSE, "tools", "web/page.py", ("src/tools.py", ""), id="the same from another folder"),
        pytest.param(LOOSE, "extra", "main.py", None, id="a module of a folder that is no root"),
        pytest.param(LOOSE, "extra", "things/tools/helper.py", None, id="a module of a folder above that is no root"),
        pytest.param(LOOSE, "missing", "main.py", None, id="a module that is nowhere"),
    ],
)
def test_where_a_name_leads(modules: Modules, name: str, importer: str, found: tuple[str, str] | None) -> None:
    assert modules.locate(name, importer) == found
    assert modules.locate(name, importer) == found
