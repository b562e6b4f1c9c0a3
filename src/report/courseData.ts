import type { Ledger } from '../ledger/ledger.js';
import { createDueTimes } from '../late/dueTimes.js';
import { collectFacts } from '../late/fold.js';
import type { EpochMicros } from '../late/instant.js';
import { latenessOf } from '../late/lateness.js';
import type { LatePolicy } from '../late/policy.js';
import { readCharges, type AssignmentCharge } from '../ledger/charges.js';
import { readEvents } from '../ledger/events.js';
import { courseHeadSeq, readLedgerInput } from '../ledger/ledgerInput.js';
import { readRoster } from '../ledger/roster.js';

/** One student's work for one assignment. */
export interface Work {
  readonly student: string;
  readonly assignment: string;
  readonly row: AssignmentCharge;
  /** Of the submission that counts. */
  readonly submittedAt: EpochMicros | null;
  /** Late hours that more time than others have has saved. */
  readonly extendedHours: number;
}

export interface Person {
  readonly student: string;
  readonly name: string | null;
  readonly budget: number;
  readonly remaining: number;
  readonly works: readonly Work[];
}

/** All that a report is made from. */
export interface CourseData {
  readonly course: string;
  readonly asOfSeq: number;
  readonly now: EpochMicros;
  readonly policy: LatePolicy;
  /** In order of due time. */
  readonly assignments: readonly { readonly id: string; readonly due: EpochMicros; readonly timeZone: string }[];
  readonly people: readonly Person[];
  /** Every submission, whether it counts or not, for each of those who made it. */
  readonly submissions: readonly { readonly student: string; readonly assignment: string; readonly at: EpochMicros }[];
  /** How often each member of the staff gave an extension. */
  readonly extensionsBy: ReadonlyMap<string, number>;
}

/** What the ledger says of a course. To be called in one read. */
export function readCourseData(ledger: Ledger): CourseData {
  const { store, course } = ledger;
  const { input } = readLedgerInput(ledger);
  const dueTimes = createDueTimes();
  const facts = collectFacts(input, dueTimes);
  const assignments = [...facts.terms.values()]
    .map(({ assignment: terms }) => ({ id: terms.id, due: dueTimes.base(terms), timeZone: terms.timeZone }))
    .sort((a, b) => a.due - b.due);
  const charges = new Map(readCharges(ledger).map((row) => [row.student, row.charges]));
  const people = readRoster(ledger).flatMap(({ student, name }): Person[] => {
    const own = charges.get(student);
    if (own === undefined) return [];
    const works = assignments.flatMap(({ id, due }): Work[] => {
      const row = own.assignments[id];
      if (row === undefined) return [];
      const submittedAt = row.submissionId === null ? null : (facts.submissions.get(row.submissionId)?.at ?? null);
      const hoursLate =
        submittedAt === null || row.status === 'excused'
          ? 0
          : latenessOf(submittedAt, due, NO_CUTOFF, input.policy).hoursLate;
      const extendedHours = Math.max(0, hoursLate - row.hoursLate);
      return [{ student, assignment: id, row, submittedAt, extendedHours }];
    });
    return [{ student, name, budget: own.budget, remaining: own.remaining, works }];
  });
  return {
    course,
    asOfSeq: courseHeadSeq(ledger),
    now: store.now().getTime() * 1000,
    policy: input.policy,
    assignments,
    people,
    submissions: [...facts.submissions.values()].flatMap(({ students, assignment, at }) =>
      students.map((student) => ({ student, assignment, at })),
    ),
    extensionsBy: extensionsBy(ledger),
  };
}

const NO_CUTOFF = { cutoffHours: null, cutoffAt: null };

function extensionsBy(ledger: Ledger): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { actor } of readEvents(ledger, { types: ['extension_granted'] })) {
    const who = actor.replace(/^staff:/u, '');
    counts.set(who, (counts.get(who) ?? 0) + 1);
  }
  return counts;
}

/** The works for one assignment. */
export function worksFor({ people }: CourseData, assignment: string): Work[] {
  return people.flatMap(({ works }) => works.filter((work) => work.assignment === assignment));
}
