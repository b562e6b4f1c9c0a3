import { createHash } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import { graderVersion } from '../../course/graderVersion.js';
import type { Assignment } from '../../course/schema.js';
import type { Actor } from '../../ledger/actor.js';
import { accommodate } from '../../ledger/commands/accommodate.js';
import { excuse } from '../../ledger/commands/excuse.js';
import { extend } from '../../ledger/commands/extend.js';
import { requestRegrade } from '../../ledger/commands/regrade.js';
import { release } from '../../ledger/commands/release.js';
import { waive } from '../../ledger/commands/waive.js';
import type { Ledger } from '../../ledger/ledger.js';
import { admit } from '../../work/admit.js';
import { callStaff, commit, dispatch } from '../../work/dispatch/transitions.js';
import { requireWork } from '../../work/rows.js';
import { madeUpGrade, type MadeUp } from './madeUpGrades.js';
import { seededRandom } from './seededRandom.js';

/** Something of a term that happens at a time. */
interface Step {
  readonly atMs: number;
  readonly happen: () => void;
}

export interface TermTerms {
  readonly ledger: Ledger;
  /** Those that are due by now, the earliest first. */
  readonly past: readonly Assignment[];
  /** Of each homework, by id: a notebook that stands for everybody's, among the blobs. */
  readonly notebooks: ReadonlyMap<string, string>;
  /** Sets the ledger's clock. */
  readonly at: (ms: number) => void;
}

const FIRST = ['Noor', 'Pavel', 'Rin', 'Sofia', 'Tariq', 'Wanda', 'Yusuf', 'Zora', 'Otto', 'Mei', 'Luca', 'Kemi'];
const LAST = ['Okafor', 'Lind', 'Sato', 'Moreau', 'Petrov'];
/** Nobody real: every name of the one list with every name of the other. */
export const MADE_UP = LAST.flatMap((last, row) =>
  FIRST.map((first, column) => ({
    student: `m${row * FIRST.length + column + 1}`,
    name: `${first} ${last}`,
    email: `${first}.${last}@example.edu`.toLowerCase(),
    section: row % 2 === 0 ? 'Mon' : 'Wed',
  })),
);

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const INSTRUCTOR: Actor = { kind: 'staff', id: 'instructor' };

/** A term of a made-up class up to now: what was handed in and graded, late and not, and what staff decided. */
export function fillTerm({ ledger, past, notebooks, at }: TermTerms): void {
  const random = seededRandom(2027);
  const steps = past.flatMap((assignment, index) => [
    ...handedIn(
      { ledger, assignment, notebook: notebooks.get(assignment.id) ?? '', isNewest: index === past.length - 1 },
      random,
    ),
    ...(index < past.length - 1 ? [released(ledger, assignment)] : []),
  ]);
  const decided = past[0] === undefined ? [] : decisions(ledger, past[0], past.at(-1) ?? past[0]);
  for (const { atMs, happen } of [...steps, ...decided].sort((a, b) => a.atMs - b.atMs)) {
    at(atMs);
    happen();
  }
}

const dueMs = ({ due }: Assignment): number =>
  Temporal.PlainDateTime.from(due.local).toZonedDateTime(due.timeZone).epochMilliseconds;

interface Homework {
  readonly ledger: Ledger;
  readonly assignment: Assignment;
  readonly notebook: string;
  /** The one that has just been due: something of it still needs somebody. */
  readonly isNewest: boolean;
}

function handedIn({ ledger, assignment, notebook, isNewest }: Homework, random: () => number): Step[] {
  return MADE_UP.flatMap((person, index): Step[] => {
    if (random() < 0.07) return [];
    const lateMs = random() < 0.18 ? random() * (isNewest ? 5 : 30) * HOUR_MS : -random() * 3 * DAY_MS;
    const ability = 0.35 + 0.6 * (((index * 7) % 60) / 60);
    const isBroken = isNewest && index % 23 === 5;
    const who: MadeUp = { ability, isBroken, random: seededRandom(index + 100 * assignment.id.length + lateMs) };
    const atMs = Math.floor(dueMs(assignment) + lateMs);
    const submissionId = String(1_000_000 + Math.floor(random() * 8_000_000));
    return [
      {
        atMs,
        happen: () => {
          handIn(
            { ledger, assignment, notebook, isNewest },
            { ...person, submissionId, atMs, who, isLost: isNewest && index === 17 },
          );
        },
      },
    ];
  });
}

interface HandIn {
  readonly email: string;
  readonly submissionId: string;
  readonly atMs: number;
  readonly who: MadeUp;
  /** The platform failed at it. */
  readonly isLost: boolean;
}

function handIn(
  { ledger: { store, course }, assignment, notebook }: Homework,
  { email, submissionId, atMs, who, isLost }: HandIn,
): void {
  const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
  const assignmentDigest = `sha256:${digest(assignment.id)}`;
  const { id } = admit(store, {
    ...{ course, assignment: assignment.id, submissionId, students: [{ email }] },
    createdAt: new Date(atMs).toISOString(),
    ...{ source: 'gradescope', workClass: 'submission', lane: 'cpu', assignmentDigest },
    graderVersion: graderVersion('0.0.0', assignmentDigest),
    notebook: { blob: notebook, digest: `sha256:${digest(submissionId)}` },
    ...{ fileName: `${assignment.id}.ipynb`, contentDigest: digest(submissionId) },
  });
  dispatch(store, id);
  const work = requireWork(store, id);
  if (isLost) callStaff(store, work, { cause: 'platform', detail: 'The engine failed three times while it ran this.' });
  else commit(store, work, madeUpGrade(work, assignment, who));
}

function released(ledger: Ledger, assignment: Assignment): Step {
  return {
    atMs: dueMs(assignment) + 10 * DAY_MS,
    happen: () =>
      release(ledger, INSTRUCTOR, { assignment: assignment.id, force: true, reason: 'All graded and looked at.' }),
  };
}

function decisions(ledger: Ledger, first: Assignment, last: Assignment): Step[] {
  const [one, two, three, four] = MADE_UP.map(({ student }) => student);
  if (one === undefined || two === undefined || three === undefined || four === undefined) return [];
  const decide = (atMs: number, happen: () => unknown): Step => ({ atMs, happen: () => void happen() });
  return [
    decide(dueMs(first) - 2 * DAY_MS, () =>
      extend(ledger, INSTRUCTOR, { student: one, assignment: first.id, days: 2, reason: 'Ill.', evidence: 'RT 101' }),
    ),
    decide(dueMs(first) - DAY_MS, () =>
      accommodate(ledger, INSTRUCTOR, {
        student: two,
        multiplier: '1.5',
        reason: 'As the office says.',
        evidence: 'RT 77',
      }),
    ),
    decide(dueMs(first) + DAY_MS, () =>
      excuse(ledger, INSTRUCTOR, { student: three, assignment: first.id, reason: 'Joined the course late.' }),
    ),
    decide(dueMs(last) - 3 * DAY_MS, () =>
      waive(ledger, INSTRUCTOR, { student: four, assignment: first.id, hours: 'all', reason: 'Gradescope was down.' }),
    ),
    ...(first.id === last.id
      ? []
      : [
          decide(dueMs(first) + 12 * DAY_MS, () =>
            requestRegrade(ledger, INSTRUCTOR, {
              ...{ student: two, assignment: first.id, textRef: 'https://edstem.org/thread/31', days: 30 },
              reason: 'By e-mail.',
            }),
          ),
        ]),
  ];
}
