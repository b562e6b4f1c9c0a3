import type { OpenAPIHono } from '@hono/zod-openapi';
import { remarkText } from '../../base/refusal.js';
import { releaseCheck } from '../../ledger/questions/releaseCheck.js';
import { releasedAssignments } from '../../ledger/questions/courseStanding.js';
import type { AppEnv, ServerDeps } from '../deps.js';
import { notFound } from '../httpError.js';
import { microsOf, Time } from '../pages/time.js';
import { courseFiles } from './courseFiles.js';
import { Blocker } from './parts.js';
import { ledgerOf, renderStaff, staffOnly } from './staff.js';

/** Whether grades can be released, what stands against it, and the button. */
export function addReleasePage(app: OpenAPIHono<AppEnv>, deps: ServerDeps): void {
  app.get('/staff/assignments/:assignment/release', ...staffOnly(deps), async (c) => {
    const { store, course } = deps;
    const loaded = course.assignments.get(c.req.param('assignment'));
    if (loaded === undefined) throw notFound();
    const { id, title } = loaded.assignment;
    const isReleased = releasedAssignments({ store, course: course.id }).has(id);
    const { ready, safeReleaseAt, blockers, notes } = releaseCheck(ledgerOf(deps), id, await courseFiles(deps));
    return renderStaff(
      c,
      deps,
      { title: `Release ${title}` },
      <>
        {isReleased ? <p class="note">The grades are released.</p> : null}
        <p>
          {safeReleaseAt === null ? (
            'No moment is safe by itself: give the homework a last moment for late work.'
          ) : (
            <>
              From <Time at={microsOf(safeReleaseAt)} timeZone={course.timeZone} /> on, no late submission can change a
              grade.
            </>
          )}
        </p>
        {ready ? <p>Nothing stands against it.</p> : <h2>What stands against it</h2>}
        <ul>
          {blockers.map((blocker) => (
            <li class="long">
              <Blocker blocker={blocker} safeReleaseAt={safeReleaseAt} timeZone={course.timeZone} />
            </li>
          ))}
        </ul>
        {notes.map((note) => (
          <p class="faint">{remarkText(note)}</p>
        ))}
        <p>
          {isReleased ? null : (
            <a class="button" href={`/staff/decide/release?assignment=${id}`}>
              Release
            </a>
          )}{' '}
          <a class="button quiet" href={`/staff/assignments/${id}`}>
            The class
          </a>
        </p>
        <p class="faint">
          In a terminal: <code>assay late release check {id}</code>
        </p>
      </>,
    );
  });
}
