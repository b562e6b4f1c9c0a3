import type { QueueRedis } from '../queue/connection.js';
import type { Finding } from './finding.js';

/** Redis: version, and whether it may forget jobs. */
export async function redisFindings(redis: QueueRedis): Promise<Finding[]> {
  const client = redis.connect('failing');
  try {
    const started = Date.now();
    const server = await client.info('server');
    const version = /redis_version:(\S+)/u.exec(server)?.[1] ?? 'unknown';
    const policy = await setting(client, 'maxmemory-policy');
    const appendOnly = await setting(client, 'appendonly');
    const [seconds] = await client.time();
    return [
      { level: isOld(version) ? 'fail' : 'ok', subject: 'redis', text: `${version}, ${redis.where}` },
      policy === 'noeviction'
        ? { level: 'ok', subject: 'redis memory', text: 'noeviction' }
        : { level: 'fail', subject: 'redis memory', text: `maxmemory-policy is ${policy}; set it to noeviction.` },
      appendOnly === 'yes'
        ? { level: 'ok', subject: 'redis disk', text: 'append-only file' }
        : { level: 'warn', subject: 'redis disk', text: 'no append-only file: a restart forgets queued jobs.' },
      clockFinding(Number(seconds) * 1000 - started),
    ];
  } finally {
    client.disconnect();
  }
}

async function setting(client: ReturnType<QueueRedis['connect']>, name: string): Promise<string> {
  // Hosted services refuse CONFIG; the person who runs them must know.
  const answer = await client.config('GET', name).catch(() => []);
  const value = Array.isArray(answer) ? (answer as unknown[])[1] : undefined;
  return typeof value === 'string' ? value : 'unknown';
}

function isOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 6 || (major === 6 && minor < 2);
}

const CLOCK_TOLERANCE_MS = 5_000;

function clockFinding(differenceMs: number): Finding {
  const text = new Date().toISOString();
  if (Math.abs(differenceMs) < CLOCK_TOLERANCE_MS) {
    return { level: 'ok', subject: 'clock', text: `${text}, the same as Redis’s` };
  }
  const seconds = Math.round(differenceMs / 1000);
  return { level: 'warn', subject: 'clock', text: `${text}, ${seconds} s off Redis’s: start NTP on both.` };
}
