"""Acts: from a mention of money or goods up to the words that say what is done with it."""

from __future__ import annotations

import msgspec
from spacy.tokens import Token

from pledgebook.extract.grammar import VERBAL, Tense, ancestors, governor, negated, passive, subject, tense
from pledgebook.extract.lexicon import Lexicon

OPEN = frozenset({Tense.INFINITIVE, Tense.GERUND})
DONE = frozenset({Tense.PAST, Tense.PERFECT, Tense.PARTICIPLE, Tense.PRESENT})
NOMINAL = frozenset(
    {"compound", "amod", "nmod", "poss", "conj", "appos", "prep", "pobj", "nummod", "quantmod", "npadvmod", "dep", "det", "pcomp", "attr", "oprd", "acomp"}
)
MOVES = frozenset({"give", "arrive", "travel", "receive", "contract", "sell", "deliver"})
"""kinds of act in which goods or money change hands; the others decide, ask or speak about such an act"""

SELF_MOVING = frozenset({"arrive", "travel", "share", "include", "total", "worth", "transparent"})
"""kinds of verb whose subject is the goods or the whole, not a giver"""


class Act(msgspec.Struct, frozen=True):
    """One word that says what is done with aid, with its tense and whether it is denied."""

    token: Token
    kind: str
    tense: Tense
    negated: bool
    chamber: bool = False
    """done by one chamber of a parliament, which decides nothing alone"""

    @property
    def noun(self) -> bool:
        return self.token.pos_ not in VERBAL and not self.token.tag_.startswith("VB")


def act(token: Token, lexicon: Lexicon) -> Act | None:
    """The act a word names, None where it names none."""
    kind = _in_place(token, lexicon.kind(token), lexicon)
    if kind is None or _in_arms(token, lexicon):
        return None
    verb = token.pos_ in VERBAL or token.tag_.startswith("VB")
    doer = subject(token) if verb and kind == "commit" else None
    chamber = doer is not None and doer.lemma_.lower() in lexicon.words["chamber"]
    denied = negated(token) or (token.dep_ == "acomp" and kind == "pledge" and negated(token.head))  # "is not ready to send"
    return Act(token, kind, tense(token) if verb else Tense.GERUND, denied, chamber)


def _in_place(token: Token, kind: str | None, lexicon: Lexicon) -> str | None:
    """The kind of act a verb names beside its subject and object: who adds a number of something promises it, a sum that passes another has come to it."""
    if kind == "receive" and any(child.dep_ == "dobj" and lexicon.nouns.get(child.lemma_.lower()) == "contract" for child in token.children):
        return "contract"  # "received an order for shells"
    if kind == "pledge" and any(child.dep_ == "dobj" and child.lemma_.lower() in lexicon.words["lawmaking"] for child in token.children):
        return "propose"  # "unveiled a bill"
    if kind == "give" and (law := subject(token)) is not None and law.lower_ in lexicon.words["parliament"] and tense(token) in (Tense.PAST, Tense.PERFECT):
        return "commit"  # "Congress gave the government $5m to arm Kyiv"
    if token.lemma_ == "spend" and any(c.dep_ in ("dobj", "npadvmod") and c.lemma_.lower() in lexicon.words["time_noun"] for c in token.children):
        return None  # "has spent months asking for tanks"
    held = [c for c in token.children if c.dep_ in ("dobj", "nsubjpass")] if kind == "suspend" else []
    if any(deep.lemma_.lower() in lexicon.words["asset_noun"] for noun in held for deep in noun.subtree):
        return None  # "froze $5m of Russian assets"
    if token.lemma_ == "be" and _in_hand(token, lexicon):
        return "arrive"
    if token.lemma_ == "have" and kind == "transparent" and token.pos_ == "VERB" and (holder := subject(token)) is not None:
        return "include" if lexicon.nouns.get(holder.lemma_.lower()) == "package" else kind  # "the package has 20 boats in it"
    if token.lemma_ in ("aim", "back") and token.tag_ == "VBN" and token.dep_ == "acl":
        return None  # "a package aimed at pushing them back", "a loan backed by assets"
    if kind is None and token.lemma_ == "use" and token.pos_ in VERBAL:  # "to use frozen assets for Kyiv"
        used = [child for child in token.children if child.dep_ in ("dobj", "nsubjpass")]
        return "give" if any(deep.lemma_.lower() in lexicon.words["asset_noun"] for child in used for deep in child.subtree) else None
    if not (kind == "bill" or token.lemma_ in ("add", "push")):
        return kind
    if token.lemma_ == "push":  # "pushing the total to $2bn"
        summed = any(c.dep_ == "dobj" and c.lemma_.lower() in lexicon.words["sum_noun"] for c in token.children)
        return "total" if summed and kind == "propose" else kind
    if (
        kind == "bill"
        and (law := subject(token)) is not None
        and law.lemma_.lower() in lexicon.words["parliament"]
        and tense(token) in (Tense.PAST, Tense.PERFECT)
    ):
        return "commit"  # of all chambers
    doer, counted = subject(token), any(_counts(child) for child in token.children if child.dep_ == "dobj")
    if doer is None or not counted or passive(token):
        return kind
    if kind == "bill":
        return "total" if doer.lemma_.lower() in lexicon.words["sum_noun"] or lexicon.nouns.get(doer.lemma_.lower()) in ("pledge", "deliver") else kind
    return "pledge" if doer.pos_ == "PROPN" or doer.lower_ in lexicon.words["pronoun_it"] | lexicon.words["pronoun_they"] else kind


