import { Refusal } from '../base/refusal.js';
import { createDueTimes } from '../late/dueTimes.js';
import { effectiveDue } from '../late/effectiveDue.js';
import { collectFacts } from '../late/fold.js';
import { localTime } from '../late/wording.js';
import { lateEventOf } from './eventContent.js';
import { readEvents } from './events.js';
import { readLedgerInput } from './ledgerInput.js';
import type { Ledger } from './ledger.js';
import { currentTerms } from './terms.js';

/** How much more time: one of the three. */
export interface MoreTime {
  /** With offset. */
  readonly until?: string | undefined;
  /** Elapsed hours after the due time. */
  readonly hours?: number | undefined;
  /** The same wall time so many days later. */
  readonly days?: number | undefined;
}

/** What is extended: the rest of an event `extension_granted`. @throws {Refusal} unless it is one of the three. */
export function extensionOf({ until, hours, days }: MoreTime) {
  const given = [until, hours, days].filter((value) => value !== undefined);
  if (given.length !== 1) {
    throw new Refusal({ code: 'notOneExtension', text: 'Give one of until, hours and days.' });
  }
  if (until !== undefined) return { kind: 'until', until } as const;
  return hours === undefined ? ({ kind: 'days', days: days ?? 0 } as const) : ({ kind: 'hours', hours } as const);
}

/** Extensions that are not revoked. */
export function activeExtensions(ledger: Ledger): { seq: number; student: string; assignment: string }[] {
  const events = readEvents(ledger, { types: ['extension_granted', 'extension_revoked'] });
  const revoked = new Set(
    events.map(({ content }) => (content.type === 'extension_revoked' ? content.targetSeq : undefined)),
  );
  return events.flatMap(({ seq, content }) =>
    content.type === 'extension_granted' && !revoked.has(seq)
      ? [{ seq, student: content.student, assignment: content.assignment }]
      : [],
  );
}

interface Extension {
  readonly student: string;
  readonly assignment: string;
  readonly extension: ReturnType<typeof extensionOf>;
}

/** @throws {Refusal} where an extension would end before what the student has already. */
export function requireLonger(ledger: Ledger, { student, assignment, extension }: Extension): void {
  const terms = currentTerms(ledger, assignment);
  const event = lateEventOf({ type: 'extension_granted', student, assignment, ...extension }, IMAGINED);
  const dueTimes = createDueTimes();
  const { input } = readLedgerInput(ledger, { students: [student] });
  const facts = collectFacts(input, dueTimes);
  const [person, current] = [facts.students.get(student), facts.terms.get(assignment)];
  if (person === undefined || current === undefined || event?.type !== 'extension_granted') return;
  const { at, seqs } = effectiveDue(person, person.works.get(assignment), current, dueTimes);
  const ends = dueTimes.extended(terms, event);
  if (ends >= at) return;
  throw new Refusal({
    code: 'shorterExtension',
    text:
      `This ends ${localTime(ends, terms.timeZone)}, and ${student} has time until ${localTime(at, terms.timeZone)} ` +
      `(event ${seqs.at(-1) ?? 0}).`,
    remedy: 'To shorten an extension, revoke it first.',
  });
}

const IMAGINED = { seq: 1, key: 'imagined', actor: 'system' };
