const SIGNS = {
  passed: ['✓', 'good'],
  failed: ['✗', 'mend'],
  broken: ['!', 'mend'],
  notRun: ['–', 'faint'],
} as const;

/** How a check ended, for the eye alone: words beside it say the same. */
export function CheckSign({ status }: { readonly status: keyof typeof SIGNS }) {
  const [sign, tone] = SIGNS[status];
  return (
    <span class={`sign ${tone}`} aria-hidden="true">
      {sign}
    </span>
  );
}
