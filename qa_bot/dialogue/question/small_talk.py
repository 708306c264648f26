"""Messages that are no question about the article: greetings, thanks, abuse, instructions, code, other languages. Each kind gets one line.

>>> small_talk("thanks a lot", ())
"You're welcome. Ask me anything else about the article."
>>> small_talk("Who said thanks?", ()) is None
True
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from qa_bot.dialogue.english.morphology import words_of
from qa_bot.function_words import WH
from qa_bot.word_list import frequency

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
_CODE = re.compile(
    r"\w+\([^()]*\)\s*;?\s*$|^\s*(?:import|from|def|class|function|const|let|var|SELECT|DROP|INSERT|UPDATE|DELETE|sudo|rm|curl|pip|npm|git)\s+\S+.*"
    r"(?:[;:{}()*=]|--|\bFROM\b|\binstall\b|import)|[{};]\s*$|\b(?:rm -rf|DROP TABLE)\b|```|=>|\$\{|&&",
    re.MULTILINE,
)
_PROMPT = re.compile(
    r"\b(?:ignore|forget|disregard|override)\b.{0,30}\b(?:instructions?|prompts?|rules|everything|above|previous|article|training)\b"
    r"|\b(?:system prompt|jailbreak|developer mode|you are now)\b|^(?:please )?(?:act as (?:a|an|if)|pretend (?:to be|you|that)|role-?play)\b"
    r"|\b(?:reveal|show|print|repeat) (?:me )?your (?:\w+ )?(?:instructions?|prompts?|rules)\b"
    r"|^(?:please )?(?:can you |could you )?(?:write|compose|translate|generate|draw|sing|code) (?:me |us )?(?:a|an|this|some|the|it|your)\b"
    r"|^(?:tell|say) (?:me )?(?:a |an? )?(?:\w+ )?(?:joke|story|poem|something)\b(?! (?:more )?(?:about|on)\b)",
    re.IGNORECASE,
)
_ABUSE = re.compile(
    r"\b(?:fuck|fucking|shit|bullshit|asshole|bastard|bitch|dumbass|wtf|stfu)\b|\bshut up\b|\b(?:you|u|this bot|bot)\b.{0,12}\b(?:suck|sucks)\b"
    r"|\b(?:you|u|you're|youre|ur|this bot|stupid|dumb)\b(?: are| is| so| really| such| an?| just| fucking)* ?\b(?:stupid|useless|dumb|idiots?|an idiot|"
    r"moron|crap|rubbish|garbage|trash|worthless|terrible|awful|bot|machine)\b|\bi hate you\b",
    re.IGNORECASE,
)
_ABOUT_BOT = re.compile(
    r"(?:hey |so |and )?(?:how are (?:you|u)(?: doing| today)*|how(?:['’]?s| is) it going|what(?:['’]?s| is) up|sup|who (?:are|r) (?:you|u)|what are you|"
    r"who (?:made|built|created) you|what(?:['’]?s| is) your name|are you (?:a |an )?(?:bot|robot|human|real|ai|there|person|machine|chatgpt)|"
    r"(?:what|which things?) can (?:you|i) (?:do|ask|answer)(?: here)?(?: about)?|what can i ask(?: you)?|can you help(?: me)?|help(?: me)?|do you (?:love|like) me|"
    r"how old are you|where are you from|nice to meet you|i love you|test(?:ing)?|good (?:bot|job|boy)|well done|lol|haha+|hmm+|ok(?:ay)? then)[ ?!.]*",
    re.IGNORECASE,
)
_GREETINGS = frozenset("hi hello hey hallo hiya howdy greetings yo morning evening afternoon good day there bot welcome".split())
_THANKS = frozenset(
    "thanks thank you thx ty cheers great nice cool ok okay perfect awesome very much so a lot many for your help that was".split()
)
_FAREWELLS = frozenset("bye goodbye cu see you later ciao farewell for now".split())
_FOREIGN = frozenset(
    "wer was wo wann warum wie ist sind der die das und ein eine wurde nicht mit von hat qui que quoi quand pourquoi comment est sont le la les un une "
    "des du et dans quel quelle quién quien qué cuándo cuando dónde donde porqué cómo como es está son el los las una por con chi che cosa quando dove "
    "perché è sono il gli per con della quem onde por porque são os uma não wat waar wanneer waarom hoe zijn het een van niet vem vad när var varför hur är och "
    "som kto co gdzie kiedy dlaczego jak jest kim kuka mitä missä milloin miksi hvem hvad hvor hvornår hvorfor hvordan er og cine ce unde când".split()
)


def small_talk(typed: str, known: Container[str]) -> str | None:  # noqa: PLR0911 - one line for each kind
    """One line for what is no question, or None.

    Args:
        typed: as typed, in one line.
        known: the article's words in lower case; what the article itself says is no foreign language.
    """
    words = re.findall(r"[a-z']+", typed.lower())
    if not any(character.isalnum() for character in typed):
        return "I need words to search for. Try asking who, when or why."
    if _TAG.search(typed) or _CODE.search(typed):
        return "That looks like code. Ask in plain words about the article."
    if _PROMPT.search(typed):
        return "I only show what the article says. I don't follow instructions or write anything myself."
    if _ABUSE.search(typed) and not (WH & set(words) and typed.endswith("?")):
        return "Sorry that didn't help. I only know what the article says."
    if _ABOUT_BOT.fullmatch(typed):
        return "I'm a small bot that reads this article. Ask me something, and I'll show you where it says so."
    if words and len(words) <= 7 and not typed.endswith("?"):
        for known_words, line in (
            (_GREETINGS, "Hello! Ask me something about the article, and I'll show you where it says so."),
            (_FAREWELLS, "Goodbye! The article stays here if you want to ask more."),
            (_THANKS, "You're welcome. Ask me anything else about the article."),
        ):
            if all(word in known_words for word in words):
                return line
    return "I only understand English. Please ask in English." if _is_foreign(typed, known) else None


def _is_foreign(typed: str, known: Container[str]) -> bool:
    letters = [character for character in typed if character.isalpha()]
    strange = [character for character in letters if "LATIN" not in unicodedata.name(character, "") and ord(character) > 127]
    words = [word.lower for word in words_of(typed)]
    new = [word for word in words if word not in known]
    if len(strange) > len(letters) / 2:
        return bool(new)
    foreign = sum(word in _FOREIGN for word in new)
    english = sum(frequency(word) > 100_000 and word not in _FOREIGN for word in words)
    return len(words) > 2 and foreign >= 2 and foreign > english
