"""Who gives, who receives, whose goods: the parties of a frame."""

from __future__ import annotations

from spacy.tokens import Token

from pledgebook.extract import clauses
from pledgebook.extract.acts import Act
from pledgebook.extract.context import Context
from pledgebook.extract.frame import Frame, phrase_nouns
from pledgebook.extract.grammar import lexical_keys, objects, passive, subject
from pledgebook.model.claim import Stage
from pledgebook.model.text import Span


def donors_of(frame: Frame, context: Context) -> list[str]:
    """The givers a frame's words name, each once: agent, subject, the one asked, the possessor, the origin; [] where none is named."""
    return list(dict.fromkeys(let(frame, context)[1] or _donors(frame, context)))


def let(frame: Frame, context: Context) -> tuple[list[str], list[str]]:
    """Who lets whom pass goods on, two lists of codes: "Germany authorised Poland to send tanks"; empty where no one is let."""
    if len(frame.acts) < 2 or frame.inner.noun or not context.words.words["permitting"].intersection(lexical_keys(frame.acts[1].token)):
        return [], []
    permit = frame.acts[1].token
    doer = subject(permit)
    objects = [c for c in permit.children if c.dep_ in ("dobj", "dative") and c.i < frame.inner.token.i and context.parties(c)]
    sender = next(iter(objects), None) or subject(frame.inner.token)
    by = [code for code in _phrase(doer, context) if context.eligible(code)] if doer is not None and not passive(permit) else []
    senders = [code for code in context.parties(sender) if context.eligible(code)] if sender is not None and doer is not None and sender.i != doer.i else []
    return (by, senders) if by and senders and not set(by) & set(senders) else ([], [])


def _donors(frame: Frame, context: Context) -> list[str]:
    stage = frame.verdict.stage
    for k, step in enumerate(frame.acts):
        if (k == 1 and frame.inner.kind in ("arrive", "travel", "include")) or (k == 1 and not frame.inner.noun and passive(frame.inner.token)):
            # goods that arrive or are given have no giver for a subject: their origin comes before who speaks of them
            found = _origins(frame, context)
            if found:
                return found
        if k == 0 and step.kind in ("suspend", "refuse"):
            # who blocks another's package gives nothing
            found = _origins(frame, context)
            if found and any(context.words.nouns.get(noun.lemma_.lower()) == "package" for head in frame.heads for noun in (head, head.head)):
                return found
        found = _asked(step, context) if step.kind in ("request", "propose") and stage in (Stage.REQUESTED, Stage.PROPOSED) else []
        if stage is Stage.REQUESTED and (step.kind == "request" or not found) and step.kind in ("request", "transparent", "worth"):
            # who asks or says that something is needed gives nothing
            if found:
                return found
            continue
        found = found or _named(step, context)
        doer = subject(step.token) if k > 0 and step.kind == "transparent" else None
        tells = doer is not None and (doer.i not in context.mention_at or doer.pos_ == "NOUN")  # "a NATO official said"
        found = [code for code in found if context.eligible(code) and not (tells and code in context.words.speaking)]
        if found:
            return found
    return _origins(frame, context)


def _origins(frame: Frame, context: Context) -> list[str]:
    """Whose goods they are; what is bought is the maker's and says nothing of the payer."""
    if any(step.kind in ("contract", "sell") for step in frame.acts):
        return []
    for head in frame.heads:
        found = [code for code in origin_of(head, context) if context.eligible(code)]
        if found:
            return found
    return []


def _named(step: Act, context: Context) -> list[str]:
    """The givers one act names beside it."""
    token = step.token
    if step.noun:
        return _possessor(token, context)
    for child in token.children:
        if child.dep_ == "agent" or (child.lower_ == "by" and child.dep_ == "prep" and passive(token)):
            return [code for noun in child.children if noun.dep_ == "pobj" for code in _phrase(noun, context)]
    if step.kind == "contract" and (order := _order_won(token, context)) is not None:
        return _from(token, context) or _from(order, context)
    if step.kind in ("receive", "arrive", "request") or (step.kind == "contract" and not _buyer(token, context)):
        found = _from(token, context)
        if found:
            return found
    if step.kind in ("receive", "arrive", "include", "total"):
        return []
    if passive(token) and not (step.kind == "transparent" and any(child.dep_ == "xcomp" for child in token.children)):
        return _from(token, context) or _host(token, context)
    doer = subject(token) or (clauses.subject(token) if token.dep_ == "pcomp" else None)
    return [*_phrase(doer, context), *_joined_by(token, context)] if doer is not None else []


