import { allocate, budgetOf } from './allocate.js';
import type { Charge } from './price.js';
import { bySubmissionTime } from './choose.js';
import { formatDecimal } from './decimal.js';
import { distinctEvents } from './distinctEvents.js';
import { createDueTimes, type DueTimes } from './dueTimes.js';
import { initialFacts, workOf, type Facts, type Student, type Work } from './facts.js';
import type { OpenScore } from './submission.js';
import type { AssignmentLedger, Ledger, NotCounted, OpenPoints, StudentLedger, TraceStep } from './ledger.js';
import type { LedgerInput } from './model.js';
import type { LatePolicy } from './policy.js';
import { announceSubmissions, recordEvent } from './record.js';
import { finalScore } from './score.js';
import { traceCharge } from './trace.js';

/**
 * What every student was charged: a function of its argument alone. Nothing is ever charged twice or carried over,
 * for nothing is stored; each call computes everything from the events.
 *
 * @param dueTimes may be kept from call to call: a due time is the same whoever asks.
 * @throws {LateError} where a due time does not exist or is doubled by a clock change.
 */
export function fold(input: LedgerInput, dueTimes: DueTimes = createDueTimes()): Ledger {
  const facts = collectFacts(input, dueTimes);
  const charges = allocate(facts, dueTimes);
  return new Map([...facts.students.values()].map((student) => [student.id, studentLedger(facts, student, charges)]));
}

/** The facts after all events, with what releases have frozen on the way. */
export function collectFacts(input: LedgerInput, dueTimes: DueTimes): Facts {
  const facts = initialFacts(input);
  const events = distinctEvents(input.events);
  announceSubmissions(facts, events);
  for (const event of events) {
    if (event.type === 'grades_released') freeze(facts, event.assignment, event.seq, dueTimes);
    else recordEvent(facts, event);
  }
  return facts;
}

/** Fixes the charges of an assignment as they stand now, except where they are fixed already. */
function freeze(facts: Facts, assignment: string, seq: number, dueTimes: DueTimes): void {
  if (!facts.policy.freezeOnRelease) return;
  for (const [student, charge] of allocate(facts, dueTimes, assignment).get(assignment) ?? []) {
    const work = workOf(student, assignment);
    work.frozen ??= { charge, trace: traceCharge(charge, student, work, facts.policy), seq };
  }
}

function studentLedger(
  facts: Facts,
  student: Student,
  charges: ReadonlyMap<string, ReadonlyMap<Student, Charge>>,
): StudentLedger {
  const budget = budgetOf(student, facts.policy);
  const assignments = new Map<string, AssignmentLedger>();
  let used = 0;
  for (const [id, row] of charges) {
    const charge = row.get(student);
    if (charge === undefined) continue;
    used += charge.hoursUsed;
    assignments.set(id, assignmentLedger(charge, student, workOf(student, id), facts.policy));
  }
  return { budget, used, remaining: Math.max(0, budget - used), assignments };
}

function assignmentLedger(charge: Charge, student: Student, work: Work, policy: LatePolicy): AssignmentLedger {
  const { submission, penaltyBp, maxScore } = charge;
  const raw = submission?.rawScore ?? null;
  const final = raw === null ? null : finalScore(raw, maxScore, penaltyBp, policy.penaltyBasis);
  const score = final === null ? null : formatDecimal(final, policy.scoreDecimals);
  const open = raw === null && submission !== null ? submission.open : null;
  return {
    effectiveDue: charge.effectiveDue,
    submissionId: submission?.id ?? null,
    lateSeconds: charge.lateSeconds,
    hoursLate: charge.hoursLate,
    hoursWaived: charge.hoursWaived,
    hoursUsed: charge.hoursUsed,
    penaltyHours: charge.penaltyHours,
    penaltyBp,
    status: charge.status,
    rawScore: raw === null ? null : formatDecimal(raw, policy.scoreDecimals),
    finalScore: score,
    open: open === null ? null : openPoints(open, policy),
    frozen: work.frozen !== null,
    notCounted: work.frozen === null ? charge.notCounted : frozenNotCounted(charge, work),
    trace: [
      ...(work.frozen?.trace ?? traceCharge(charge, student, work, policy)),
      ...scoreStep(score, submission?.gradedSeq ?? null),
      ...openStep(open, policy),
      ...(work.frozen === null ? [] : [{ rule: 'frozen', value: work.frozen.seq, seqs: [work.frozen.seq] } as const]),
    ],
  };
}

function scoreStep(score: string | null, gradedSeq: number | null): TraceStep[] {
  return score === null || gradedSeq === null ? [] : [{ rule: 'score', value: score, seqs: [gradedSeq] }];
}

function openStep(open: OpenScore | null, policy: LatePolicy): TraceStep[] {
  if (open === null) return [];
  return [{ rule: 'open_points', value: openPoints(open, policy).points, seqs: [open.seq] }];
}

function openPoints({ earned, points }: OpenScore, { scoreDecimals }: LatePolicy): OpenPoints {
  return { earned: formatDecimal(earned, scoreDecimals), points: formatDecimal(points, scoreDecimals) };
}

/** What did not count at the release, and what came after it. */
function frozenNotCounted({ notCounted }: Charge, { submissions, afterRelease }: Work): NotCounted[] {
  const whyBefore = new Map(notCounted);
  return [...submissions].sort(bySubmissionTime).flatMap((submission): NotCounted[] => {
    const why = afterRelease.has(submission) ? 'after_release' : whyBefore.get(submission.id);
    return why === undefined ? [] : [[submission.id, why]];
  });
}
