import { seededRandom } from '../src/cli/demo/seededRandom.js';
import { formatDecimal } from '../src/late/decimal.js';
import { parseDocument } from '../src/late/document.js';
import type { LateEvent, LedgerInput } from '../src/late/model.js';
import { appendEvent } from '../src/ledger/append.js';
import type { EventContent } from '../src/ledger/eventContent.js';
import { putStudent } from '../src/ledger/roster.js';
import { write, type Store } from '../src/db/store.js';

const HOUR_MS = 3_600_000;
export const BENCH_COURSE = 'bench';

/** How large a course is. */
export interface CourseSize {
  readonly students: number;
  readonly assignments: number;
  /** Of each student for each assignment. */
  readonly submissions: number;
}

/** A course in which everybody hands in again and again around every due time; the same one at each call. */
export function lateCourse({ students, assignments, submissions }: CourseSize): LedgerInput {
  const random = seededRandom(2027);
  const events: LateEvent[] = [];
  const seq = (): number => events.length + 1;
  const keys = Array.from({ length: students }, (_, index) => `s${index + 1}`);
  const due = (number: number): number => Date.UTC(2027, 0, 10 + 14 * number, 23, 59);
  for (let number = 0; number < assignments; number++) {
    for (let round = 0; round < submissions; round++) {
      for (const student of keys) {
        const submissionId = String(events.length + 1_000_000);
        const createdAt = (due(number) + Math.floor((random() * 60 - 48 + 2 * round) * HOUR_MS)) * 1000;
        const assignment = `hw${number + 1}`;
        const students = [student];
        const key = `sub:bench:${submissionId}`;
        events.push({ type: 'submission_received', seq: seq(), key, submissionId, assignment, students, createdAt });
        const rawScore = { units: BigInt(Math.floor(random() * 10_000)), decimals: 2 };
        const graded = { type: 'submission_graded', submissionId, rawScore, status: 'graded' } as const;
        events.push({ ...graded, seq: seq(), key: `graded:${submissionId}:1` });
      }
    }
  }
  const terms = parseDocument({
    students: keys,
    assignments: Array.from({ length: assignments }, (_, number) => ({
      id: `hw${number + 1}`,
      dueLocal: new Date(due(number)).toISOString().slice(0, 19),
      timeZone: 'UTC',
      maxScore: '100',
    })),
  });
  return { ...terms, events };
}

/** The same course as a ledger, without charges. */
export function storeCourse(store: Store, { students, assignments, events }: LedgerInput): void {
  const append = (content: EventContent, key: string): unknown =>
    appendEvent({ store, course: BENCH_COURSE }, { content, key, actor: 'system' });
  write(store, () => {
    for (const student of students) {
      putStudent({ store, course: BENCH_COURSE }, { student, name: student, email: null, sid: null, section: null });
      append({ type: 'student_enrolled', student }, `enrolled:${student}`);
    }
    for (const { id: assignment, dueLocal, timeZone } of assignments) {
      append({ type: 'assignment_set', assignment, dueLocal, timeZone, maxScore: '100' }, `set:${assignment}`);
    }
    for (const event of events) append(contentOf(event), event.key ?? String(event.seq));
  });
}

function contentOf(event: LateEvent): EventContent {
  if (event.type === 'submission_received') {
    const { type, submissionId, assignment, students, createdAt } = event;
    const submission = { type, submissionId, assignment, students: [...students] };
    return { ...submission, createdAt: new Date(createdAt / 1000).toISOString() };
  }
  if (event.type !== 'submission_graded' || event.rawScore === null) throw new RangeError(`no ${event.type} here`);
  const { type, submissionId, rawScore, status } = event;
  return { type, submissionId, rawScore: formatDecimal(rawScore, 2), status };
}
