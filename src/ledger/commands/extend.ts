import type { Remark } from '../../base/refusal.js';
import { readEvents } from '../events.js';
import { membersOf } from '../subjects.js';
import type { Actor } from '../actor.js';
import { activeExtensions, extensionOf, requireLonger, type MoreTime } from '../extensions.js';
import type { Ledger } from '../ledger.js';
import { studentOf } from '../students.js';
import { change, type Change, type Circumstances, type Plan } from './change.js';

export interface ExtensionAsk extends Circumstances, MoreTime {
  readonly student: string;
  readonly assignment: string;
  /** Also for those who handed in together with the student. */
  readonly partners?: boolean | undefined;
}

/** An extension, for the partners too where they are meant; a newer one takes an older one's place. */
export function extend(ledger: Ledger, by: Actor, ask: ExtensionAsk): Change {
  return change(ledger, by, { ask, plan: ({ isRetry }) => plan(ledger, ask, isRetry) });
}

function plan(ledger: Ledger, ask: ExtensionAsk, isRetry: boolean): Plan {
  const { student } = studentOf(ledger, ask.student);
  const { assignment } = ask;
  const extension = extensionOf(ask);
  const partners = partnersOf(ledger, student, assignment);
  const students = ask.partners === true ? [student, ...partners] : [student];
  if (!isRetry) for (const id of students) requireLonger(ledger, { student: id, assignment, extension });
  const older = activeExtensions(ledger).filter(
    (granted) => granted.assignment === assignment && students.includes(granted.student),
  );
  return {
    events: students.map((id) => ({
      content: { type: 'extension_granted', student: id, assignment, ...extension },
    })),
    notes: [
      ...(ask.partners === true ? [] : partnersNote(partners)),
      ...older.map(({ seq, student: id }) => ({
        code: 'olderExtension',
        text: `Takes the place of event ${seq}, an extension of ${id}.`,
      })),
      {
        code: 'extendOnGradescope',
        text: 'To do on Gradescope: the same extension, so that it accepts the submission.',
      },
    ],
  };
}

function partnersNote(partners: readonly string[]): Remark[] {
  if (partners.length === 0) return [];
  const names = partners.join(', ');
  return [
    {
      code: 'partnersNotExtended',
      text: `Handed in together with ${names}.`,
      remedy: 'Extend for them too.',
      values: { partners: names },
    },
  ];
}

function partnersOf(ledger: Ledger, student: string, assignment: string): string[] {
  const groups = readEvents(ledger, { students: [student], types: ['submission_received'] }).flatMap(({ content }) =>
    content.type === 'submission_received' && content.assignment === assignment
      ? [membersOf(ledger, content.submissionId)]
      : [],
  );
  const own = groups.filter((members) => members.includes(student));
  return [...new Set(own.flat())].filter((id) => id !== student);
}
