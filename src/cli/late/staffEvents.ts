import { collectFacts } from '../../late/fold.js';
import { createDueTimes } from '../../late/dueTimes.js';
import { effectiveDue } from '../../late/effectiveDue.js';
import type { EpochMicros } from '../../late/instant.js';
import { localTime } from '../../late/wording.js';
import type { Assignment } from '../../late/model.js';
import { readEvent, readEvents } from '../../store/events.js';
import { checkContent, lateEventOf, type EventContent } from '../../store/eventContent.js';
import { readLedgerInput } from '../../store/ledgerInput.js';
import type { Store } from '../../store/store.js';
import { UsageError } from '../exitCodes.js';
import type { Plan } from './change.js';
import { studentOf } from './options.js';

interface ExtensionOptions {
  readonly until?: string | undefined;
  readonly hours?: number | undefined;
  readonly days?: number | undefined;
}

/** What is extended: the rest of an event `extension_granted`. @throws {UsageError} unless it is one of the three. */
export function extensionOf({ until, hours, days }: ExtensionOptions) {
  const given = [until, hours, days].filter((value) => value !== undefined);
  if (given.length !== 1) throw new UsageError('Give one of --until, --hours and --days.');
  if (until !== undefined) return { kind: 'until', until } as const;
  return hours === undefined ? ({ kind: 'days', days: days ?? 0 } as const) : ({ kind: 'hours', hours } as const);
}

/** An extension, for the partners too where they are meant; a newer one takes an older one's place. */
export function planExtension(
  store: Store,
  course: string,
  who: string,
  assignment: string,
  options: ExtensionOptions & { readonly partners?: true | undefined; readonly isRetry: boolean },
): Plan {
  const { student } = studentOf(store, course, who);
  const extension = extensionOf(options);
  const partners = partnersOf(store, course, student, assignment);
  const students = options.partners === true ? [student, ...partners] : [student];
  const notes =
    partners.length > 0 && options.partners !== true
      ? [`Handed in together with ${partners.join(', ')}: --partners extends for them too.`]
      : [];
  if (!options.isRetry) for (const id of students) requireLonger(store, course, id, assignment, extension);
  const older = activeExtensions(store, course).filter(
    (granted) => granted.assignment === assignment && students.includes(granted.student),
  );
  return {
    events: students.map((id) => ({
      content: { type: 'extension_granted', student: id, assignment, ...extension },
    })),
    notes: [
      ...notes,
      ...older.map(({ seq, student: id }) => `Takes the place of event ${seq}, an extension of ${id}.`),
      'To do on Gradescope: the same extension, so that it accepts the submission.',
    ],
  };
}

/** @throws {UsageError} where an extension would end before what the student has already. */
export function requireLonger(
  store: Store,
  course: string,
  student: string,
  assignment: string,
  extension: ReturnType<typeof extensionOf>,
): void {
  const terms = currentTerms(store, course, assignment);
  const event = lateEventOf({ type: 'extension_granted', student, assignment, ...extension }, IMAGINED);
  const dueTimes = createDueTimes();
  const facts = collectFacts(readLedgerInput(store, course, { students: [student] }).input, dueTimes);
  const [person, current] = [facts.students.get(student), facts.terms.get(assignment)];
  if (person === undefined || current === undefined || event?.type !== 'extension_granted') return;
  const { at, seqs } = effectiveDue(person, person.works.get(assignment), current, dueTimes);
  const ends = dueTimes.extended(terms, event);
  if (ends >= at) return;
  throw new UsageError(
    `This ends ${localTime(ends, terms.timeZone)}, and ${student} has time until ${localTime(at, terms.timeZone)} ` +
      `(event ${seqs.at(-1) ?? 0}). To shorten an extension, revoke it first.`,
  );
}

const IMAGINED = { seq: 1, key: 'imagined', actor: 'system' };

/** The revocation of an event. @throws {UsageError} where it is none that can be revoked. */
export function planRevocation(store: Store, course: string, targetSeq: number): Plan {
  const target = readEvent(store, targetSeq);
  if (target?.course !== course) throw new UsageError(`There is no event ${targetSeq} in this course.`);
  if (target.content.type !== 'extension_granted') {
    throw new UsageError(
      `Event ${targetSeq} is ${target.content.type}, and only an extension can be revoked. What else was wrong is ` +
        'set right by its opposite: `late grant` with a minus, `late select`, `late correct-time`.',
    );
  }
  const { student, assignment } = target.content;
  return { events: [{ content: { type: 'extension_revoked', student, assignment, targetSeq } }] };
}

/** Extensions that are not revoked. */
export function activeExtensions(store: Store, course: string): { seq: number; student: string; assignment: string }[] {
  const events = readEvents(store, course, { types: ['extension_granted', 'extension_revoked'] });
  const revoked = new Set(
    events.map(({ content }) => (content.type === 'extension_revoked' ? content.targetSeq : undefined)),
  );
  return events.flatMap(({ seq, content }) =>
    content.type === 'extension_granted' && !revoked.has(seq)
      ? [{ seq, student: content.student, assignment: content.assignment }]
      : [],
  );
}

/** Moves a due time, and names the extensions that this leaves without effect. */
export function planDueChange(store: Store, course: string, assignment: string, dueLocal: string): Plan {
  const before = currentTerms(store, course, assignment);
  const content: EventContent = { type: 'assignment_set', assignment, dueLocal };
  checkContent(content);
  const dueTimes = createDueTimes();
  const base = dueTimes.base({ ...before, dueLocal });
  const facts = collectFacts(readLedgerInput(store, course).input, dueTimes);
  const idle = [...facts.students.values()].flatMap(({ id, works }) => {
    const extension = works.get(assignment)?.extensions.at(-1);
    const isIdle = extension !== undefined && dueTimes.extended({ ...before, dueLocal }, extension) <= base;
    return isIdle ? [`Event ${extension.seq}, an extension of ${id}, is now without effect.`] : [];
  });
  return { events: [{ content }], notes: idle };
}

/** When an assignment is due for those without more time. */
export function baseDue(terms: Assignment): EpochMicros {
  return createDueTimes().base(terms);
}

/** The terms in force. @throws {UsageError} where there is no such assignment. */
export function currentTerms(store: Store, course: string, assignment: string): Assignment {
  const { terms } = collectFacts(readLedgerInput(store, course, { students: [] }).input, createDueTimes());
  const found = terms.get(assignment);
  if (found !== undefined) return found.assignment;
  throw new UsageError(`There is no assignment ${assignment}. Known: ${[...terms.keys()].join(', ')}.`);
}

function partnersOf(store: Store, course: string, student: string, assignment: string): string[] {
  const partners = readEvents(store, course, { students: [student], types: ['submission_received'] }).flatMap(
    ({ content }) =>
      content.type === 'submission_received' && content.assignment === assignment ? content.students : [],
  );
  return [...new Set(partners)].filter((id) => id !== student);
}
