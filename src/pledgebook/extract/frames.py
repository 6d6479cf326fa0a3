"""Frames: goods and money grouped under the act that is done with them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import msgspec
from spacy.tokens import Token

from pledgebook.extract.acts import MOVES, OPEN, Act, act, acts_over, governors
from pledgebook.extract.context import Context
from pledgebook.extract.ellipsis import elided_items, value_of
from pledgebook.extract.enumerations import goes_on
from pledgebook.extract.frame import Frame, phrase_nouns
from pledgebook.extract.grammar import VERBAL, Tense, ancestors, imperative, negated, objects, passive, subject, tense
from pledgebook.extract.rosters import entered_for
from pledgebook.extract.stages import HYPOTHETICAL, PLANNED, Verdict, stage_of
from pledgebook.extract.thanks import thanked, thanked_for
from pledgebook.model.annotation import Item, Money
from pledgebook.model.claim import Stage
from pledgebook.model.text import Span

ORDERED = frozenset({"give", "transparent"})
"""kinds of act in an order, and in who says that it was given"""


def find_frames(context: Context) -> list[Frame]:
    """All frames of a document in text order; goods under no act are left out."""
    frames: dict[int, Frame] = {}
    vehicles: set[int] = set()
    elided = elided_items(context)
    stated = [item for item in context.annotated.items if all(item.span != one.span for one in elided)]
    goods: list[Money | Item] = sorted([*context.annotated.money, *stated, *elided], key=lambda g: g.span)
    listed: tuple[Item, Frame] | None = None
    for one in goods:
        head = context.head(one.name_span if isinstance(one, Item) else one.span)
        if head is None or _compared(head, isinstance(one, Money), context) or _in_return(head, context):
            continue
        carrier = _carrier(head, context)
        chains = chains_over(head if carrier is None else carrier, context)
        if carrier is not None and chains and chains[0][0][0].kind in ("arrive", "travel", "give"):
            vehicles.add(carrier.i)
        if len(chains) > 1 and _besides(head, context):
            chains = chains[:1]
        if isinstance(one, Money) and (behind := _clause_behind(one, context)) and not any(lower for _, lower in chains):
            chains = [(behind, True), *chains]
        if not chains and isinstance(one, Money) and (summing := _brought_to(head, context)) is not None:
            chains = [((summing,), False)]
        if not chains and (opened := thanked_for(head, context) or entered_for(one, head, context)) is not None:
            frames.setdefault(opened.inner.token.i, opened).take(one, head)
            continue
        if not chains and isinstance(one, Item) and listed is not None and goes_on(one, listed[0], context):
            listed = (one, listed[1])
            listed[1].take(one, head)
            continue
        for acts, lower in chains[: 1 if isinstance(one, Money) else 2]:
            if len(acts) > 1 and acts[0].noun and acts[0].kind == "deliver" and acts[1].kind == "include":
                acts = acts[1:]  # "the package includes the first delivery of boats"
            acts = _spent_on(acts, context)
            if isinstance(one, Item) and acts[0].kind == "share" and _bound(acts[0].token, context):
                acts = (msgspec.structs.replace(acts[0], kind="travel"), *acts[1:])
            frame = frames.setdefault(acts[0].token.i, Frame(acts, stage_of(acts), head, [], [], [], below=lower))
            if isinstance(one, Item):
                if not lower and (part := _part_of(head)) is not None:
                    one = msgspec.structs.replace(one, quantity=part)
                frame.items = [i for i in frame.items if one.quantity is None or i.quantity not in (None, one.quantity) or i.code is None or i.code != one.code]
                listed = (one, frame)
            frame.take(one, head)
    _unload(frames, vehicles)
    _gapped(frames, context)
    _unnamed(frames, context)
    _settle(list(frames.values()), context)
    return _joined([frames[key] for key in sorted(frames)])


def _compared(head: Token, sum_: bool, context: Context) -> bool:
    """Whether money or goods only compare: "better than the tanks sent before", "an increase of $5m"."""
    if any(token.lower_ == "than" and token.dep_ == "prep" and token.nbor(-1).lower_ not in ("more", "less", "fewer") for token in _over(head)):
        return True
    over = head.head.head if sum_ and head.dep_ == "pobj" and head.head.lower_ in ("of", "in") else None
    return over is not None and over.lemma_.lower() in context.words.words["change"]


def _in_return(head: Token, context: Context) -> bool:
    """Whether goods are what somebody gets for a gift: "sends tanks in exchange for newer ones"."""
    return any(token.lower_ == "for" and token.head.lower_ in context.words.words["returning"] for token in _over(head))


def _settle(frames: list[Frame], context: Context) -> None:
    """Corrects the stage of frames by what stands beside them: a law that gives, an order, a plea of one's own, thanks."""
    by_sentence: dict[int, list[Frame]] = {}
    for frame in frames:
        by_sentence.setdefault(frame.inner.token.sent.start, []).append(frame)
    for frame in frames:
        if frame.below and frame.inner.kind in MOVES and frame.inner.tense in (Tense.PARTICIPLE, Tense.CONDITIONAL):
            frame.verdict = _inherited(frame, by_sentence[frame.inner.token.sent.start], context)
        elif frame.inner.kind == "give" and frame.inner.tense is Tense.PRESENT and _by_law(frame, context):
            frame.verdict = Verdict(Stage.COMMITTED)
        elif frame.inner.kind == "give" and not frame.inner.noun and imperative(frame.inner.token) and {step.kind for step in frame.acts} <= ORDERED:
            frame.verdict = Verdict(Stage.REQUESTED) if _for_oneself(frame, context) else HYPOTHETICAL
        elif frame.verdict.stage is Stage.REQUESTED and _own_request(frame, context):
            frame.verdict = PLANNED
        elif _own_plea(frame, context):
            frame.verdict = Verdict(Stage.REQUESTED)
        elif thanked(frame, context):
            frame.verdict = Verdict(Stage.DELIVERED)


