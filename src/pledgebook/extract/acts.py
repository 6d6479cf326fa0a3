"""Acts: from a mention of money or goods up to the words that say what is done with it, and down from those to a stage."""

from __future__ import annotations

import msgspec
from spacy.tokens import Token

from pledgebook.extract.grammar import VERBAL, Tense, governor, negated, passive, tense
from pledgebook.extract.lexicon import Lexicon
from pledgebook.model.claim import Realis, Stage

OPEN = frozenset({Tense.INFINITIVE, Tense.GERUND})
DONE = frozenset({Tense.PAST, Tense.PERFECT, Tense.PARTICIPLE, Tense.PRESENT})
NOMINAL = frozenset(
    {"compound", "amod", "nmod", "poss", "conj", "appos", "prep", "pobj", "nummod", "quantmod", "npadvmod", "dep", "det", "pcomp", "attr", "oprd", "acomp"}
)
MOVES = frozenset({"give", "arrive", "travel", "receive", "contract", "deliver"})
"""kinds of act in which goods or money change hands; the others decide, ask or speak about such an act"""


class Act(msgspec.Struct, frozen=True):
    """One word that says what is done with aid, with its tense and whether it is denied."""

    token: Token
    kind: str
    tense: Tense
    negated: bool

    @property
    def noun(self) -> bool:
        return self.token.pos_ not in VERBAL and not self.token.tag_.startswith("VB")


def act(token: Token, lexicon: Lexicon) -> Act | None:
    """The act a word names, None where it names none."""
    kind = lexicon.kind(token)
    if kind is None:
        return None
    verb = token.pos_ in VERBAL or token.tag_.startswith("VB")
    return Act(token, kind, tense(token) if verb else Tense.GERUND, negated(token))


def acts_over(token: Token, lexicon: Lexicon) -> tuple[Act, ...]:
    """The acts above a noun, innermost first; () where the noun is no one's object.

    From "tanks" in "refused to send tanks": send, refuse. A verb that is no act ends the search: what was destroyed
    or used was not given.
    """
    found: list[Act] = []
    node = token
    for _ in range(12):
        head = node.head
        if head.i == node.i:
            break
        if head.lower_ == "including":
            node = head
            continue
        step = act(head, lexicon)
        if head.pos_ in VERBAL or head.tag_.startswith("VB"):
            if step is None or not _takes(step, node) or (found and head.lemma_ == "be"):
                break
            found.append(step)
            return tuple(found) + governors(head, lexicon)
        if node.dep_ not in NOMINAL:
            break
        if step is not None and step.kind not in ("package", "container", "share"):
            found.append(step)
        node = head
    return tuple(found)


def governors(token: Token, lexicon: Lexicon) -> tuple[Act, ...]:
    """The acts that govern an act, innermost first: from "send" in "announced plans to send": plans, announced."""
    found: list[Act] = []
    node = token
    for _ in range(8):
        above = governor(node)
        if above is None or (node.dep_ in ("relcl", "nsubj") and above.pos_ not in VERBAL):
            break
        if node.dep_ == "relcl" or (node.dep_ == "acl" and node.tag_ == "VBN"):
            break
        step = act(above, lexicon)
        if above.lemma_ == "be" and node.dep_ in ("nsubj", "csubj", "attr") and node.pos_ not in VERBAL:
            # what a shipment is said to be is not said to be done
            break
        if node.dep_ == "advcl" and tense(node) not in OPEN:
            break
        if step is not None:
            if node.dep_ == "advcl" or step.kind in ("share", "travel"):
                step = Act(step.token, "transparent", step.tense, negated=False)
            found.append(step)
        elif above.pos_ in VERBAL:
            if node.dep_ not in ("xcomp", "advcl"):
                break
            found.append(Act(above, "transparent", tense(above), negated(above)))
        node = above
    return tuple(found)