def _joined_by(token: Token, context: Context) -> list[str]:
    """The givers whom a doer is said to act together with: "will partner with Oslo to send", "joined Oslo in sending"."""
    if token.lemma_.lower() not in context.words.words["acting_together"]:
        return []
    nouns = [*objects(token, "with"), *(child for child in token.children if child.dep_ == "dobj" and token.lemma_ == "join")]
    return [code for noun in nouns for code in context.parties(noun) if context.eligible(code)]


def _order_won(token: Token, context: Context) -> Token | None:
    """The order a seller is said to get: "received an order from Oslo"; None where the subject buys."""
    won = token.lemma_.lower() in context.words.words["winning"]
    return next((c for c in token.children if won and c.dep_ == "dobj" and context.words.nouns.get(c.lemma_.lower()) == "contract"), None)


def _host(token: Token, context: Context) -> list[str]:
    """Where a service is given, by whose state: "recruits have been trained in Britain"."""
    if token.lemma_.lower() not in context.words.services:
        return []
    return [code for noun in objects(token, "in") for code in context.parties(noun) if context.eligible(code)]


def _buyer(token: Token, context: Context) -> bool:
    """Whether a purchase has a buyer who can give: what is bought from somebody is that one's to sell."""
    doer = subject(token) or clauses.subject(token)
    return doer is not None and not passive(token) and any(context.eligible(code) for code in _phrase(doer, context))


def _asked(step: Act, context: Context) -> list[str]:
    """The party a request or proposal is put to: "asked Germany to", "called on allies to", "request to Berlin", "Berlin was asked to"."""
    beside = list(step.token.children)
    if step.noun and step.token.dep_ == "dobj" and step.token.head.lemma_.lower() in context.words.words["voicing"]:
        beside += [child for child in step.token.head.children if child.dep_ == "prep"]  # "repeated its request to Berlin"
    for child in beside:
        if child.dep_ == "nsubjpass" and any(led.dep_ in ("xcomp", "ccomp") or led.lower_ == "for" for led in step.token.children):
            found = [code for code in _phrase(child, context) if context.eligible(code)]
            if found:
                return found
        if child.dep_ in ("dobj", "dative", "iobj") or (child.dep_ == "nsubj" and child.head.i != step.token.i):
            found = [code for code in context.parties(child) if context.eligible(code)]
            if found:
                return found
        if child.dep_ == "prep" and child.lower_ in ("on", "upon", "to", "from", "of", "with"):
            found = [code for noun in child.children if noun.dep_ == "pobj" for code in context.parties(noun) if context.eligible(code)]
            if found:
                return found
        if child.dep_ in ("ccomp", "xcomp"):
            doer = subject(child)
            if doer is not None:
                found = [code for code in _phrase(doer, context) if context.eligible(code)]
                if found:
                    return found
    return []


def _phrase(noun: Token, context: Context) -> list[str]:
    """The parties a phrase names, through a pronoun or relative pronoun where it is one; a company or charity of a country is not that country."""
    if noun.lemma_.lower() in context.words.words["private_giver"]:
        return []
    if noun.i not in context.mention_at:
        if noun.tag_ in ("WDT", "WP") and noun.head.dep_ == "relcl":
            return context.parties(noun.head.head)
        if noun.pos_ == "PRON":
            return context.antecedent(noun)
    return context.parties(noun)