def _brought_to(head: Token, context: Context) -> Act | None:
    """The verb that brings a sum to an amount, which the parser hangs on a clause between: "brings aid since they invaded to $5m"."""
    if head.dep_ != "pobj" or head.head.lower_ != "to":
        return None
    steps = (act(token, context.words) for token in ancestors(head) if token.pos_ in VERBAL)
    return next((step for step in steps if step is not None and step.kind == "total"), None)


def _unnamed(frames: dict[int, Frame], context: Context) -> None:
    """Adds what is given without goods being named: services that are a verb, deliveries that arrive."""
    for token in context.doc:
        if token.lemma_.lower() in context.words.services and token.pos_ in VERBAL and token.i not in frames:
            served = _service(token, context)
            if served is not None:
                frames[token.i] = served
        elif token.dep_ == "nsubj" and context.words.kind(token) == "deliver" and token.head.i not in frames:
            step = act(token.head, context.words)
            if step is not None and step.kind in ("arrive", "travel"):
                # "the first deliveries have arrived" says so without naming goods
                acts = (step, *governors(step.token, context.words))
                frames[step.token.i] = Frame(acts, stage_of(acts), token, [], [], [token])


def _spent_on(acts: tuple[Act, ...], context: Context) -> tuple[Act, ...]:
    """The acts, of which what a package is to go towards is in it: "the aid will go towards boosting defences including radars"."""
    if len(acts) < 2 or acts[0].token.dep_ != "pcomp" or context.words.verbs.get(acts[1].token.lemma_.lower()) != "share":
        return acts
    doer = subject(acts[1].token)
    spent = doer is not None and context.words.nouns.get(doer.lemma_.lower()) == "package"
    return (msgspec.structs.replace(acts[1], kind="share"),) if spent else acts


def _bound(verb: Token, context: Context) -> bool:
    """Whether a verb leads to the beneficiary: "20 boats will go to Kyiv"."""
    return any(set(context.parties(noun)) & context.beneficiaries for noun in objects(verb, "to"))


def _part_of(head: Token) -> float | None:
    """How many of the goods are meant where only some are: 18, in "delivered 18 of the 30 guns it has pledged", "of its 30 guns, 18 were delivered"."""
    prep = head.head
    if head.dep_ == "pobj" and prep.lower_ == "of" and prep.head.pos_ in VERBAL and prep.i < prep.head.i:
        some = [child for child in prep.head.children if child.dep_ in ("nsubjpass", "dobj") and child.pos_ == "NUM" and child.like_num]
        return value_of(some[0]) if some else None
    counts = [c for c in head.children if c.dep_ == "nummod"]
    some = [c for count in counts for c in count.children if c.dep_ == "quantmod" and c.like_num and c.nbor().lower_ == "of"]
    if some:
        return value_of(some[0])  # "the first three of 15 guns", of which the parser makes one number
    known = any(t.lower_ in ("the", "its", "their", "those", "these") for t in head.doc[head.left_edge.i : head.i])
    if head.dep_ != "pobj" or prep.lower_ != "of" or not prep.head.like_num or not known:
        return None
    return value_of(prep.head)


