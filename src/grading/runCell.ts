import { performance } from 'node:perf_hooks';
import type { Limits } from '../course/schema.js';
import type { Allowance } from '../results/allowance.js';
import { CellOutputs } from '../results/outputs.js';
import { ownText } from '../results/ownText.js';
import type { CellGrade } from '../grade/grade.js';
import type { StudentMessage } from './messages.js';
import type { StudentSession } from './studentSession.js';

/** How long an interrupted cell may take to stop before its container is killed. */
export const INTERRUPT_GRACE_MS = 2_000;
/** A cell may send this many times what is kept of its output; beyond that it is stopped. */
const FLOOD_FACTOR = 16;
/** The same of what it prints, which is dear to nobody: what is not kept is dropped as it comes. */
const PRINTED_FACTOR = 64;
const FRAME_COST_BYTES = 64;
/** What is displayed and no text has an allowance of its own: a dozen plots are more bytes than any honest text. */
const DISPLAY_BYTES = 64 * 1024 * 1024;
const MAX_NOTES = 50;
const MAX_NOTE_CHARS = 1000;

/** Names that a cell's source makes (`binds`) and takes from others; `whole`: there are no more that it can make. */
export interface CellNames {
  readonly binds: readonly string[];
  readonly uses: readonly string[];
  readonly whole: boolean;
}

export interface CellRun {
  readonly status: Exclude<CellGrade['status'], 'notRun'>;
  readonly outputs: CellOutputs;
  /** What its source makes and takes, by the container's word; absent where it did not get to say so. */
  readonly names: CellNames | undefined;
  readonly notes: readonly string[];
  readonly wallMs: number;
  /** What of it counts: the time in which the container could run. */
  readonly countedMs: number;
}

/**
 * Runs one cell under `limitMs`, keeping its outputs as they come, so that nothing done is lost when it dies.
 *
 * running → done, by the cell's own report, which is in time where it had come by then, however late it is read. Over
 * its time or its output the cell is interrupted; when it has not stopped after a grace, the container is killed. What
 * stopped it first is its status, whatever it says later.
 *
 * @param limits `shown`: what its run may still show; what is beyond it is cut, and stops nothing.
 */
export async function runCell(
  session: StudentSession,
  cell: { readonly index: number; readonly number: number; readonly source: string; readonly skippedFor?: string },
  limits: Pick<Limits, 'outputKiB'> & { readonly shown?: Allowance },
  limitMs: number,
): Promise<CellRun> {
  const started = performance.now();
  const outputs = new CellOutputs(limits.outputKiB * 1024, limits.shown);
  const notes: string[] = [];
  let names: CellNames | undefined;
  let deadline = session.deadline(limitMs);
  let countedMs = 0;
  let stopped: 'timedOut' | 'outputLimit' | undefined;
  let receivedBytes = 0;
  let printedBytes = 0;
  let displayBytes = 0;

  const finish = (status: CellRun['status']): CellRun => {
    outputs.close();
    return {
      status: stopped ?? status,
      outputs,
      names,
      notes,
      wallMs: Math.round(performance.now() - started),
      countedMs: countedMs + deadline.countedMs,
    };
  };
  const stop = async (cause: 'timedOut' | 'outputLimit'): Promise<void> => {
    stopped = cause;
    countedMs = deadline.countedMs;
    await session.interrupt();
    deadline = session.deadline(INTERRUPT_GRACE_MS);
  };

  const skip = cell.skippedFor === undefined ? {} : { skip: true };
  await session.send({ op: 'cell', index: cell.index, number: cell.number, names: true, ...skip }, [
    Buffer.from(cell.source, 'utf8'),
  ]);
  for (;;) {
    const received = await session.receive(deadline);
    if (received === null) return finish(session.death() === 'outOfMemory' ? 'outOfMemory' : 'crashed');
    if (received === 'timeout') {
      if (stopped) {
        await session.kill(stopped);
        return finish('crashed');
      }
      await stop('timedOut');
      continue;
    }
    const { message, blobs } = received;
    if (message.op === 'cell-done' && message.index === cell.index) {
      return finish(statusSaid(message.status, session));
    }
    const displayed = message.op === 'output' ? bytesDisplayed(message, blobs) : 0;
    const printed = message.op === 'output' && message.kind === 'stream' ? bytesOf(blobs) : 0;
    displayBytes += displayed;
    printedBytes += printed;
    receivedBytes += FRAME_COST_BYTES + bytesOf(blobs) - displayed - printed + charsSaid(message);
    if (message.op === 'output') keep(outputs, message, blobs);
    else if (message.op === 'names') names ??= message;
    else if (message.op === 'note') {
      if (notes.length < MAX_NOTES) notes.push(ownText(message.text.slice(0, MAX_NOTE_CHARS)));
    } else {
      await session.kill('violation');
      return finish('crashed');
    }
    const keptBytes = limits.outputKiB * 1024;
    const isFlood =
      receivedBytes > keptBytes * FLOOD_FACTOR ||
      printedBytes > keptBytes * PRINTED_FACTOR ||
      displayBytes > DISPLAY_BYTES;
    if (isFlood && !stopped) await stop('outputLimit');
  }
}

/** The cell's own word, which says what to mend and earns nothing; a GPU that is not there cannot have run out. */
function statusSaid(
  said: Extract<StudentMessage, { op: 'cell-done' }>['status'],
  { hasGpu }: StudentSession,
): CellRun['status'] {
  return said === 'interrupted' || (said === 'gpuOutOfMemory' && !hasGpu) ? 'error' : said;
}

function bytesOf(blobs: readonly Buffer[]): number {
  return blobs.reduce((sum, blob) => sum + blob.length, 0);
}

function bytesDisplayed({ data = [] }: Extract<StudentMessage, { op: 'output' }>, blobs: readonly Buffer[]): number {
  // By blob, not by mention: one blob named twice is sent once.
  const displayed = new Set(data.flatMap(([mime, blob]) => (mime === 'text/plain' ? [] : [blob])));
  return [...displayed].reduce((sum, blob) => sum + (blobs[blob]?.length ?? 0), 0);
}

/** What a header says in words is no less than what is in a blob. */
function charsSaid(message: StudentMessage): number {
  if (message.op === 'note') return message.text.length;
  if (message.op === 'names') return [...message.binds, ...message.uses].join().length;
  return message.op === 'output' ? (message.ename?.length ?? 0) + (message.evalue?.length ?? 0) : 0;
}

function keep(
  outputs: CellOutputs,
  message: Extract<StudentMessage, { op: 'output' }>,
  blobs: readonly Buffer[],
): void {
  const text = (): string => blobs[0]?.toString('utf8') ?? '';
  switch (message.kind) {
    case 'stream':
      outputs.add({ kind: 'stream', name: message.name === 'stderr' ? 'stderr' : 'stdout', text: text() });
      return;
    case 'error':
      outputs.add({ kind: 'error', ename: message.ename ?? '', evalue: message.evalue ?? '', traceback: text() });
      return;
    case 'clear':
      outputs.clear(message.wait ?? false);
      return;
    case 'display':
    case 'result':
    case 'update': {
      const data = (message.data ?? []).flatMap(([mime, blob]) => {
        const bytes = blobs[blob];
        return bytes ? [{ mime, bytes }] : [];
      });
      const id = message.display ?? undefined;
      if (message.kind === 'update') {
        if (id !== undefined) outputs.update(id, data);
      } else outputs.add({ kind: message.kind, data, ...(id === undefined ? {} : { displayId: id }) });
    }
  }
}
