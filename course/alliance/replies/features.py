"""What the weights see of a reply: numbers, each with a name a reader can understand."""

import math
import re
from collections import Counter
from collections.abc import Iterable
from itertools import chain, pairwise
from typing import Final

from alliance.replies.cues import Found, find, table
from alliance.replies.text import Sentence, Text, lists, read

PILLARS: Final = ("task", "goal", "bond")
FUNCTION: Final = lists()["function"]
_OPEN: Final = re.compile(
    r" (?:(?:so|and|well|okay|then|now|but|or|maybe|perhaps|for you|right now|today|honestly|tell me|please|can i ask|may i ask|could i ask|first|instead|if so|if not|"
    r"i wonder|i am wondering|in that case|from your side|in your (?:own )?(?:view|words|opinion|eyes)|just|looking back|with that|when i \w+(?: \w+){0,6}|"
    r"if (?:\w+ ){1,10}?|when (?:\w+ ){1,8}?|since (?:\w+ ){1,6}?|to you|between us|of all this|of all that|in here|with me) )*"
    r"(?:what|how|which|where|in what|in which|at what|on what|what kind|to what|for what|from what|with what|about what)(?= )"
)
_OPEN_INSIDE: Final = re.compile(r" (?:what|how|which) (?:\w+ )?(?:is|was|would|could|do|does|did|might|are|were|has|have|had|you|it|can|should|we|am|i|made|makes|feels?|felt|happens|happened|comes|goes|went|brought|helps|matters|else would|kind|part)(?= )")  # fmt: skip
_CLOSED: Final = re.compile(
    r" (?:(?:so|and|well|okay|then|now|but|or|maybe|perhaps|please) )*(?:do|does|did|is|are|am|was|were|have|has|had|can|could|would|will|should|shall|may|might|haven|isn|aren|don|didn|won)(?= )"
)
_IN_ORDER: Final = re.compile(r" (?:(?:and|so|but|or|then|well|also) )*(?:what|how|where|which|when)(?: (?!i |you |we |it |that |this |they |he |she )\w+){0,4}? (?:is|was|would|could|do|does|did|might|are|were|has|have|can|should|will) (?:you|it|that|this|we|i|the|your|each|any|things|our|my|there) ")  # fmt: skip
"""A question by the order of its words, for those who write no question mark."""
_WHY: Final = re.compile(r" (?:why|how come)(?= )")
_ASKS: Final = re.compile(r" (?:tell me|help me|i would (?:\w+ )?(?:like|love|want|sooner|rather|be) (?:\w+ ){0,2}(?:to )?(?:hear|know|understand|learn)|i want to (?:hear|know|understand)|i am curious|i wonder (?:what|how)|what (?:is|was|does|did|do|would|could|goes|happens|happened|went)|how (?:is|was|does|did|do|would|has)|say how|walk me|show me)(?= )")  # fmt: skip
_STATEMENT_WH: Final = re.compile(r" (?:and |so )?(?:(?:what|how|which) (?:is|was|would|could|do|does|did|might|are|were|about you)|(?:what|how) you (?:think|see|feel|want|would|need)(?!.* (?:is|has|was|are|matters|comes|counts|should|will|can) ))(?= )")  # fmt: skip
_IN_OPEN_FORM: Final = ("x_invite", "x_closed_open", "x_more")
_ACKNOWLEDGING: Final = ("a_right", "a_nowonder", "a_sounds", "a_youfeel", "a_mirror", "a_room", "a_welcome", "a_guess", "a_difficult", "a_notice")  # fmt: skip
_STRONG: Final = ("a_right", "a_nowonder", "a_welcome", "a_sounds", "a_notice")
_SEVERE: Final = ("h_blame", "h_dismiss", "h_sarcasm", "h_threat", "h_self")
_OWNING: Final = ("o_fault", "o_mine", "o_act", "o_past", "o_omit", "o_sorry", "o_did")
_NOT_OWNING: Final = ("o_sorry_feel", "o_not_sorry", "o_agentless", "o_blamed", "o_denial")
_HARMING: Final = ("h_defend", "h_blame", "h_must", "h_dismiss", "h_reassure", "h_sarcasm", "h_threat", "h_self", "h_interrogate", "h_fact", "h_imperative", "h_nudge", "h_shrug")  # fmt: skip