def _carrier(head: Token, context: Context) -> Token | None:
    """The vehicle that is said to bring goods: planes, in "planes carrying 3,000 tents"."""
    node = head.head if head.dep_ in ("compound", "nummod", "nmod") else head
    while node.dep_ == "conj":
        node = node.head
    verb = node.head.head if node.dep_ == "pobj" and node.head.lower_ == "with" else node.head
    if node.dep_ in ("dobj", "pobj") and verb.dep_ in ("acl", "relcl") and verb.lemma_.lower() in context.words.words["carrying"]:
        return verb.head if verb.tag_ in ("VBG", "VBN") else None
    return None


def _unload(frames: dict[int, Frame], vehicles: set[int]) -> None:
    """Takes vehicles out of the frames whose goods they bring: what lands with tents is no gift."""
    for frame in frames.values():
        with_load = any(head.dep_ == "pobj" and head.head.lower_ == "with" and head.head.head.i == frame.inner.token.i for head in frame.heads)
        brought = {head.i for head in frame.heads if head.i in vehicles or (with_load and frame.inner.kind == "arrive" and head.dep_ == "nsubj")}
        if brought and len(frame.items) > len(brought):
            spans = [range(head.idx, head.idx + len(head)) for head in frame.heads if head.i in brought]
            frame.items = [i for i in frame.items if not any(i.name_span.start <= place.start < i.name_span.end for place in spans)]


def _gapped(frames: dict[int, Frame], context: Context) -> None:
    """Adds amounts whose verb is left out, by the party beside them: "Oslo gives $5m, Riga $2m"."""
    # an amount that is added stands in the sentence of the one before it, so a frame stays where it is
    told: dict[int, list[Frame]] = {}
    for frame in frames.values():
        if frame.money:
            told.setdefault(context.sentence(frame.money[-1].span.start), []).append(frame)
    held = {money.span for frame in frames.values() for money in frame.money}
    for money in context.annotated.money:
        if money.span in held or not context.giver_beside(money.span):
            continue
        sentence = context.sentence(money.span.start)
        shared = [f for f in told.get(sentence, ()) if f.money[-1].span.end < money.span.start and context.sentence(f.money[-1].span.start) == sentence]
        head = context.head(money.span)
        if not shared and head is not None and (opened := _named_sum(head, context)) is not None:
            frame = frames.setdefault(opened.inner.token.i, opened)
            told.setdefault(sentence, []).append(frame)
            shared = [frame]
        if shared and head is not None:
            shared[-1].money.append(money)
            shared[-1].heads.append(head)


def _named_sum(head: Token, context: Context) -> Frame | None:
    """The frame of an amount in brackets behind its giver, where a noun says what it is: "pledges came from Oslo ($5m)"."""
    verb = next((token for token in ancestors(head) if token.pos_ in VERBAL), None)
    doer = subject(verb) if verb is not None else None
    if doer is None:
        return None
    step = act(doer, context.words)
    if step is not None and step.kind in ("pledge", "commit", "deliver"):
        kind = step.kind
    elif doer.lemma_.lower() in context.words.words["giver_noun"]:
        kind = "pledge"
    else:
        return None
    stage = {"pledge": Stage.PLEDGED, "commit": Stage.COMMITTED, "deliver": Stage.DELIVERED}[kind]
    return Frame((Act(doer, kind, Tense.GERUND, negated=False),), Verdict(stage), head, [], [], [])


def _service(verb: Token, context: Context) -> Frame | None:
    """The frame of a verb that is a service by itself: "trained Ukrainian crews" gives training."""
    taught = [c for one in (verb, *verb.conjuncts) for c in one.children if c.dep_ in ("dobj", "nsubjpass")]
    if not any(set(context.parties(noun)) & context.beneficiaries or noun.lemma_.lower() in context.words.words["trainee"] for noun in taught):
        return None
    if passive(verb) and tense(verb) is Tense.PRESENT:
        return None  # crews that are trained have been trained by anyone
    acts = (Act(verb, "give", tense(verb), negated(verb)), *governors(verb, context.words))
    span = Span(verb.idx, verb.idx + len(verb))
    item = Item(span, span, context.words.services[verb.lemma_.lower()], item_class="Training", aid_type="military")
    return Frame(acts, stage_of(acts), verb, [], [item], [verb])