def _takes(step: Act, child: Token) -> bool:
    """Whether a verb acts on a noun that hangs on it by the child's dependency."""
    dep = child.dep_ if child.dep_ != "conj" else child.head.dep_
    if dep in ("nsubj", "csubj"):
        return step.kind in ("arrive", "travel", "share", "include", "total", "transparent") or passive(step.token) or step.token.lemma_ in ("ship", "transfer")
    if step.kind in ("travel", "share"):
        return False
    if step.kind == "arrive":
        return dep in ("nsubjpass", "dobj", "attr") and step.token.lemma_ not in ("reach", "enter")
    if step.kind == "give" and dep == "prep":
        return child.lower_ in ("with", "of", "on", "in", "including", "for", "worth", "as", "through")
    if dep == "prep":
        return child.lower_ not in ("by", "against", "despite", "after", "before", "since", "without", "during", "from")
    return dep not in ("npadvmod", "advmod", "mark")


class Verdict(msgspec.Struct, frozen=True):
    """A stage with its realis; `stage` is None where the words report no aid act."""

    stage: Stage | None
    realis: Realis = Realis.ACTUAL


NOTHING = Verdict(None)
OPEN_VERDICT = Verdict(None, Realis.PLANNED)
"""an act named without saying that it happens ("to send"): the governing words decide"""


def stage_of(acts: tuple[Act, ...]) -> Verdict:
    """The stage that a chain of acts, innermost first, puts aid at.

    The inner act gives a stage by its tense; each governing act may change it: "announced it will send" is pledged,
    "announced it has sent" delivered, "refused to send" refused, "asked it to send" requested.
    """
    if all(step.kind in ("transparent", "include", "total", "share") for step in acts):
        return NOTHING
    verdict: Verdict | None = None
    for step in acts:
        verdict = _alone(step) if verdict is None else _governed(verdict, step)
        if verdict is NOTHING:
            return NOTHING
    if verdict is None:
        return NOTHING
    if verdict is OPEN_VERDICT:
        return (
            Verdict(Stage.PLEDGED) if acts[0].token.dep_ == "ROOT" or (not acts[0].noun and acts[0].tense is Tense.INFINITIVE) else Verdict(_nominal(acts[0]))
        )
    return verdict


NAMED = {
    "request": Verdict(Stage.REQUESTED),
    "propose": Verdict(Stage.PROPOSED, Realis.PLANNED),
    "refuse": Verdict(Stage.REFUSED),
    "suspend": Verdict(Stage.SUSPENDED),
    "commit": Verdict(Stage.COMMITTED),
    "pledge": Verdict(Stage.PLEDGED),
}
"""the verdict of a noun that decides: "the pledge of", "a request for" """


def _nominal(step: Act) -> Stage | None:
    """The stage of an act that only a noun or gerund names, with nothing above that says more."""
    return {"give": Stage.DELIVERED}.get(step.kind)


def _alone(step: Act) -> Verdict:
    if step.kind in MOVES:
        return _moved(step)
    if step.kind in ("transparent", "include", "total"):
        return OPEN_VERDICT
    if step.negated:
        return NOTHING
    if step.noun:
        return NAMED.get(step.kind, OPEN_VERDICT)
    return _decided(step, OPEN_VERDICT)


def _moved(step: Act) -> Verdict:
    """The stage of goods or money changing hands, by the tense of the verb."""
    done = Stage.CONTRACTED if step.kind == "contract" else Stage.DELIVERED
    if step.tense in OPEN:
        return Verdict(Stage.REFUSED) if step.negated and not step.noun else OPEN_VERDICT
    if step.negated:
        return Verdict(Stage.REFUSED) if step.tense in (Tense.FUTURE, Tense.PROGRESSIVE, Tense.CONDITIONAL) else NOTHING
    if step.tense in (Tense.FUTURE, Tense.PROGRESSIVE):
        return Verdict(Stage.PLEDGED)
    if step.tense is Tense.CONDITIONAL:
        return Verdict(Stage.PROPOSED, Realis.PLANNED)
    if step.tense in (Tense.POSSIBLE, Tense.OBLIGATION):
        return Verdict(Stage.PROPOSED, Realis.HYPOTHETICAL)
    return Verdict(done)


