import { randomUUID } from 'node:crypto';
import type { LoadedAssignment } from '../../../src/course/load.js';
import type { GradingContext } from '../../../src/grading/context.js';
import { Groups } from '../../../src/grading/groups.js';
import type { StudentMessage } from '../../../src/grading/messages.js';
import { startStudent } from '../../../src/grading/sandboxes.js';
import type { StudentSession } from '../../../src/grading/studentSession.js';
import { nothingSeen, type Seen } from './seen.js';
import type { Snippet } from './snippet.js';

const CELL_MS = 40_000;

type Output = Extract<StudentMessage, { op: 'output' }>;

/** Runs a snippet as a submission is run: in a student container of its own, cell by cell, calls in forks. */
export async function runHere(context: GradingContext, loaded: LoadedAssignment, snippet: Snippet): Promise<Seen[]> {
  const preload = snippet.needs.has('torch') ? ['torch'] : [];
  const asked = { ...loaded, assignment: { ...loaded.assignment, preload } };
  await using session = await startStudent(context, asked, `parity-${snippet.name}`);
  const groups = new Groups(() => Promise.resolve(session), asked.assignment);
  const seen: Seen[] = [];
  for (const [index, { source, isCall }] of snippet.cells.entries()) {
    if (session.death() !== undefined) seen.push(nothingSeen('not run'));
    else seen.push(isCall ? await runCall(groups, source) : await runCell(session, index, source));
  }
  return seen;
}

async function runCell(session: StudentSession, index: number, source: string): Promise<Seen> {
  const seen = nothingSeen('ok');
  await session.send({ op: 'cell', index, number: index + 1 }, [Buffer.from(source)]);
  const deadline = session.deadline(CELL_MS);
  for (;;) {
    const received = await session.receive(deadline);
    if (received === 'timeout') {
      await session.kill('timedOut');
      return { ...seen, status: 'timeout' };
    }
    if (received === null) return { ...seen, status: 'died' };
    const { message, blobs } = received;
    if (message.op === 'output') note(seen, message, blobs);
    if (message.op === 'cell-done') return { ...seen, status: message.status === 'ok' ? 'ok' : 'error' };
  }
}

function note(seen: Seen, { kind, name, data = [], ename = '', evalue = '' }: Output, blobs: readonly Buffer[]): void {
  const text = (blob: number): string => blobs[blob]?.toString('utf8') ?? '';
  if (kind === 'stream') seen[name === 'stderr' ? 'stderr' : 'stdout'] += text(0);
  else if (kind === 'error') Object.assign(seen, { ename, evalue });
  else if (kind === 'clear') seen.clears += 1;
  else {
    const plain = data.find(([mime]) => mime === 'text/plain');
    seen.shown.push([kind, plain ? text(plain[1]) : '', data.map(([mime]) => mime)]);
  }
}

/** An expression as a check asks for it; its value's `repr` is what is compared. */
async function runCall(groups: Groups, expression: string): Promise<Seen> {
  const group = await groups.next();
  const id = randomUUID();
  await group.send(
    { op: 'call', id, do: 'run', source: `_parity = repr(${expression.trim()})`, returns: ['_parity'] },
    [],
  );
  const received = await group.receive(id, group.deadline(CELL_MS));
  // A cell may follow, as none does in a submission.
  await groups.end();
  if (received.kind !== 'answer') return nothingSeen('died');
  const { error, value } = received.answer;
  if (error) return { ...nothingSeen('error'), ename: error.name ?? error.kind, evalue: error.text };
  return { ...nothingSeen('ok'), shown: [['result', reprIn(value), ['text/plain']]] };
}

/** The wire's form of `{'_parity': text}`. */
function reprIn(value: unknown): string {
  const { v } = value as { v: [string, string][] };
  return v[0]?.[1] ?? '';
}
