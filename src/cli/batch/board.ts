import { SingleBar } from 'cli-progress';
import type { ItemEnd } from '../../batch/runFolder.js';
import { isOpen } from '../../grade/openPoints.js';

/** How a batch is getting on, told on stderr: a bar on a terminal, a line now and then elsewhere. */
export interface BatchBoard extends Disposable {
  ended(end: ItemEnd): void;
}

const LINE_MS = 5_000;

/** @param total submissions to be graded now. */
export function openBatchBoard(total: number, stream: NodeJS.WriteStream = process.stderr): BatchBoard {
  const counts = new Map<string, number>();
  const started = performance.now();
  const bar = new SingleBar({
    stream,
    format: '{bar} {value} of {total} | {rate} | {left} | {counts}',
    barsize: 24,
    hideCursor: true,
    noTTYOutput: true,
    notTTYSchedule: LINE_MS,
    linewrap: false,
  });
  const told = (done: number): Record<string, string> => {
    const perMinute = done / ((performance.now() - started) / 60_000);
    return {
      rate: done === 0 ? 'starting' : `${perMinute.toFixed(perMinute < 10 ? 1 : 0)} a minute`,
      left: done === 0 ? '' : `${duration((total - done) / perMinute)} left`,
      counts: [...counts].map(([word, count]) => `${count} ${word}`).join(', '),
    };
  };
  bar.start(total, 0, told(0));
  let done = 0;
  return {
    ended(end) {
      const word = end.kind === 'graded' ? (isOpen(end.grade) ? 'open' : end.grade.outcome) : end.kind;
      counts.set(word, (counts.get(word) ?? 0) + 1);
      done += 1;
      bar.update(done, told(done));
    },
    [Symbol.dispose]() {
      bar.stop();
    },
  };
}

/** 95 s as `1 min 35 s`. */
function duration(minutes: number): string {
  const seconds = Math.round(minutes * 60);
  if (seconds < 60) return `${seconds} s`;
  const whole = Math.floor(seconds / 60);
  return whole < 60 ? `${whole} min ${seconds % 60} s` : `${Math.floor(whole / 60)} h ${whole % 60} min`;
}
