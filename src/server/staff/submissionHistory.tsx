import { toPoints } from '../../course/points.js';
import type { Grade } from '../../grade/grade.js';
import type { SubmissionRecord } from '../../ledger/questions/submissionRecord.js';
import { microsOf, Time } from '../pages/time.js';
import { Events } from './events.js';
import { submissionHref, Table } from './parts.js';

interface Props {
  readonly record: SubmissionRecord;
  readonly timeZone: string;
}

/** Every grading, and what it changed; the newest first. */
export function Attempts({ record: { attempts }, timeZone }: Props) {
  return (
    <Table
      name="Gradings"
      empty="It was not graded here."
      columns={['Attempt', 'When', 'Grader', { text: 'Points', isNumber: true }, 'Against the one before']}
      rows={attempts.map(({ attempt, committedAt, grade }, index) => [
        String(attempt),
        <Time at={microsOf(committedAt)} timeZone={timeZone} />,
        grade.environment.graderVersion,
        String(toPoints(grade.earnedMicroPoints)),
        differences(attempts[index + 1]?.grade, grade),
      ])}
    />
  );
}

function differences(before: Grade | undefined, after: Grade): string {
  if (before === undefined) return 'the first';
  const was = new Map(before.checks.map(({ id, status }) => [id, status]));
  const changed = after.checks.filter(({ id, status }) => was.get(id) !== status);
  if (changed.length === 0) return 'every check came out the same';
  return changed.map(({ id, status }) => `${id}: ${was.get(id) ?? 'not there'} → ${status}`).join(', ');
}

/** The others of the same students, each to be compared with this one. */
export function Others({ record: { submissionId, others }, timeZone }: Props) {
  return (
    <Table
      name="Other submissions"
      empty="This is the only one."
      columns={['Submission', 'Made', 'Compare']}
      rows={others.map((other) => [
        <a href={submissionHref(other.submissionId)}>{other.submissionId}</a>,
        <Time at={microsOf(other.createdAt)} timeZone={timeZone} />,
        <a href={`${submissionHref(submissionId)}/diff/${encodeURIComponent(other.submissionId)}`}>
          what changed between {other.submissionId} and this
        </a>,
      ])}
    />
  );
}

/** Who did what with it, when and why. */
export function Trail({ record: { events, decisions }, timeZone }: Props) {
  return (
    <>
      <Events events={events} timeZone={timeZone} />
      {decisions.length === 0 ? null : (
        <Table
          name="Decisions about its runs"
          columns={['When', 'Who', 'What', 'Why']}
          rows={decisions.map(({ decidedAt, actor, decision, reason }) => [
            <Time at={microsOf(decidedAt)} timeZone={timeZone} />,
            actor,
            decision === 'force' ? 'run again' : 'cancelled',
            <bdi class="long">{reason}</bdi>,
          ])}
        />
      )}
    </>
  );
}
