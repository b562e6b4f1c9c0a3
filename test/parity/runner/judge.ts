import { isDeepStrictEqual } from 'node:util';
import type { Seen } from './seen.js';

/** Addresses, times, folders and colours differ from run to run and say nothing. */
const NOISE: readonly (readonly [RegExp, string])[] = [
  // eslint-disable-next-line no-control-regex -- the escape sequences of colours
  [/\x1b\[[0-9;?]*[A-Za-z]/gu, ''],
  // A terminal's line ends, which Colab switches off.
  [/\r+\n/gu, '\n'],
  [/0x[0-9a-fA-F]{6,}/gu, '0xADDR'],
  [/<ipython-input-\d+-[0-9a-f]+>/gu, '/path'],
  [/\/(?:[\w.+-]+\/)+site-packages[\w./+-]*/gu, '/path'],
  [/(?<![\w/])\/(?:tmp|root|home|opt|content|usr|path)\b[\w./+-]*/gu, '/path'],
  [/\b\d+(?:\.\d+)?(?:e[+-]?\d+)? ?(?:ns|[µμ]s|us|ms|s|min)\b(?: ± .*)?/gu, '<time>'],
  [/[ \t]+$/gmu, ''],
];
/** References keep so much of a text. */
const TEXT_CHARS = 4_000;

/**
 * Undefined where a cell is as it should be under its rule, else what is wrong with it. What works in one of the
 * kernels must work here; where it fails in all of them, to go on is no harm to an honest notebook.
 */
export function judge(rule: string, got: Seen, references: readonly Seen[]): string | undefined {
  const [word = '', ...rest] = rule.split(' ');
  const argument = rest.join(' ');
  if (word === 'skip') return undefined;
  if (word === 'ok') return got.status === 'ok' ? undefined : `${label(got)}, must be ok`;
  if (word === 'error') return got.ename === argument ? undefined : `${label(got)}, must be ${argument}`;
  if (word === 'text') return judgeText(new RegExp(argument, 'u'), got);
  if (references.length === 0) return 'no reference is recorded';
  const well = references.filter(({ status }) => status === 'ok');
  if (well.length === 0 && got.status === 'ok') return undefined;
  const candidates = well.length > 0 ? well : references;
  const seen = viewOf(word, got);
  if (candidates.some((candidate) => isDeepStrictEqual(viewOf(word, candidate), seen))) return undefined;
  return `${JSON.stringify(seen)}, must be ${JSON.stringify(viewOf(word, candidates[0] ?? got))}`.slice(0, 600);
}

function judgeText(pattern: RegExp, got: Seen): string | undefined {
  if (got.status !== 'ok') return `${label(got)}, must be ok`;
  const text = got.stdout + got.stderr + got.shown.map(([, shown]) => `${shown}\n`).join('');
  return pattern.test(text) ? undefined : `${JSON.stringify(plain(text).slice(0, 200))} lacks ${pattern.source}`;
}

/** What counts of a cell. */
function viewOf(word: string, { status, ename, stdout, stderr, shown, clears }: Seen): unknown {
  if (word === 'status') return { status, ename };
  // What a call prints is no answer.
  if (word === 'call') return { status, ename, shown: shown.map(([, text]) => text) };
  if (word === 'out') return { status, ename, stdout: plain(stdout), shown: shown.map(([, text]) => plain(text)) };
  const displays = shown.map(([kind, text, mimes]) => [kind, plain(text), [...mimes].sort()]);
  return { status, ename, stdout: plain(stdout), stderr: plain(stderr), shown: displays, clears };
}

function plain(text: string): string {
  return NOISE.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), text)
    .trim()
    .slice(0, TEXT_CHARS);
}

function label({ status, ename, evalue }: Seen): string {
  return status === 'error' ? `${ename}: ${evalue.slice(0, 110)}` : status;
}
