import { MultiBar, type SingleBar } from 'cli-progress';
import type { Progress } from '../grading/gradeSubmission.js';

export type Step = Progress | { readonly phase: 'queued' };

/** Where each submission of a command is, told on stderr. */
export interface ProgressBoard extends Disposable {
  report(name: string, step: Step): void;
}

/** One bar a submission on a terminal; elsewhere one line a step, so that a log stays readable. */
export function openProgressBoard(
  names: readonly string[],
  stream: NodeJS.WriteStream = process.stderr,
): ProgressBoard {
  return stream.isTTY ? barBoard(names, stream) : lineBoard(stream);
}

function describe(step: Step): string {
  if (step.phase === 'cell' || step.phase === 'check') return `${step.phase} ${step.number} of ${step.total}`;
  return step.phase;
}

/** Cells are the first half of a bar and checks the second: nobody knows beforehand which takes longer. */
function share(step: Step): number {
  if (step.phase === 'done') return 100;
  if (step.phase === 'cell') return (50 * (step.number - 1)) / step.total;
  return step.phase === 'check' ? 50 + (50 * (step.number - 1)) / step.total : 0;
}

function barBoard(names: readonly string[], stream: NodeJS.WriteStream): ProgressBoard {
  const width = Math.max(...names.map((name) => name.length));
  const bars = new MultiBar({ stream, format: '{name} {bar} {step}', barsize: 24, hideCursor: true, fps: 10 });
  const byName = new Map<string, SingleBar>(
    names.map((name) => [name, bars.create(100, 0, { name: name.padEnd(width), step: 'waiting' })]),
  );
  return {
    report: (name, step) => byName.get(name)?.update(share(step), { step: describe(step) }),
    [Symbol.dispose]: () => {
      bars.stop();
    },
  };
}

/** A second within one phase is not worth a line of its own. */
const LINE_MS = 1_000;

function lineBoard(stream: NodeJS.WriteStream): ProgressBoard {
  const last = new Map<string, { phase: Step['phase']; at: number }>();
  return {
    report(name, step) {
      const before = last.get(name);
      const now = Date.now();
      if (before?.phase === step.phase && now - before.at < LINE_MS) return;
      last.set(name, { phase: step.phase, at: now });
      stream.write(`${name}: ${describe(step)}\n`);
    },
    [Symbol.dispose]: () => undefined,
  };
}