def _in_arms(token: Token, lexicon: Lexicon) -> bool:
    """Whether a word tells what somebody has, and not that it was given: "crews armed with rifles", "troops equipped with radios"."""
    if token.tag_ not in ("VBN", "VBD") or token.lemma_.lower() not in lexicon.words["arming"]:
        return False
    given = any(child.dep_ in ("dobj", "agent") for child in token.children)
    return not given and not (token.dep_ == "conj" and any(child.dep_ == "dobj" for child in token.head.children))


def _counts(noun: Token) -> bool:
    """Whether a phrase is a number of something or an amount."""
    return noun.pos_ in ("NUM", "SYM") or any(child.dep_ in ("nummod", "quantmod") for child in noun.children)


def acts_over(token: Token, lexicon: Lexicon) -> tuple[Act, ...]:
    """The acts above a noun, innermost first; () where the noun is no one's object.

    From "tanks" in "refused to send tanks": send, refuse. A verb that is no act ends the search: what was destroyed
    or used was not given.
    """
    own = act(token, lexicon)
    found: list[Act] = [own] if own is not None and own.kind == "deliver" else []
    node, led = token, False
    for _ in range(12):
        head = node.head if node.dep_ != "mark" else node.head.head  # of "pleads for guns to resist" the parser makes a clause
        if head.i == node.i:
            break
        if node.lower_ == "worth" and node.dep_ != "amod" and (priced := _priced(node)) is not None:
            node = priced
            continue
        if (summed := _summed(node, lexicon)) is not None:
            return _done_with(summed, node.head, act(summed, lexicon), found, lexicon)
        reduced = head.dep_ == "csubj" and head.tag_ == "VBN"
        if reduced or head.lower_ == "including" or (lexicon.verbs.get(head.lemma_.lower()) in ("worth", "total") and head.dep_ in ("acl", "relcl", "amod")):
            # "a package, which is valued at $5m": the amount is that of the noun above
            node, led = head, True
            continue
        step = act(head, lexicon)
        made = act(head.head, lexicon) if head.pos_ == "ADJ" and node.dep_ == "nsubj" and head.dep_ in ("ccomp", "xcomp") else None
        if made is not None and made.kind != "transparent":
            return (*found, made, *governors(made.token, lexicon))  # "will make boats available"
        if head.pos_ in VERBAL or head.tag_.startswith("VB"):
            return _done_with(head, node, step, found, lexicon)
        if node.dep_ not in NOMINAL and node.dep_ != "mark" and head.lower_ != "worth" and not led:
            break
        led = False
        if step is None and node.dep_ == "prep" and node.lower_ == "for" and head.dep_ == "dobj" and _other(token, lexicon) and _other(head, lexicon):
            break  # "provides an area for heavy vehicles"
        if node.dep_ == "prep" and (node.lower_ == "against" or (node.lower_ == "of" and head.lemma_.lower() in lexicon.words["about_goods"])):
            return ()  # "protection against missiles", "production of missiles", "the impact of missiles"
        if step is None and node.dep_ == "prep" and head.lemma_.lower() in lexicon.words["intangible"] and head.dep_ != "pobj":
            break  # "denied access to $5m of revenue", but not "a programme with access to $5m"
        if step is not None and step.kind not in ("package", "container", "share"):
            found.append(step)
        node = head
    return tuple(found)