_SHARES: Final = {"i": ["i", "me", "my"], "you": ["you", "your", "yours"], "we": ["we", "us", "our"]}
_HAVING: Final = {
    "but": ["but", "however", "although"],
    "because": ["because", "since"],
    "not": ["not", "never", "no"],
    "if": ["if", "unless"],
    "maybe": ["maybe", "perhaps", "might", "may", "wonder", "guess"],
    "should": ["should", "must", "need", "ought"],
    "please": ["please"],
}


class Reply:
    """A reply as it was read: its text, its cues, its questions and the numbers for the weights."""

    def __init__(self, reply: object, client_text: object, rupture_type: str, pillar: str) -> None:
        self.text: Text = read(reply)
        self.client: Text = read(client_text)
        self.rupture_type = rupture_type
        self.pillar = pillar
        self.found: list[Found] = find(self.text)
        self._blamed = {one.sentence for one in self.found if one.cue == "o_blamed"}
        self._invited = {one.sentence for one in self.found if one.cue in _IN_OPEN_FORM and one.first <= 2}
        self.found = [one for one in self.found if not self._embedded(one)]
        self.open: list[int] = []
        self.closed: list[int] = []
        self.excluded: list[int] = []
        self._questions()
        self.numbers: dict[str, float] = {}
        self._count()

    def _embedded(self, one: Found) -> bool:
        """Whether an own act is only what a question is about ("what is it like when I say that?"), or blame in disguise.

        An order that invites ("walk me through it") is no order either.
        """
        if one.cue == "h_imperative":
            return one.sentence in self._invited and one.first <= 2
        if not one.cue.startswith("o_") or one.cue in {"o_sorry_feel", "o_not_sorry", "o_denial", "o_blamed"}:
            return False
        if one.sentence in self._blamed:
            return True
        sentence = self.text.sentences[one.sentence]
        before = sentence.words[one.first - 1] if one.first else ""
        if before in {"how", "what", "why", "where"} and sentence.words[one.first] == "i":
            return True
        if before == "when" and sentence.words[one.first : one.first + 2] not in {
            ("i", "should"),
            ("i", "ought"),
        }:
            return True
        asks = _ASKS.search(sentence.line)
        return asks is not None and sentence.word_at(asks.start() + 1) < one.first

    def pieces(self) -> set[str]:
        """Return words, pairs and threes of words, words near one another, runs of three to five letters.

        Words and pairs also come with the pillar: what frames a task well says nothing about trust.
        """
        marked = [[*one.words, "?" if one.asked else "."] for one in self.text.sentences]
        words = [*chain.from_iterable(["^", *one] for one in marked), "$"]
        found = set(words)
        for gap in (1, 2, 3):
            joint = " " if gap == 1 else "_"
            found.update(f"{one}{joint}{other}" for one, other in zip(words, words[gap:], strict=False))
        found.update(" ".join(three) for three in zip(words, words[1:], words[2:], strict=False))
        about = self.pillar[:1]
        found.update(f"{about}:{one}" for one in words)
        found.update(f"{about}:{one} {other}" for one, other in pairwise(words))
        run = f" {' '.join(chain.from_iterable(marked))} $"
        for size in (3, 4, 5):
            found.update(f"#{run[at : at + size]}" for at in range(len(run) - size + 1))
        return found

    def having(self, *cues: str) -> list[Found]:
        """Return the places of some cues that nothing takes back."""
        return [one for one in self.found if one.cue in cues and one.plain]

    def _in(self, number: int, cue: str) -> bool:
        return any(one.cue == cue and one.sentence == number for one in self.found)

    def _questions(self) -> None:
        for number, sentence in enumerate(self.text.sentences):
            excluded = any(
                one.cue == "x_exclude"
                and one.sentence == number
                and (one.first <= 2 or any(one.first - 1 <= stop <= one.first for stop in sentence.breaks))
                for one in self.found
            )
            wh = _OPEN.match(sentence.line) is not None
            inside = _OPEN_INSIDE.search(sentence.line) is not None and not _WHY.search(sentence.line)
            bidden = self._in(number, "x_closed_open")
            if sentence.asked:
                closed = _CLOSED.match(sentence.line) is not None
                if (bidden and not self._in(number, "x_fact")) or (
                    (wh or (inside and not closed)) and not excluded
                ):
                    self.open.append(number)
                elif excluded or _WHY.search(sentence.line):
                    self.excluded.append(number)
                else:
                    self.closed.append(number)
            elif len(sentence.words) > 3 and not excluded and self._asks_unmarked(sentence):
                self.open.append(number)

    @staticmethod
    def _asks_unmarked(sentence: Sentence) -> bool:
        """Whether a clause has the words in the order of a question, though no question mark follows."""
        if _STATEMENT_WH.match(sentence.line):
            return True
        return any(
            _IN_ORDER.match(f" {' '.join(sentence.words[begin:])} ") for begin in (0, *sentence.breaks)
        )

    def _count(self) -> None:  # noqa: PLR0915  (a list of numbers, one a line)
        put = self.numbers.__setitem__
        text, sentences = self.text, self.text.sentences
        words = text.words
        size = max(len(words), 1)
        client_words = {word for word in self.client.words if word not in FUNCTION}
        content = [word for word in words if word not in FUNCTION]
        asked = [number for number, one in enumerate(sentences) if one.asked]

        by_cue: dict[str, list[Found]] = {cue.name: [] for cue in table()}
        for one in self.found:
            by_cue[one.cue].append(one)
        for cue in table():
            several = by_cue[cue.name]
            plain = {one.sentence for one in several if one.plain and not sentences[one.sentence].asked}
            put(cue.name, min(len(plain), 2))
            if cue.name.startswith(("a_", "o_", "h_")):
                put(f"{cue.name}.asked", _any(sentences[one.sentence].asked and one.plain for one in several))
            if cue.name.startswith(("a_", "o_")):
                put(f"{cue.name}.but", _any(one.cancelled for one in several))
            if cue.name.startswith("o_"):
                put(f"{cue.name}.if", _any(one.conditional for one in several))
                put(f"{cue.name}.not", _any(one.negated for one in several))
            if cue.name.startswith("h_"):
                put(f"{cue.name}.renounced", _any(one.renounced for one in several))
                put(f"{cue.name}.all", min(len(several), 3))

        kinds = {
            "acknowledging": _ACKNOWLEDGING,
            "owning": _OWNING,
            "not_owning": _NOT_OWNING,
            "harming": _HARMING,
        }
        where: dict[str, set[int]] = {}
        for kind, cues in kinds.items():
            where[kind] = {one.sentence for one in self.found if one.cue in cues and one.plain}
            put(kind, min(len({one.cue for one in self.having(*cues)}), 5))
            put(f"{kind}.share", len(where[kind]) / max(len(sentences), 1))
            put(f"{kind}.first", _any(number == 0 for number in where[kind]))
            put(f"{kind}.last", _any(number == len(sentences) - 1 for number in where[kind]))
        put("owning.clean", len(where["owning"] - where["not_owning"] - set(asked)))
        put("owning.beside_harm", len(where["owning"] & where["harming"]))
        put("acknowledging.clean", len(where["acknowledging"] - where["harming"] - set(asked)))
        put("acknowledging.said", len(where["acknowledging"] - set(asked)))
        put("harming.clean", len(where["harming"] - where["acknowledging"] - where["owning"]))
        put(
            "harming.only",
            float(bool(where["harming"]) and not where["acknowledging"] and not where["owning"]),
        )
        alone = where["harming"] - where["acknowledging"] - where["owning"]
        put("harming.density", len([one for one in self.found if one.cue in _HARMING and one.plain and one.sentence in alone]) / size)  # fmt: skip
        put("acknowledging.strong", min(len({one.sentence for one in self.having(*_STRONG) if not sentences[one.sentence].asked}), 2))  # fmt: skip
        put("acknowledging.strong.kept", _any(not sentences[one.sentence].asked and not one.conditional and not any(other.cue in _SEVERE and other.sentence == one.sentence and other.plain for other in self.found) for one in self.having(*_STRONG)))  # fmt: skip
        put("help.density", len([one for one in self.found if one.cue in (*_ACKNOWLEDGING, *_OWNING) and one.plain]) / size)  # fmt: skip

        put("open", min(len(self.open), 2))
        put("open.any", float(bool(self.open)))
        put("open.last", float(bool(self.open) and self.open[-1] == len(sentences) - 1))
        put("open.experience", _any(_experience(sentences[number]) for number in self.open))
        put("open.off_topic", _any(self._in(number, "x_topic") for number in self.open))
        put("open.invites", _any(number in self.open for number in {one.sentence for one in self.having(*_IN_OPEN_FORM)}))  # fmt: skip
        put("invite.said", _any(not sentences[one.sentence].asked for one in self.having("x_invite")))
        put("invite.any", _any(True for _ in self.having(*_IN_OPEN_FORM)))
        put(
            "invite.experience", _any(_experience(sentences[one.sentence]) for one in self.having("x_invite"))
        )
        put("explore", float(bool(self.open) or bool(self.having(*_IN_OPEN_FORM))))
        put("explore.of_you", _any(" you " in sentences[number].line or " your " in sentences[number].line for number in {*self.open, *(one.sentence for one in self.having("x_invite"))}))  # fmt: skip
        put("explore.of_me", _any(re.search(r" (?:i|me|my|us|we|our|here) ", sentences[number].line) is not None for number in self.open))  # fmt: skip
        put("closed", min(len(self.closed), 3))
        put("excluded", min(len(self.excluded), 2))
        put("asked", min(len(asked), 4))
        put("asked.three", float(len(asked) >= 3))
        put("asked.only", float(bool(sentences) and len(asked) == len(sentences)))
        put("asked.share", len(asked) / max(len(sentences), 1))
        put("open.short", float(bool(self.open) and min(len(sentences[number].words) for number in self.open) <= 4))  # fmt: skip

        helped = (where["acknowledging"] | where["owning"]) - where["not_owning"] | set(self.open)
        helped |= {one.sentence for one in self.having("x_invite", "x_closed_open", "p_renegotiate", f"p_{self.pillar}")}  # fmt: skip
        idle = [number for number in range(len(sentences)) if number not in helped and not sentences[number].asked]  # fmt: skip
        put("idle", min(len(idle), 3))
        put("idle.words", math.log1p(sum(len(sentences[number].words) for number in idle)))
        put("idle.last", float(bool(idle) and idle[-1] == len(sentences) - 1))
        put("idle.after_help", _any(any(one < number for one in helped) for number in idle))
        put("harming.after_help", _any(any(one < number for one in where["owning"] | where["acknowledging"]) for number in where["harming"] - where["acknowledging"] - where["owning"]))  # fmt: skip
        put("harming.tail", _any(number == len(sentences) - 1 and number not in helped for number in where["harming"]))  # fmt: skip
        put("own_story", _any(_STORY.search(one.line) is not None for one in sentences))

        self._pillars(where, words, client_words)

        put("words.log", math.log1p(len(words)))
        put("words.few", float(len(words) <= 4))
        put("words.short", float(len(words) <= 9))
        put("words.many", float(len(words) >= 45))
        put("sentences", min(len(sentences), 6))
        put("sentence.longest", math.log1p(max((len(one.words) for one in sentences), default=0)))
        count = Counter(words)
        for name, group in _SHARES.items():
            put(f"share.{name}", sum(count[word] for word in group) / size)
        for name, group in _HAVING.items():
            put(f"has.{name}", min(sum(count[word] for word in group), 2))
        put("starts.i", float(bool(words) and words[0] == "i"))
        put("starts.you", float(bool(words) and words[0] in {"you", "your"}))
        put("starts.it", float(bool(words) and words[0] in {"it", "that", "this"}))
        put(
            "starts.no",
            float(
                bool(words)
                and words[0] in {"no", "but", "well", "look", "actually", "oh"}
                and words[1:2] not in (["wonder"], ["surprise"])
            ),
        )
        put("exclaims", min(text.written.count("!"), 2))
        put("quotes", min(len(re.findall(r"(?<!\w)['\"‘“][^'\"’”]{2,60}['\"’”](?!\w)", text.written)), 2))
        put("numbers", min(len(re.findall(r"\d+", text.written)), 2))
        put("echo", sum(word in client_words for word in content) / max(len(content), 1))
        put("echo.of_client", len(client_words & set(content)) / max(len(client_words), 1))
        put("function", sum(word in FUNCTION for word in words) / size)
        put("repeats", 1 - len(set(words)) / size)
        put("generic", min(sum(_generic(one) for one in sentences), 3))
        put("generic.first", _any(_generic(one) for one in sentences[:1]))
        put("contradicts", float(self._contradicts()))
        put("excuses", _any(_EXCUSE.search(one.line) is not None for one in sentences))
        put("redirects", _any(_REDIRECT.match(one.line) is not None for one in sentences))
        put("jargon", len(by_cue["g_jargon"]) / size)
        put("meta", float(bool(by_cue["g_meta"])))
        put("confrontation", float(self.rupture_type == "confrontation"))
        for name in PILLARS:
            put(f"about.{name}", float(self.pillar == name))
        i_said = [one for one in sentences if re.match(r" (?:and |but |so |maybe |perhaps |i think |i guess |because )*(?:i|my) ", one.line) and not one.asked]  # fmt: skip
        you_said = [one for one in sentences if re.match(r" (?:and |but |so |maybe |perhaps |i think |i guess |that |it sounds like |it seems )*(?:you|your) ", one.line) and not one.asked]  # fmt: skip
        put("said.of_me", min(len(i_said), 3))
        put("said.of_you", min(len(you_said), 3))
        put("said.of_you.kindly", min(len([one for one in you_said if sentences.index(one) not in where["harming"]]), 2))  # fmt: skip

    def _contradicts(self) -> bool:
        """Whether the reply denies the client's own words: "I'm not bored", or "I am listening" to "not listening"."""
        denied: set[str] = set()
        said: set[str] = set()
        for sentence in self.client.sentences:
            for place, word in enumerate(sentence.words):
                if len(word) > 3 and word not in FUNCTION:
                    near = sentence.words[max(place - 4, 0) : place]
                    (denied if {"not", "never", "no", "nothing"} & set(near) else said).add(word[:5])
        for sentence in self.text.sentences:
            if sentence.asked or not re.match(
                r" (?:no |but |well |really |so |look )*(?:i|it|that|this|we) ", sentence.line
            ):
                continue
            for place, word in enumerate(sentence.words):
                before = set(sentence.words[max(place - 4, 0) : place])
                negated = bool({"not", "never", "no"} & before)
                if negated and word[:5] in said and len(word) > 3:
                    return True
                if (
                    not negated
                    and word[:5] in denied
                    and len(word) > 3
                    and sentence.words[0] == "i"
                    and place <= 4
                ):
                    return True
        return False

    def _lead(self, number: int, right: str) -> int:
        """Return by how many words a sentence speaks of the right pillar rather than of the best of the others."""
        counted = dict.fromkeys(PILLARS, 0)
        for one in self.found:
            if one.sentence == number and one.cue.startswith("p_") and one.cue[2:] in counted:
                counted[one.cue[2:]] += 1
        return counted[right] - max(count for name, count in counted.items() if name != right)

    def _pillars(self, where: dict[str, set[int]], words: list[str], client_words: set[str]) -> None:
        put = self.numbers.__setitem__
        sentences = self.text.sentences
        places: dict[str, set[int]] = {}
        terms: dict[str, set[str]] = {}
        fresh: dict[str, set[str]] = {}
        for name in PILLARS:
            seen = [one for one in self.found if one.cue == f"p_{name}"]
            places[name] = {one.sentence for one in seen}
            terms[name] = {" ".join(sentences[one.sentence].words[one.first : one.last + 1]) for one in seen}
            fresh[name] = {term for term in terms[name] if not set(term.split()) & client_words}
        right = self.pillar if self.pillar in PILLARS else "task"
        others = [name for name in PILLARS if name != right]
        shared = {one.sentence for one in self.found if one.cue in {"p_shared", "p_my_way"}}
        offered = {one.sentence for one in self.found if one.cue == "p_renegotiate"}
        harmful = where["harming"] - where["acknowledging"] - where["owning"]
        put("pillar", min(len(terms[right]), 4))
        put("pillar.fresh", min(len(fresh[right]), 4))
        put("pillar.other", min(max(len(terms[name]) for name in others), 4))
        put("pillar.other.fresh", min(max(len(fresh[name]) for name in others), 4))
        put("pillar.more", float(len(terms[right]) > max(len(terms[name]) for name in others)))
        put("pillar.less", float(len(terms[right]) < max(len(terms[name]) for name in others)))
        put("pillar.clean", min(len(places[right] - harmful), 2))
        put("pillar.asked", _any(number in self.open for number in places[right]))
        put("pillar.owned", _any(number in where["owning"] for number in places[right]))
        put("pillar.acknowledged", _any(number in where["acknowledging"] for number in places[right]))
        put("pillar.shared", _any(number in shared for number in places[right]))
        put("pillar.offered", _any(number in offered for number in places[right]))
        framing = {*self.open, *offered, *shared, *where["owning"], *where["acknowledging"]} - harmful
        framing |= {one.sentence for one in self.having(*_IN_OPEN_FORM)}
        asking = {*self.open, *(one.sentence for one in self.having(*_IN_OPEN_FORM))}
        for kind, several in (("frame", framing), ("question", asking), ("offer", offered)):
            lead = {number: self._lead(number, right) for number in several}
            put(f"pillar.{kind}.right", _any(one > 0 for one in lead.values()))
            put(f"pillar.{kind}.wrong", _any(one < 0 for one in lead.values()))
            put(f"pillar.{kind}.lead", max(-3, min(3, sum(lead.values()))))
        put("pillar.fresh.good", float(bool(fresh[right]) and not where["harming"]))
        put("pillar.good", float(bool(terms[right]) and bool(where["owning"] or self.open or offered)))
        put("offered", min(len(offered), 2))
        put("offered.clean", min(len(offered - harmful), 2))
        put("shared", min(len(shared), 2))
        for name in PILLARS:
            mine = float(right == name)
            put(f"{name}.right", mine * min(len(terms[name]), 3))
            put(f"{name}.wrong", (1 - mine) * min(len(terms[name]), 3))
            put(f"{name}.shared", mine * _any(number in shared for number in places[name]))
            put(f"{name}.offered", mine * float(bool(offered)))
            put(f"{name}.asked", mine * float(bool(self.open)))
            put(f"{name}.owned", mine * float(bool(where["owning"])))
        client_pillar = {name: any(word in client_words for term in terms[name] for word in term.split()) for name in PILLARS}  # fmt: skip
        put("pillar.echoed", float(client_pillar[right]))
        put("with_me", min(sum(" ".join(pair) in {"with me", "by me", "to me", "from me", "in me", "between us", "about me", "at me", "in here", "on me"} for pair in pairwise(words)), 2))  # fmt: skip


