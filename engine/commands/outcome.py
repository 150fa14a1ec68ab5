"""What became of an order: accepted with what follows, or refused with every reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.commands.exits import ExitCode
from engine.commands.output import answer
from engine.commands.saying import NOTHING, day, last_day
from engine.findings import Text
from engine.lifecycle.builtin import EVENTS
from engine.lifecycle.chronicle import title_of
from engine.services import cases
from engine.services.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.commands.call import Call
    from engine.lifecycle.outcome import Reason, Verdict
    from engine.services.answers import Answer
    from engine.services.cases import Shown


def tell(call: Call, given: Answer) -> None:
    """Give the answer; ends the command with the code for refusals if it was refused."""
    answer(call, document_of(given), *(() if call.as_json else _lines(call, given)))
    if not given.accepted:
        call.finish(ExitCode.REFUSED)


def document_of(given: Answer) -> dict[str, Any]:
    """Return an answer as JSON."""
    return {
        "accepted": given.accepted,
        "case": given.case,
        "number": given.number,
        "state": given.state,
        "version": given.version,
        "events": list(given.events),
        "notes": [_both(each) for each in given.notes],
        "reasons": reasons_document(given.reasons),
        "possible": list(given.possible),
        "repeated": given.is_repeated,
    }


def reasons_document(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    """Return what stands against something as JSON."""
    return [
        {
            "code": each.code,
            "subject": each.subject,
            "message": _both(each.message),
            "condition": verdict_document(each.verdict) if each.verdict else None,
        }
        for each in reasons
    ]


def verdict_document(verdict: Verdict) -> dict[str, Any]:
    """Return a condition with every value that it read as JSON."""
    return {
        "id": verdict.id,
        "holds": verdict.holds,
        "failure": verdict.failure,
        "explanation": plain(verdict.explain().to_json()),
    }


def reason_lines(call: Call, reasons: Iterable[Reason]) -> Iterator[str]:
    """Yield each reason, a condition with the values that decided."""
    for each in reasons:
        yield f"  ✗ {call.words(each.message)}{_subject(each)}"
        if each.verdict is not None:
            yield from (f"      {line}" for line in each.verdict.explain().lines(call.language))


def _subject(reason: Reason) -> str:
    """Return what one needs besides the sentence: the roles to act in, the name of a condition."""
    if not reason.subject or reason.code in {"input", "event"}:
        return ""
    if reason.code == "role":
        return f" [--as {' | '.join(reason.subject.split(','))}]"
    return f" [{reason.subject}]"


def _lines(call: Call, given: Answer) -> Iterator[str]:
    shown = None
    if given.case is not None:
        shown = cases.show(call.application, call.tenant, call.reader, given.case)
    if given.accepted and shown is not None:
        yield from _acceptance(call, given, shown)
        return
    about = _about(call, shown) if shown is not None else ""
    yield call.words(Text(de=f"Abgelehnt{about}:", en=f"Refused{about}:"))
    yield from reason_lines(call, given.reasons)
    if given.possible:
        listed = ", ".join(_event(call, key, shown) for key in given.possible)
        yield call.words(Text(de=f"Möglich ist jetzt: {listed}", en=f"Possible now: {listed}"))


def _about(call: Call, shown: Shown) -> str:
    state = call.words(shown.workflow.states[shown.case.state].title)
    return f" – {shown.case.number}, {state} ({_version(call, shown.case.version)})"


def _version(call: Call, version: int) -> str:
    return call.words(Text(de=f"Stand {version}", en=f"version {version}"))


def _acceptance(call: Call, given: Answer, shown: Shown) -> Iterator[str]:
    state = call.words(shown.workflow.states[given.state or shown.case.state].title)
    yield f"{given.number}: {state} ({_version(call, given.version or 0)})"
    if given.is_repeated:
        yield call.words(
            Text(
                de="  Unter diesem Schlüssel schon ausgeführt; dies ist die Antwort von damals.",
                en="  Carried out under this key before; this is the answer of then.",
            )
        )
        return
    if len(given.events) > 1:
        yield "  " + " → ".join(_event(call, key, shown) for key in given.events)
    yield from (f"  {call.words(each)}" for each in given.notes)
    pause = shown.case.pause
    if pause is not None:
        until = last_day(call, pause.until_at)
        yield call.words(Text(de=f"  Ausgesetzt bis {until}", en=f"  Suspended until {until}"))
        return
    for each in shown.case.occurrences:
        title = call.words(title_of(each.obligation, shown.workflow))
        owner = shown.workflow.roles.get(each.owner)
        owed_by = call.words(owner.title) if owner else each.owner
        due = day(call, each.due_on)
        if due == NOTHING:
            yield call.words(
                Text(
                    de=f"  Zu tun, ohne Termin: {title} ({owed_by})",
                    en=f"  Owed, undated: {title} ({owed_by})",
                )
            )
        else:
            yield call.words(
                Text(
                    de=f"  Zu tun bis {due}: {title} ({owed_by})",
                    en=f"  Owed by {due}: {title} ({owed_by})",
                )
            )


def _event(call: Call, key: str, shown: Shown | None) -> str:
    """Return an event by its key, which is what one types, with its title."""
    declared = shown.workflow.events.get(key) if shown else None
    built_in = EVENTS.get(key)
    title = declared.title if declared else built_in.title if built_in else None
    return f"{key} ({call.words(title)})" if title else key


def _both(text: Text) -> dict[str, str]:
    return {"de": text.de, "en": text.en}
