import type { OpenAPIHono } from '@hono/zod-openapi';
import type { SubmissionRecord } from '../../ledger/questions/submissionRecord.js';
import { FORCEABLE } from '../../work/state.js';
import { studentMessage } from '../../work/status.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import type { StatusDeps } from '../feedback/status.js';
import { microsOf, Time } from '../pages/time.js';
import { GradeView } from './gradeView.js';
import { shownNotebook } from './notebook.js';
import { NotebookView } from './notebookView.js';
import { StudentLink, submissionHref } from './parts.js';
import { RunAgain } from './runForms.js';
import { Attempts, Others, Trail } from './submissionHistory.js';
import { renderStaff, staffOnly } from './staff.js';
import { recordFor } from './submissionRecordFor.js';

/** One submission, with everything that is kept of it. */
export function addSubmissionPage(app: OpenAPIHono<AppEnv>, deps: ServerDeps & StatusDeps): void {
  app.get('/staff/submissions/:submission', ...staffOnly(deps), async (c) => {
    const record = recordFor(c, deps, 'submission');
    const { submissionId, work, standing, assignment } = record;
    const { timeZone } = deps.course;
    const notebook = work === undefined ? undefined : await shownNotebook(deps, work, standing?.grade);
    return renderStaff(
      c,
      deps,
      { title: `Submission ${submissionId} of ${assignment}` },
      <>
        <Who record={record} timeZone={timeZone} />
        <Decide record={record} />
        <section aria-labelledby="grade">
          <h2 id="grade">Grade</h2>
          {standing === undefined ? <p>There is no grade with its checks.</p> : <GradeView grade={standing.grade} />}
          {standing?.unfinished === undefined ? null : (
            <details>
              <summary>A newer grading left points open, so this one stands</summary>
              <GradeView grade={standing.unfinished} />
            </details>
          )}
        </section>
        <section aria-labelledby="late">
          <h2 id="late">Late hours</h2>
          {record.explained.length === 0 ? <p>It counts for nobody.</p> : null}
          {record.explained.map(({ text }) => (
            <pre>{text.join('\n')}</pre>
          ))}
        </section>
        <section aria-labelledby="gradings">
          <h2 id="gradings">Gradings</h2>
          <Attempts record={record} timeZone={timeZone} />
          <h2>Other submissions</h2>
          <Others record={record} timeZone={timeZone} />
        </section>
        <section aria-labelledby="notebook">
          <h2 id="notebook">Notebook</h2>
          <NotebookView
            notebook={notebook}
            grade={standing?.grade}
            picturesAt={`${submissionHref(submissionId)}/pictures`}
          />
        </section>
        <section aria-labelledby="trail">
          <h2 id="trail">What was recorded</h2>
          <Trail record={record} timeZone={timeZone} />
        </section>
      </>,
    );
  });
}

interface Props {
  readonly record: SubmissionRecord;
}

function Who({ record: { members, createdAt, work }, timeZone }: Props & { readonly timeZone: string }) {
  return (
    <>
      <p>
        {members.map(({ student, name }, index) => (
          <>
            {index === 0 ? '' : ', '}
            <StudentLink student={student} name={name} />
          </>
        ))}
        , made <Time at={microsOf(createdAt)} timeZone={timeZone} />
        {work === undefined ? '' : `, ${work.state}`}.
      </p>
      {work === undefined || work.state === 'graded' ? null : <p class="faint">They read: “{studentMessage(work)}”</p>}
    </>
  );
}

const DECISIONS = { select: 'Let it count', void: 'Void it', 'correct-time': 'Correct its time', group: 'Its group' };

function Decide({ record: { submissionId, work } }: Props) {
  return (
    <>
      <ul class="choices" aria-label="Decide">
        {Object.entries(DECISIONS).map(([name, text]) => (
          <li>
            <a class="button quiet" href={`/staff/decide/${name}?submissionId=${encodeURIComponent(submissionId)}`}>
              {text}
            </a>
          </li>
        ))}
        <li>
          <a class="button quiet" href={`${submissionHref(submissionId)}/as-student`}>
            As the student sees it
          </a>
        </li>
      </ul>
      {work !== undefined && FORCEABLE.includes(work.state) ? <RunAgain id={work.id} /> : null}
    </>
  );
}
