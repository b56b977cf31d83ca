"""Words and turns of phrase by which people tell their situation."""

from __future__ import annotations

import re

ROLE_OF_NEED = {
    "was_hurt": "hurt",
    "caused_hurt": "caused",
    "trust_again": "hurt",
    "rebuild_trust": "caused",
    "express_hurt": "hurt",
    "want_to_apologize": "caused",
    "own_fault": "caused",
    "partner_dismissive": "hurt",
    "partner_not_forgiving": "caused",
    "triggered": "hurt",
}
"""The side that a need comes from unless the words say otherwise."""


def _any(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


_RELATION = (
    r"wife|husband|hubby|girlfriend|boyfriend|gf|bf|partner|fiance|fiancee|fiancé|fiancée|spouse|ex[- ]?wife|ex[- ]?husband|"
    r"ex[- ]?girlfriend|ex[- ]?boyfriend|ex|missus|bloke|girl|man|other half|"
    r"mother|mum|mom|mam|father|dad|sister|brother|son|daughter|parents|cousin|aunt|uncle|mother[- ]in[- ]law|"
    r"father[- ]in[- ]law|sister[- ]in[- ]law|brother[- ]in[- ]law|"
    r"best friend|best mate|friend|mate|flatmate|roommate|housemate|neighbour|neighbor|"
    r"boss|manager|colleague|coworker|co-worker|team|team lead|business partner|employee|teacher|coach|supervisor"
)
PEOPLE = re.compile(rf"\bmy (?:\w+ )?(?P<who>{_RELATION})\b(?!'s)")

_OTHER = rf"(?:he|she|they|my (?:\w+ )?(?:{_RELATION})|someone|somebody)"
_HIM = rf"(?:him|her|them|my (?:\w+ )?(?:{_RELATION})|someone|somebody|us|people)"
# "'s been", "had", "kept" and the like between the doer and the deed
_HAS = r"(?:'s|'d|'ve| has| had| have| was| were| is| are| been| got| caught| just| kept| keeps| also| only| literally| already| really| admitted| that| he| she| they){0,5}"
_NOT = r"(?! (?:didn't|never|don't|did not))"

_DEEDS = (
    r"cheat(?:ed|ing|s)?|lied|lies|lying|betray(?:ed|s|ing)?|slept with|sleeping with|hooked up|kissed|kissing|hid|hides|hiding|"
    r"broke (?:my trust|his trust|her trust|their trust|our trust|the promise|a promise|every promise|it off)|forgot|"
    r"gambl(?:ed|es|ing)|drank|relapsed|snooped|went through (?:my|her|his|their)|read (?:my|her|his|their)|spied|spent|stole|"
    r"snapped|yelled|shouted|screamed|called (?:me|her|him|them)|ghosted|ignored|neglected|let (?:me|her|him|them) down|"
    r"messed up|screwed up|fucked up|strayed|flirted|flirting|texted|texting|sexting|sexted|messaging|"
    r"had an? (?:affair|fling|one[- ]night stand|thing)|having an affair|dumped|humiliated|left me|left him|left her|stood (?:me|her|him) up"
)

CAUSED_PATTERNS = _any(
    rf"\bi(?:'ve| have|'d| had| did| just| also| went and| got caught| stupidly| basically| literally| kept| keep){{0,4}}{_NOT} (?:{_DEEDS})\b",
    rf"\bi(?:'ve| have|'d)? (?:really )?(?:hurt|wronged|wounded|disappointed|deceived|broke|wrecked|ruined) (?:{_HIM}|everything|this|us|our|his|her|their|my (?:wife|husband|partner|marriage|relationship|family))\b",
    r"\b(?:i'm|i am|i was|im) the (?:one who|one that) (?:did|cheated|lied|broke|hurt|messed|screwed|fucked|caused|betrayed|walked|strayed)",
    r"\b(?:it was|it's|that was|this is|all) (?:all |entirely |completely )?(?:my fault|on me|my doing|down to me)\b",
    r"\bmy (?:affair|lie|lies|lying|cheating|betrayal|mistake|drinking|gambling|infidelity|temper|addiction)\b",
    r"\bwhat i (?:did|said|put (?:him|her|them) through) (?:to|was|hurt|is)?",
    rf"\b(?:{_OTHER}) (?:found out|caught me|found my|discovered (?:my|that i|i)|saw my (?:messages|texts|phone))",
    rf"\b(?:{_OTHER}) (?:can't|cannot|won't|doesn't|does not|will not|has not|hasn't|cant|wont|doesnt) (?:forgive|trust) me\b",
    r"\bi (?:want|need|would like|wanna|have|owe|ought) (?:to |him |her |them |my \w+ )*(?:apologi[sz]e|say sorry|make (?:it up|amends)|an apology)",
)

HURT_PATTERNS = _any(
    r"\b(?:the one|the person|someone|somebody) (?:who|that)(?: was|'s| is| got| has| been){1,3} (?:hurt|wronged|cheated on|betrayed|lied to|let down)\b",
    rf"\b{_OTHER}{_HAS}{_NOT} (?:{_DEEDS})\b(?! (?:because|that) i)",
    rf"\b{_OTHER}{_HAS} (?:hurt|betrayed|deceived|humiliated|used|disappointed|broke) (?:me|us|my)\b",
    r"\bi(?:'ve been| have been| was| wasn't just|'m being| am being|'m| am| got| been| keep getting| feel| felt)(?: so| just| being)? (?:lied to|cheated on|betrayed|let down|deceived|played|blindsided|two-timed|led on|replaced|stabbed in the back|taken for a fool|made a fool of|gaslit|ghosted|stood up)\b",
    rf"\b(?:his|her|their|my (?:{_RELATION})'s) (?:affair|lie|lies|lying|cheating|betrayal|drinking|gambling|infidelity|addiction|porn)\b",
    r"\bwhat (?:he|she|they) (?:did|said|put me through|has done|have done)\b",
    rf"\b(?:i )?(?:found out|saw|caught|discovered|just learned|just learnt)(?: that| about)? (?:him|her|them|{_OTHER})(?:'s|'d|\b)",
    r"\b(?:i )?(?:found|saw|discovered) (?:\w+ ){0,4}(?:on|in) (?:his|her|their|my \w+'s) (?:phone|laptop|jacket|pocket|car|email|account)\b",
    r"\bi (?:can't|cannot|don't|cant|dont|do not|will never|no longer|struggle to) (?:even )?(?:forgive|trust) (?:him|her|them|my \w+|anyone|a word)\b",
    r"\b(?:did|done) (?:this |that |it )?to me\b",
)

WE_BOTH = re.compile(
    r"\b(?:we(?:'ve| have)? both|both of us|we each|the two of us|we(?:'ve| have) (?:cheated|lied|hurt each))\b"
)
"""Turns of phrase by which both sides own a share."""

NOT_THE_WRITER = re.compile(
    r"\basking for (?:a|my) (?:friend|mate|sister|brother|cousin|mum|mom)\b|"
    r"^(?:so )?(?:a|my) (?:good |close |best )?(?:friend|mate|cousin|colleague)(?: of mine)? (?:cheated|lied|was|got|is|has)"
)

BREACH_PATTERNS: dict[str, tuple[re.Pattern[str], ...]] = {
    "infidelity": _any(
        r"\bcheat(?:ed|ing|er|s)?\b",
        r"\baffairs?\b",
        r"\b(?:slept|sleeping|sleep) with\b",
        r"\bunfaithful\b|\binfidelity\b|\badulter",
        r"\bstray(?:ed|ing)\b",
        r"\b(?:kissed|hooked up|made out|shagged|snogged)\b",
        r"\bother (?:woman|man|guy|girl)\b|\bsomeone else\b|\bone[- ]night stand\b",
        r"\b(?:sext|tinder|grindr|hinge|bumble|onlyfans|dating app)",
        r"\btwo[- ]tim",
    ),
    "lying": _any(
        r"\b(?:lie|lied|lies|lying|liar)\b(?! (?:down|in bed|awake|next|beside))",
        r"\bdishonest|\bdeceiv|\bdeception|\bdeceit|\bhalf[- ]truth",
        r"\b(?:hid|hiding|hidden|hides) (?:it|this|that|things|something|stuff)\b|\bkept (?:it|this|that|things) (?:from|secret)",
        r"\bmade (?:it |that |things )?up\b|\bsecret (?:life|phone|account)\b|\bwasn't (?:honest|truthful)\b",
    ),
    "broken_promise": _any(
        r"\b(?:broke|breaks|breaking|broken|kept breaking) (?:\w+ ){0,3}promises?\b|\bpromised\b|\bword (?:is|was|means) (?:nothing|worthless)",
        r"\b(?:forgot|missed) (?:my|our|her|his|the|their) (?:birthday|anniversary|recital|wedding|graduation|appointment|play)",
        r"\b(?:didn't|never|doesn't|don't) (?:show up|turn up|keep (?:his|her|their|my) word|follow through)\b|\bno[- ]show\b|\bstood (?:me|her|him) up\b|\bcancell?ed (?:again|on)",
    ),
    "money": _any(
        r"\b(?:debts?|loans?|credit cards?|savings|mortgage|overdraft|bank (?:account|statement)s?|payday|money|pension|inheritance)\b",
        r"\b(?:spent|spending|borrowed|invested|owe[sd]?) (?:\w+ ){0,4}(?:money|savings|thousand|grand|[£$€]|\d)",
        r"[£$€]\s?\d|\b\d+ ?(?:k|grand|quid|thousand)\b",
    ),
    "harsh_words": _any(
        r"\bcalled (?:me|her|him|them|my \w+) (?:an? |the |names|stupid|crazy|fat|lazy|useless|worthless|pathetic)",
        r"\b(?:yell|shout|scream)(?:ed|s|ing)?\b|\binsult|\bmock|\bhumiliat|\bbelittl|\bsnapped\b|\bcruel\b|\bnasty things\b|\blost my temper\b|\bsaid (?:some )?(?:horrible|awful|terrible|hurtful|cruel|nasty|mean|unforgivable)",
    ),
    "neglect": _any(
        r"\bneglect|\bignor(?:ed|es|ing) (?:me|her|him|them|us)\b|\bnever (?:home|there|around|present)\b|\bwasn't there\b|\bnot there for (?:me|her|him|them)\b|\balways (?:working|at work|gaming|on (?:his|her|their|my) phone)\b|\btook (?:me|her|him|them) for granted\b|\bput work first\b|\bforgot about (?:me|her|him)\b|\babandon",
    ),
    "privacy": _any(
        r"\b(?:read|went through|checked|looked (?:at|in|through)|snoop\w*|hacked|spied|searched) (?:\w+ ){0,3}(?:phone|messages|texts|emails?|diary|journal|dms|laptop|whatsapp|location)\b",
        r"\btold (?:everyone|everybody|people|(?:his|her|their|my|our) (?:mum|mom|mother|friends?|family|sister|mates)) (?:about|what|my|our|everything)|\bshared (?:my|our|her|his) (?:photos?|secrets?|pictures?|private)|\bnudes?\b|\bmy secrets?\b|\bconfidence\b.{0,20}\bbroke|\btracker\b",
    ),
    "addiction": _any(
        r"\b(?:drink(?:ing|s)?|drank|drunk|alcohol\w*|booze|sober|relaps\w*|rehab|addict\w*|gambl\w*|betting|casino|porn\w*|cocaine|coke|weed|pills|heroin|meth)\b",
    ),
}
"""Signs of each kind of breach. The order decides between kinds with equal evidence."""

FEELINGS = {
    word: feeling
    for feeling, words in {
        "betrayed": "betrayed",
        "hurt": "hurt hurts hurting",
        "angry": "angry anger mad furious livid fuming raging rage pissed enraged",
        "resentful": "resentful resentment bitter bitterness",
        "sad": "sad sadness crying heartbroken devastated gutted crushed miserable",
        "numb": "numb empty hollow",
        "ashamed": "ashamed shame shameful disgusted embarrassed",
        "guilty": "guilty guilt remorse",
        "afraid": "afraid scared frightened terrified fear",
        "anxious": "anxious anxiety worried nervous panicky panicking insecure paranoid",
        "confused": "confused conflicted",
        "lonely": "lonely invisible",
        "exhausted": "exhausted tired drained worn knackered",
        "humiliated": "humiliated stupid foolish fool",
        "let down": "disappointed",
        "hopeless": "hopeless",
        "frustrated": "frustrated",
        "stuck": "stuck trapped",
        "jealous": "jealous",
    }.items()
    for word in words.split()
}
"""Feeling words to the adjective that the coach says back."""

FEELING = re.compile(
    r"(?:^|\b(?:i(?:'m|m| am| was| have been|'ve been)|(?:i |i'm |still |just |only |and )?(?:feel|felt|feeling)(?: like)?|"
    r"(?:makes?|made|left|leaves?|got|getting) me(?: feel(?:ing)?)?)\b)"
    r"(?P<between>(?:\W+(?:so|still|just|really|very|too|a bit|kind of|such|of|a|an|and|both|completely|utterly|"
    r"not|never|quite|pretty|extremely|constantly|always|all|both|deeply|sick|"
    + "|".join(sorted(FEELINGS))
    + r")\b){0,4}?)\W*\b(?P<word>"
    + "|".join(sorted(FEELINGS))
    + r")\b(?! (?:him|her|them|my|his|their|at the same time i|to|with))"
)
"""A feeling word where the writer says it of themselves."""

NOT_FELT = re.compile(r"\b(?:not|never)\b")

STATED_SIDES = {
    "both": re.compile(r"\bboth\b|\beach other\b|\bmutual\b|\bthe two of us\b"),
    "caused": re.compile(
        r"\bi (?:did|caused|hurt|cheated|lied|broke|messed|screwed|started)\b|\bit was me\b|\bmy (?:fault|doing)\b|"
        r"\bon me\b|\bthe one who (?:did|hurt|cheated|lied|broke|caused|messed|screwed|started)"
    ),
    "hurt": re.compile(
        r"\bi (?:was|got|am|'m) (?:the )?(?:hurt|one who was|victim)|\bto me\b|\bwas (?:hurt|wronged)\b|^(?:i'm )?hurt\b|\bhurt (?:me|one|side)\b"
    ),
}
"""Short answers to the question whose side somebody is on."""
