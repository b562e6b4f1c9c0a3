import type { FeedbackReport } from '../../results/feedbackReport.js';
import { CheckSign } from './checkSign.js';

type Check = FeedbackReport['checks'][number];

/** What feedback found. All of it is text: nothing that a student or their code wrote is ever markup. */
export function Report({ report }: { readonly report: FeedbackReport }) {
  const { headline, points, open, hidden, checks, cells, notes, notice, price, gpu, languageModels, plots } = report;
  return (
    <>
      <section class="box" aria-labelledby="result">
        <h2 id="result">{points.text}</h2>
        <p class="long">
          <bdi>{headline}</bdi>
        </p>
        {open === undefined ? null : <p>{open}</p>}
        {hidden === undefined ? null : <p>{hidden}</p>}
      </section>
      <Lines id="cells" title="How your notebook ran" lines={cells} />
      <section aria-labelledby="checks">
        <h2 id="checks">Checks</h2>
        <p class="faint">Cells are numbered as code cells from the top; texts between them have no number.</p>
        {checks.map((check) => (
          <CheckPart check={check} />
        ))}
      </section>
      <Lines id="notes" title="Notes (they cost nothing)" lines={notes} />
      <Plots plots={plots} />
      <section aria-labelledby="price">
        <h2 id="price">What it costs to hand in now</h2>
        <p>{notice}</p>
        {price.map((sentence) => (
          <p>{sentence}</p>
        ))}
        {gpu === undefined ? null : <p>{gpu}</p>}
      </section>
      {languageModels === undefined ? null : <p class="note">{languageModels}</p>}
    </>
  );
}

function CheckPart({ check }: { readonly check: Check }) {
  const { id, title, question, status, result, earned, max } = check;
  return (
    <details open={status !== 'passed'}>
      <summary>
        <CheckSign status={status} />{' '}
        <bdi class="long">
          {id} {title}
        </bdi>
        : {result}, {earned ?? 'open'} / {max}
      </summary>
      <p class="faint">
        <bdi>{question}</bdi>
      </p>
      {check.message === '' ? null : <Text text={check.message} />}
      {(['expected', 'got', 'hint'] as const).map((part) =>
        check[part] === undefined ? null : (
          <>
            <h3>{LABELS[part]}</h3>
            <Text text={check[part]} />
          </>
        ),
      )}
      <WhereText check={check} />
    </details>
  );
}

const LABELS = { expected: 'Expected', got: 'Got', hint: 'Hint' } as const;

function WhereText({ check: { definedAt, followsFrom } }: { readonly check: Check }) {
  if (definedAt === undefined) return null;
  const { cell, line } = definedAt;
  return (
    <p>
      Defined in cell {cell}, line {line}.
      {followsFrom === undefined
        ? null
        : ` Begin with cell ${followsFrom.cell}: this follows from what happened there.`}
    </p>
  );
}

/** As it was written, line by line. */
function Text({ text }: { readonly text: string }) {
  return <pre dir="auto">{text}</pre>;
}

function Lines({
  id,
  title,
  lines,
}: {
  readonly id: string;
  readonly title: string;
  readonly lines: readonly string[];
}) {
  if (lines.length === 0) return null;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul>
        {lines.map((line) => (
          <li class="long">
            <bdi>{line}</bdi>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Plots({ plots }: Pick<FeedbackReport, 'plots'>) {
  if (plots.length === 0) return null;
  return (
    <section aria-labelledby="plots">
      <h2 id="plots">Your plots, as they came out here</h2>
      {plots.map(({ cell, path }) => (
        <figure>
          <img src={path} alt={`A plot of cell ${cell}`} loading="lazy" />
          <figcaption>Cell {cell}</figcaption>
        </figure>
      ))}
    </section>
  );
}
