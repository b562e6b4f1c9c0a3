import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { IntakeError } from '../../intake/intakeError.js';
import { PlatformError } from '../../base/platformError.js';
import { createGate } from '../../base/gate.js';
import type { ReaderJob, ReaderJobs, ReaderMessage } from './jobs.js';

export interface ReaderLimits {
  /** Processes, and so files that are read at once. */
  readonly atOnce: number;
  /** Of V8, in MiB. What is read besides is bounded by what an upload may be. */
  readonly heapMiB: number;
  /** Of a processor's time, for one job: a busy machine is nobody's fault. */
  readonly cpuSeconds: number;
  /** A process that holds more after a job ends, so that one dear upload does not keep its memory for good. */
  readonly keptBytes: number;
}

export const READER_LIMITS: ReaderLimits = { atOnce: 2, heapMiB: 512, cpuSeconds: 60, keptBytes: 200_000_000 };

/** Reads what students hand in, in processes of its own that stay warm. */
export interface Readers extends AsyncDisposable {
  /**
   * @throws {IntakeError} for what cannot be read, or only with more memory or time than there is for it.
   * @throws {PlatformError} where a process could not be started or was killed from outside.
   */
  read<Kind extends keyof ReaderJobs>(kind: Kind, ask: ReaderJobs[Kind]['ask']): Promise<ReaderJobs[Kind]['answer']>;
}

export function openReaders(limits: ReaderLimits = READER_LIMITS): Readers {
  const gate = createGate(limits.atOnce);
  const idle = new Set<ChildProcess>();
  const all = new Set<ChildProcess>();

  const take = (): ChildProcess => {
    const [waiting] = idle;
    if (waiting !== undefined) {
      idle.delete(waiting);
      return waiting;
    }
    const child = start(limits);
    all.add(child);
    child.once('exit', () => {
      all.delete(child);
      idle.delete(child);
    });
    return child;
  };

  return {
    read: (kind, ask) =>
      gate(async () => {
        const child = take();
        const message = await answerOf(child, { kind, ...ask } as ReaderJob, limits).catch((error: unknown) => {
          child.kill('SIGKILL');
          throw error;
        });
        if (message.residentBytes <= limits.keptBytes) idle.add(child);
        else child.kill('SIGKILL');
        return unpacked(message) as never;
      }),
    async [Symbol.asyncDispose]() {
      const ended = [...all].map((child) => new Promise((resolve) => child.once('exit', resolve)));
      for (const child of all) child.kill('SIGKILL');
      await Promise.all(ended);
    },
  };
}

// From the sources, as tests do, or compiled.
const IS_SOURCE = import.meta.url.endsWith('.ts');
const PROGRAM = fileURLToPath(new URL(IS_SOURCE ? 'process.ts' : 'process.js', import.meta.url));
/** Behind the server, which has others to answer. */
const NICE = 5;
/** A job that waits so long, for a disk or a processor, will not end: the platform's failure. */
const MAX_AWAKE_SECONDS = 600;

function start({ heapMiB }: ReaderLimits): ChildProcess {
  const { PATH, TMPDIR } = process.env;
  const child = fork(PROGRAM, [], {
    execArgv: [`--max-old-space-size=${heapMiB}`, ...(IS_SOURCE ? ['--import', 'tsx'] : [])],
    // Nothing of the server's settings: it reads what strangers wrote.
    env: { ...(PATH === undefined ? {} : { PATH }), ...(TMPDIR === undefined ? {} : { TMPDIR }) },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  // Its end is what those who wait for an answer are told.
  child.on('error', () => undefined);
  try {
    if (child.pid !== undefined) setPriority(child.pid, NICE);
  } catch {
    // It has ended already.
  }
  return child;
}

async function answerOf(child: ChildProcess, job: ReaderJob, limits: ReaderLimits): Promise<ReaderMessage> {
  const begun = cpuSecondsOf(child);
  let awakeSeconds = 0;
  let isLate = false;
  const timer = setInterval(() => {
    isLate = cpuSecondsOf(child) - begun >= limits.cpuSeconds;
    // However long the server stood still, that was one tick.
    if (isLate || ++awakeSeconds >= MAX_AWAKE_SECONDS) child.kill('SIGKILL');
  }, 1_000);
  const listening = new AbortController();
  try {
    return await new Promise<ReaderMessage>((resolve, reject) => {
      const onExit = (_: unknown, signal: NodeJS.Signals | null): void => {
        reject(isLate ? tooDear(job, 'time') : signal === 'SIGABRT' ? tooDear(job, 'memory') : ended(signal));
      };
      const onMessage = (message: ReaderMessage): void => {
        resolve(message);
      };
      child.once('message', onMessage);
      child.once('exit', onExit);
      listening.signal.addEventListener('abort', () => {
        child.off('message', onMessage);
        child.off('exit', onExit);
      });
      child.send(job, (error) => {
        if (error !== null) reject(ended(error));
      });
    });
  } finally {
    clearInterval(timer);
    listening.abort();
  }
}

/** What a process has had of a processor until now; 0 where it has ended. */
function cpuSecondsOf({ pid }: ChildProcess): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // After the name, which may hold anything: user and system time are fields 14 and 15.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
  } catch {
    return 0;
  }
}

/** Of Linux, on every machine that Node.js runs on. */
const TICKS_A_SECOND = 100;

function unpacked(message: ReaderMessage): unknown {
  if ('answer' in message) return message.answer;
  if ('refused' in message) {
    const { code, text, remedy } = message.refused;
    throw new IntakeError(code, text, remedy);
  }
  throw ended(message.failed);
}

/** V8 aborts where its heap is full. */
function tooDear({ kind }: ReaderJob, what: 'memory' | 'time'): IntakeError {
  if (kind === 'metadata') {
    const remedy = 'Course staff: run the autograder again, and report this if it stays.';
    return new IntakeError('metadata', `submission_metadata.json takes more ${what} to read than there is.`, remedy);
  }
  const remedy = 'Upload only your notebook (the .ipynb file), and clear its outputs first.';
  return new IntakeError('tooLarge', `What was handed in takes more ${what} to read than a notebook needs.`, remedy);
}

function ended(cause: unknown): PlatformError {
  return new PlatformError(
    `The process that reads uploads failed: ${cause instanceof Error ? cause.message : String(cause)}.`,
    {
      remedy: 'Operator: look at the machine’s memory and at the disk of the state folder; the sender tries again.',
      cause,
    },
  );
}