def _summed(node: Token, lexicon: Lexicon) -> Token | None:
    """The verb whose act such a phrase puts an amount to, wherever the parser hangs it; None for any other noun."""
    if node.lemma_.lower() not in lexicon.words["summing_noun"] or node.dep_ != "pobj" or node.head.lower_ not in ("in", "for", "to", "at", "with"):
        return None
    return next((token for token in ancestors(node) if token.pos_ in VERBAL), None)


def _priced(worth: Token) -> Token | None:
    """The noun where the phrase ends that a value stands behind: "a package for Kyiv worth $5m", "a contract for boats, worth $5m"."""
    at = worth.i - 1
    if at > worth.sent.start and worth.doc[at].text == ",":
        at -= 1
    last = worth.doc[at] if at >= worth.sent.start else worth
    beside = next(([*token.children] for token in ancestors(worth) if token.pos_ in VERBAL), [])
    told = [c for c in beside if c.dep_ == "dobj" and c.right_edge.i < last.i]
    if told and any(c.dep_ in ("advmod", "prep") and c.left_edge.i > told[-1].right_edge.i and c.right_edge.i == last.i for c in beside):
        return told[-1]  # "will announce a package as early as Friday, worth $5m"
    return last if last.pos_ in ("NOUN", "PROPN") and last.head.i != worth.i else None


def _done_with(head: Token, node: Token, step: Act | None, found: list[Act], lexicon: Lexicon) -> tuple[Act, ...]:
    """The acts of the verb a noun has been followed up to, and those over it; `found` alone where the verb does nothing with it."""
    raised = _raised(head, node, lexicon) or _equated(head, node, lexicon)
    if raised is not None:
        return (raised, *governors(raised.token, lexicon))
    step = step or _beside(head, node, lexicon)
    if found and head.lemma_ == "be":
        return (*found, Act(head, "transparent", Tense.PERFECT, negated(head))) if _under_way(head) else tuple(found)
    if step is None or not _takes(step, node, lexicon):
        return tuple(found)
    head = step.token
    objects = [c for c in head.children if c.dep_ == "dobj" and c.i != node.i]
    if step.kind in ("give", "commit") and any(c.lemma_.lower() in lexicon.words["intangible"] for c in objects):
        return tuple(found)  # "gave them leave to fire with ..."
    if step.kind == "give" and node.dep_ == "prep" and node.lower_ == "for" and objects and all(_other(c, lexicon) for c in objects):
        return tuple(found)  # "provides an area for heavy vehicles"
    if step.kind == "transparent" and not found and head.lemma_ != "be" and lexicon.nouns.get(node.lemma_.lower()) != "package":
        # goods that are made, used or had pass to no one
        return ()
    # what goods are said to be is not done to them; an amount may still be for something
    return (*found, step) if head.lemma_ == "be" else (*found, step, *governors(head, lexicon))


def _in_hand(verb: Token, lexicon: Lexicon) -> bool:
    """Whether something is said to be where it was to go: "most of them are now in Ukraine"."""
    places = {noun.lemma_.lower() for prep in verb.children if prep.lower_ == "in" for noun in prep.children}
    return bool(places & lexicon.words["arrived_in"]) and any(c.lower_ in ("now", "already") for c in verb.children)