def _possessor(token: Token, context: Context) -> list[str]:
    """The party an act noun belongs to: "Germany's decision", "US deliveries", "a pledge by Oslo"."""
    for child in token.children:
        if child.dep_ in ("poss", "compound", "amod", "nmod"):
            mention = context.mention_at.get(child.i)
            if mention is not None and context.eligible(mention.code):
                return context.parties(child)
            if child.pos_ == "PRON":
                # "the Norwegian minister announced its third shipment"
                doer = subject(token.head) if token.dep_ == "dobj" and child.lower_ in ("its", "their", "his", "her") else None
                own = [code for code in context.parties(doer) if context.eligible(code)] if doer is not None else []
                found = own or context.antecedent(child)
                if found:
                    return found
        if child.dep_ == "prep" and child.lower_ in ("by", "from"):
            return [code for noun in child.children if noun.dep_ == "pobj" for code in context.parties(noun)]
    return []


def _from(token: Token, context: Context) -> list[str]:
    for child in token.children:
        if child.dep_ == "prep" and child.lower_ == "from":
            return [code for noun in child.children if noun.dep_ == "pobj" for code in _phrase(noun, context)]
    return []


def origin_of(head: Token, context: Context) -> list[str]:
    """The party whose goods they are: "US military aid", "aid from Berlin", "weapons from Western countries"."""
    node = head
    for _ in range(4):
        found = _from(node, context) or _sender(node, context) or _possessor(node, context)
        if found:
            return found
        if node.dep_ in ("compound", "nummod", "quantmod", "nmod", "conj", "appos", "amod") or (node.dep_ == "pobj" and node.head.lower_ in ("of", "in")):
            node = node.head.head if node.dep_ == "pobj" else node.head
            continue
        break
    # "a shipment of boats from Oslo", "parts for boats given by Oslo": the parser may hang the origin on either
    return next((found for noun in objects(head, "of", "for") if (found := _from(noun, context) or _sender(noun, context))), [])


def _sender(noun: Token, context: Context) -> list[str]:
    """Who goods are said to be sent, promised or paid for by: "the guns promised by Oslo", "American guns bought by Oslo"."""
    verbs = [verb for verb in noun.children if verb.dep_ == "acl" and context.words.kind(verb) in ("give", "pledge", "contract")]
    # "paid for by Oslo": the parser may hang "by" on "for"
    near = [one for verb in verbs for one in (verb, *verb.children) if one in verbs or one.lower_ == "for"]
    agents = [prep for one in near for prep in one.children if prep.dep_ == "agent" or (prep.dep_ == "prep" and prep.lower_ == "by")]
    return [code for agent in agents for giver in agent.children if giver.dep_ == "pobj" for code in context.parties(giver)]


def receivers_of(frame: Frame, context: Context) -> list[str]:
    """The parties the goods are said to go to; [] where the words name none."""
    found: list[str] = []
    for step in frame.acts[:2]:
        for child in step.token.children:
            if child.dep_ == "dative" and child.pos_ != "ADP" and not _gives_too(child, context):
                found += context.parties(child)
            elif child.dep_ in ("prep", "dative") and child.lower_ in ("to", "for", "into", "in", "toward", "towards"):
                paid = any(token.i in {h.i for h in frame.heads} for token in child.subtree)  # "pay for two of the guns"
                reached = _objects(child, context) if not paid else []
                # "ahead of the Russian attack" is no way the goods go
                found += reached if child.lower_ in ("to", "for") else [code for code in reached if code not in context.words.excluded]
            elif child.dep_ == "prep" and step.kind == "travel":
                # "are on their way to Kyiv"
                found += [code for deep in child.subtree if deep.dep_ == "prep" and deep.lower_ == "to" for code in _objects(deep, context)]
            elif child.dep_ == "dobj" and step.kind in ("give", "travel") and child.i not in {h.i for h in frame.heads}:
                found += context.parties(child)
        if step.kind == "receive":
            doer = subject(step.token)
            found += context.parties(doer) if doer is not None else []
    for head in frame.heads:
        node = head
        for _ in range(3):
            for child in node.children:
                if child.dep_ in ("prep", "dative") and child.lower_ in ("to", "for"):
                    found += _objects(child, context)
                elif child.dep_ in ("compound", "nmod") and child.i in context.mention_at and context.words.nouns.get(node.lemma_.lower()) == "package":
                    found += [code for code in context.parties(child) if code in context.beneficiaries]  # "Ukraine funding"
                elif child.dep_ == "prep" and child.lower_ == "in":
                    found += [code for code in _objects(child, context) if code in context.beneficiaries]
                elif child.dep_ == "acl" and passive(child):
                    # "weapons promised to Oslo"
                    found += [code for prep in child.children if prep.lower_ in ("to", "for") for code in _objects(prep, context)]
            if node.dep_ not in ("compound", "nummod", "nmod", "pobj", "amod", "npadvmod"):
                break
            node = node.head
    return found


