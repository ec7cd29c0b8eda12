"""What the authors of rules test them with: cases with their expected findings, and the examples on rules' pages."""

from ddd_lint.testing.cases import check_case
from ddd_lint.testing.pages import check_page

__all__ = ["check_case", "check_page"]
