"""Warrant: whether a frame tells of an act on something definite for the beneficiary, or only seems to."""

from __future__ import annotations

from spacy.tokens import Token

from pledgebook.extract import clauses
from pledgebook.extract.acts import OPEN
from pledgebook.extract.context import Context
from pledgebook.extract.frame import Frame, phrase_nouns
from pledgebook.extract.givers import donors_of, receivers_of
from pledgebook.extract.grammar import VERBAL, Tense, ancestors, imperative, negated, passive, subject
from pledgebook.model.annotation import Item
from pledgebook.model.claim import Stage

OFTEN = 3
"""namings of the beneficiary from which a report is about it"""


def concrete(frame: Frame, context: Context) -> bool:
    """Whether a frame reports an act on something definite, rather than support in general, a condition or a question."""
    step = frame.inner.token
    weighed = frame.verdict.stage is Stage.PROPOSED and len(frame.acts) > 1
    if any(c.lower_ in context.words.words["unreal"] and not (weighed and c.lower_ == "whether") for c in step.children if c.dep_ == "mark"):
        return False
    if frame.inner.tense is Tense.PRESENT and any(c.dep_ == "advmod" and c.lower_ in context.words.words["unreal_present"] for c in step.children):
        return False
    ordered = frame.verdict.stage is Stage.REQUESTED and imperative(step)
    if not ordered and not frame.inner.noun and not passive(step) and frame.inner.kind in ("give", "commit", "pledge", "contract"):
        led = any(act.kind in ("request", "propose") for act in frame.acts)
        doer = subject(step) or (_meant_subject(step, context) if not led else None)
        named = context.parties(doer) if doer is not None else []
        if named and not any(context.eligible(code) for code in named):
            return False
    actor = (subject(step) or clauses.subject(step)) if not frame.inner.noun and not passive(step) else None
    if actor is not None and frame.inner.kind not in ("refuse", "suspend"):
        acting = set(context.parties(actor))
        if acting and acting <= context.words.excluded:
            return False
    if frame.money and _own_spending(frame, context):
        return False
    if any(c.tag_ in ("WDT", "WP") and c.dep_ == "det" for head in frame.heads for c in head.children):
        return False
    if context.sentence_of(step).span.of(context.text).rstrip(" \"'”’").endswith("?"):
        return False
    if frame.money or _withheld(frame, context):
        return True
    goods = [i for i in frame.items if is_goods(i, context)]
    general = all(i.general and i.quantity is None for i in goods)
    voiced = frame.inner.kind == "request" and step.dep_ == "dobj" and step.head.lemma_.lower() in context.words.words["voicing"]
    passing = (frame.below and frame.inner.tense is not Tense.PERFECT) or (frame.inner.tense in OPEN and len(frame.acts) == 1 and not voiced)
    return bool(goods) and not (general and passing)


def _meant_subject(verb: Token, context: Context) -> Token | None:
    """The party that a clause without a subject shares with the one above; of "support for Kyiv is firm, she said, announcing $5m" none."""
    doer = clauses.subject(verb)
    return doer if doer is not None and (doer.i in context.mention_at or doer.pos_ == "PRON") else None


def _own_spending(frame: Frame, context: Context) -> bool:
    """Whether all the money is a state's own spending, not said to be for the beneficiary: "authorised $768 billion in military spending"."""
    nouns = {noun.lemma_.lower() for head in frame.heads for noun in phrase_nouns(head)}
    return bool(nouns & context.words.words["own_budget"]) and not set(receivers_of(frame, context)) & context.beneficiaries


def held_back(frame: Frame, context: Context) -> bool:
    """Whether what is meant for the beneficiary is said to be held back by a named giver: rare, and never told in passing."""
    told = frame.verdict.stage is Stage.SUSPENDED and bool(donors_of(frame, context))
    return told and bool(set(receivers_of(frame, context)) & context.beneficiaries)


def _withheld(frame: Frame, context: Context) -> bool:
    """Whether aid as a whole is held back: that "all military aid to Kyiv" is paused or ended is definite as it stands."""
    if frame.verdict.stage not in (Stage.SUSPENDED, Stage.REFUSED) or frame.below:
        return False
    heads = [noun for head in frame.heads for noun in (head, head.head)]
    whole = any(context.words.nouns.get(noun.lemma_.lower()) == "package" and noun.dep_ in ("dobj", "nsubjpass", "pobj") for noun in heads)
    return whole and _meant_for(frame, context)