_PERSON: Final = frozenset({"i", "me", "my", "mine", "we", "us", "our", "you", "your", "yours", "myself", "yourself"})  # fmt: skip
_EXCUSE: Final = re.compile(r" (?:because i|because the|because of|since the|i had to|i have to|i needed to|it was an? \w+ so|the reason|that is why|so i had|due to|i could not|it is (?:just |only )?(?:a|my|the) (?:nervous |bad )?(?:habit|rule|policy|form|way)|has to be|had to|does not mean|did not mean|it is not like|nothing to do with) ")  # fmt: skip
_STORY: Final = re.compile(r" (?:my own (?:mother|father|life|training|work|family|children|therapist|experience)|i have (?:a|an|two|three|read|seen|had|heard|worked|known|been doing|given|put)|i do have|i hold|i (?:had|have had) (?:a|an|the)|when i was (?:a|your|young)|i (?:work|worked|see|saw) (?:\w+ )?(?:people|clients|patients|eleven|thirty|many|lots)|people say|they say|the school|the secretary|my (?:mother|father|son|daughter|wife|husband|boss|supervisor|colleagues?|car|train|bus)) ")  # fmt: skip
_REDIRECT: Final = re.compile(r" (?:(?:right|okay|well|good|great|so|now|anyway|thanks|thank you|sorry|then|all right|sure|yes|but|ha|fine|lovely) )*(?:(?:let us (?:talk about|do|get|go on|look at your|see what|turn to|focus|start with|move)|(?:so )?(?:what happened with|how was|how did|where were we|where did we|you were telling|tell me about your|did you|have you|shall we|can we|if you could|close your eyes|back to|we have|we need|next)) )")  # fmt: skip


def _generic(sentence: Sentence) -> bool:
    """Whether a sentence states how things are in general, with nobody in it: the grammar of a lecture."""
    return (
        not sentence.asked
        and len(sentence.words) >= 5
        and not _PERSON & set(sentence.words)
        and sentence.words[0]
        not in {
            "it",
            "that",
            "this",
            "what",
            "so",
            "no",
            "how",
            "tell",
            "help",
            "something",
            "thank",
            "thanks",
        }
    )


def _any(several: Iterable[bool]) -> float:
    return float(any(several))


_EXPERIENCE: Final = re.compile(
    r" (?:feel\w*|felt|like|experienc\w+|for you|to you|in you|inside|mind|notic\w+|see|need\w*|want\w*|wish\w*|hop(?:e|ing|ed)|prefer\w*|miss\w*|help\w*|useful|matter\w*|important|"
    r"different\w*|better|change\w*|hard\w*|difficult|affect\w*|land\w*|came across|come across|mean\w*|make of|think\w*|thoughts|view|take on|between us|with me|in here|from me|about me|"
    r"i|our|us|we|going on|happen\w*|like to|right|worth|get|say|work) "
)


def _experience(sentence: Sentence) -> bool:
    return _EXPERIENCE.search(sentence.line) is not None
