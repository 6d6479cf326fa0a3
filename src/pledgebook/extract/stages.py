"""Stages: what a chain of acts says has been done, by tense, denial and who governs whom."""

from __future__ import annotations

import msgspec

from pledgebook.extract.acts import MOVES, OPEN, Act
from pledgebook.extract.grammar import Tense, passive, tense
from pledgebook.model.claim import Realis, Stage

UNSURE = frozenset({Tense.POSSIBLE, Tense.OBLIGATION, Tense.CONDITIONAL})
TELLING = frozenset({Tense.PAST, Tense.PERFECT, Tense.PRESENT, Tense.PARTICIPLE, Tense.PROGRESSIVE})


class Verdict(msgspec.Struct, frozen=True):
    """A stage with its realis.

    `stage` is None where the words report no aid act; then `done` may still name the stage the act would have if
    it were done ("to send": delivered), and the governing words decide.
    """

    stage: Stage | None
    realis: Realis = Realis.ACTUAL
    done: Stage | None = None
    shifted: bool = False
    """said with "would", which reported speech makes of "will" """


NOTHING = Verdict(None)
PLANNED = Verdict(Stage.PROPOSED, Realis.PLANNED)
HYPOTHETICAL = Verdict(Stage.PROPOSED, Realis.HYPOTHETICAL)
SHIFTED = Verdict(Stage.PROPOSED, Realis.PLANNED, shifted=True)
DONE = {"contract": Stage.CONTRACTED, "sell": Stage.CONTRACTED, "pledge": Stage.PLEDGED, "commit": Stage.COMMITTED}
NAMED = {
    "request": Verdict(Stage.REQUESTED),
    "propose": PLANNED,
    "bill": PLANNED,
    "refuse": Verdict(Stage.REFUSED),
    "suspend": Verdict(Stage.SUSPENDED),
    "commit": Verdict(Stage.COMMITTED),
    "pledge": Verdict(Stage.PLEDGED),
}
"""the verdict of an act that is asked, decided or refused"""

DECIDED = frozenset({Stage.REQUESTED, Stage.PLEDGED, Stage.COMMITTED, Stage.CONTRACTED})


def stage_of(acts: tuple[Act, ...]) -> Verdict:
    """The stage that a chain of acts, innermost first, puts aid at.

    The inner act gives a stage by its tense; each governing act may change it: "announced it will send" is pledged,
    "announced it has sent" delivered, "refused to send" refused, "asked it to send" requested.
    """
    if all(step.kind in ("transparent", "include", "total", "worth", "share") for step in acts):
        return NOTHING
    verdict = _alone(acts[0])
    for step in acts[1:]:
        if verdict is NOTHING:
            return NOTHING
        leave = acts[0].kind == "sell" and step.kind == "commit" and not step.negated and not step.chamber and step.tense in TELLING
        verdict = Verdict(Stage.CONTRACTED) if leave else _governed(verdict, step)
    if verdict.stage is None and verdict.done is not None:
        return _unsettled(acts[0], verdict.done)
    return verdict


def _unsettled(step: Act, done: Stage) -> Verdict:
    """An act with nothing above that says whether it happens: a headline's "to send" is promised, "sending" done."""
    lead = step.token.head
    means = step.token.dep_ != "pcomp" or lead.lower_ in ("by", "with", "in", "through", "after", "besides") or lead.head.lower_ == "addition"
    if step.noun or step.token.dep_ in ("csubj", "csubjpass", "nsubj") or not means:
        # what giving would lead to is said of no gift: "sending tanks could prolong it"
        return NOTHING
    own = any(child.dep_ == "nsubj" for child in step.token.children)
    if step.token.dep_ == "ROOT" or (step.tense is Tense.INFINITIVE and own):
        return Verdict(Stage.PLEDGED)
    if step.tense is Tense.INFINITIVE:
        return NOTHING
    received = step.kind == "receive" and step.token.dep_ in ("pcomp", "acl", "advcl") and not step.negated
    return Verdict(done) if received or step.kind in ("give", "pledge", "commit") else NOTHING


def _open(kind: str) -> Verdict:
    return Verdict(None, done=DONE.get(kind, Stage.DELIVERED))


def _alone(step: Act) -> Verdict:
    """The verdict of one act by itself."""
    if step.kind == "commit" and step.chamber and not step.noun and not step.negated:
        return PLANNED
    if step.kind in MOVES or step.kind in ("pledge", "commit"):
        return _dated(step)
    if step.kind == "undo":
        return NOTHING
    if step.kind not in NAMED:
        return _open(step.kind)
    if step.negated:
        return NOTHING
    if step.kind in ("refuse", "suspend") and step.tense in UNSURE:
        return Verdict(Stage.PROPOSED, Realis.HYPOTHETICAL, NAMED[step.kind].stage, shifted=step.tense is Tense.CONDITIONAL)
    if step.kind == "request" and step.tense is Tense.POSSIBLE and passive(step.token):
        return HYPOTHETICAL  # "may be asked to send"
    return NAMED[step.kind]