def _meant_for(frame: Frame, context: Context) -> bool:
    """Whether aid is the beneficiary's: by its own words, or where they name nobody by the sentence and the one before."""
    named = set(receivers_of(frame, context))
    here = context.sentence(frame.inner.token.idx)
    return bool(named & context.beneficiaries) or (not named and bool({here - 1, here} & context.naming))


def everyday(frame: Frame, context: Context) -> bool:
    """Whether a frame moves only goods that also move in trade and daily life, in a text that names the beneficiary: food, fuel, trucks."""
    goods = [i for i in frame.items if is_goods(i, context)]
    everyday = frame.verdict.stage is not Stage.REQUESTED and bool(goods) and not frame.money and all(i.aid_type == "humanitarian" for i in goods)
    # "16 consignments of cables arrived from Oslo", in a report on the beneficiary
    told = context.receivers_named >= OFTEN and frame.inner.kind in ("give", "arrive") and frame.verdict.stage is Stage.DELIVERED
    return everyday and context.receivers_named > 0 and not (told and donors_of(frame, context))


def names_package(frame: Frame, context: Context) -> bool:
    """Whether a frame does something with a package: "announced a new package", whose contents may follow."""
    passing = frame.below or frame.inner.tense in OPEN
    return not passing and any(context.words.nouns.get(head.lemma_.lower()) == "package" and head.dep_ in ("dobj", "nsubjpass") for head in frame.heads)


def asked_by_party(frame: Frame, context: Context) -> bool:
    """Whether someone asks, where the frame is a request: a gun that needs shells asks for nothing, and only receivers need aid."""
    for step in frame.acts:
        if step.kind == "request" and step.noun and step.token.dep_ == "dobj" and negated(step.token.head):
            return False
        if step.kind == "request" and step.noun and step.token.lemma_.lower() in context.words.words["needing"]:
            return _needed_by(step.token, context)
        if step.kind == "request" and not step.noun:
            doer = subject(step.token) or clauses.subject(step.token)
            if doer is None:
                return True
            if doer.tag_ in ("WDT", "WP") and doer.head.dep_ == "relcl":
                doer = doer.head.head
            named = context.parties(doer)
            if step is not frame.inner and _eligible_doer(frame, context):
                return True
            if named and not any(context.eligible(code) or code in context.beneficiaries for code in named):
                return False
            if step.token.lemma_ in context.words.words["needing"] and (frame.verdict.stage is Stage.REQUESTED or step is frame.inner):
                teller = subject(doer.head.head) if doer.lower_ == "it" and doer.head.dep_ == "ccomp" else None  # "Kyiv says it needs"
                named = named or (context.parties(teller) if teller is not None else [])
                return bool(set(named) & context.beneficiaries) or (doer.pos_ == "PRON" and doer.lower_ not in context.words.words["pronoun_it"])
            return bool(named) or doer.pos_ == "PRON"
    return True


def _eligible_doer(frame: Frame, context: Context) -> bool:
    """Whether what is asked for is that a party gives: "demanded that Oslo send guns"."""
    doer = subject(frame.inner.token) if frame.inner.kind == "give" and not frame.inner.noun else None
    return doer is not None and any(context.eligible(code) for code in context.parties(doer))


def asks_for_itself(frame: Frame, context: Context) -> bool:
    """Whether the beneficiary asks for goods, of nobody named: "Kyiv appealed for more weapons", "its calls for arms", "send us arms"."""
    if frame.verdict.stage is not Stage.REQUESTED or not any(is_goods(item, context) for item in frame.items):
        return False
    asked = next((step.token for step in frame.acts if step.kind == "request"), None)
    if asked is None:
        return subject(frame.inner.token) is None
    if asked.lemma_.lower() in context.words.words["needing"]:
        return False
    verb = asked if asked.pos_ in VERBAL else next((token for token in ancestors(asked) if token.pos_ in VERBAL), asked)
    owners = [*(child for child in asked.children if child.dep_ == "poss"), *filter(None, [subject(verb)])]
    return bool({code for owner in owners for code in (*context.parties(owner), *context.speaker_meant(owner))} & context.beneficiaries)


