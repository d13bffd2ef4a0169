"""How many years of schooling a text asks for: the Flesch-Kincaid grade, by our own counting. Pure.

Syllables are counted by rule of thumb, as every such formula does: groups of vowels, less an e that
is not spoken. A long word and a long sentence both cost; names and figures count as written.
"""

import re

WORD = re.compile(r"[^\W_]+(?:[’'.,-][^\W_]+)*")
#: A sentence ends with its mark, and so does a line: headings and answers to choose from have none.
END = re.compile(r"[.!?]+(?=\s|$|[”\")])|\n+")
VOWELS = re.compile(r"[aeiouyàâäéèêëîïôöûü]+")
BEING = re.compile(r"(?<=[aeiouy])ing$")  # spoken apart from the vowel before it
#: Endings whose e is not spoken: hope, hopes, used; but not table, houses, wanted.
SILENT = re.compile(r"(?<=[^aeiouy])(?<![^aeiouy]l)(?:e|(?<![cgsxz])(?<!sh)(?<!ch)es|(?<![td])ed)$")

#: What a template says for itself: texts that are marked for translation, whole or a line.
SAID = re.compile(
    r'(?:{%\s*translate\s+|_\()"([^"]*)"|{%\s*blocktranslate\b.*?%}(.*?){%\s*endblocktranslate\s*%}',
    re.DOTALL,
)
ONE_OR_MORE = re.compile(r"{%\s*plural\s*%}")
TAG = re.compile(r"<[^>]+>")
GAP = re.compile(r"{{.*?}}")  # filled in later: one short word stands for it


def fixed_words(template: str) -> str:
    """The texts of a template's source, one a line, without markup."""
    texts = [line or ONE_OR_MORE.split(block)[-1] for line, block in SAID.findall(template)]
    return "\n".join(" ".join(GAP.sub("it", TAG.sub("", text)).split()) for text in texts)


def words_in(text: str) -> list[str]:
    """Words and figures as they stand, signs left out."""
    return WORD.findall(text)


def sentences_in(text: str) -> list[str]:
    """What is read in one breath: up to a full stop, another mark that ends, or a line's end."""
    return [one for one in END.split(text) if words_in(one)]


def syllables(word: str) -> int:
    """Of one word, about; a figure counts as one, each part of a joined word for itself."""
    parts = [one for one in BEING.sub("-ing", word.lower()).split("-") if one]
    return sum(max(1, len(VOWELS.findall(SILENT.sub("", one)))) for one in parts)


def grade(text: str) -> float:
    """The years of schooling that reading it takes; 0 for nothing, and never less than 0."""
    words, sentences = words_in(text), sentences_in(text)
    if not words:
        return 0.0
    spoken = sum(syllables(one) for one in words)
    found = 0.39 * len(words) / len(sentences) + 11.8 * spoken / len(words) - 15.59
    return max(0.0, round(found, 1))
