"""The page of a decision: what it says, that what people wrote stays text, and how it is read in a browser."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from agents.commands import Commands
from agents.exports.page import policy
from agents.proposal import Decided
from graph.engines.base import Engine
from graph.model import Reader
from graph.store import Store
from graph.syncs import SyncStart
from graph.writer import SyncMark
from tests import chromium
from tests.agents.world import PAYMENT, SECRET, ask, built, case, cite, customer, decided, payment, write
from tests.chromium import Browser, Tab

ANN = Reader("ann", "audit")
REVERSED = payment(status="reversed", version="2026-03-09T00:00:00Z")
HOSTILE = [
    "<script>window.pwned=1</script>",
    "</script><script>window.pwned=2</script>",
    '"><img src=x onerror="window.pwned=3">',
    "<svg onload=window.pwned=4>",
    "javascript:window.pwned=5",
    "{{constructor.constructor('window.pwned=6')()}}",
    "<!--<script>",
    "]]><style>*{display:none}</style>",
    "\u202egnp.exe\u2066",
    "${window.pwned=7}` + window.pwned + `",
]


def made(store: Store, decision: str = "1") -> str:
    commands = Commands(store, SECRET)
    return commands.page(commands.dossier(decision, ANN), ANN)


def synced(engine: Engine) -> tuple[Store, Decided]:
    """A world in which a sync brought the payment, and the payment was reversed after it was decided on."""
    store = built(engine)
    store.begin_sync(SyncStart("5" * 32, "erp", "payments", "sql", "1", "d", None, "2026-03-09T00:00:00.000000Z"))
    with store.writer("tests") as writer:
        newer = payment(method="card", version="2026-03-04T00:00:00Z")
        writer.write([newer], SyncMark("5" * 32, "erp", "payments", None, 1))
    decision = decided(store, ask(store))
    write(store, REVERSED)
    return store, decision


def hostile(engine: Engine) -> Store:
    """A world in which everybody writes what would run if it could."""
    store = built(engine)
    everything = " ".join(HOSTILE)
    write(store, case(subject=everything, kind=HOSTILE[1]), customer(name=everything, segment=HOSTILE[2]))
    answer = ask(store)
    decided(
        store,
        answer,
        question=everything,
        options=[{"name": everything}, *({"name": one, "dropped": one} for one in HOSTILE)],
        choice=everything,
        because=everything,
        action={HOSTILE[0]: everything, "list": HOSTILE},
        agent=HOSTILE[1],
        on_behalf_of=everything,
        case_id=everything,
        cites=[cite(answer, "subject"), cite(answer, "raised_by/name")],
    )
    write(store, case(subject=HOSTILE[2]))
    return store


class Reading(HTMLParser):
    """The elements of a page, their attributes, and its texts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


def test_a_page_says_what_was_decided_by_whom_on_what_and_what_changed(engine: Engine) -> None:
    store, decision = synced(engine)
    text = Reading(made(store)).text
    for said in (
        "Shall the customer get the money back?",
        "because the payment was received and the jars were broken",
        "refund-agent (software)",
        "maria (person)",
        "1 of 2 cited facts no longer stand",
        "Shown again, the same to the byte",
        "now reversed",
        "the goods did arrive broken",
        "erp/payments/P-1 was learnt anew: status received → reversed",
        decision.id,
        decision.cites[0],
        "120.50 EUR",
    ):
        assert said in text, said


