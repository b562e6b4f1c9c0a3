import { performance } from 'node:perf_hooks';
import type { Limits } from '../course/schema.js';
import { CellOutputs } from '../results/outputs.js';
import type { CellGrade } from './grade.js';
import type { StudentMessage } from './messages.js';
import type { StudentSession } from './studentSession.js';

/** How long an interrupted cell may take to stop before its container is killed. */
const INTERRUPT_GRACE_MS = 2_000;
/** A cell may send this many times what is kept of its output; beyond that it is stopped. */
const FLOOD_FACTOR = 16;
const FRAME_COST_BYTES = 64;
/** Pictures have an allowance of their own: a dozen plots are more bytes than any honest text. */
const PICTURE_BYTES = 64 * 1024 * 1024;
const MAX_NOTES = 50;

export interface CellRun {
  readonly status: Exclude<CellGrade['status'], 'notRun'>;
  readonly outputs: CellOutputs;
  readonly notes: readonly string[];
  readonly wallMs: number;
}

/**
 * Runs one cell under `limitMs`, keeping its outputs as they come, so that nothing done is lost when it dies.
 *
 * running → done, by the cell's own report. Over its time or its output the cell is interrupted; when it has not
 * stopped after a grace, the container is killed. What stopped it first is its status, whatever it says later.
 */
export async function runCell(
  session: StudentSession,
  cell: { readonly index: number; readonly source: string },
  limits: Pick<Limits, 'outputKiB'>,
  limitMs: number,
): Promise<CellRun> {
  const started = performance.now();
  const outputs = new CellOutputs(limits.outputKiB * 1024);
  const notes: string[] = [];
  let deadline = started + limitMs;
  let stopped: 'timedOut' | 'outputLimit' | undefined;
  let receivedBytes = 0;
  let pictureBytes = 0;

  const finish = (status: CellRun['status']): CellRun => ({
    status: stopped ?? status,
    outputs,
    notes,
    wallMs: Math.round(performance.now() - started),
  });
  const stop = async (cause: 'timedOut' | 'outputLimit'): Promise<void> => {
    stopped = cause;
    deadline = performance.now() + INTERRUPT_GRACE_MS;
    await session.interrupt();
  };

  await session.send({ op: 'cell', index: cell.index }, [Buffer.from(cell.source, 'utf8')]);
  for (;;) {
    // The clock is read before every message: a flood of messages must not keep the deadline from being seen.
    const waitMs = deadline - performance.now();
    const received = waitMs > 0 ? await session.receive(waitMs) : 'timeout';
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
    const pictures = message.op === 'output' ? bytesOfPictures(message, blobs) : 0;
    pictureBytes += pictures;
    receivedBytes += blobs.reduce((sum, blob) => sum + blob.length, FRAME_COST_BYTES) - pictures;
    if (message.op === 'output') keep(outputs, message, blobs);
    else if (message.op === 'note') {
      if (notes.length < MAX_NOTES) notes.push(message.text);
    } else {
      await session.kill('violation');
      return finish('crashed');
    }
    const isFlood = receivedBytes > limits.outputKiB * 1024 * FLOOD_FACTOR || pictureBytes > PICTURE_BYTES;
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

function bytesOfPictures({ data = [] }: Extract<StudentMessage, { op: 'output' }>, blobs: readonly Buffer[]): number {
  // By blob, not by mention: one blob named twice is sent once.
  const pictures = new Set(data.flatMap(([mime, blob]) => (mime === 'image/png' ? [blob] : [])));
  return [...pictures].reduce((sum, blob) => sum + (blobs[blob]?.length ?? 0), 0);
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
