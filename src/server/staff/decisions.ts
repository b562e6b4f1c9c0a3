import type { z } from 'zod';
import { Refusal } from '../../base/refusal.js';
import type { Actor } from '../../ledger/actor.js';
import type { CourseFiles } from '../../ledger/courseFiles.js';
import { accommodate } from '../../ledger/commands/accommodate.js';
import type { Change, Circumstances } from '../../ledger/commands/change.js';
import { dueChange } from '../../ledger/commands/dueChange.js';
import { excuse } from '../../ledger/commands/excuse.js';
import { extend } from '../../ledger/commands/extend.js';
import { grant } from '../../ledger/commands/grant.js';
import { changeGroup } from '../../ledger/commands/group.js';
import { requestRegrade, resolveRegrade } from '../../ledger/commands/regrade.js';
import { release } from '../../ledger/commands/release.js';
import { revoke } from '../../ledger/commands/revoke.js';
import { correctTime, select, voidSubmission } from '../../ledger/commands/submissions.js';
import { waive } from '../../ledger/commands/waive.js';
import { waiveAll } from '../../ledger/commands/waiveAll.js';
import type { Ledger } from '../../ledger/ledger.js';
import { check, maybe, maybeWhole, oneOf, text, whole, wholeOrAll, wholeOrBelow, type Field } from './fields.js';

/** What staff can decide on a page: its form, and the command that it is. */
export interface Decision {
  readonly title: string;
  /** What to type for the same in a terminal, without its arguments. */
  readonly command: string;
  readonly fields: Readonly<Record<string, Field>>;
  /** @throws {Refusal} as the command, and where a field is not as it must be. */
  readonly decide: (ledger: Ledger, by: Actor, asked: Asked) => Change;
}

interface Asked {
  /** What the form's own fields say. */
  readonly form: Readonly<Record<string, string>>;
  readonly circumstances: Circumstances;
  /** The course's, where they can be read. */
  readonly files: CourseFiles | undefined;
}

type Fields = Readonly<Record<string, Field>>;
type Said<Own extends Fields> = { readonly [Name in keyof Own]: z.output<Own[Name]['schema']> };

function decision<const Own extends Fields>(
  title: string,
  command: string,
  fields: Own,
  run: (ledger: Ledger, by: Actor, ask: Said<Own> & Circumstances, files: CourseFiles | undefined) => Change,
): Decision {
  return {
    ...{ title, command, fields },
    decide: (ledger, by, { form, circumstances, files }) => {
      const said = Object.entries(fields).map(([name, field]) => [name, valueOf(field, form[name])]);
      return run(ledger, by, { ...(Object.fromEntries(said) as Said<Own>), ...circumstances }, files);
    },
  };
}

function valueOf({ label, schema }: Field, value: string | undefined): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const why = result.error.issues[0]?.message ?? 'is not as it must be';
  const isAbsent = value === undefined || value.trim() === '';
  throw new Refusal({ code: 'wrongField', text: `“${label}” ${isAbsent ? 'is empty' : why}.`, remedy: 'Correct it.' });
}

const student = text('Student', 'Key, e-mail address, number or whole name.');
const assignment = text('Homework', 'Its id, such as hw1.');
const submissionId = text('Submission', 'Its number.');

/** By the names that stand in addresses. */
export const DECISIONS: Readonly<Record<string, Decision>> = {
  extend: decision(
    'More time for a student',
    'assay late extend',
    {
      ...{ student, assignment },
      until: maybe('Until', 'One of the three. With offset: 2027-02-12T23:59:00-05:00'),
      hours: maybeWhole('Hours', 'Elapsed hours after the due time.'),
      days: maybeWhole('Days', 'The same wall time so many days later.'),
      partners: check('Also for those who handed in together with the student'),
    },
    extend,
  ),
  waive: decision(
    'Charge late hours less',
    'assay late waive',
    { student, assignment, hours: wholeOrAll('Hours', 'Whole hours, or “all”.') },
    waive,
  ),
  'waive-all': decision(
    'The same for everybody who is charged',
    'assay late waive-all',
    {
      ...{ assignment, hours: wholeOrAll('Hours', 'Whole hours at most, or “all”.') },
      section: maybe('Section', 'Only for those in it.'),
    },
    waiveAll,
  ),
  grant: decision(
    'Late hours for a student’s budget',
    'assay late grant',
    { student, hours: wholeOrBelow('Hours', 'Whole hours; below 0 takes some away.') },
    grant,
  ),
  excuse: decision('Excuse a student', 'assay late excuse', { student, assignment }, excuse),
  accommodate: decision(
    'An accommodation',
    'assay late accommodate',
    {
      student,
      multiplier: maybe('Multiplier of the budget', 'Such as 1.5.'),
      blanketHours: maybeWhole('Hours after every due time', 'Elapsed hours.'),
    },
    accommodate,
  ),
  revoke: decision(
    'Take an extension back',
    'assay late revoke',
    { event: whole('Event', 'The number of the extension’s event.') },
    revoke,
  ),
  'due-change': decision(
    'Move a due time for everybody',
    'assay late due-change',
    { assignment, to: text('To', 'A wall time in the homework’s zone: 2027-02-12T23:59:00') },
    dueChange,
  ),
  void: decision('Let a submission not count', 'assay late void', { submissionId }, voidSubmission),
  select: decision('Let one submission count', 'assay late select', { submissionId }, select),
  'correct-time': decision(
    'When a submission was really made',
    'assay late correct-time',
    { submissionId, at: text('Made at', 'With offset: 2027-02-11T00:30:00-05:00') },
    correctTime,
  ),
  group: decision(
    'Who hands in a submission together',
    'assay late group',
    { submissionId, student, to: oneOf('What', ['add', 'remove']) },
    changeGroup,
  ),
  release: decision(
    'Release grades',
    'assay late release mark',
    { assignment, force: check('Whatever stands against it', 'Needs a reason.') },
    (ledger, by, ask, files) => release(ledger, by, { ...ask, files }),
  ),
  regrade: decision(
    'A request for a regrade',
    'assay late regrade open',
    {
      ...{ student, assignment, textRef: text('Where it can be read', 'A link or a ticket.') },
      requestId: maybe('Its number elsewhere'),
      days: maybeWhole('Days after the release', 'Where not those of course.yaml.'),
      force: check('After the window has closed', 'Needs a reason.'),
    },
    (ledger, by, ask, files) => requestRegrade(ledger, by, { ...ask, days: ask.days ?? regradeDays(files) }),
  ),
  'resolve-regrade': decision(
    'The outcome of a regrade request',
    'assay late regrade resolve',
    { requestId: text('Request'), outcome: oneOf('Outcome', ['upheld', 'changed', 'refused']) },
    resolveRegrade,
  ),
};

function regradeDays(files: CourseFiles | undefined): number {
  if (files?.regradeDays !== undefined) return files.regradeDays;
  throw new Refusal({
    code: 'noRegradeDays',
    text: 'The course does not say until when regrades may be asked for.',
    remedy: 'Say it in course.yaml, as `regrades: { requestDays: 9 }`, or give the days here.',
  });
}
