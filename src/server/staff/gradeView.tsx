import { pointsText, toPoints } from '../../course/points.js';
import type { CheckGrade, Grade } from '../../grade/grade.js';
import { isOpenCheck } from '../../grade/openPoints.js';
import { cellLines, CHECK_WORDS, noteLines, OUTCOME_WORDS } from '../../results/wording.js';
import { CheckSign } from '../pages/checkSign.js';
import { Foreign, Table } from './parts.js';

/** A grade with all its checks, hidden ones as well, and what they tell staff alone. */
export function GradeView({ grade }: { readonly grade: Grade }) {
  const lines = [...cellLines(grade.cells), ...noteLines(grade.notes)];
  return (
    <>
      <p>
        {toPoints(grade.earnedMicroPoints)} of {pointsText(grade.maxMicroPoints)}: {OUTCOME_WORDS[grade.outcome]}
        {grade.blame === null ? '' : `, blame: ${grade.blame}`}. <Foreign text={grade.sentence} />
      </p>
      {lines.length === 0 ? null : (
        <ul>
          {lines.map((line) => (
            <li>
              <Foreign text={line} />
            </li>
          ))}
        </ul>
      )}
      {grade.checks.map((check) => (
        <Check check={check} blame={grade.blame} />
      ))}
      <Usage grade={grade} />
    </>
  );
}

function Check({ check, blame }: { readonly check: CheckGrade; readonly blame: Grade['blame'] }) {
  const { id, title, visibility, status, earnedMicroPoints, maxMicroPoints, wallMs } = check;
  const earned = isOpenCheck(check, blame) ? 'open' : String(toPoints(earnedMicroPoints));
  return (
    <details open={status !== 'passed'}>
      <summary>
        <CheckSign status={status} /> <Foreign text={title.startsWith(id) ? title : `${id} ${title}`} />:{' '}
        {CHECK_WORDS[status]}, {earned} / {toPoints(maxMicroPoints)}{' '}
        <span class="faint">
          {visibility === 'visible' ? '' : `${visibility}, `}
          {wallMs} ms
        </span>
      </summary>
      {PARTS.map(([part, text]) =>
        check[part] === undefined || check[part] === '' ? null : (
          <>
            <h3>{text}</h3>
            <pre dir="auto">{check[part]}</pre>
          </>
        ),
      )}
    </details>
  );
}

const PARTS = [
  ['message', 'For the student'],
  ['expected', 'Expected'],
  ['got', 'Got'],
  ['hint', 'Hint'],
  ['staffLog', 'For staff alone'],
] as const;

const MIB = 1024 * 1024;

/** Where the time went, and what it took. */
function Usage({ grade: { timings, usage, environment } }: { readonly grade: Grade }) {
  const { startMs, cellsMs, checksMs, totalMs } = timings;
  const rows = [
    ['Start', `${startMs} ms`],
    ['Cells', `${cellsMs} ms`],
    ['Checks', `${checksMs} ms`],
    ['Together', `${totalMs} ms`],
    ...(usage === undefined ? [] : [['Processor time', `${usage.cpuMs} ms`]]),
    ...(usage?.peakMemoryBytes === undefined
      ? []
      : [['Peak memory', `${Math.round(usage.peakMemoryBytes / MIB)} MiB`]]),
    ['Device', environment.device],
    ['Grader', environment.graderVersion],
  ];
  return <Table name="What it took" columns={['Phase', 'Took']} rows={rows} />;
}
