"""Content: what somebody wrote in a case, as pages for everybody say it.

It is there in the town's language, and as far as the office has translated it in others: easy
language first, if that is what the visitor wants. What is in another language than the page is
marked like the words of the page itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.findings import Text, nearest
from engine.services import translations
from engine.services.access import NOBODY
from engine.services.locality import town_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.services.translations import Translation
    from engine.web.house import House
    from engine.web.speech import Speech
    from engine.web.visitor import Visitor

_OUT_OF_DATE = Text(
    de="Diese Übersetzung ist älter als der jetzige Text.",
    en="This translation is older than the present text.",
)
_NOT_REVIEWED = Text(
    de="Diese Übersetzung hat noch niemand geprüft.",
    en="Nobody has reviewed this translation yet.",
)


@dataclass(frozen=True, slots=True)
class Content:
    """The texts of cases for one visitor."""

    speech: Speech
    own: str
    """The language in which the town writes."""
    fields: Mapping[str, Mapping[str, Translation]]
    """Translations of a case, by field and language."""
    titles: Mapping[str, Mapping[str, Translation]]
    """Translations of the titles of other cases, by their ids and language."""

    def said(self, key: str, original: object) -> str:
        """Return the text of a field."""
        return self._said(self.fields.get(key, {}), original)

    def title(self, case: str, original: object) -> str:
        """Return the title of another case."""
        return self._said(self.titles.get(case, {}), original)

    def note(self, key: str) -> Text | None:
        """Return what has to be known of the translation of a field that is shown."""
        shown = self._found(self.fields.get(key, {}))
        if shown is None:
            return None
        if not shown[1].is_current:
            return _OUT_OF_DATE
        return None if shown[1].is_reviewed else _NOT_REVIEWED

    def _said(self, by_tag: Mapping[str, Translation], original: object) -> str:
        if not original:
            return ""
        found = self._found(by_tag)
        if found is None:
            return self.speech.foreign(str(original), self.own)
        tag, translation = found
        return self.speech.foreign(translation.text, tag)

    def _found(self, by_tag: Mapping[str, Translation]) -> tuple[str, Translation] | None:
        """Return the translation that comes before the town's own words, if there is one."""
        tongue = self.speech.tongue
        for asked in (tongue.language, *tongue.order):
            for tag in nearest(asked):
                if tag == self.own:
                    return None
                if tag in by_tag:
                    return tag, by_tag[tag]
        return None


def content_of(
    house: House,
    visitor: Visitor,
    case: str | None = None,
    titles: Iterable[tuple[str, str]] = (),
) -> Content:
    """Return the texts of cases as everybody may read them.

    Args:
        house: The town's pages.
        visitor: Who looks, in which language.
        case: The case that the page is about.
        titles: Other cases: id, and title as it is shown to everybody.

    Raises:
        CaseNotFound: the case is not public.
    """
    app, tenant = house.app, house.tenant
    own = town_of(app, tenant, NOBODY).language
    speech = house.templates.speech(visitor.language, visitor.languages)
    wanted = dict(titles)
    return Content(
        speech,
        own,
        fields=translations.of_case(app, tenant, NOBODY, case) if case is not None else {},
        titles=translations.of_titles(app, tenant, NOBODY, wanted) if wanted else {},
    )
