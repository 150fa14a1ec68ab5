"""The sentences that say why an event is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import EngineError
from engine.findings import Text
from engine.lifecycle.outcome import Reason, Verdict

if TYPE_CHECKING:
    from datetime import datetime

    from engine.definition.model import Event, Guard, Workflow
    from engine.lifecycle.case import Occurrence


def unknown_event(name: str, *, known: bool, state: Text) -> Reason:
    """Say that nothing of that name can happen here."""
    if known:
        text = Text(
            de=f"„{name}“ ist im Zustand „{state.de}“ nicht möglich.",
            en=f"“{name}” is not possible in the state “{state.en}”.",
        )
    else:
        text = Text(
            de=f"Ein Ereignis „{name}“ kennt dieser Ablauf nicht.",
            en=f"This workflow knows no event “{name}”.",
        )
    return Reason("event", text, name)


def unknown_state(name: str) -> Reason:
    """Say that a case cannot begin in a state that there is not."""
    text = Text(
        de=f"Einen Zustand „{name}“ kennt dieser Ablauf nicht.",
        en=f"This workflow knows no state “{name}”.",
    )
    return Reason("state", text, name)


def cannot_link(name: str, *, is_itself: bool) -> Reason:
    """Say that a case named in a field is none that could be linked."""
    if is_itself:
        text = Text(
            de=f"Der Vorgang {name} kann nicht auf sich selbst verweisen.",
            en=f"The case {name} cannot refer to itself.",
        )
    else:
        text = Text(de=f"Einen Vorgang {name} gibt es nicht.", en=f"There is no case {name}.")
    return Reason("link", text, name)


def admits_none(parent: Text, child: Text) -> Reason:
    """Say that cases of a workflow have no such cases below them."""
    return Reason(
        "parent",
        Text(
            de=f"Unter „{parent.de}“ wird „{child.de}“ nicht eröffnet.",
            en=f"“{child.en}” is not opened below “{parent.en}”.",
        ),
    )


def admits_not_now(child: Text, state: Text) -> Reason:
    """Say that a case takes none below it as it stands now."""
    return Reason(
        "parent",
        Text(
            de=f"„{child.de}“ ist unter einem Vorgang im Zustand „{state.de}“ nicht möglich.",
            en=f"“{child.en}” is not possible below a case in the state “{state.en}”.",
        ),
    )


def wrong_role(event: Event, workflow: Workflow) -> Reason:
    """Say whose right the event is."""
    titles = [workflow.roles[key].title for key in event.by if key in workflow.roles]
    de = ", ".join(each.de for each in titles) or "nur das System"
    en = ", ".join(each.en for each in titles) or "only the system"
    return Reason(
        "role",
        Text(de=f"„{event.title.de}“ steht zu: {de}.", en=f"“{event.title.en}” is for: {en}."),
        ",".join(event.by),
    )


def not_yours(what: Text, by: tuple[str, ...], workflow: Workflow) -> Reason:
    """Say whose right a built-in event is."""
    titles = [workflow.roles[key].title for key in by if key in workflow.roles]
    de = ", ".join(each.de for each in titles) or "niemandem"
    en = ", ".join(each.en for each in titles) or "nobody"
    return Reason("role", Text(de=f"{what.de} steht zu: {de}.", en=f"{what.en} is for: {en}."))


def no_role_of_a_case(role: str) -> Reason:
    """Say that a role is not given at the case."""
    return Reason(
        "input",
        Text(
            de=f"„{role}“ ist keine Rolle, die am Vorgang vergeben wird.",
            en=f"“{role}” is no role that is given at the case.",
        ),
        "/role",
    )


def bad_input(field: str, problem: Text) -> Reason:
    """Say what is wrong with a field of the input."""
    return Reason("input", Text(de=f"{field}: {problem.de}", en=f"{field}: {problem.en}"), field)


def missing_data(field: str, title: Text, state: Text) -> Reason:
    """Say that the state demands data that is not there."""
    return Reason(
        "data",
        Text(
            de=f"„{title.de}“ muss im Zustand „{state.de}“ angegeben sein.",
            en=f"“{title.en}” must be given in the state “{state.en}”.",
        ),
        field,
    )


def closed(state: Text) -> Reason:
    """Say that the case is over."""
    return Reason(
        "closed",
        Text(
            de=f"Der Vorgang ist beendet („{state.de}“).",
            en=f"The case is closed (“{state.en}”).",
        ),
    )


def suspended(until_at: datetime, reason: str) -> Reason:
    """Say that the case rests."""
    return Reason(
        "suspended",
        Text(
            de=f"Der Vorgang ist bis {until_at:%d.%m.%Y} ausgesetzt: {reason}",
            en=f"The case is suspended until {until_at:%d %b %Y}: {reason}",
        ),
    )


def stale(expected: int, found: int) -> Reason:
    """Say that somebody was quicker."""
    return Reason(
        "version",
        Text(
            de=f"Der Vorgang hat sich inzwischen geändert (Stand {found}, erwartet {expected}).",
            en=f"The case has changed meanwhile (version {found}, expected {expected}).",
        ),
    )


def blocked(occurrence: Occurrence, title: Text) -> Reason:
    """Say which overdue obligation stands in the way."""
    due = occurrence.due_on
    return Reason(
        "blocked",
        Text(
            de=f"Erst ist nachzuholen: „{title.de}“, fällig am {due:%d.%m.%Y}.",
            en=f"First make good: “{title.en}”, due on {due:%d %b %Y}.",
        ),
        occurrence.obligation,
    )


def still_owed(occurrence: Occurrence, title: Text) -> Reason:
    """Say which obligation does not let the case leave."""
    return Reason(
        "blocked",
        Text(
            de=f"Solange „{title.de}“ offen ist, geht es hier nicht weiter.",
            en=f"As long as “{title.en}” is owed, the case stays here.",
        ),
        occurrence.obligation,
    )


def unmet(guard: Guard, verdict: Verdict) -> Reason:
    """Say which condition does not hold."""
    return Reason("guard", guard.message, guard.id, verdict)


def unmet_when(verdict: Verdict) -> Reason:
    """Say that the condition of a transition does not hold."""
    return Reason(
        "guard",
        Text(de="Die Voraussetzung ist nicht erfüllt.", en="The condition does not hold."),
        verdict.id,
        verdict,
    )


def rule_failed(failure: Exception) -> Reason:
    """Say that the definition failed while the step was taken."""
    return Reason("rule", said(failure))


def said(failure: Exception) -> Text:
    """Return what a failure says, in words."""
    if isinstance(failure, EngineError):
        return failure.text
    return Text(
        de="Ein Datum liegt außerhalb der Jahre, die berechnet werden können.",
        en="A date lies outside the years that can be computed.",
    )


def back_and_forth(hops: int) -> Reason:
    """Say that cases keep sending events to one another."""
    return Reason(
        "loop",
        Text(
            de=f"Vorgänge haben einander schon {hops} Ereignisse weitergereicht; hier ist Schluss.",
            en=f"Cases have passed on {hops} events to one another already; it ends here.",
        ),
    )


def timer_loop(timer: str) -> Reason:
    """Say that a timer brings itself about again and again."""
    return Reason(
        "loop",
        Text(
            de=f"Die Uhr „{timer}“ hat sich im selben Augenblick selbst wieder ausgelöst.",
            en=f"The timer “{timer}” has brought itself about again at the same moment.",
        ),
        timer,
    )


def endless(steps: int, names: list[str]) -> Reason:
    """Say that the step never comes to rest."""
    loop = " → ".join(names[-6:])
    return Reason(
        "loop",
        Text(
            de=f"Nach {steps} Schritten noch nicht zur Ruhe gekommen: {loop}",
            en=f"Not at rest after {steps} steps: {loop}",
        ),
    )