def _joined(frames: list[Frame]) -> list[Frame]:
    """Frames with the goods of a purpose folded into what serves it: "commit $1bn to a scheme to buy weapons" is one."""
    by_act = {frame.inner.token.i: frame for frame in frames}
    kept = []
    for frame in frames:
        whole = None
        if frame.inner.tense in OPEN and not frame.inner.noun and not frame.below and not frame.money:
            whole = next((by_act[a.i] for a in ancestors(frame.inner.token) if a.i in by_act and by_act[a.i].money), None)
        elif frame.inner.noun and not frame.below:
            # "the shipment of boats was approved as part of a $5m package"
            whole = next((by_act[step.token.i] for step in frame.acts[1:] if step.token.i in by_act), None)
        if whole is not None and not (frame.money and whole.money):
            whole.money += frame.money
            whole.items += [item for item in frame.items if item not in whole.items]
        else:
            kept.append(frame)
    return kept


def chains_over(head: Token, context: Context) -> list[tuple[tuple[Act, ...], bool]]:
    """The acts a noun stands under, each with whether they are those of its own participle or relative clause, which come first."""
    found: list[tuple[tuple[Act, ...], bool]] = []
    over = acts_over(head, context.words)
    if over and over[0].kind in ("arrive", "travel") and _used(head, context):
        return []
    for noun in phrase_nouns(head):
        for child in noun.children:
            recalled = child.dep_ == "amod" and child.tag_ == "VBN" and any(deep.dep_ == "advmod" for deep in child.children)
            if not found and (recalled or child.dep_ in ("acl", "relcl")) and (child.pos_ in VERBAL or child.tag_.startswith("VB")):
                if any(deep.tag_ in ("WDT", "WP") and deep.dep_ == "pobj" and deep.head.lower_ == "of" for deep in child.subtree):
                    continue  # "$5m, of which Oslo pays $2m": only of a part
                step = act(child, context.words)
                if recalled and (step is None or step.kind not in MOVES | {"pledge", "commit"}):
                    continue  # "a long-awaited package"
                if step is None or step.kind in ("transparent", "include", "total"):
                    step = _led_to(child, context)
                if step is not None and _concerns(step, child) and not _told_before(step, over) and not _made_known(step, over):
                    found.append(((step, *(governors(step.token, context.words) if step.token.i != child.i else ())), True))
    if over and _none_of(head):
        over = (msgspec.structs.replace(over[0], negated=True), *over[1:])
    return [*found, (over, False)] if over else found


def _none_of(head: Token) -> bool:
    """Whether of goods there are none: "will send no tanks", "not one more tank", "none of the tanks"."""
    lead = head.head.head if head.dep_ == "pobj" and head.head.lower_ == "of" else head
    first = head.doc[head.left_edge.i]
    return lead.lower_ == "none" or (first.i < head.i and (first.lower_ == "no" or (first.lower_ == "not" and first.nbor().lower_ in ("one", "a"))))


def _clause_behind(money: Money, context: Context) -> tuple[Act, ...]:
    """The act of a relative clause that stands directly behind an amount, which the parser may hang on a noun further left; () where there is none."""
    end = money.span.end
    behind = [token for token in context.tokens(Span(end, min(end + 6, len(context.text)))) if token.idx >= end and not token.is_space]
    if not behind or behind[0].tag_ != "WDT" or behind[0].head.dep_ != "relcl" or behind[0].dep_ in ("nsubj", "nsubjpass"):
        return ()
    step = act(behind[0].head, context.words)
    return (step,) if step is not None and step.kind in ("pledge", "commit", "give") else ()


def _used(head: Token, context: Context) -> bool:
    """Whether goods are said to have been used: "shells fired from there landed here" gives none."""
    return any(c.dep_ in ("acl", "relcl") and c.lemma_.lower() in context.words.words["using"] for noun in (head, head.head) for c in noun.children)


def _told_before(step: Act, over: tuple[Act, ...]) -> bool:
    """Whether a clause only recalls what the act above it carries out: "approved the $5m that were announced in May", "the guns sent by Oslo arrived"."""
    if not over or not passive(step.token):
        return False
    arrived = over[0].kind == "arrive" and step.tense is Tense.PARTICIPLE and step.kind in ("pledge", "commit", "give", "contract")
    return arrived or (step.kind == "pledge" and over[0].kind == "commit")


