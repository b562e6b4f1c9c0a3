import { setTimeout as sleep } from 'node:timers/promises';
import { cpuSecondsOf, residentMiB } from '../service/processCpu.js';
import { admitRun, openStage, openStream } from './stage.js';

export interface StreamsCost {
  /** Of the server, more than before, at most while they were open. */
  readonly moreMiB: number;
  /** How much of that came after the first fifteen seconds: what looking on costs. */
  readonly growthMiB: number;
  /** Of one core, while nothing happens but places in the queue. */
  readonly cpuShare: number;
  readonly events: number;
}

const SETTLE_MS = 15_000;

/** What `count` open streams of runs that wait cost, watched for so many seconds. */
export async function measureStreams(count: number, seconds: number): Promise<StreamsCost> {
  const runs: string[] = [];
  await using stage = await openStage(count, (store, students) => {
    for (const student of students) runs.push(admitRun(store, student));
  });
  let events = 0;
  const open = (index: number) => {
    const student = stage.students[index];
    if (student === undefined) throw new RangeError('no such student');
    return openStream(stage, student, runs[index] ?? '', () => events++);
  };
  // What the first one loads is no stream's.
  const first = open(0);
  await sleep(3_000);
  first.close();
  await sleep(1_000);
  const before = await residentMiB(stage.pid);
  events = 0;
  const streams = Array.from({ length: count }, (_, index) => open(index));
  await sleep(SETTLE_MS);
  const settled = await residentMiB(stage.pid);
  const cpu = await cpuSecondsOf(stage.pid);
  let peak = settled;
  for (let second = 0; second < seconds; second++) {
    await sleep(1_000);
    peak = Math.max(peak, await residentMiB(stage.pid));
  }
  const cpuShare = ((await cpuSecondsOf(stage.pid)) - cpu) / seconds;
  for (const { close } of streams) close();
  return { moreMiB: peak - before, growthMiB: peak - settled, cpuShare, events };
}
