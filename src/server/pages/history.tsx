import { pointsText, toPoints } from '../../course/points.js';
import { ownRuns, type Runner } from '../../work/feedbackRuns.js';
import { gradeOf } from '../../work/gradeOf.js';
import type { Work } from '../../work/rows.js';
import type { ServerDeps } from '../deps.js';
import { microsOf, Time } from './time.js';

const MOST_SHOWN = 50;

interface HistoryProps {
  readonly deps: Pick<ServerDeps, 'store' | 'course'>;
  readonly runner: Runner;
  readonly assignment: string;
}

/** What somebody has sent for one homework, and what came of it. */
export function History({ deps: { store, course }, runner, assignment }: HistoryProps) {
  const runs = ownRuns(store, runner, assignment, MOST_SHOWN);
  if (runs.length === 0) return null;
  return (
    <section aria-labelledby="history">
      <h2 id="history">What you have sent</h2>
      <div class="scroll" role="region" aria-label="Your runs" tabindex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">File</th>
              <th scope="col">Visible checks</th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <tr>
                <td>
                  <a href={`/runs/${run.id}`}>
                    <Time at={microsOf(run.admittedAt)} timeZone={course.timeZone} />
                  </a>
                </td>
                <td class="long">
                  <bdi>{run.fileName}</bdi>
                </td>
                <td>{outcomeOf(store, run)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const STATES: Readonly<Record<Work['state'], string>> = {
  queued: 'waits',
  dispatched: 'waits or runs',
  graded: 'done',
  superseded: 'a newer one took its place',
  cancelled: 'cancelled',
  needsStaff: 'could not be run; no fault of yours',
  unreadable: 'nothing that could be run',
};

function outcomeOf(store: ServerDeps['store'], run: Work): string {
  const grade = gradeOf(store, run);
  return grade === undefined
    ? STATES[run.state]
    : `${toPoints(grade.earnedMicroPoints)} of ${pointsText(grade.maxMicroPoints)}`;
}
