import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { lineDiff } from '../../base/lineDiff.js';
import type { Visibility } from '../../grade/grade.js';
import { readLateRecord } from '../../ledger/lateRecord.js';
import { toResults } from '../../results/toResults.js';
import { findNewestWork } from '../../work/rows.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import type { StatusDeps } from '../feedback/status.js';
import { notFound } from '../httpError.js';
import { DiffView } from './diffView.js';
import { shownNotebook, sourceText } from './notebook.js';
import { Foreign, submissionHref } from './parts.js';
import { renderStaff, staffOnly } from './staff.js';
import { recordFor } from './submissionRecordFor.js';

/** What Gradescope shows when, by a check's visibility. */
const WHEN: Readonly<Record<When, { readonly text: string; readonly shown: readonly Visibility[] }>> = {
  now: { text: 'before the due time', shown: ['visible'] },
  due: { text: 'after the due time', shown: ['visible', 'after_due_date'] },
  release: { text: 'after the release', shown: ['visible', 'after_due_date', 'after_published'] },
};
const whenSchema = z.enum(['now', 'due', 'release']).catch('now');
type When = z.infer<typeof whenSchema>;

/** A submission as its student sees it, beside another one of theirs, and its pictures. */
export function addSubmissionViews(app: OpenAPIHono<AppEnv>, deps: ServerDeps & StatusDeps): void {
  const { store, course, blobs, seen } = deps;

  app.get('/staff/submissions/:submission/as-student', ...staffOnly(deps), (c) => {
    const { submissionId, assignment, standing, work } = recordFor(c, deps, 'as-student');
    const shown = course.assignments.get(assignment)?.assignment;
    if (standing === undefined || shown === undefined) throw notFound();
    const when = whenSchema.parse(c.req.query('when'));
    const late = readLateRecord({ store, course: course.id }, submissionId);
    const { grade, unfinished } = standing;
    const results = toResults(grade, shown, { late, unfinished, fileName: work?.fileName });
    const tests = results.tests.filter(({ visibility }) => WHEN[when].shown.includes(visibility));
    const hasHidden = tests.length < results.tests.length;
    return renderStaff(
      c,
      deps,
      { title: `As the student sees it, ${WHEN[when].text}` },
      <>
        <nav aria-label="When" class="pages">
          {Object.entries(WHEN).map(([value, { text }]) => (
            <a href={`?when=${value}`} aria-current={value === when ? 'page' : undefined}>
              {text}
            </a>
          ))}
          <a href={submissionHref(submissionId)}>Back to the submission</a>
        </nav>
        <p>{hasHidden ? 'Gradescope shows no total as long as checks are hidden.' : `Total: ${results.score}.`}</p>
        <pre dir="auto">{results.output}</pre>
        {tests.map(({ name, number, score, max_score: max, output }) => (
          <details open>
            <summary>
              <Foreign text={`${number ?? ''} ${name}`.trim()} />
              {score === undefined ? '' : ` (${score} of ${max ?? 0})`}
            </summary>
            <pre dir="auto">{output}</pre>
          </details>
        ))}
      </>,
    );
  });

  app.get('/staff/submissions/:submission/diff/:other', ...staffOnly(deps), async (c) => {
    const record = recordFor(c, deps, 'diff');
    const other = record.others.find(({ submissionId }) => submissionId === c.req.param('other'));
    if (other === undefined) throw notFound();
    const before = await sourceOf(other.submissionId);
    const after = await sourceOf(record.submissionId);
    return renderStaff(
      c,
      deps,
      { title: `From ${other.submissionId} to ${record.submissionId}` },
      <>
        <p>
          <a href={submissionHref(record.submissionId)}>Back to the submission</a>
        </p>
        {before === undefined || after === undefined ? (
          <p>One of the two notebooks is not kept here, or no longer.</p>
        ) : (
          <DiffView lines={lineDiff(before, after)} />
        )}
      </>,
    );
  });

  app.get('/staff/submissions/:submission/pictures/:picture', ...staffOnly(deps), async (c) => {
    const { work, standing } = recordFor(c, deps, 'picture');
    const plots = work === undefined || standing === undefined ? [] : (await seen.of(work, standing.grade)).plots;
    const blob = plots[Number(c.req.param('picture'))]?.blob;
    const png = blob === undefined ? undefined : await blobs.get(blob).catch(() => undefined);
    if (png === undefined) throw notFound();
    // Opened by itself it is a picture and nothing else.
    c.header('Content-Security-Policy', "sandbox; default-src 'none'");
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('Cache-Control', 'private, max-age=3600');
    return c.body(Uint8Array.from(png), 200, { 'Content-Type': 'image/png' });
  });

  async function sourceOf(submissionId: string): Promise<string | undefined> {
    const work = findNewestWork({ store, course: course.id }, submissionId);
    const shown = work === undefined ? undefined : await shownNotebook(deps, { ...work, executed: null }, undefined);
    return shown === undefined ? undefined : sourceText(shown);
  }
}
