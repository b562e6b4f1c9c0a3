import { plural } from '../late/wording.js';
import { called, type CourseWords, type MailText } from './courseWords.js';
import type { Notice } from './notice.js';

const SHOWN = 50;
const SHOWN_CHECKS = 10;

const CAUSES: Readonly<Record<string, string>> = {
  course: 'the course’s files are at fault',
  platform: 'the platform failed on every try',
  poison: 'two workers died with it',
};

const TO_DO: Readonly<Record<Notice['kind'], string>> = {
  needsStaff:
    'The list of them, with what went wrong: GET /v1/staff/work?state=needsStaff on the grading server. Mend it, then have them graded again (docs/service.md).',
  resultReady: '',
  chargesChanged: '`assay late explain` shows every step.',
  regradeResolved: '',
  release: '',
};

/** The mail that staff get of notices of one kind. Students are named by key or submission, never by name. */
export function staffMail(course: CourseWords, notices: readonly Notice[]): MailText {
  const lines = notices.slice(0, SHOWN).map((notice) => `- ${lineOf(course, notice)}`);
  if (notices.length > SHOWN) lines.push(`- … and ${notices.length - SHOWN} more`);
  const [first] = notices;
  const toDo = first === undefined ? '' : TO_DO[first.kind];
  const text = [`${course.title} (${course.id})`, '', ...lines, ...(toDo === '' ? [] : ['', toDo]), ''].join('\n');
  return { subject: `[${course.id}] ${summary(notices)}`, text };
}

/** All of them in one line, with how many there are of each assignment. */
export function summary(notices: readonly Notice[]): string {
  const [first] = notices;
  if (first === undefined) return 'nothing';
  const counts = new Map<string, number>();
  for (const id of notices.flatMap(({ assignmentIds }) => assignmentIds)) counts.set(id, (counts.get(id) ?? 0) + 1);
  const where = [...counts].map(([id, count]) => (notices.length === 1 ? id : `${id}: ${count}`)).join(', ');
  return `${headline(first.kind, notices.length)}${where === '' ? '' : ` (${where})`}`;
}

function headline(kind: Notice['kind'], count: number): string {
  switch (kind) {
    case 'needsStaff':
      return `${plural(count, 'submission')} ${count === 1 ? 'needs' : 'need'} course staff`;
    case 'resultReady':
      return `${plural(count, 'submission')} graded`;
    case 'chargesChanged':
      return `late hours or scores changed for ${plural(count, 'student')}`;
    case 'regradeResolved':
      return `${plural(count, 'regrade request')} decided`;
    case 'release':
      return 'grades released';
  }
}

function lineOf(course: CourseWords, notice: Notice): string {
  const what = called(course, notice.assignmentIds[0]);
  switch (notice.kind) {
    case 'needsStaff': {
      const which = notice.submissionId === undefined ? '' : `, submission ${notice.submissionId}`;
      const work = notice.work === undefined ? '' : ` (work ${notice.work})`;
      const broken = (notice.checks ?? []).slice(0, SHOWN_CHECKS).join(', ');
      const why = broken === '' ? CAUSES[notice.cause ?? ''] : `broken checks: ${broken}`;
      return `${what}${which}: ${why ?? 'it waits for you'}${work}`;
    }
    case 'resultReady':
      return `${what}, submission ${notice.submissionId}: graded`;
    case 'chargesChanged':
      return `${notice.student}: ${notice.assignmentIds.map((id) => called(course, id)).join(', ') || 'late hours'}`;
    case 'regradeResolved':
      return `${what}, request ${notice.requestId} of ${notice.student}: ${notice.outcome}`;
    case 'release':
      return `${what}: released`;
  }
}
