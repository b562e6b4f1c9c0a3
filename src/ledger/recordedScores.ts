import type { Ledger } from './ledger.js';
import type { RecordedScore } from '../gradebook/facts.js';
import { readDecimal, type Decimal } from '../late/decimal.js';
import { parseStoreOnly } from './eventContent.js';
import { readFoldedEvents } from './events.js';

/** What was recorded for a course's gradebook besides submissions; of each thing the newest word. */
export interface Recorded {
  /** By student and item. */
  readonly elsewhere: ReadonlyMap<string, ReadonlyMap<string, RecordedScore>>;
  /** By student and assignment. */
  readonly written: ReadonlyMap<string, ReadonlyMap<string, RecordedScore>>;
  readonly decided: ReadonlyMap<string, { readonly letter: string; readonly seq: number }>;
  readonly withdrawn: ReadonlySet<string>;
}

const TYPES = ['score_recorded', 'letter_decided', 'student_withdrawn', 'student_returned'] as const;

export function readRecorded(ledger: Ledger): Recorded {
  const [elsewhere, written] = [
    new Map<string, Map<string, RecordedScore>>(),
    new Map<string, Map<string, RecordedScore>>(),
  ];
  const decided = new Map<string, { letter: string; seq: number }>();
  const withdrawn = new Set<string>();
  for (const { seq, content: stored } of readFoldedEvents(ledger, { types: TYPES })) {
    const content = parseStoreOnly(stored);
    switch (content.type) {
      case 'score_recorded': {
        const { student, item, piece, status, score, maxScore, source } = content;
        const scores = piece === 'written' ? written : elsewhere;
        const own = scores.get(student) ?? new Map<string, RecordedScore>();
        scores.set(student, own);
        own.set(item, { status, score: score === null ? null : exact(score), maxScore: exact(maxScore), source, seq });
        break;
      }
      case 'letter_decided':
        if (content.letter === null) decided.delete(content.student);
        else decided.set(content.student, { letter: content.letter, seq });
        break;
      case 'student_withdrawn':
        withdrawn.add(content.student);
        break;
      case 'student_returned':
        withdrawn.delete(content.student);
        break;
    }
  }
  return { elsewhere, written, decided, withdrawn };
}

/** The event's schema has seen to it that it is one. */
function exact(text: string): Decimal {
  const value = readDecimal(text);
  if (value === undefined) throw new RangeError(`${text} is no decimal`);
  return value;
}
