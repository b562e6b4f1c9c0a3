import { pointsText } from '../course/points.js';
import type { CheckGrade, Grade } from '../grade/grade.js';
import { isOpenCheck } from '../grade/openPoints.js';
import { hanging, labelled, OUTCOME_WORDS, titleOf } from './wording.js';
import type { ShownAssignment } from './toResults.js';

const MAX_CHARS = 2000;

/** What a text for a forum may be made of. */
export interface ForumTerms {
  readonly assignment: string;
  readonly questions: ShownAssignment['questions'];
  /** Words of the course's own files and of Assay's, in small letters: no others of a message are told. */
  readonly vocabulary: ReadonlySet<string>;
  /** Whether the grades of the assignment are released. */
  readonly released: boolean;
}

/**
 * Why a check went as it did, for everybody to read: nothing that says whose it is, nothing of the student's code and
 * values, and of a check that students do not see yet not even how it went.
 */
export function forumText(grade: Grade, check: CheckGrade, terms: ForumTerms): string[] {
  const { assignment, questions, released } = terms;
  const question = questions.find(({ number }) => number === check.question);
  const place = `${assignment}, question ${check.question}${question === undefined ? '' : ` “${question.title}”`}`;
  const isShown = check.visibility === 'visible' || (check.visibility !== 'hidden' && released);
  if (!isShown) {
    const when = check.visibility === 'hidden' ? '' : ' before the grades are released';
    return [
      `Check ${check.id} (${place}) is one that students do not see${when}.`,
      'So nothing is said here of how it went, or of what it asks. The visible checks of the same question are where to look.',
    ];
  }
  const head = `Check ${check.id}, “${titleOf(check)}” (${place}, ${pointsText(check.maxMicroPoints)})`;
  if (isOpenCheck(check, grade.blame)) {
    return [`${head}: could not be completed. Course staff have to mend that; it has cost nobody anything so far.`];
  }
  switch (check.status) {
    case 'passed':
      return [`${head}: passed.`];
    case 'notRun':
      return [
        `${head}: was not run, because the run of the notebook ended before it (${OUTCOME_WORDS[grade.outcome]}).`,
      ];
    case 'broken':
    case 'failed':
      return [`${head}: failed.`, ...reasonLines(check, terms), ...LOOK];
  }
}

const LOOK = [
  'What was expected, what your notebook gave, and any error are in your own result, below this check; they are left out here.',
];

function reasonLines({ visibility, message, hint }: CheckGrade, { vocabulary }: ForumTerms): string[] {
  const said = visibility === 'visible' ? [labelled('It says', publicWords(message, vocabulary), MAX_CHARS)] : [];
  // Hints are chosen from the author's own list; what it is filled with may be the student's.
  const hinted = hint === undefined ? [] : [labelled('Hint', publicWords(hint, vocabulary), MAX_CHARS)];
  return [...said, ...hinted];
}

/** What follows these is an error's own text, which is the student's to choose. */
const DETAIL = /(stopped with an error|cannot be compared): ?([^]*)$/u;
const EXCEPTION = /^(?:[A-Z][a-z]+){0,3}(?:Error|Exception|Interrupt|Iteration)\b/u;

/** A message without the words that only this notebook has; long numbers go as well. */
export function publicWords(message: string, vocabulary: ReadonlySet<string>): string {
  const bare = message.replace(DETAIL, (_, said: string, detail: string) => {
    const [name] = EXCEPTION.exec(detail) ?? [];
    const isKnown = name !== undefined && vocabulary.has(name.toLowerCase());
    return isKnown ? `${said} (${name}).` : `${said}.`;
  });
  return hanging(bare, MAX_CHARS, 0)
    .replace(/[\p{L}\p{M}_][\p{L}\p{M}\p{N}_]*/gu, (word) => (isKnownWord(word, vocabulary) ? word : '…'))
    .replace(/\d{7,}/gu, '…')
    .replace(/…(?:[\s.@/\\:-]*…)+/gu, '…');
}

function isKnownWord(word: string, vocabulary: ReadonlySet<string>): boolean {
  return word.length === 1 || vocabulary.has(word.toLowerCase());
}

/** The words of texts, for a vocabulary. */
export function wordsOf(texts: readonly string[]): Set<string> {
  return new Set(
    texts.flatMap((text) => text.match(/[\p{L}\p{M}_][\p{L}\p{M}\p{N}_]*/gu) ?? []).map((word) => word.toLowerCase()),
  );
}
