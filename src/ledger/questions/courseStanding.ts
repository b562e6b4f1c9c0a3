import { createDueTimes } from '../../late/dueTimes.js';
import { collectFacts } from '../../late/fold.js';
import type { EpochMicros } from '../../late/instant.js';
import { read } from '../../db/store.js';
import { listWork, type WorkStatus } from '../../work/status.js';
import { readCharges, type AssignmentCharge } from '../charges.js';
import { readEvents } from '../events.js';
import type { Ledger } from '../ledger.js';
import { readLedgerInput } from '../ledgerInput.js';
import { releaseCheck, type Readiness } from './releaseCheck.js';
import { openRequests } from './regrades.js';

/** How an assignment stands, in numbers of students. */
export interface AssignmentStanding {
  readonly assignment: string;
  /** For those without more time. */
  readonly due: EpochMicros;
  readonly timeZone: string;
  readonly students: number;
  readonly handedIn: number;
  readonly graded: number;
  /** Whose points are open: their checks could not be completed. */
  readonly open: number;
  readonly late: number;
  /** Submissions that staff must look at. */
  readonly needsStaff: number;
  readonly isReleased: boolean;
  /** Absent before it is due, and once it is released. */
  readonly readiness: Readiness | undefined;
}

export interface CourseStanding {
  readonly assignments: readonly AssignmentStanding[];
  /** What somebody of the staff must settle, the oldest first. */
  readonly needsStaff: readonly WorkStatus[];
  readonly requests: ReturnType<typeof openRequests>;
}

const MOST = 200;

/** The course at a glance, the earliest due time first. */
export function courseStanding(ledger: Ledger): CourseStanding {
  const { store, course } = ledger;
  return read(store, () => {
    const needsStaff = listWork(store, { state: 'needsStaff', course, limit: MOST });
    const charges = readCharges(ledger).map((stored) => stored.charges);
    const released = releasedAssignments(ledger);
    const dues = createDueTimes();
    const { terms } = collectFacts(readLedgerInput(ledger, { students: [] }).input, dues);
    const assignments = [...terms].map(([assignment, found]): AssignmentStanding => {
      const due = dues.base(found.assignment);
      const rows = charges.flatMap((one) => one.assignments[assignment] ?? []);
      const isReleased = released.has(assignment);
      const isPast = due <= store.now().getTime() * 1000;
      return {
        ...{ assignment, due, timeZone: found.assignment.timeZone, isReleased },
        ...counted(rows),
        needsStaff: needsStaff.filter((work) => work.assignment === assignment).length,
        readiness: isPast && !isReleased ? releaseCheck(ledger, assignment) : undefined,
      };
    });
    return { assignments: assignments.sort((a, b) => a.due - b.due), needsStaff, requests: openRequests(ledger) };
  });
}

function counted(rows: readonly AssignmentCharge[]) {
  const count = (holds: (row: AssignmentCharge) => boolean): number => rows.filter(holds).length;
  return {
    students: rows.length,
    handedIn: count(({ submissionId }) => submissionId !== null),
    graded: count(({ rawScore, open }) => rawScore !== null && open === undefined),
    open: count(({ open }) => open !== undefined),
    late: count(({ status }) => status === 'late' || status === 'penalized'),
  };
}

/** Whose grades are released. */
export function releasedAssignments(ledger: Ledger): ReadonlySet<string> {
  const events = readEvents(ledger, { types: ['grades_released'] });
  return new Set(events.flatMap(({ content }) => (content.type === 'grades_released' ? [content.assignment] : [])));
}