def goes_elsewhere(frame: Frame, context: Context) -> bool:
    """Whether goods are said to go to a part of the world that is no party: "sending ships to Eastern Europe"."""
    step = frame.inner
    over = (step.token, *frame.heads)
    ways = [child for one in over for child in one.children if child.dep_ in ("prep", "dative") and child.lower_ in ("to", "into", "towards", "toward")]
    places = [noun for way in ways for noun in way.children if noun.dep_ == "pobj"]
    return step.kind == "give" and bool(places) and all(noun.lower_ in context.words.words["region"] for noun in places)


def _gives_too(noun: Token, context: Context) -> bool:
    """Whether a party stands directly before an amount, as a further giver does: "Oslo sent $5m in aid, Riga $2m"."""
    end = noun.idx + len(noun)
    behind = [money for money in context.near_money.at(Span(end, end + 2)) if money.span.start > noun.idx]
    return noun.nbor(-1).text in (",", "and", "the") and bool(behind)


def worldwide(frame: Frame, context: Context) -> bool:
    """Whether aid is said to be for all the world: "$5m in global food aid"."""
    nouns = [noun for head in frame.heads for noun in phrase_nouns(head)]
    return any(word.lower_ in context.words.words["worldwide"] for noun in nouns for word in noun.doc[noun.left_edge.i : noun.i])


def taken_from(frame: Frame, context: Context) -> list[str]:
    """The parties goods are said to be moved away from."""
    places = [frame.inner.token, *frame.heads]
    preps = [prep for place in places for prep in place.children if prep.dep_ == "prep" and prep.lower_ in ("from", "out")]
    inner = [deep for prep in preps for deep in prep.children if deep.dep_ == "prep" and deep.lower_ == "of"]
    nouns = [noun for prep in preps + inner for noun in prep.children if noun.dep_ == "pobj" and noun.i in context.mention_at]
    return [code for noun in nouns for code in context.parties(noun)]


def _objects(prep: Token, context: Context) -> list[str]:
    """The parties a preposition leads to; a scheme or fund is a channel and an attack an occasion: they receive nothing."""
    channels = context.words.words["channel_noun"]
    ends = channels | context.words.words["event_noun"]
    return [code for noun in prep.children if noun.dep_ == "pobj" and noun.lemma_.lower() not in ends for code in context.parties(noun)]


def suppliers_of(frame: Frame, donors: list[str], context: Context) -> str | None:
    """Whose goods are bought or passed on, where they are not the giver's own."""
    permitting = let(frame, context)[0]
    if permitting:
        return permitting[0]
    for head in frame.heads:
        maker = _maker(head, context)
        if maker is not None and maker not in donors:
            return maker
        for child in head.children:
            mention = context.mention_at.get(child.i)
            made = mention is not None and mention.adjective and child.dep_ in ("amod", "compound", "nmod") and mention.code not in donors
            if mention is not None and made and context.eligible(mention.code) and mention.code not in context.groups:
                return mention.code
    return None


def _maker(head: Token, context: Context) -> str | None:
    """The state goods are said to be made in: "vehicles made in Germany"."""
    for verb in head.children:
        if verb.dep_ == "acl" and verb.lemma_.lower() in context.words.words["making"]:
            places = [c for prep in verb.children if prep.lower_ in ("in", "by") for c in prep.children if c.dep_ == "pobj"]
            found = [code for place in places for code in context.parties(place) if context.eligible(code)]
            if found:
                return found[0]
    return None
