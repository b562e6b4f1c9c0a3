import { Temporal } from 'temporal-polyfill';
import type { Grade } from '../grade/grade.js';
import type { QueueRedis } from '../queue/connection.js';
import type { GpuToday } from '../results/feedback.js';
import type { Work } from './rows.js';

/** How much of GPUs each student may use for feedback in a day of the course's time zone. */
export interface GpuBudgetTerms {
  readonly minutesPerDay: number;
  readonly timeZone: string;
}

/**
 * What students have used of GPUs today for feedback; never asked about what counts. It is kept in Redis alone, so where
 * that is lost the day starts anew. Who works in a group is charged in full, as each of the others is.
 */
export interface GpuBudget extends Disposable {
  /** What is used by the one of these students who used most. */
  readonly today: (course: string, party: readonly string[]) => Promise<GpuToday>;
  /** Charges what a feedback run took, once for each attempt; nothing where it ran on processors or was not to blame. */
  readonly charge: (work: Work, grade: Grade) => Promise<void>;
}

/** Longer than any day and than a result waits to be settled. */
const KEEP_MS = 3 * 24 * 60 * 60_000;

/** The attempt's key, then everybody's; milliseconds used, and to be kept. */
const CHARGE = `
if not redis.call('SET', KEYS[1], '1', 'NX', 'PX', ARGV[2]) then return 0 end
for i = 2, #KEYS do
  redis.call('INCRBY', KEYS[i], ARGV[1])
  redis.call('PEXPIRE', KEYS[i], ARGV[2])
end
return 1`;

export function openGpuBudget(
  redis: Pick<QueueRedis, 'connect'>,
  { minutesPerDay, timeZone }: GpuBudgetTerms,
  now: () => Date,
): GpuBudget {
  const client = redis.connect('serving');
  const today = (): Temporal.ZonedDateTime =>
    Temporal.Instant.fromEpochMilliseconds(now().getTime()).toZonedDateTimeISO(timeZone);
  // A student's key and the digest that stands for a stranger say nothing about who it is.
  const keysOf = (course: string, party: readonly string[]): string[] => {
    const day = today().toPlainDate().toString();
    return party.map((student) => `assay:gpu-day:${course}:${day}:${student}`);
  };
  return {
    async today(course, party) {
      const used = party.length === 0 ? [] : await client.mget(keysOf(course, party));
      const newAt = today().toPlainDate().add({ days: 1 }).toZonedDateTime({ timeZone }).epochMilliseconds * 1000;
      const usedMs = Math.max(0, ...used.map(Number));
      return { usedMs, limitMs: minutesPerDay * 60_000, newAt, timeZone };
    },
    async charge({ id, attempt, workClass, course, party }, { blame, environment, timings }) {
      const isStudents = blame === null || blame === 'student';
      if (workClass !== 'feedback' || environment.device === 'cpu' || !isStudents) return;
      if (party === '') return;
      const keys = [`assay:gpu-charged:${id}-${attempt}`, ...keysOf(course, party.split(','))];
      await client.eval(CHARGE, keys.length, ...keys, timings.totalMs, KEEP_MS);
    },
    [Symbol.dispose]() {
      client.disconnect();
    },
  };
}
