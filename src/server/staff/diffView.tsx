import type { DiffLine } from '../../base/lineDiff.js';

/** Lines of the same that are shown around a change. */
const CONTEXT = 3;
const SIGNS = { same: ' ', added: '+', removed: '-' } as const;

/** What changed, with a sign before each line and colour besides. */
export function DiffView({ lines }: { readonly lines: readonly DiffLine[] | undefined }) {
  if (lines === undefined) return <p>Too many lines differ to be laid side by side.</p>;
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ kind }) => kind !== 'same'),
  );
  if (!near.includes(true)) return <p>Nothing differs.</p>;
  return (
    <pre class="diff">
      {lines.map(({ kind, text }, index) => {
        if (near[index] !== true) return near[index - 1] === true ? <span class="gap">…{'\n'}</span> : null;
        return (
          <span class={kind}>
            {SIGNS[kind]} {text}
            {'\n'}
          </span>
        );
      })}
    </pre>
  );
}
