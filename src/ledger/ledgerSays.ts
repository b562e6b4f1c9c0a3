import type { Ledger } from './ledger.js';
import { isDeepStrictEqual } from 'node:util';
import { wallClockMs } from '../course/wallTime.js';
import { formatDecimal } from '../late/decimal.js';
import { assignmentSchema, termsShape } from '../late/documentFields.js';
import type { AssignmentTerms } from '../late/model.js';
import { latePolicySchema, type LatePolicy } from '../late/policy.js';
import { parseStoreOnly, type EventContent } from './eventContent.js';
import { readEvents, type StoredEvent } from './events.js';
import { readStaff, type Staff } from './staff.js';

export type AssignmentSet = Extract<EventContent, { type: 'assignment_set' }>;

/** Which event says something, and who had it recorded. */
export type Source = Pick<StoredEvent, 'seq' | 'actor'>;

/** The last word on each term of an assignment, and where it was said. */
interface SaidTerms {
  readonly set: AssignmentSet;
  readonly from: ReadonlyMap<string, Source>;
}

/** What a ledger says of all that a course's files say too. */
export interface Said {
  /** Absent in a ledger that has not begun. */
  readonly policy: LatePolicy | undefined;
  readonly policyFrom: Source | undefined;
  readonly staff: Staff;
  readonly terms: ReadonlyMap<string, SaidTerms>;
}

export function readSaid(ledger: Ledger): Said {
  const policyEvent = readEvents(ledger, { types: ['policy_set'] }).at(-1);
  const content = policyEvent && parseStoreOnly(policyEvent.content);
  const terms = new Map<string, SaidTerms>();
  for (const { seq, actor, content: set } of readEvents(ledger, { types: ['assignment_set'] })) {
    if (set.type !== 'assignment_set') continue;
    const before = terms.get(set.assignment);
    const named = Object.entries(set).filter(([, value]) => value !== undefined);
    const from = named.map(([term]) => [term, { seq, actor }] as const);
    terms.set(set.assignment, { set: { ...before?.set, ...set }, from: new Map([...(before?.from ?? []), ...from]) });
  }
  // Whoever was charged before anybody set a policy was charged by the default one.
  const unset = terms.size === 0 ? undefined : latePolicySchema.parse({});
  return {
    policy: content?.type === 'policy_set' ? content.policy : unset,
    policyFrom: policyEvent,
    staff: readStaff(ledger),
    terms,
  };
}

/** The terms that the ledger says otherwise than `set`; none where it does not know the assignment. */
export function differingTerms({ terms }: Said, set: AssignmentSet): (keyof AssignmentTerms)[] {
  const known = terms.get(set.assignment);
  if (known === undefined) return [];
  const [ledger, file] = [comparable(known.set), comparable(set)];
  return TERMS.filter((term) => set[term] !== undefined && !isDeepStrictEqual(ledger[term], file[term]));
}

const TERMS = Object.keys(termsShape) as (keyof AssignmentTerms)[];

/** The same in other words is no difference. */
function comparable({ type: _, assignment: id, ...given }: AssignmentSet): Record<keyof AssignmentTerms, unknown> {
  const terms = assignmentSchema.parse({ id, ...given });
  return { ...terms, dueLocal: wallClockMs(terms.dueLocal), maxScore: formatDecimal(terms.maxScore, 6) };
}
