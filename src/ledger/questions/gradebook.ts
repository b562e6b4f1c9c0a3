import { Refusal } from '../../base/refusal.js';
import type { GradeTerms } from '../../course/gradeTerms.js';
import { toMicroPoints } from '../../course/points.js';
import type { Assignment } from '../../course/schema.js';
import { read } from '../../db/store.js';
import { gradeOf } from '../../gradebook/compute.js';
import { explainLines } from '../../gradebook/explainText.js';
import type { Item, StudentFacts, Terms, Work } from '../../gradebook/facts.js';
import type { GradeRow } from '../../gradebook/tables.js';
import { minus, readDecimal, type Decimal } from '../../late/decimal.js';
import { createDueTimes } from '../../late/dueTimes.js';
import { collectFacts } from '../../late/fold.js';
import { readCharges, type AssignmentCharge } from '../charges.js';
import { readEvents } from '../events.js';
import { readExactScores, type ExactScore } from '../exactScores.js';
import type { Ledger } from '../ledger.js';
import { courseHeadSeq, readLedgerInput } from '../ledgerInput.js';
import { readRecorded } from '../recordedScores.js';
import { readRoster, type RosterEntry } from '../roster.js';
import { studentOf } from '../students.js';

/** What the course's files say of its grade. */
export interface GradebookFiles {
  readonly grade: GradeTerms;
  readonly assignments: readonly Assignment[];
}

export interface Gradebook {
  readonly terms: Terms;
  /** In the order of enrolment; who has left the course is not among them. */
  readonly rows: readonly GradeRow[];
  readonly withdrawn: readonly RosterEntry[];
  readonly asOfSeq: number;
}

/** Everybody's grade, as the events stand; nothing depends on when it is asked for. */
export function readGradebook(ledger: Ledger, files: GradebookFiles, only?: string): Gradebook {
  const { store } = ledger;
  return read(store, () => {
    const student = only === undefined ? undefined : studentOf(ledger, only).student;
    const terms = termsOf(ledger, files);
    const charges = new Map(readCharges(ledger, student).map((row) => [row.student, row.charges.assignments]));
    const scores = readExactScores(ledger);
    const recorded = readRecorded(ledger);
    const roster = readRoster(ledger).filter((person) => student === undefined || person.student === student);
    const rows = roster
      .filter((person) => student !== undefined || !recorded.withdrawn.has(person.student))
      .map((person): GradeRow => {
        const facts: StudentFacts = {
          student: person.student,
          works: worksOf(charges.get(person.student) ?? {}, scores),
          elsewhere: recorded.elsewhere.get(person.student) ?? new Map(),
          written: recorded.written.get(person.student) ?? new Map(),
          decided: recorded.decided.get(person.student) ?? null,
        };
        return { person, grade: gradeOf(facts, terms) };
      });
    const withdrawn = roster.filter((person) => recorded.withdrawn.has(person.student));
    return { terms, rows, withdrawn, asOfSeq: courseHeadSeq(ledger) };
  });
}

/** A student's grade, every number of it explained. */
export interface GradeExplanation extends Pick<Gradebook, 'asOfSeq' | 'terms'> {
  readonly row: GradeRow;
  readonly text: readonly string[];
}

/** @param anonymous without anything that says who it is. */
export function explainGrade(
  ledger: Ledger,
  files: GradebookFiles,
  { student, anonymous }: { readonly student: string; readonly anonymous: boolean },
): GradeExplanation {
  const { terms, rows, withdrawn, asOfSeq } = readGradebook(ledger, files, student);
  const [row] = rows;
  if (row === undefined) throw new Refusal({ code: 'unknownStudent', text: `Nobody on the roster is “${student}”.` });
  const { name, student: key } = row.person;
  const lines = explainLines(row.grade, terms, anonymous ? 'A student' : `${name ?? 'Student'} (${key})`);
  const left = withdrawn.length > 0 ? ['Has left the course, and so is in no table.'] : [];
  // Numbers of events lead to people.
  const told = anonymous ? lines.map((line) => line.replaceAll(/ \[event [\d, ]+\]/gu, '')) : lines;
  return { row, terms, asOfSeq, text: [...told, ...left, `As of event ${asOfSeq}.`] };
}

/** The parts with their items: what the files say, and of points and releases what the ledger says. */
export function termsOf(ledger: Ledger, { grade, assignments }: GradebookFiles): Terms {
  const { input } = readLedgerInput(ledger, { students: [] });
  const known = collectFacts(input, createDueTimes()).terms;
  const released = new Set(
    readEvents(ledger, { types: ['grades_released'] }).flatMap(({ content }) =>
      content.type === 'grades_released' ? [content.assignment] : [],
    ),
  );
  const named = grade.parts.flatMap((part) => (part.assignments === 'rest' ? [] : part.assignments));
  const itemOf = (id: string): Item[] => {
    const assignment = assignments.find((one) => one.id === id);
    if (assignment === undefined) return [];
    const { title, questions, manual } = assignment;
    const writtenPoints = sumOfPoints(manual);
    const maxScore = known.get(id)?.assignment.maxScore ?? sumOfPoints([...questions, ...manual]);
    const checkedPoints = minus(maxScore, writtenPoints);
    return [{ kind: 'assignment', id, title, maxScore, checkedPoints, writtenPoints, released: released.has(id) }];
  };
  return {
    parts: grade.parts.map(({ title, weightBp, dropLowest, assignments: own, elsewhere }) => {
      const ids = own === 'rest' ? assignments.map(({ id }) => id).filter((id) => !named.includes(id)) : own;
      const others = elsewhere.map((id): Item => ({
        kind: 'elsewhere',
        id,
        title: elsewhere.length === 1 ? title : id,
      }));
      return { title, weightBp, dropLowest, items: [...ids.flatMap(itemOf), ...others] };
    }),
    letters: grade.letters,
    curveBp: grade.curveBp,
    penaltyBasis: input.policy.penaltyBasis,
  };
}

function worksOf(
  charges: Readonly<Record<string, AssignmentCharge>>,
  scores: ReadonlyMap<string, ExactScore>,
): Map<string, Work> {
  return new Map(
    Object.entries(charges).map(([id, { status, submissionId, rawScore, open, penaltyBp, penaltyHours }]) => {
      // The charge says whether a score counts, the grade says it exactly.
      const score = submissionId === null || rawScore === null ? undefined : scores.get(submissionId);
      const points = open === undefined ? null : { earned: decimalOf(open.earned), points: decimalOf(open.points) };
      const raw = score?.raw ?? (rawScore === null ? null : decimalOf(rawScore));
      return [id, { status, raw, open: points, penaltyBp, penaltyHours, seq: score?.seq ?? null }];
    }),
  );
}

function decimalOf(text: string): Decimal {
  const value = readDecimal(text);
  if (value === undefined) throw new RangeError(`${text} is no decimal`);
  return value;
}

function sumOfPoints(of: readonly { readonly points: number }[]): Decimal {
  const micro = of.reduce((sum, { points }) => sum + (toMicroPoints(points) ?? 0), 0);
  return { units: BigInt(micro), decimals: 6 };
}