def _under_way(verb: Token) -> bool:
    """Whether something is said to have begun: "deliveries are under way"."""
    return any(c.lower_ == "underway" or (c.lower_ == "under" and any(deep.lower_ == "way" for deep in c.children)) for c in verb.children)


def _other(noun: Token, lexicon: Lexicon) -> bool:
    """Whether a noun is a thing of its own: neither a party nor money nor a word of giving."""
    counted = any(c.pos_ in ("NUM", "SYM") for c in (noun, *noun.children))
    sums = lexicon.words["amount_noun"] | lexicon.words["currency_noun"] | lexicon.words["channel_noun"]
    known = lexicon.kind(noun) is not None or noun.lemma_.lower() in sums
    return noun.pos_ == "NOUN" and not counted and not known


def governors(token: Token, lexicon: Lexicon) -> tuple[Act, ...]:
    """The acts that govern an act, innermost first: from "send" in "announced plans to send": plans, announced."""
    found: list[Act] = []
    node = token
    for _ in range(8):
        above = governor(node)
        if above is None or (node.dep_ in ("relcl", "nsubj") and above.pos_ not in VERBAL and not _content(node)):
            break
        aimed = node.lemma_ == "aim" and node.dep_ == "acl"  # "a proposal aimed at sending"
        if (node.dep_ == "relcl" and not _content(node)) or (node.dep_ == "acl" and node.tag_ == "VBN" and not aimed):
            break
        if node.dep_ in ("relcl", "acl") and above.dep_ == "attr" and any(c.lower_ in lexicon.words["foremost"] for c in above.children):
            found.append(Act(above.head, "transparent", tense(above.head), negated(above.head)))  # "became the first state to send"
            node = above.head
            continue
        step = (_voiced(above, node, lexicon) if node.dep_ in ("xcomp", "advcl") and tense(node) is Tense.INFINITIVE else None) or act(above, lexicon)
        if above.lemma_ == "be" and node.dep_ in ("nsubj", "csubj", "attr") and node.pos_ not in VERBAL:
            # what a shipment is said to be is not said to be done
            break
        if node.dep_ == "advcl" and tense(node) not in OPEN:
            break
        state = _state(above, node, lexicon)
        if state is not None:
            found.append(state)
        step = _ordered(above, node, lexicon) or step
        if step is not None and step.kind == "package" and node.lower_ == "for" and above.lemma_.lower() in lexicon.words["favour"]:
            step = Act(above, "propose", Tense.GERUND, step.negated)  # "support for sending boats" sends none
        if step is not None:
            beside = node.tag_ == "VBG" and 0 < node.left_edge.i - above.i <= 2  # "ruled out sending"
            ends = {above.i, *(c.i for c in above.children if c.dep_ == "dobj")}  # "called for Oslo to send", "gave permission for Oslo to send"
            beside = beside or any(c.dep_ == "mark" and c.lower_ == "for" and c.i - 1 in ends for c in node.children)
            asking = step.kind == "request" and tense(node) is Tense.INFINITIVE
            beside = beside or (asking and (step.noun or _put_to(above, node)))  # "calls for weapons to be sent", "pleaded with Oslo to send"
            beside = beside or (step.kind == "contract" and passive(above) and tense(node) is Tense.INFINITIVE)  # "was contracted to send"
            if node.dep_ == "advcl" and not beside and _left_to(node):
                step = Act(step.token, "pledge" if _agreed(above, lexicon) else "propose", step.tense, step.negated)
            elif (node.dep_ == "advcl" and not beside) or step.kind in ("share", "travel"):
                step = Act(step.token, "transparent", step.tense, negated=step.negated and node.dep_ != "advcl")
            found.append(step)
        elif above.pos_ in VERBAL and not (above.lemma_ == "aim" and above.dep_ == "acl"):
            if node.dep_ not in ("xcomp", "advcl"):
                break
            if negated(above) and node.dep_ != "advcl":
                found.append(Act(above, "undo", tense(above), negated=True))  # "is not used to send"
                break
            found.append(Act(above, "pledge" if _agreed(above, lexicon) else "transparent", tense(above), negated=False))
        node = above
    return tuple(found)