def _decided(step: Act, inner: Verdict) -> Verdict:
    """The stage a deciding, asking or speaking verb gives to what is not yet done."""
    future = step.tense in (Tense.CONDITIONAL, Tense.POSSIBLE, Tense.OBLIGATION)
    if step.kind == "pledge":
        if future:
            return Verdict(Stage.PROPOSED, Realis.PLANNED)
        return OPEN_VERDICT if step.tense in OPEN else Verdict(Stage.PLEDGED)
    if step.kind == "commit":
        if step.tense in (Tense.FUTURE, Tense.CONDITIONAL):
            return Verdict(Stage.PLEDGED) if step.tense is Tense.FUTURE else Verdict(Stage.PROPOSED, Realis.PLANNED)
        if future:
            return Verdict(Stage.PROPOSED, Realis.HYPOTHETICAL)
        return OPEN_VERDICT if step.tense in OPEN else Verdict(Stage.COMMITTED)
    if step.kind == "bill":
        return Verdict(Stage.PROPOSED, Realis.PLANNED)
    by_kind = {"request": Stage.REQUESTED, "propose": Stage.PROPOSED, "refuse": Stage.REFUSED, "suspend": Stage.SUSPENDED}
    stage = by_kind.get(step.kind)
    if stage is None:
        return inner
    if stage in (Stage.REFUSED, Stage.SUSPENDED) and future:
        return Verdict(Stage.PROPOSED, Realis.HYPOTHETICAL)
    return Verdict(stage, Realis.PLANNED if stage is Stage.PROPOSED else Realis.ACTUAL)


def _governed(inner: Verdict, step: Act) -> Verdict:
    """The verdict once the governing act has had its say."""
    if inner is OPEN_VERDICT or inner == OPEN_VERDICT:
        if step.kind in ("transparent", "include", "total"):
            return _carried(step)
        if step.kind in MOVES:
            return _moved(step)
        if step.negated:
            return Verdict(Stage.REFUSED) if step.kind in ("pledge", "commit", "propose") and step.tense not in OPEN else NOTHING
        verdict = _alone(step)
        return verdict
    if inner.stage is Stage.PROPOSED and step.kind in ("pledge", "commit") and not step.negated and step.tense in DONE | {Tense.PROGRESSIVE}:
        # reported speech shifts will to would: "announced they would give"
        return Verdict(Stage.PLEDGED) if inner.realis is Realis.PLANNED else inner
    if step.kind in ("propose",) and inner.stage in (Stage.PLEDGED, Stage.COMMITTED, Stage.CONTRACTED) and not step.negated:
        return Verdict(Stage.PROPOSED, Realis.PLANNED)
    if step.kind == "refuse" and inner.stage is Stage.REQUESTED and not step.negated:
        return Verdict(Stage.REFUSED)
    return inner


def _carried(step: Act) -> Verdict:
    """An open act under a verb that only lends its tense: "began sending", "will continue to send"."""
    if step.negated:
        return Verdict(Stage.REFUSED) if step.tense in (Tense.FUTURE, Tense.PROGRESSIVE, Tense.CONDITIONAL) else NOTHING
    if step.tense in OPEN:
        return OPEN_VERDICT
    if step.tense in (Tense.FUTURE, Tense.PROGRESSIVE):
        return Verdict(Stage.PLEDGED)
    if step.tense in (Tense.POSSIBLE, Tense.OBLIGATION, Tense.CONDITIONAL):
        return Verdict(Stage.PROPOSED, Realis.HYPOTHETICAL)
    return Verdict(Stage.DELIVERED) if step.tense in (Tense.PAST, Tense.PERFECT) else Verdict(Stage.PLEDGED)
