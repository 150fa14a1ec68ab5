"""Every service of a town is told who reads, and is asked in the tests as everybody."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

from engine import services
from tests.integration.services.test_access import CALLS

WITHOUT_READER = {
    "access_tokens.admit": "the token itself is asked for",
    "accounts.accept": "the secret of an invitation is asked for",
    "accounts.all_accounts": "for operators; pages ask for an administrator",
    "accounts.change_password": "for whom a session was begun",
    "accounts.invite": "for operators",
    "accounts.invited": "the secret of an invitation is asked for",
    "accounts.set_language": "for whom a session was begun",
    "accounts.person_of": "for whom a session was begun, or a token",
    "accounts.set_rhythm": "for whom a session was begun, or a token",
    "accounts.set_password": "for operators and the demo",
    "definitions.known_documents": "published definitions are public",
    "definitions.newest_workflows": "published definitions are public",
    "delivery.deliver_due": "the clock",
    "drafts.draft_of": "for whom a session was begun",
    "drafts.forget": "for whom a session was begun",
    "drafts.keep": "for whom a session was begun",
    "feeds.fetch": "the secret of the address is asked for",
    "inbox.deliver_due": "the clock",
    "inbox.deliver_waiting": "the clock",
    "licensing.licence_of": "it is said to everybody who may use the open data",
    "locality.languages_of": "the pages offer them to everybody",
    "opendata.public_plan": "it reads as everybody",
    "orders.begin": "everybody's keys are her own",
    "orders.done": "everybody's keys are her own",
    "orders.given_up": "everybody's keys are her own",
    "packages.lines": "for operators",
    "packages.plan": "for operators",
    "packages.take": "for operators",
    "packages.taken": "for operators",
    "packages.update": "for operators",
    "paper_templates.written": "whoever has read the paper",
    "policy.apply_due": "the clock",
    "prune.prune": "the clock",
    "refusals.log_refusals": "the engine's own log",
    "report_links.answer": "the signature of a letter's link is asked for",
    "report_links.opened": "the signature of a letter's link is asked for",
    "retention.apply_due": "the clock",
    "retention.kept": "what is kept of people, and why, is public",
    "sign_in.begin": "for whom has been signed in",
    "sign_in.places_of": "for whom a session was begun",
    "sign_in.session_of": "the secret of a session is asked for",
    "sign_in.sign_in": "password and address are asked for",
    "sign_in.sign_in_by_provider": "the town's identity provider vouches",
    "sign_in.sign_out": "for whom a session was begun",
    "sign_in.sign_out_elsewhere": "for whom a session was begun",
    "sweep.sweep": "the clock",
    "trace.follow": "the reference of what somebody brought in is asked for",
    "sittings.standing_in": "how many have a vote in a body is public",
    "webhooks.deliver_due": "the clock",
    "towns.create": "for operators; there is no town yet",
}
"""Services of a town that ask nobody who reads, each with the reason."""


def public_functions() -> dict[str, list[str]]:
    """Return the services of a town with their parameters, found by looking."""
    found = {}
    for each in pkgutil.walk_packages(services.__path__, "engine.services."):
        module = importlib.import_module(each.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                key = f"{each.name.removeprefix('engine.services.')}.{name}"
                found[key] = list(inspect.signature(function).parameters)
    return {name: each for name, each in found.items() if "tenant" in each}


def test_every_service_with_a_reader_is_asked_as_everybody() -> None:
    found = {name for name, each in public_functions().items() if "reader" in each}
    assert found == set(CALLS), "say in CALLS how it is asked"


def test_every_service_without_a_reader_has_a_reason() -> None:
    found = {name for name, each in public_functions().items() if "reader" not in each}
    assert found == set(WITHOUT_READER), "take a reader, or say here why none is needed"