def _put_to(verb: Token, node: Token) -> bool:
    """Whether whom a verb asks stands directly before what is asked: "pleaded with Oslo to send"."""
    return any(c.dep_ == "prep" and c.lower_ in ("with", "to", "on") and c.right_edge.i == node.left_edge.i - 1 for c in verb.children)


def _agreed(verb: Token, lexicon: Lexicon) -> bool:
    """Whether a verb makes a deal, which promises what it is for: "struck a deal to send boats"."""
    made = [verb.head] if verb.dep_ == "acl" else [c for c in verb.children if c.dep_ == "dobj"]
    return any(noun.lemma_.lower() in lexicon.words["accord"] for noun in made)


def _ordered(above: Token, node: Token, lexicon: Lexicon) -> Act | None:
    """What a head of state promises or decides by ordering it: "directed the ministry to send boats", "ordered it to release funds"."""
    if above.lemma_.lower() not in lexicon.words["ordering"] or above.pos_ not in VERBAL or tense(node) is not Tense.INFINITIVE:
        return None
    if above.lemma_ == "order" and passive(above):
        return None  # a maker is ordered to supply
    inner = act(node, lexicon)
    return Act(above, "commit" if inner is not None and inner.kind == "commit" else "pledge", tense(above), negated(above))


def _left_to(verb: Token) -> bool:
    """Whether an infinitive is left to a doer of its own: "made a deal for Oslo to send"."""
    return tense(verb) is Tense.INFINITIVE and any(c.dep_ == "mark" and c.lower_ == "for" for c in verb.children)


def _state(verb: Token, node: Token, lexicon: Lexicon) -> Act | None:
    """The act noun of the state a doer is said to be in: "is under pressure to send", "is in talks to send"."""
    if node.dep_ not in ("xcomp", "advcl"):
        return None
    if passive(verb):  # "efforts are being made to send"
        nouns = [c for c in verb.children if c.dep_ == "nsubjpass"]
    elif verb.lemma_ not in ("be", "come", "remain"):
        return None
    else:
        nouns = [c for prep in verb.children if prep.dep_ == "prep" and prep.i < node.i for c in prep.children if c.dep_ == "pobj"]
    steps = [act(noun, lexicon) for noun in nouns]
    return next((step for step in steps if step is not None and step.kind in ("propose", "pledge", "request")), None)


def _content(verb: Token) -> bool:
    """Whether an infinitive hung on a noun is what the noun is about: "calls to send"."""
    return tense(verb) is Tense.INFINITIVE and not any(c.dep_ in ("nsubj", "mark") for c in verb.children)


def _beside(verb: Token, child: Token, lexicon: Lexicon) -> Act | None:
    """The act that shares the subject of a verb that is none: "is being pulled from stock and will be paid for by Oslo"."""
    for other in verb.children:
        if other.dep_ == "conj" and child.dep_ in ("nsubj", "nsubjpass") and not any(c.dep_ in ("nsubj", "nsubjpass", "expl") for c in other.children):
            step = act(other, lexicon)
            if step is not None and step.kind in MOVES and (step.kind in ("arrive", "travel") or other.tag_ == "VBN") and _takes(step, child, lexicon):
                return step
    return None


def listing(verb: Token, lexicon: Lexicon) -> Token | None:
    """The whole that stands before what is in it: "among the items in the package are guns", "included in it are radars"."""
    lead = verb.head if verb.dep_ == "auxpass" else verb
    for prep in lead.children:
        if prep.dep_ == "prep" and prep.i < verb.i and (prep.lower_ == "among" or lexicon.kind(lead) == "include"):
            nouns = [t for t in prep.subtree if t.pos_ in ("NOUN", "PROPN")]
            return next((t for t in nouns if lexicon.nouns.get(t.lemma_.lower()) in ("package", "container", "deliver", "pledge", "request")), None)
    return None


