import { shorten } from '../results/plainText.js';
import type { CheckGrade } from '../grade/grade.js';

/** Of the texts of all checks together, as JSON. */
const MAX_BYTES = 4 * 1024 * 1024;
/** Tried in turn until they have room; the last has it with any number of checks. */
const TEXT_CHARS = [20_000, 5_000, 1_000, 100];

/** The checks with texts that are bounded together, visibly, so that any grade can be stored: a verdict's may have 64 KiB. */
export function boundTexts(checks: readonly CheckGrade[]): CheckGrade[] {
  let bounded: CheckGrade[] = [];
  for (const maxChars of TEXT_CHARS) {
    bounded = checks.map((check) => withTexts(check, maxChars));
    if (Buffer.byteLength(JSON.stringify(bounded)) <= MAX_BYTES) break;
  }
  return bounded;
}

function withTexts(check: CheckGrade, maxChars: number): CheckGrade {
  const bounded = { ...check, message: shorten(check.message, maxChars) };
  for (const name of ['expected', 'got', 'hint', 'staffLog'] as const) {
    if (check[name] !== undefined) bounded[name] = shorten(check[name], maxChars);
  }
  return bounded;
}
