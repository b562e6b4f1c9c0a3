import type { Charge } from './price.js';
import { chooseSubmission, judgeSubmissions, priceIn, type Setting } from './choose.js';
import { ceilOfProduct } from './decimal.js';
import type { DueTimes } from './dueTimes.js';
import { effectiveDue } from './effectiveDue.js';
import { workOf, type Facts, type Student, type Terms, type Work } from './facts.js';
import type { Submission } from './submission.js';
import type { ChargeStatus, NotCounted } from './ledger.js';
import type { LatePolicy } from './policy.js';

/** `max(0, ceil(budgetHours × multiplier) + Σ adjustments)`, in late hours. */
export function budgetOf(student: Student, policy: LatePolicy): number {
  return Math.max(0, ceilOfProduct(policy.budgetHours, student.multiplier) + student.adjustedHours);
}

/** The assignments by (base due, order, id): the order in which hours are spent, the same for everybody. */
function inSpendingOrder(facts: Facts, dueTimes: DueTimes): Terms[] {
  return [...facts.terms.values()]
    .map((terms) => ({ terms, base: dueTimes.base(terms.assignment) }))
    .sort((a, b) => a.base - b.base || byOrder(a.terms, b.terms))
    .map(({ terms }) => terms);
}

function byOrder({ assignment: a }: Terms, { assignment: b }: Terms): number {
  return a.order - b.order || (a.id < b.id ? -1 : 1);
}

/**
 * Charges by assignment (in spending order) and student, as the facts stand. What is frozen is taken as it is and paid first; the rest
 * is paid in spending order. With `until`, stops once that assignment is done.
 */
export function allocate(facts: Facts, dueTimes: DueTimes, until?: string): Map<string, Map<Student, Charge>> {
  const balances = new Map<Student, number>();
  for (const student of facts.students.values()) {
    let balance = budgetOf(student, facts.policy);
    for (const { frozen } of student.works.values()) balance -= frozen?.charge.hoursUsed ?? 0;
    balances.set(student, balance);
  }
  const charges = new Map<string, Map<Student, Charge>>();
  for (const terms of inSpendingOrder(facts, dueTimes)) {
    const row = chargeEverybody(facts, terms, dueTimes, balances);
    charges.set(terms.assignment.id, row);
    if (terms.assignment.id === until) break;
    for (const [student, { hoursUsed }] of row) {
      const isPaid = student.works.get(terms.assignment.id)?.frozen != null;
      if (!isPaid) balances.set(student, (balances.get(student) ?? 0) - hoursUsed);
    }
  }
  return charges;
}

function chargeEverybody(
  facts: Facts,
  terms: Terms,
  dueTimes: DueTimes,
  balances: ReadonlyMap<Student, number>,
): Map<Student, Charge> {
  const row = new Map<Student, Charge>();
  for (const student of facts.students.values()) {
    const work = workOf(student, terms.assignment.id);
    // A budget that was cut after a release may hold less than nothing.
    const own = Math.max(0, balances.get(student) ?? 0);
    const balance = (submission: Submission): number =>
      facts.policy.groupMode === 'min' ? groupBalance(facts, submission, balances, own) : own;
    row.set(student, work.frozen?.charge ?? chargeOne(facts.policy, student, work, terms, dueTimes, balance));
  }
  return row;
}

function chargeOne(
  policy: LatePolicy,
  student: Student,
  work: Work,
  terms: Terms,
  dueTimes: DueTimes,
  balance: Setting['balance'],
): Charge {
  const { assignment } = terms;
  const due = effectiveDue(student, work, terms, dueTimes);
  const setting: Setting = { work, assignment, policy, due: due.at, balance };
  const { accepted, notCounted } = judgeSubmissions(setting);
  const chosen = chooseSubmission(accepted, setting);
  const common = {
    effectiveDue: due.at,
    dueBy: due.rule,
    dueSeqs: due.seqs,
    maxScore: assignment.maxScore,
    notCounted,
  };
  if (chosen === undefined) {
    const status = work.excusedSeq === null ? statusWithout(notCounted) : 'excused';
    return { ...NOTHING, ...common, status };
  }
  const { candidate, countsAs } = chosen;
  const { submission, lateness } = candidate;
  const { lateSeconds, hoursLate } = lateness;
  const price = priceIn(setting, candidate);
  const status = statusOf(hoursLate, price);
  return { ...common, ...price, submission, countsAs, lateSeconds, hoursLate, status };
}

const NOTHING = {
  submission: null,
  countsAs: null,
  lateSeconds: 0,
  hoursLate: 0,
  hoursWaived: 0,
  hoursUsed: 0,
  penaltyHours: 0,
  penaltyBp: 0,
  uncharged: null,
  balanceBefore: 0,
} as const;

function statusOf(
  hoursLate: number,
  { uncharged, hoursUsed, penaltyHours }: Pick<Charge, 'uncharged' | 'hoursUsed' | 'penaltyHours'>,
): ChargeStatus {
  if (uncharged === 'excused') return 'excused';
  if (penaltyHours > 0) return 'penalized';
  if (hoursUsed > 0) return 'late';
  return hoursLate > 0 ? 'late_uncharged' : 'on_time';
}

/** Voided submissions, and those that came after the release, are as if they had never been. */
function statusWithout(notCounted: readonly NotCounted[]): ChargeStatus {
  const whys = notCounted.map(([, why]) => why);
  if (whys.includes('after_cutoff')) return 'rejected';
  return whys.includes('ungradable') ? 'invalid' : 'none';
}

/**
 * What the poorest member of the submission's group had before this assignment; a member whose charge here is frozen
 * counts with what they had before paying it.
 */
function groupBalance(
  { students }: Facts,
  { students: ids, assignment }: Submission,
  balances: ReadonlyMap<Student, number>,
  own: number,
): number {
  let least = own;
  for (const id of ids) {
    const member = students.get(id);
    if (member === undefined) continue;
    const paidHere = member.works.get(assignment)?.frozen?.charge.hoursUsed ?? 0;
    least = Math.min(least, Math.max(0, (balances.get(member) ?? 0) + paidHere));
  }
  return least;
}
