import { join } from 'node:path';
import type { Grade } from '../../src/grade/grade.js';
import type { EventDraft } from '../../src/ledger/append.js';
import type { EventContent } from '../../src/ledger/eventContent.js';
import { openForWriting } from '../../src/ledger/open.js';
import { recordEvents } from '../../src/ledger/recordEvents.js';
import { putStudent } from '../../src/ledger/roster.js';
import { write, type Store } from '../../src/db/store.js';
import { testFolder } from '../support/folder.js';

export const COURSE = 'dgm-2027s';
const NOW = new Date('2027-03-01T12:00:00Z');
export const now = (): Date => NOW;

/** A new ledger in a folder of its own, which goes with it. */
export async function newStore(clock = now): Promise<{ store: Store; file: string } & AsyncDisposable> {
  const folder = await testFolder();
  const file = join(folder.path, 'ledger.db');
  const store = openForWriting(file, { now: clock });
  return {
    store,
    file,
    async [Symbol.asyncDispose]() {
      store[Symbol.dispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Three students and two homeworks, due February 10 and 24 at 23:59 in New York. */
export function beginCourse(store: Store): void {
  write(store, () => {
    for (const student of ['s1', 's2', 's3']) {
      const email = `${student}@example.edu`;
      putStudent({ store, course: COURSE }, { student, name: `Student ${student}`, email, sid: null, section: null });
      recordEvents({ store, course: COURSE }, [draft({ type: 'student_enrolled', student })]);
    }
    recordEvents({ store, course: COURSE }, [
      draft({ type: 'policy_set', policy: { budgetHours: 120 } }),
      draft(homework('hw1', '2027-02-10T23:59:00')),
      draft(homework('hw2', '2027-02-24T23:59:00')),
    ]);
  });
}

export function homework(assignment: string, dueLocal: string): EventContent {
  return { type: 'assignment_set', assignment, dueLocal, timeZone: 'America/New_York', maxScore: '100' };
}

export function received(submissionId: string, assignment: string, students: string[], createdAt: string): EventDraft {
  const content = { type: 'submission_received', submissionId, assignment, students, createdAt } as const;
  return { content, key: `sub:test:${submissionId}`, actor: 'system', occurredAt: createdAt };
}

let drafted = 0;

/** A draft with a key of its own, by the head teaching assistant. */
export function draft(content: EventContent, rest: Partial<EventDraft> = {}): EventDraft {
  return { content, key: `cmd:${drafted++}`, actor: 'staff:ada', reason: 'ticket 7', ...rest };
}

/** A grade of `points` points out of 100. */
export function gradeOf(submission: string, points: number, changes: Partial<Grade> = {}): Grade {
  return {
    schemaVersion: 1,
    submission,
    assignment: 'hw1',
    assignmentDigest: 'a',
    notebookDigest: 'b',
    outcome: 'passed',
    blame: null,
    sentence: 'All checks passed.',
    earnedMicroPoints: points * 1_000_000,
    maxMicroPoints: 100_000_000,
    checks: [],
    cells: [],
    notes: [],
    timings: { startMs: 1, cellsMs: 1, checksMs: 1, totalMs: 3 },
    environment: {
      graderVersion: '1.0.0+aaaaaaaaaaaa',
      engineVersion: '1',
      runtime: 'runc',
      device: 'cpu',
      images: { student: 'sha256:1', checker: 'sha256:2' },
      packages: {},
      security: { tier: 'T0', probe: 'passed', findings: [] },
    },
    ...changes,
  };
}

/** A grade out of 100 with so many points earned, and so many open because check 2.1 broke. */
export function openGradeOf(
  submission: string,
  points: { readonly earned: number; readonly open: number },
  changes: Partial<Grade> = {},
): Grade {
  const common = { question: '2', visibility: 'visible', wallMs: 1 } as const;
  const [earned, open] = [points.earned * 1_000_000, points.open * 1_000_000];
  return gradeOf(submission, points.earned, {
    outcome: 'failed',
    blame: 'course',
    sentence: 'A check could not be completed.',
    checks: [
      { ...common, id: '1.1', title: 'sound', status: 'passed', message: '', ...both(earned) },
      {
        ...{ ...common, id: '2.1', title: 'unsound', status: 'broken', message: '', staffLog: 'ZeroDivisionError' },
        ...{ earnedMicroPoints: 0, maxMicroPoints: open },
      },
    ],
    ...changes,
  });
}

function both(microPoints: number): { earnedMicroPoints: number; maxMicroPoints: number } {
  return { earnedMicroPoints: microPoints, maxMicroPoints: microPoints };
}