def _dated(step: Act) -> Verdict:
    """The verdict of giving, buying, promising or approving, by the tense of the verb."""
    done = DONE.get(step.kind, Stage.DELIVERED)
    if step.noun and step.token.lemma_.lower() in ("receipt", "arrival"):
        led = step.token.dep_ == "nsubj" and step.token.head.pos_ in ("VERB", "AUX") and tense(step.token.head) in UNSURE | {Tense.FUTURE}
        return NOTHING if led else Verdict(Stage.DELIVERED)  # "the arrival of boats could change that"
    if step.noun:
        return NAMED.get(step.kind, _open(step.kind)) if not step.negated else NOTHING
    if step.tense in OPEN:
        return Verdict(Stage.REFUSED) if step.negated else _open(step.kind)
    if step.negated:
        cannot = step.tense is Tense.POSSIBLE and any(c.lower_ in ("can", "ca", "could") for c in step.token.children)
        never = step.tense is Tense.PRESENT and step.kind == "give" and not passive(step.token)  # "does not send arms"
        return Verdict(Stage.REFUSED) if cannot or never or step.tense in (Tense.FUTURE, Tense.PROGRESSIVE, Tense.CONDITIONAL) else NOTHING
    if step.tense is Tense.CONDITIONAL:
        return SHIFTED
    if step.kind == "arrive" and step.tense is Tense.OBLIGATION:
        return Verdict(Stage.PLEDGED, Realis.PLANNED)  # "should arrive in autumn"
    if step.tense in UNSURE:
        return HYPOTHETICAL
    if step.tense is Tense.FUTURE or (step.tense is Tense.PROGRESSIVE and step.kind in MOVES):
        return Verdict(Stage.PLEDGED)
    return Verdict(done)


def _governed(inner: Verdict, step: Act) -> Verdict:
    """The verdict once the governing act has had its say."""
    if inner.stage is None:
        return _settled(inner, step)
    told = not step.negated and step.tense in TELLING
    if inner.shifted and told and step.kind in ("pledge", "commit", "transparent"):
        return Verdict(inner.done or Stage.PLEDGED)  # "announced that it would stop sending"
    if step.kind == "propose" and not step.negated and inner.stage in DECIDED and inner.realis is Realis.ACTUAL:
        return PLANNED
    if step.kind == "undo" and inner.stage in (Stage.SUSPENDED, Stage.REFUSED):
        # a pause that is lifted holds nothing back
        return NOTHING
    if step.kind == "refuse" and not step.negated and inner.stage in (Stage.DELIVERED, Stage.CONTRACTED):
        return NOTHING  # "denied having sent"
    if step.kind == "refuse" and not step.negated and inner.stage in (Stage.REQUESTED, Stage.PROPOSED):
        return Verdict(Stage.REFUSED)
    if step.kind == "suspend" and not step.negated and inner.stage is Stage.PROPOSED and step.tense in TELLING:
        return Verdict(Stage.SUSPENDED)  # "delayed an effort to send"
    return inner


def _settled(inner: Verdict, step: Act) -> Verdict:
    """An act left open, under the word that decides it: "plans to send", "began sending", "refused to send"."""
    deciding = inner.done in (Stage.PLEDGED, Stage.COMMITTED)
    if deciding and step.token.lemma_ in ("set", "slate", "schedule") and not step.negated:
        return PLANNED  # "is set to announce"
    if step.kind == "fail":
        return NOTHING if not step.negated else Verdict(inner.done)
    if step.kind == "include" and not step.negated:
        return Verdict(Stage.PLEDGED)  # "the plan included delivering boats"
    if step.kind in ("transparent", "include", "total", "worth", "share", "travel"):
        return _carried(inner, step)
    if step.negated:
        said = step.tense not in OPEN or step.token.pos_ == "ADJ"
        return Verdict(Stage.REFUSED) if step.kind in ("pledge", "commit", "propose") and said else NOTHING
    if step.token.pos_ == "ADJ" and step.kind == "pledge":
        # ready to send is a promise, ready to announce none yet
        return PLANNED if deciding else Verdict(Stage.PLEDGED, Realis.PLANNED)
    if step.kind == "propose" and step.token.lemma_ in ("expect", "expected", "likely") and not deciding:
        return Verdict(Stage.PLEDGED, Realis.PLANNED)
    return _alone(step)


def _carried(inner: Verdict, step: Act) -> Verdict:
    """An open act under a verb that only lends its tense: "began sending", "will continue to send"."""
    if step.negated:
        return Verdict(Stage.REFUSED) if step.tense in (Tense.FUTURE, Tense.PROGRESSIVE, Tense.CONDITIONAL) else NOTHING
    if step.tense in OPEN:
        return inner
    if step.tense is Tense.CONDITIONAL:
        return SHIFTED
    if step.tense in UNSURE:
        return HYPOTHETICAL
    if step.tense in (Tense.PAST, Tense.PERFECT):
        return Verdict(inner.done)
    return Verdict(Stage.PLEDGED)