def test_a_page_loads_nothing_and_admits_its_own_style_and_script_alone(engine: Engine) -> None:
    store, _ = synced(engine)
    page = made(store)
    found = Reading(page).elements
    assert not [one for one in found if {"src", "srcset", "action", "data", "poster"} & set(one[1])]
    assert {one[1]["href"] for one in found if "href" in one[1]} == {"#shown", "#doubts"}
    assert not [one for one in found if one[0] in ("link", "iframe", "object", "embed", "img", "base", "form")]
    assert not [name for _, given in found for name in given if name.startswith("on") or name == "style"]
    assert [one[1].get("type") for one in found if one[0] == "script"] == ["application/json", None]
    for kind in ("style", "script"):
        (body,) = re.findall(rf"<{kind}>(.*?)</{kind}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy()
    assert policy().startswith("default-src 'none';")


def test_whatever_people_write_stays_text(engine: Engine) -> None:
    page = made(hostile(engine))
    found = Reading(page)
    plain = {tag for tag, _ in Reading(made(*_plain(engine))).elements}
    assert {tag for tag, _ in found.elements} <= plain
    assert sum(tag == "script" for tag, _ in found.elements) == 2
    assert "<script>window.pwned=1</script>" in found.text
    assert "\u202e" not in page
    assert "\\u202egnp.exe" in found.text


def _plain(engine: Engine) -> tuple[Store]:
    from tests.graphs import blank

    blank(engine)
    return (synced(engine)[0],)


def test_what_was_erased_is_not_on_the_page_and_the_page_says_so(engine: Engine) -> None:
    store, _ = synced(engine)
    with store.writer("tests") as writer:
        writer.erase(PAYMENT, "ann")
    text = Reading(made(store)).text
    assert "Parts of it were erased since" in text
    assert "of it said was erased since, and is destroyed" in text
    assert "now erased" in text
    assert "received" not in text.replace("the payment was received", "")


def test_a_decision_that_cites_nothing_has_a_page_too(engine: Engine) -> None:
    store = built(engine)
    decided(store, ask(store), cites=[], action={})
    text = Reading(made(store)).text
    assert "It cites no fact" in text
    assert "It cites nothing." in text


# in a browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if reason := chromium.obstacle():
        if os.environ.get("THROUGHLINE_REQUIRE_CHROMIUM") == "1":
            pytest.fail(f"Chromium is required and cannot be started: {reason}")
        pytest.skip(f"THE PAGE IS NOT TESTED IN A BROWSER: {reason}")
    found = Browser()
    yield found
    found.close()


@pytest.fixture
def tab(browser: Browser) -> Tab:
    return browser.tab()


def opened(tab: Tab, store: Store, folder: Path) -> Path:
    """A page in the browser, which has asked for the page alone and has nothing to complain of."""
    page = folder / "decision.html"
    page.write_text(made(store), "utf-8")
    tab.open(page)
    assert tab.asked == [page.as_uri()]
    assert tab.complaints == []
    return page


def shown(tab: Tab) -> str:
    """The details that stand beside the drawing."""
    return str(tab.run("document.querySelector('.detail:not([hidden])').innerText"))


def drawn(urn: str) -> str:
    return f'svg [data-id="{urn}"]'


def test_a_person_clicks_from_the_action_to_a_field_of_a_record(engine: Engine, tab: Tab, tmp_path: Path) -> None:
    store, decision = synced(engine)
    page = opened(tab, store, tmp_path)
    (status, _) = decision.cites
    record = status.partition("#")[0]
    lanes = ["sources", "records", "context", "decision", "action"]
    assert tab.run("[...document.querySelectorAll('svg .head')].map(one => one.textContent)") == lanes
    tab.click(drawn("action"))
    assert '"amount":12050' in shown(tab)
    tab.click(drawn(decision.id))
    assert "the payment was received and the jars were broken" in shown(tab)
    tab.click(drawn(decision.context))
    assert "can be shown again, the same to the byte" in shown(tab)
    tab.click(drawn(record))
    assert "erp/payments/P-1" in shown(tab)
    assert "as it was shown" in shown(tab)
    assert "as it is now" in shown(tab)
    tab.click(drawn(status))
    told = shown(tab)
    for said in ("status", "received", "changed: now reversed", "brought by", "sync 55555555", status):
        assert said in told
    lit = "[...document.querySelectorAll('.edge.lit')].length"
    assert 0 < tab.run(lit) < tab.run("document.querySelectorAll('.edge').length")
    tab.click('.detail:not([hidden]) [data-open^="urn:tl:sync:"]')
    assert "erp/payments" in shown(tab)
    assert tab.asked == [page.as_uri()]
    assert tab.complaints == []


def test_the_keyboard_reaches_every_card_and_line(engine: Engine, tab: Tab, tmp_path: Path) -> None:
    store, decision = synced(engine)
    opened(tab, store, tmp_path)
    focused = "document.activeElement.dataset?.id ?? ''"
    every = set(tab.run("[...document.querySelectorAll('svg [data-id]')].map(one => one.dataset.id)"))
    assert {decision.id, decision.context, *decision.cites} <= every
    reached = set()
    for _ in range(len(every) + 5):
        tab.press("Tab")
        reached.add(tab.run(focused))
    assert every <= reached
    tab.run(f"document.querySelector('{drawn(decision.id)}').focus()")
    tab.press("Enter")
    assert "refund-agent (software)" in shown(tab)
    tab.press("ArrowLeft")
    assert tab.run(focused) == decision.context
    tab.press("ArrowLeft")
    tab.press("Enter")
    assert tab.run("document.querySelector('.detail:not([hidden])').dataset.for") == tab.run(focused)
    tab.press("Escape")
    assert tab.run("document.querySelectorAll('.selected').length") == 0
    unnamed = (
        "[...document.querySelectorAll('svg [role=button]')].filter(one => !one.getAttribute('aria-label')).length"
    )
    assert tab.run(unnamed) == 0


def test_nothing_that_people_wrote_runs_in_a_browser(engine: Engine, tab: Tab, tmp_path: Path) -> None:
    store = hostile(engine)
    opened(tab, store, tmp_path)
    ids = tab.run("[...new Set([...document.querySelectorAll('svg [data-id]')].map(one => one.dataset.id))]")
    for id_ in ids:
        tab.click(drawn(id_))
        assert shown(tab)
    assert tab.run("typeof window.pwned") == "undefined"
    assert tab.run("document.scripts.length") == 2
    assert tab.run("getComputedStyle(document.body).display") == "block"
    assert tab.complaints == []


def test_a_foreign_script_in_the_page_is_not_run(engine: Engine, tab: Tab, tmp_path: Path) -> None:
    """The policy holds: what somebody slips into the file is refused by the browser, and it says so."""
    store, _ = synced(engine)
    page = tmp_path / "altered.html"
    page.write_text(
        made(store).replace("</main>", "</main><script>window.pwned=1</script><img src='http://x.example/'>")
    )
    tab.open(page)
    assert tab.run("typeof window.pwned") == "undefined"
    assert any("Content Security Policy" in one for one in tab.complaints)
    tab.wait(lambda: tab.run("1") and tab.refused)
    assert tab.refused == ["csp"]


def test_it_is_light_or_dark_as_the_reader_likes_and_fits_on_paper(engine: Engine, tab: Tab, tmp_path: Path) -> None:
    store, _ = synced(engine)
    opened(tab, store, tmp_path)
    ground = "getComputedStyle(document.body).backgroundColor"
    tab.media("light")
    light = tab.run(ground)
    tab.media("dark")
    assert tab.run(ground) != light
    tab.media("light", "print")
    tab.size(794, 1123)
    assert tab.run("document.documentElement.scrollWidth") <= 794
    assert tab.run("getComputedStyle(document.getElementById('panel')).display") == "none"
    tab.run("window.dispatchEvent(new Event('beforeprint'))")
    assert tab.run("document.querySelector('#shown details').open")
    tab.media("light")
    tab.size(400, 800)
    assert tab.run("document.documentElement.scrollWidth") <= 400
