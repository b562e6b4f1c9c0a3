import type { Ledger } from '../ledger.js';
import type { EventContent } from '../eventContent.js';
import { lateEventOf } from '../eventContent.js';
import { computeCharges } from '../charges.js';
import { headSeq } from '../events.js';
import { readLedgerInput } from '../ledgerInput.js';
import { readRoster } from '../roster.js';
import { read } from '../../db/store.js';
import type { LatePolicy } from '../../late/policy.js';
import { Refusal } from '../../base/refusal.js';
import { differencesOf, type StudentChange } from '../differences.js';
import { studentOf } from '../students.js';
import { currentTerms } from '../terms.js';

/** What might be; at least one of them. */
export interface Hypothesis {
  readonly student: string;
  readonly assignment: string;
  /** If they handed in then; with offset. */
  readonly at?: string | undefined;
  readonly hours?: number | undefined;
  readonly days?: number | undefined;
  readonly waive?: number | undefined;
  readonly grant?: number | undefined;
  readonly basis?: LatePolicy['penaltyBasis'] | undefined;
}

/** What would change for a student, and for those who work with them, if something were so. Nothing is stored. */
export function whatIf(ledger: Ledger, hypothesis: Hypothesis): { readonly changes: readonly StudentChange[] } {
  const { store } = ledger;
  return read(store, () => {
    const { student } = studentOf(ledger, hypothesis.student);
    const { assignment, basis } = hypothesis;
    currentTerms(ledger, assignment);
    const contents = contentsOf(student, assignment, hypothesis);
    if (contents.length === 0 && basis === undefined) {
      const text = 'Give at least one of a time of handing in, more time, hours waived or granted, and a basis.';
      throw new Refusal({ code: 'emptyHypothesis', text });
    }
    const { input } = readLedgerInput(ledger, { students: [student] });
    const head = headSeq(store);
    const imagined = contents.flatMap((content, index) => {
      const seq = head + 1 + index;
      return lateEventOf(content, { seq, key: `whatif:${index}`, actor: 'staff:whatif' }) ?? [];
    });
    const policy = basis === undefined ? input.policy : { ...input.policy, penaltyBasis: basis };
    const before = computeCharges(input);
    const after = computeCharges({ ...input, policy, events: [...input.events, ...imagined] });
    const changes = differencesOf(readRoster(ledger), before, after);
    return { changes };
  });
}

function contentsOf(
  student: string,
  assignment: string,
  { at, hours, days, waive, grant }: Hypothesis,
): EventContent[] {
  const onWork = { student, assignment };
  const contents: EventContent[] = [];
  if (hours !== undefined) contents.push({ type: 'extension_granted', ...onWork, kind: 'hours', hours });
  if (days !== undefined) contents.push({ type: 'extension_granted', ...onWork, kind: 'days', days });
  if (waive !== undefined) contents.push({ type: 'hours_waived', ...onWork, hours: waive });
  if (grant !== undefined) contents.push({ type: 'budget_adjusted', student, deltaHours: grant });
  if (at !== undefined) {
    const submissionId = 'imagined';
    contents.push({ type: 'submission_received', submissionId, assignment, students: [student], createdAt: at });
  }
  return contents;
}
