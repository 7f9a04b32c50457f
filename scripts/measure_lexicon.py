"""What each part of the lexicon gains: the same questions with one part after another left out.

    .venv/bin/python scripts/measure_lexicon.py QUESTIONS [--corpus FOLDER] [--user FOLDER]

QUESTIONS is a YAML list of ``ask``, ``way`` and ``answers`` (``policy`` and ``clause``, as in corpus/programmes); the corpus
is a folder of policies, by default the shipped digests. For each variant all clauses are cut and weighed anew, so
that texts and questions always use the same words; what other texts name often weighs no more here than the rest.
``--user`` measures a lexicon of one's own on top. What it printed when
it was last looked at stands in docs/measurements.md.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import yaml

from policymatch.model import ClauseRef, Status
from policymatch.paths import corpus_folder
from policymatch.policies.parse import find_clauses, is_heading, parse_policy
from policymatch.readers import read_file
from policymatch.store.matrix import Matrix, make_query
from policymatch.store.segment import Segment, SegmentBuilder
from policymatch.store.truth import Source
from policymatch.text.analysis import Analyzer
from policymatch.text.lexicon import Lexicon, build_lexicon
from policymatch.text.segment import make_segmenter
from policymatch.text.wordfiles import KINDS, Group, WordFiles, read_folder


class Asked(NamedTuple):
    """A question, whether it keeps to the clauses' words, and the numbers of the clauses that answer it."""

    text: str
    way: str
    answers: frozenset[int]


def variants(shipped: WordFiles, user: WordFiles | None) -> Iterator[tuple[str, Lexicon]]:
    """The whole lexicon, it without each of its parts, and none at all."""

    def without(*, terms: bool = False, groups: Sequence[Group] | None = None, questions: bool = False) -> Lexicon:
        left = shipped.groups if groups is None else list(groups)
        files = WordFiles([] if terms else shipped.terms, left, [] if questions else shipped.question_words)
        return build_lexicon(files)

    def but(drop: Callable[[Group], bool]) -> Lexicon:
        return without(groups=[group for group in shipped.groups if not drop(group)])

    yield "all", without()
    yield "without terms.txt", without(terms=True)
    yield "without two-way synonyms", but(lambda group: group.kind == "synonyms" and bool(group.same))
    yield "without one-way synonyms", but(lambda group: group.kind == "synonyms" and not group.same)
    for kind in KINDS:
        yield f"without {kind}", but(lambda group, kind=kind: group.kind == kind)
    for name in sorted({group.path.name for group in shipped.groups if group.kind == "bridges"}):
        yield f"without {name}", but(lambda group, name=name: group.path.name == name)
    yield "without question words", without(questions=True)
    yield "nothing", Lexicon()
    if user is not None:
        yield "all and the user's", build_lexicon(shipped, user)


def read_corpus(corpus: Path, questions: Path) -> tuple[list[Source], list[Asked]]:
    """All clauses that answer anything, and the questions. An answer that names no clause is left out and said."""
    sources: list[Source] = []
    numbers: dict[tuple[str, int], int] = {}
    policies = {path.stem: parse_policy(read_file(path)) for path in sorted(corpus.glob("*.md"))}
    gone = (Status.SUPERSEDED, Status.REPEALED)  # search does not show what has been replaced
    policies = {name: policy for name, policy in policies.items() if policy.summary.status not in gone}
    for name, policy in policies.items():
        for at, clause in enumerate(policy.clauses):
            if not is_heading(clause):
                numbers[name, at] = len(sources)
                key = len(sources)
                sources.append(
                    Source(
                        key,
                        0,
                        clause.id,
                        policy.summary.title,
                        policy.summary.doc_number or "",
                        clause.path,
                        clause.text,
                    )
                )
    asked: list[Asked] = []
    for raw in yaml.safe_load(questions.read_text(encoding="utf-8")):
        found: set[int] = set()
        for answer in raw["answers"]:
            policy = policies.get(answer["policy"])
            clauses = find_clauses(policy, ClauseRef(answer["policy"], answer["clause"])) if policy else []
            found |= {
                numbers[answer["policy"], at]
                for at, clause in enumerate(policy.clauses if policy else ())
                if clause in clauses and (answer["policy"], at) in numbers
            }
        if found:
            asked.append(Asked(raw["ask"], raw.get("way", ""), frozenset(found)))
        else:
            print(f"no clause for {raw.get('id', raw['ask'])}")
    return sources, asked


def ranks(lexicon: Lexicon, sources: Sequence[Source], asked: Sequence[Asked]) -> list[int]:
    """The rank, from 1, of the first clause that answers each question; 0 where it is not among the first hundred."""
    analyzer = Analyzer(lexicon, make_segmenter(lexicon.terms))
    with tempfile.TemporaryDirectory() as folder:
        builder = SegmentBuilder(analyzer)
        builder.add(sources)
        builder.write(Path(folder) / "all")
        matrix = Matrix([Segment(Path(folder) / "all")])
        found = []
        for question in asked:
            best = matrix.ranked(matrix.relevance(make_query(question.text, analyzer)), 100)[0].tolist()
            found.append(next((at for at, key in enumerate(best, 1) if key in question.answers), 0))
        del matrix
    return found


def main() -> None:
    """Print a row for each variant."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--corpus", type=Path, default=corpus_folder() / "policies")
    parser.add_argument("--user", type=Path)
    given = parser.parse_args()
    sources, asked = read_corpus(given.corpus, given.questions)
    ways = sorted({question.way for question in asked})
    print(f"{len(sources)} clauses, {len(asked)} questions")
    print("| lexicon | first | in the first 5 | MRR | " + " | ".join(f"{way}: first 5" for way in ways) + " |")
    print("| --- |" + " --- |" * (3 + len(ways)))
    shipped = read_folder(corpus_folder() / "lexicon")
    for name, lexicon in variants(shipped, read_folder(given.user) if given.user else None):
        found = ranks(lexicon, sources, asked)
        of_way = [[rank for rank, question in zip(found, asked, strict=True) if question.way == way] for way in ways]
        cells = [sum(rank == 1 for rank in found) / len(found), _first_five(found)]
        cells += [sum(1 / rank for rank in found if rank) / len(found), *map(_first_five, of_way)]
        print(f"| {name} | " + " | ".join(f"{cell:.3f}" for cell in cells) + " |")


def _first_five(found: Sequence[int]) -> float:
    return sum(0 < rank <= 5 for rank in found) / len(found)


if __name__ == "__main__":
    main()