def _raised(verb: Token, child: Token, lexicon: Lexicon) -> Act | None:
    """The act that goods are the subject of through another verb: "have started to arrive", "are expected to be sent"."""
    if child.dep_ not in ("nsubj", "nsubjpass"):
        return None
    for below in verb.children:
        if below.dep_ in ("xcomp", "acomp"):
            step = act(below, lexicon)
            if step is not None and step.kind in MOVES and (step.kind in ("arrive", "travel") or passive(below)):
                return step
            if step is not None and step.kind == "suspend" and below.pos_ == "ADJ":
                return step  # "remains stuck in parliament"
            deeper = _raised(below, child, lexicon)
            if deeper is not None:
                return deeper
    return None


def _equated(verb: Token, child: Token, lexicon: Lexicon) -> Act | None:
    """The asking or promising noun that a phrase is said to be for: "their pleas have been for jets"."""
    if verb.lemma_ == "be" and child.dep_ == "attr" and listing(verb, lexicon) is not None:
        return Act(verb, "include", tense(verb), negated(verb))
    if child.lower_ == "for" and child.dep_ == "prep" and (voiced := _voiced(verb, child, lexicon)) is not None:
        return voiced
    if verb.lemma_ != "be" or child.dep_ != "prep":
        return None
    doer = next((c for c in verb.children if c.dep_ == "nsubj"), None)
    step = act(doer, lexicon) if doer is not None else None
    return step if step is not None and step.noun and step.kind in ("request", "pledge", "propose") else None


def _voiced(verb: Token, child: Token, lexicon: Lexicon) -> Act | None:
    """The asking that somebody raises and a phrase behind it goes on with: "renewed its plea for jets", "repeated his call on Oslo to send"."""
    if verb.lemma_.lower() not in lexicon.words["voicing"] or negated(verb):
        return None
    nouns = [c for c in verb.children if c.dep_ == "dobj" and c.i < child.i and lexicon.nouns.get(c.lemma_.lower()) == "request"]
    return act(nouns[-1], lexicon) if nouns else None


def _takes(step: Act, child: Token, lexicon: Lexicon) -> bool:
    """Whether a verb acts on a noun that hangs on it by the child's dependency."""
    dep = child.dep_ if child.dep_ != "conj" else child.head.dep_
    if step.kind == "propose" and dep in ("oprd", "attr"):
        return False
    if step.kind == "propose" and dep in ("nsubj", "nsubjpass") and any(c.dep_ in ("xcomp", "oprd", "acomp") for c in step.token.children):
        return False  # "is considered one of the best", "is expected to be larger"
    if step.token.lemma_ == "add" and step.kind != "total":
        return dep == "dobj"
    if dep in ("nsubj", "csubj"):
        ordered = step.kind == "contract" and step.token.lemma_ == "be"  # "are on order"
        return step.kind in SELF_MOVING or ordered or passive(step.token) or step.token.lemma_ in ("ship", "transfer")
    if step.kind == "receive" and dep == "prep" and child.lower_ == "with":
        return False  # "secure airspace with jets"
    if step.kind in ("travel", "share"):
        # "contributions have reached $3bn": an amount is what has been come to, other objects are where the goods come
        return step.kind == "travel" and dep == "dobj" and any(one.pos_ == "NUM" for one in child.subtree)
    if step.kind == "arrive":
        return dep in ("nsubjpass", "dobj", "attr") and step.token.lemma_ not in ("reach", "enter")
    if step.kind == "give" and dep == "prep":
        # what is passed on to something is not passed on itself
        if any(c.lemma_.lower() in lexicon.words["summing_noun"] for c in child.children):
            return True
        led = child.lower_ == "to" and not passive(step.token)
        return led or child.lower_ in ("with", "of", "on", "in", "between", "including", "for", "worth", "as", "through", "along")
    if step.kind == "arrive" and dep == "prep":
        return child.lower_ == "with"
    if dep == "prep":
        return child.lower_ not in ("by", "against", "despite", "after", "before", "since", "without", "during", "from")
    return dep not in ("npadvmod", "advmod", "mark")
