"""Where and when an occasion takes place, from the clause that reports it."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import msgspec

from pledgebook.extract.talks_clauses import SUBJECTS, VERBAL, branch, head_of, stretch, topmost
from pledgebook.extract.talks_parties import MODIFIERS, Cast
from pledgebook.extract.talks_status import chain
from pledgebook.extract.talks_triggers import points_back
from pledgebook.extract.talks_words import TalksWords
from pledgebook.model.annotation import DateMention, MentionKind
from pledgebook.model.text import DateRange, Published, Span

if TYPE_CHECKING:
    from spacy.tokens import Token

# from a place up to what takes place there, within one clause
INWARD = frozenset({"prep", "pobj", "dobj", "nsubj", "nsubjpass", "conj", "appos", "agent", "attr", "npadvmod", "compound", "dative", "poss", "nmod", "advmod"})
CLAUSES = frozenset({"relcl", "acl", "advcl", "ccomp", "parataxis", "csubj"})
# "at his base in P", "on the sidelines of the summit in P"
WITHIN = frozenset({"in", "at", "near"})
AFTERWARDS = frozenset({"after", "following"})
TOPIC_CHARS = 120
WEEK = datetime.timedelta(days=7)


class When(msgspec.Struct, frozen=True):
    """The date beside an occasion; `own` where it hangs on the very word that names it."""

    range: DateRange
    own: bool


def date_near(token: Token, evidence: Span, dates: tuple[DateMention, ...], published: Published | None, words: TalksWords) -> When | None:
    """The date that belongs to the occasion: on its word, then on its verb, then the nearest of the same clause."""
    doc = token.doc
    nouns = [token, topmost(token)]
    said_of = token.pos_ == "VERB" or not points_back(token) or nouns[1].dep_ in ("nsubj", "nsubjpass", "dobj")
    found: list[tuple[int, float, DateMention, Token]] = []
    where = _antecedent(token)
    for date in dates:
        dated = stretch(doc, date.span)
        if date.range is None or dated is None:
            continue
        root = head_of(dated)
        own = hangs_on(root, nouns, frozenset()) or (where is not None and root in [where, *where.subtree] and root.i < token.i)
        if own or (said_of and evidence.contains(date.span) and not _in_other_clause(root, token)):
            tier = 0 if own else 1 if hangs_on(root, _bearers(token), frozenset()) else 2
            gap = date.span.start - token.idx if date.span.start > token.idx else (token.idx - date.span.end) * 1.5 + 5
            found.append((tier, gap, date, root))
    if not found and said_of:
        found = [(2, 0.0, date, root) for date, root in _followed_by(token, dates, words)]
    if not found:
        return None
    tier, _, date, root = min(found, key=lambda f: f[:2])
    when = _meant(date, root, token, published)
    return None if when is None else When(when, own=tier == 0)


def _followed_by(token: Token, dates: tuple[DateMention, ...], words: TalksWords) -> list[tuple[DateMention, Token]]:
    """The day of what came "after hours of talks": talks told by how long they took are of that day."""
    top = topmost(token)
    prep = top.head
    if top.dep_ != "pobj" or top.lemma_.lower() not in words["nouns.durations"]:
        return []
    if prep.lower_ not in AFTERWARDS or prep.head.tag_ not in ("VBD", "VBN"):
        return []
    placed = [(date, stretch(token.doc, date.span)) for date in dates if date.range is not None and date.range.first == date.range.last]
    return [(date, head_of(dated)) for date, dated in placed if dated is not None and hangs_on(head_of(dated), [prep.head], frozenset())]


def _antecedent(token: Token) -> Token | None:
    """The visit in "a visit to P on Sunday, where they met": the noun before a clause with "where"."""
    verbs = chain(token)
    if not verbs or verbs[-1].dep_ != "relcl" or not any(c.lower_ == "where" for c in verbs[-1].children):
        return None
    noun = verbs[-1].head
    while noun.dep_ == "pobj" and noun.head.head.pos_ in ("NOUN", "PROPN"):
        noun = noun.head.head
    return noun


def _bearers(token: Token) -> list[Token]:
    """The verbs whose day and place are those of the occasion: its own, and that of going there ("visited P to meet B")."""
    verbs = chain(token)[:2]
    for verb in list(verbs):
        if verb.dep_ in ("advcl", "xcomp") and verb.tag_ == "VB" and verb.head.pos_ == "VERB":
            verbs.append(verb.head)
    return verbs


def _meant(date: DateMention, root: Token, token: Token, published: Published | None) -> DateRange | None:
    """The day that the tense around the occasion asks for: "Thursday's talks will ..." are on the next Thursday, not the last."""
    days = date.range
    if days is None or published is None or published.day is None or date.kind != "weekday":
        return days
    verbs = chain(token)
    helpers = [c for v in verbs for c in v.children if c.dep_ in ("aux", "auxpass")]
    modal = any(c.tag_ == "MD" for c in helpers)
    present = any(t.tag_ in ("VBP", "VBZ") for t in [*verbs, *helpers]) and not any(c.lemma_ == "have" for c in helpers)
    possessive = any(c.dep_ == "case" for c in root.children)
    if days.last < published.day and (modal or (present and possessive)):
        return DateRange(days.first + WEEK, days.last + WEEK)
    if days.first > published.day and token.tag_ == "VBD":
        return DateRange(days.first - WEEK, days.last - WEEK)
    return days


def _in_other_clause(word: Token, token: Token) -> bool:
    """Whether a clause that does not hold the trigger lies between a date and what both stand in."""
    current = word
    top = branch(word, token)
    while True:
        if current.dep_ in CLAUSES and current.pos_ in VERBAL and token not in current.subtree:
            return True
        if current == top or current.head == current:
            return False
        current = current.head


def place_near(token: Token, evidence: Span, cast: Cast, words: TalksWords) -> str | None:
    """The city or venue of an occasion.

    It stands after "in" or "at" and hangs on the occasion or its verb, before the noun ("the Istanbul talks"), is where
    somebody went to meet, or the state that hosts.
    """
    hosts = [token, topmost(token), *_bearers(token)]
    found: list[tuple[int, str]] = []
    for prep in token.sent:
        if prep.lower_ not in words["prepositions.place"] or prep.pos_ != "ADP" or not evidence.start <= prep.idx < evidence.end:
            continue
        if not _between_members(prep, hosts, cast, words) and (not hangs_on(prep, hosts, words["holding.verbs"]) or cast.people_noun(prep.head)):
            continue
        for head in prep.children:
            if head.dep_ == "pobj" and _is_place(head, cast, words):
                distance = prep.idx - token.idx
                found.append((distance if distance > 0 else -2 * distance + 40, _name(head)))
    if found:
        return min(found)[1]
    named = [c for c in token.lefts if c.dep_ in MODIFIERS and c.dep_ != "poss" and c.pos_ == "PROPN" and _is_venue(c, cast, words)]
    if named:
        return str(token.doc[named[0].left_edge.i : named[0].i + 1].text)
    return _gone_to(token, cast, words)


def _between_members(prep: Token, hosts: list[Token], cast: Cast, words: TalksWords) -> bool:
    """Whether a place stands behind the sides: "talks between A and B officials in P" were in P."""
    noun = prep.head
    plural = noun.tag_ == "NNS" and cast.people_noun(noun) and noun.dep_ == "pobj"
    return plural and noun.head.lower_ in words["prepositions.parties"] and noun.head.head in hosts


def _gone_to(token: Token, cast: Cast, words: TalksWords) -> str | None:
    for verb in _bearers(token):
        wanted = ("dobj",) if verb.lemma_.lower() in words["places.going"] else SUBJECTS if verb.lemma_.lower() in words["verbs.host"] else ()
        for child in verb.children:
            mention = cast.mention(child)
            if (
                child.dep_ in wanted
                and child.i != token.i
                and mention is not None
                and mention.kind is MentionKind.PARTY
                and mention.code not in cast.collective
            ):
                return mention.name if mention.span.start < verb.idx else _name(child)
    return None


def topic_near(token: Token, words: TalksWords) -> str | None:
    """What the talks are about, behind "on", "about" or "to discuss"; None where that is long or left out."""
    about = [g for c in token.children if c.dep_ == "prep" and c.lower_ in words["prepositions.topic"] for g in c.children if g.dep_ in ("pobj", "pcomp")]
    for child in token.children:
        if child.dep_ in ("advcl", "xcomp", "acl", "relcl") and child.lemma_.lower() in words["verbs.topical"]:
            about += [g for g in child.children if g.dep_ == "dobj"]
    if token.lemma_.lower() in words["verbs.topical"]:
        about += [g for g in token.children if g.dep_ == "dobj"]
    for head in about:
        text = str(head.doc[head.left_edge.i : head.right_edge.i + 1].text).strip()
        if len(text) <= TOPIC_CHARS and not any(t.is_quote or t.is_digit for t in head.subtree) and head.lemma_.lower() not in words["prepositions.no_topic"]:
            return text
    return None


def hangs_on(word: Token, hosts: list[Token], holding: frozenset[str]) -> bool:
    """Whether a word belongs to one of the hosts without a clause between, those of holding ("held in") apart."""
    current = word
    if current in hosts:
        return True
    for _ in range(8):
        if current.head in hosts:
            return True
        if current.dep_ == "prep" and current.head.pos_ == "NOUN" and (current.head.dep_ != "pobj" or current.head.head.lower_ not in WITHIN):
            return False
        outside = current.head.dep_ not in INWARD and not (current.head.dep_ in ("acl", "relcl") and current.head.lemma_.lower() in holding)
        if current.head == current or outside:
            return False
        current = current.head
    return False


def _is_place(head: Token, cast: Cast, words: TalksWords) -> bool:
    if head.lemma_.lower() in words["places.not_places"] or head.lower_ in words["places.not_places"] or not head.is_alpha:
        return False
    mention = cast.mention(head)
    if mention is not None:
        return mention.kind is MentionKind.PARTY and not mention.adjective and not mention.group
    named = any(c.dep_ == "compound" and c.pos_ == "PROPN" for c in head.children)
    return head.pos_ == "PROPN" and (named or head.lemma_.lower() not in words.kinds)


def _is_venue(word: Token, cast: Cast, words: TalksWords) -> bool:
    mention = cast.mention(word)
    if mention is not None:
        return mention.capital
    short = sum(1 for _ in word.subtree) < 3
    return short and word.lower_ not in words["places.not_places"] and not word.text.isupper() and any(c.islower() for c in word.text)


def _name(head: Token) -> str:
    tokens = [t for t in head.subtree if t.i <= head.i and t.dep_ not in ("det", "case")]
    start = next((t.i for t in tokens if t.pos_ == "PROPN" or t.text[0].isupper()), head.i)
    return str(head.doc[start : head.i + 1].text)
