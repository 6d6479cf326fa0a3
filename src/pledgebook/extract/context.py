"""Where mentions, money, goods and dates stand among the tokens of a document, and who a pronoun means."""

from __future__ import annotations

import bisect
import collections
import re
from typing import TypeVar

from spacy.tokens import Doc, Token

from pledgebook.annotate.restated import restated_in_brackets
from pledgebook.dossier.schema import Dossier, Tenure
from pledgebook.extract.grammar import SUBJECTS, below
from pledgebook.extract.lexicon import Lexicon
from pledgebook.extract.speech import Speech, attribution_of, by_content
from pledgebook.model.annotation import AnnotatedDocument, DateMention, Item, Mention, MentionKind, Money, Sentence
from pledgebook.model.claim import Attribution
from pledgebook.model.near import Near
from pledgebook.model.text import DateRange, Span

Annotation = TypeVar("Annotation", Money, Item, DateMention, Mention)

_BETWEEN = re.compile(r"^[\s,;]*(?:(?:and|or|as well as|along with|together with|plus|&)\s+)?(?:the\s+)?$", re.IGNORECASE)
_FROM = re.compile(r"\s*(?:\([^()]{1,30}\)\s*)?from(?:\s+the)?\s*", re.IGNORECASE)


def _in_office(tenure: Tenure, window: DateRange | None) -> bool:
    """Whether a tenure reaches into a window of days; True where no window is known."""
    since, until = tenure.period
    return window is None or ((since or "") <= window.last.isoformat() and window.first.isoformat() <= (until or "9999"))


