import { type GradescopeResults, writtenResultsSchema } from './gradescope.js';
import { plainText, shorten } from './plainText.js';

/** The platform cuts longer texts itself, without telling. */
const MAX_OUTPUT_CHARS = 100_000;
const MAX_DOCUMENT_BYTES = 1_000_000;
/** Tried in turn until the document is small enough; the last leaves a line per test. */
const OUTPUT_CHARS = [MAX_OUTPUT_CHARS, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 80];

/**
 * The document as text: JSON in well-formed Unicode without NUL, control or bidirectional characters, no byte-order
 * mark, every output at most 100 000 characters and the whole at most 1 000 000 bytes. Where something had to go,
 * outputs are cut, visibly; then the machine's record; scores never.
 *
 * @throws Error where a number is not finite or the shape is not a results document (a fault in the grader, to be
 *   seen by the operator and not by a student as a zero), or where names and scores alone are too large.
 */
export function serialiseResults(results: GradescopeResults): string {
  const parsed = writtenResultsSchema.safeParse(results);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.join('.') ?? '';
    throw new Error(`The results document is wrong at “${place}”: ${issue?.message ?? ''}. Operator: report this.`);
  }
  const clean = writtenResultsSchema.parse(cleaned(parsed.data));
  for (const maxChars of OUTPUT_CHARS) {
    const text = JSON.stringify(withOutputs(clean, maxChars));
    if (Buffer.byteLength(text) <= MAX_DOCUMENT_BYTES) return text;
  }
  const bare = withOutputs({ ...clean, extra_data: { cut: true } }, OUTPUT_CHARS.at(-1) ?? 0);
  const text = JSON.stringify(bare);
  if (Buffer.byteLength(text) <= MAX_DOCUMENT_BYTES) return text;
  throw new Error(
    `The results document has ${results.tests.length} tests and is larger than 1 MB even without their outputs. Course staff: use fewer checks.`,
  );
}

function withOutputs(results: GradescopeResults, maxChars: number): GradescopeResults {
  const tests = results.tests.map((test) => {
    return test.output === undefined ? test : { ...test, output: shorten(test.output, maxChars) };
  });
  return { ...results, output: shorten(results.output, maxChars), tests };
}

/** Every text, keys included, as `plainText`. */
function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return plainText(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [plainText(key), cleaned(item)]));
}