def _made_known(step: Act, over: tuple[Act, ...]) -> bool:
    """Whether a participle set off by a comma says when the promise above it became known: "will give a $5m package, announced in Oslo"."""
    token = step.token
    set_off = step.kind == "pledge" and step.tense is Tense.PARTICIPLE and token.nbor(-1).text == "," and not any(c.dep_ == "agent" for c in token.children)
    above = next((one for one in over if not one.noun), None)
    return set_off and above is not None and above.kind in ("give", "pledge", "contract") and above.tense is not Tense.PERFECT


def _besides(head: Token, context: Context) -> bool:
    """Whether goods only stand beside what is told: "in addition to the tanks it gave in March"."""
    return any(token.lower_ in context.words.words["beside"] for token in _over(head))


def _over(head: Token) -> Iterator[Token]:
    """The words above a noun up to the verb they hang on."""
    return itertools.takewhile(lambda token: token.pos_ not in VERBAL, ancestors(head))


def _led_to(clause: Token, context: Context) -> Act | None:
    """The act inside a relative clause whose own verb only leads to it: "tanks it has promised to send"."""
    for child in clause.children:
        if child.dep_ in ("xcomp", "ccomp"):
            step = act(child, context.words)
            if step is not None and step.kind in MOVES:
                return step
    return None


def _concerns(step: Act, clause: Token) -> bool:
    """Whether a clause under a noun acts on that noun, and is not about what the noun does."""
    if step.kind not in MOVES | {"pledge", "commit", "bill", "request", "propose", "refuse", "suspend"}:
        return False
    if any(child.dep_ == "nsubj" and child.tag_ in ("WDT", "WP") for child in clause.children) and step.kind != "arrive":
        # "a bill which earmarks $5m": the noun acts and is not acted on
        return False
    if passive(step.token) or step.tense is Tense.PARTICIPLE or step.kind == "arrive":
        return True
    return any(child.dep_ in ("nsubj",) for child in step.token.children) or step.token.i != clause.i


def _inherited(frame: Frame, beside: list[Frame], context: Context) -> Verdict:
    """A bare participle beside goods that are being promised is part of the promise: "we will send guns donated by Oslo"."""
    if any(child.lower_ in context.words.words["until_now"] for child in frame.inner.token.children):
        return frame.verdict  # "the $5m already spent"
    over = acts_over(frame.noun, context.words)
    above = stage_of(over) if over else frame.verdict
    if above.stage in (Stage.PLEDGED, Stage.PROPOSED, Stage.COMMITTED):
        return above
    for other in beside:
        if not other.below and other.verdict.stage in (Stage.PLEDGED, Stage.PROPOSED, Stage.COMMITTED):
            return other.verdict
    return frame.verdict


def _by_law(frame: Frame, context: Context) -> bool:
    """Whether a law or budget gives, which is money set aside: "a bill that gives $5m"."""
    doer = subject(frame.inner.token)
    if doer is not None and doer.tag_ in ("WDT", "WP"):
        doer = frame.inner.token.head
    return doer is not None and context.words.nouns.get(doer.lemma_.lower()) == "container"


def _for_oneself(frame: Frame, context: Context) -> bool:
    """Whether who tells others to give speaks for the beneficiary: "Send us tanks"."""
    step = frame.inner.token
    told = context.attribution(Span(step.idx, step.idx + len(step)))
    ours = any(token.lower_ in context.words.words["pronoun_we"] for token in step.subtree)
    return ours or (told is not None and told.actor in context.beneficiaries)


def _own_plea(frame: Frame, context: Context) -> bool:
    """Whether the beneficiary itself presses for goods, which others would only propose: "Kyiv has been pushing for jets", "urged Oslo to send boats"."""
    pressing = [step.token for step in frame.acts if step.kind == "propose" and not step.noun and not step.negated]
    doers = [subject(verb) for verb in pressing if verb.lemma_.lower() in context.words.words["pressing"]]
    return any(doer is not None and {*context.parties(doer), *context.speaker_meant(doer)} & context.beneficiaries for doer in doers)


def _own_request(frame: Frame, context: Context) -> bool:
    """Whether a government asks its own parliament, which proposes aid and requests none."""
    for step in frame.acts:
        if step.kind == "request":
            owner = next((c for c in step.token.children if c.dep_ in ("poss", "compound", "amod")), None)
            doer = owner if step.noun else subject(step.token) if not passive(step.token) else None
            # an agency asks donors, a state its parliament
            asking = set(context.parties(doer)) if doer is not None else set()
            if asking or not step.noun:
                return bool(asking & context.states) and not asking & context.beneficiaries
    return False