def _needed_by(noun: Token, context: Context) -> bool:
    """Whether a need is said to be the beneficiary's or the speaker's: "Kyiv's need", "we have a shortage", not "spare parts requirements"."""
    near = [child for child in noun.children if child.dep_ in ("poss", "amod", "compound", "prep")]
    own = {code for child in near for one in (child, *child.children) for code in context.parties(one)}
    verbs = [token for token in ancestors(noun) if token.pos_ in VERBAL][:1]
    doers = [doer for doer in map(subject, verbs) if doer is not None]
    spoken = any(doer.lower_ in context.words.words["pronoun_we"] | context.words.words["pronoun_they"] for doer in doers)
    return spoken or bool((own | {code for doer in doers for code in context.parties(doer)}) & context.beneficiaries)


def is_goods(item: Item, context: Context) -> bool:
    """Whether an item is goods or a service and not a word such as aid or support; a counted package is goods."""
    last = item.name.split()[-1].lower().rstrip("s")
    return item.quantity is not None or not (item.general and context.words.nouns.get(last) == "package")


def own_purchase(frame: Frame, context: Context) -> bool:
    """Whether the beneficiary buys by itself, which is no aid: "Kyiv plans to buy guns"."""
    if frame.inner.kind != "contract" or frame.inner.noun or frame.verdict.stage is Stage.REQUESTED:
        return False
    doers = [subject(step.token) for step in frame.acts if not step.noun and not passive(step.token)]
    doer = next((one for one in doers if one is not None), None)
    return doer is not None and bool(set(context.parties(doer)) & context.beneficiaries)


def buys_for_itself(frame: Frame, context: Context) -> bool:
    """Whether nothing says that what a state buys is for the beneficiary: "ordered 1,000 tanks after the attack on Kyiv" is rearmament."""
    step = frame.inner
    if step.kind != "contract" or step.noun or passive(step.token) or frame.money or frame.verdict.stage is Stage.REQUESTED:
        return False
    here = context.sentence(step.token.idx)
    if here + 1 in context.receiving or set(receivers_of(frame, context)) & context.beneficiaries:
        return False
    sentence = context.sentence_of(step.token).span
    named = [token for m in context.near_receivers.at(sentence) if sentence.contains(m.span) and (token := context.head(m.span)) is not None]
    return not any(_receives(token, context) for token in named)


def _receives(name: Token, context: Context) -> bool:
    """Whether a name stands where who gets something is named, and not where a war is: "for Kyiv", "the Ukrainian army", but "the war in Ukraine"."""
    over = name.head
    if over.lemma_.lower() in context.words.words["event_noun"] or name.dep_ in ("nsubj", "dobj"):
        return False
    return name.dep_ != "pobj" or over.lower_ in ("for", "to", "of", "with")


def for_own_forces(frame: Frame, context: Context) -> bool:
    """Whether a state buys for its own army, or spends on it: "wants to buy 50 tanks as part of a modernisation of the Croatian armed forces"."""
    spent = frame.inner.kind == "give" and frame.inner.token.lemma_ == "spend"
    if frame.inner.kind != "contract" and not spent:
        return False
    if not spent and frame.below and context.sentence(frame.inner.token.idx) not in context.naming:
        return True  # "the jets it ordered years ago"
    doer = next((one for step in frame.acts if not step.noun and (one := subject(step.token)) is not None), None)
    buyers = {code for code in context.parties(doer) if context.eligible(code)} if doer is not None else set()
    forces = [t for t in frame.inner.token.subtree if t.lemma_.lower() in context.words.words["own_forces"]]
    owners = [child for noun in forces for child in noun.children if child.dep_ in ("amod", "poss", "compound", "nmod")]
    own = buyers and any(owner.dep_ == "poss" and owner.lower_ in ("its", "their") for owner in owners)  # "for its air force"
    return bool(own or buyers & {code for owner in owners for code in context.parties(owner)})


def own_study(frame: Frame, context: Context) -> bool:
    """Whether the beneficiary's own people deal with goods, which proposes no gift: "Ukrainian crews study the launcher"."""
    studied = frame.inner.kind == "propose" and not frame.inner.noun and frame.verdict.stage is not Stage.REQUESTED
    doer = subject(frame.inner.token) if studied else None
    return doer is not None and bool(set(context.parties(doer)) & context.beneficiaries)
