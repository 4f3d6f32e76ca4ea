"""Pages of lists that may hold millions of rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

from django.core.paginator import EmptyPage, Page, PageNotAnInteger
from django.core.paginator import Paginator as DjangoPaginator
from django.db.models import QuerySet

ROWS_A_PAGE = 50
COUNTED_AT_MOST = 10_000  # rows; design.md: more is said as "more than 10,000" until somebody asks
LONGEST_NUMBER = 9  # digits of a page number; what follows from a longer one is no bigint


class CappedPaginator(DjangoPaginator):
    """Counts no further than `most` rows; beyond, pages go on for as long as there are rows.

    `found` is a QuerySet, or a list where all of it is there anyway.
    `base` holds the same rows without what only the shown ones need; it is what is counted. With `shown`,
    `found` is asked for ids alone and `shown` for the rows of these ids: what a row shows is then joined to
    the fifty of the page and not, before they are sorted, to all that match. `parts` are then the same ids as
    `found`, cut into querysets that follow each other.
    """

    def __init__(
        self,
        found: Any,
        *,
        base: Any = None,
        shown: Callable[[list[Any]], QuerySet] | None = None,
        parts: Sequence[QuerySet] = (),
        most: int | None = COUNTED_AT_MOST,
        per_page: int = ROWS_A_PAGE,
    ) -> None:
        super().__init__(found, per_page)
        self.base = found if base is None else base
        self.shown = shown
        self.parts = parts or [found]
        self.most = most

    @cached_property
    def _counted(self) -> int:
        """The number of rows, or `most` + 1 where there are more."""
        if isinstance(self.base, list):
            return len(self.base)
        rows = self.base.order_by()
        return rows.count() if self.most is None else rows[: self.most + 1].count()

    @property
    def count_is_capped(self) -> bool:
        return self.most is not None and self._counted > self.most

    @cached_property
    def count(self) -> int:
        """The number of rows; `most` where the count is capped."""
        return self._counted if self.most is None else min(self._counted, self.most)

    def validate_number(self, number: Any) -> int:
        text = str(number)
        if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
            raise PageNotAnInteger(f"“{text[:40]}” is no page number; write it as 1, 2, 3.")
        page = int(text)
        if page < 1:
            raise PageNotAnInteger("Pages are counted from 1.")
        if page > self.num_pages and not self.count_is_capped:
            raise EmptyPage(f"There is no page {page}; the last one is {self.num_pages}.")
        return page

    def page(self, number: Any) -> CappedPage:
        """One row more than shown is fetched, to know whether a page follows.

        Raises PageNotAnInteger or EmptyPage, each with a sentence for the reader.
        """
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        if self.shown is None:
            rows = list(self.object_list[start : start + self.per_page + 1])
        else:
            rows = self._ids(start, self.per_page + 1)
        if not rows and number > 1:
            raise EmptyPage(f"There is no page {number}; the list ends before it.")
        more, rows = len(rows) > self.per_page, rows[: self.per_page]
        return CappedPage(rows if self.shown is None else self._shown(rows), number, self, more=more)

    def _ids(self, start: int, wanted: int) -> list[Any]:
        found: list[Any] = []
        for part in self.parts:
            ids = part.values_list("pk", flat=True)
            here = list(ids[start : start + wanted - len(found)])
            found += here
            if len(found) == wanted:
                break
            # how much of `start` lay in this part; a page that ends in it goes on at the next one's first row
            start = 0 if here or not start else max(0, start - part.order_by().count())
        return found

    def _shown(self, ids: list[Any]) -> list[Any]:
        """The rows of these ids, in their order; one that went meanwhile is left out."""
        rows = {row.pk: row for row in self.shown(ids)} if self.shown and ids else {}
        return [rows[pk] for pk in ids if pk in rows]


class CappedPage(Page):
    paginator: CappedPaginator

    def __init__(self, rows: list, number: int, paginator: CappedPaginator, *, more: bool) -> None:
        super().__init__(rows, number, paginator)
        self.more = more

    def has_next(self) -> bool:
        return self.more

    def next_page_number(self) -> int:
        if not self.more:
            raise EmptyPage("This is the last page.")
        return self.number + 1

    def start_index(self) -> int:
        return (self.number - 1) * self.paginator.per_page + 1 if self.object_list else 0

    def end_index(self) -> int:
        return (self.number - 1) * self.paginator.per_page + len(self.object_list)