class Context:
    """One document's annotations, addressable by token; made once per document by the aid extractor."""

    def __init__(self, annotated: AnnotatedDocument, dossier: Dossier, words: Lexicon, speeches: tuple[Speech, ...]) -> None:
        assert annotated.syntax is not None
        self.annotated = annotated
        self.text = annotated.document.text
        self.doc: Doc = annotated.syntax
        self.restated = restated_in_brackets(self.text, annotated.money)
        """brackets that hold nothing but an amount before them in other currencies"""
        self.dossier = dossier
        self.words = words
        self._speeches = by_content(speeches)
        self.beneficiaries = frozenset(dossier.beneficiaries)
        self.groups = frozenset(p.code for p in dossier.parties if p.kind == "group")
        self.states = frozenset(p.code for p in dossier.parties if (p.kind == "state" or p.code in words.words["paying"]) and self.eligible(p.code))
        """parties with a parliament that can be asked for money to give"""
        leading = words.words["leading_role"]
        published = annotated.document.published
        self.leaders = frozenset(p.name for p in dossier.people if p.role.lower() in leading and _in_office(p, published.window if published else None))
        """people who led a state when the document appeared: what they announce, the state does"""
        self.mention_at: dict[int, Mention] = {}
        # "U.S. dollars" names no giver
        self.near_money = Near(annotated.money, lambda money: (money.span,))
        self.near_dates = Near(annotated.dates, lambda date: (date.span,))
        self.near_quotes = Near(annotated.quotes, lambda quote: (quote.content,))
        self.mentions = tuple(m for m in annotated.mentions if not any(money.span.contains(m.span) for money in self.near_money.at(m.span)))
        self.near_mentions = Near(self.mentions, lambda mention: (mention.span,))
        for mention in self.mentions:
            for token in self.tokens(mention.span):
                self.mention_at[token.i] = mention
        self.runs = self._runs(self.mentions)
        self._starts = [s.span.start for s in annotated.sentences]
        self.main_giver = self._main_giver()
        receivers = [m for m in annotated.mentions if m.code in self.beneficiaries]
        self.near_receivers = Near(receivers, lambda mention: (mention.span,))
        self.receiving = frozenset(self.sentence(m.span.start) for m in receivers)
        """sentences that name a beneficiary"""
        named = [m for m in self.mentions if m.code in self.beneficiaries]
        self.receivers_named = len(named)
        """how often a beneficiary is named, amounts apart"""
        self.naming = frozenset(self.sentence(m.span.start) for m in named)
        """sentences that name one so"""
        self.counted: dict[float, list[Item]] = {}
        """goods by their number"""
        for item in annotated.items:
            if item.quantity is not None:
                self.counted.setdefault(item.quantity, []).append(item)
        self.people_named = frozenset(m.name for m in annotated.mentions if m.kind is MentionKind.PERSON)

    def tokens(self, span: Span) -> tuple[Token, ...]:
        """The tokens a span touches."""
        found = self.doc.char_span(span.start, span.end, alignment_mode="expand")
        return tuple(found) if found is not None else ()

    def head(self, span: Span) -> Token | None:
        """The token of a span on which its other tokens hang."""
        found = self.doc.char_span(span.start, span.end, alignment_mode="expand")
        return found.root if found is not None and len(found) else None

    def sentence(self, position: int) -> int:
        """The index of the sentence at or before a position."""
        return max(bisect.bisect_right(self._starts, position) - 1, 0)

    def sentence_of(self, token: Token) -> Sentence:
        return self.annotated.sentences[self.sentence(token.idx)]

    def attribution(self, span: Span) -> Attribution | None:
        """In whose mouth the text at a span is put."""
        return attribution_of(self._speeches.at(span), span)

    def inside(self, found: tuple[Annotation, ...], span: Span) -> list[Annotation]:
        return [one for one in found if span.contains(one.span)]

    def eligible(self, code: str | None) -> bool:
        """Whether a party can be a giver of this book: no beneficiary, not the other side."""
        return code is not None and code not in self.beneficiaries and code not in self.words.excluded

    def parties(self, noun: Token) -> list[str]:
        """The codes a noun phrase names, in order: the head's own mention and its conjuncts, else its modifiers'."""
        head = self.mention_at.get(noun.i)
        picked: list[Mention] = []
        if head is not None:
            picked = [head, *(self.mention_at[t.i] for t in self._conjuncts(noun) if t.i in self.mention_at)]
        elif named := [self.mention_at[c.i] for c in noun.children if c.dep_ == "appos" and c.i in self.mention_at]:
            picked = named  # "its neighbour Ukraine", "another Baltic state, Estonia"
        else:
            for token in below(noun, frozenset({"relcl", "advcl", "acl", "appos"})):
                found = self.mention_at.get(token.i)
                if found is not None and token.dep_ in ("poss", "amod", "compound", "nmod", "pobj", "conj", "appos", "dep", "nsubj"):
                    picked.append(found)
        codes: list[str] = []
        for mention in picked:
            for each in self.runs.get(mention.span, (mention,)):
                if each.code and each.code not in codes:
                    codes.append(each.code)
        partners = self.words.words.get("partners_noun", frozenset())
        for token in (noun, *self._conjuncts(noun)):
            if token.i == noun.i and token.lemma_.lower() in self.words.words["own_partner"]:
                continue
            if token.i not in self.mention_at and token.lemma_.lower() in partners and "WEST" not in codes and any(self.eligible(c) for c in codes):
                codes.append("WEST")
        return codes

    def _conjuncts(self, noun: Token) -> list[Token]:
        found = [t for t in noun.conjuncts if t.i != noun.i]
        return found + [c for c in noun.children if c.dep_ == "appos" and c.i in self.mention_at and self.mention_at[c.i].kind is MentionKind.PARTY]

    def _runs(self, mentions: tuple[Mention, ...]) -> dict[Span, tuple[Mention, ...]]:
        """Lists such as "Germany, Poland and Norway", by each member, where the parser often loses the first."""
        found: dict[Span, tuple[Mention, ...]] = {}
        run: list[Mention] = []
        for mention in (*mentions, None):
            joins = (
                run
                and mention is not None
                and _BETWEEN.match(self.text[run[-1].span.end : mention.span.start])
                and self.text[run[-1].span.end : mention.span.start].strip()
            )
            alike = mention is not None and run and (mention.adjective, mention.capital, mention.kind) == (run[-1].adjective, run[-1].capital, run[-1].kind)
            same = joins and alike
            if same and mention is not None:
                run.append(mention)
                continue
            # a list ends in a conjunction: "unlike Denmark, Norway" is none
            if len(run) > 1 and any(c.isalpha() for c in self.text[run[-2].span.end : run[-1].span.start].replace("the", "").replace("The", "")):
                for member in run:
                    found[member.span] = tuple(run)
            run = [mention] if mention is not None else []
        return found

    def _main_giver(self) -> str | None:
        """The eligible party a document names most; of equals, the one named first."""
        counts: collections.Counter[str] = collections.Counter()
        for mention in self.mentions:
            if mention.code is not None and self.eligible(mention.code) and not self.is_place(mention):
                counts[mention.code] += 1
        return max(counts, key=counts.__getitem__) if counts else None

    def giver_beside(self, span: Span) -> str | None:
        """The eligible party named directly before a place in the text, also where the place stands in brackets: "Norway ($5m)"."""
        last = span.start
        while last > 0 and self.text[last - 1].isspace():
            last -= 1
        for word in self.words.words["approximate"]:  # "Norway (about $5m)"
            if self.text[:last].endswith(f"({word}"):
                last -= len(word)
        if last > 0 and self.text[last - 1] == "(" and self.text[span.end : span.end + 1] == ")":
            last = len(self.text[: last - 1].rstrip())
        for mention in self.near_mentions.at(Span(max(last - 1, 0), span.start)):
            beside = mention.span.end < span.start and not self.text[mention.span.end : min(last + 1, span.start)].strip(" \n(")
            if beside and not mention.adjective and self.eligible(mention.code):
                return mention.code
        return None

    def giver_after(self, span: Span) -> str | None:
        """The eligible party that an amount is said to come from directly behind it: "$5m from Oslo"."""
        lead = _FROM.match(self.text, span.end)
        if lead is None:
            return None
        behind = self.near_mentions.at(Span(lead.start(), lead.end() + 1))
        return next((m.code for m in behind if m.span.start == lead.end() and self.eligible(m.code)), None)

    def is_place(self, mention: Mention) -> bool:
        """Whether a party is named as where something happens: "talks in Oslo"."""
        head = self.head(mention.span)
        while head is not None and head.dep_ in ("compound", "appos", "conj"):
            above = self.mention_at.get(head.head.i)
            if head.dep_ == "conj" and above is not None and above.capital != mention.capital:
                return False
            head = head.head
        return head is not None and head.dep_ == "pobj" and head.head.lower_ in self.words.words["placing"]

    def speaker_meant(self, pronoun: Token) -> list[str]:
        """Whom the last person named as a subject before "he" or "she" stands for; [] for any other word."""
        if pronoun.lower_ not in self.words.words["pronoun_he"]:
            return []
        near = (self.mention_at.get(token.i) for token in reversed(self.doc[max(pronoun.i - 80, 0) : pronoun.i]) if token.dep_ in SUBJECTS)
        return next(([mention.code] for mention in near if mention is not None and mention.kind is MentionKind.PERSON and mention.code), [])

    def antecedent(self, pronoun: Token) -> list[str]:
        """The codes a pronoun stands for; [] where no one fits."""
        resolve = {key: self.words.words.get("pronoun_" + key, frozenset()) for key in ("we", "they", "it", "he")}
        low = pronoun.lower_
        if low in resolve["we"]:
            attribution = self.attribution(Span(pronoun.idx, pronoun.idx + len(pronoun)))
            if attribution is not None and attribution.actor is not None:
                return [attribution.actor]
            return [self.main_giver] if self.main_giver else []
        person = low in resolve["he"]
        for token in reversed(self.doc[max(pronoun.i - 80, 0) : pronoun.i]):
            mention = self.mention_at.get(token.i)
            if mention is None or token.dep_ not in SUBJECTS | {"poss", "agent", "pobj"} or not self.eligible(mention.code):
                continue
            if token.dep_ in SUBJECTS and (mention.kind is MentionKind.PERSON) == person:
                return [code for code in self.parties(token) if self.eligible(code)]
        return []
