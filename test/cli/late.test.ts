import { execa } from 'execa';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const DOCUMENT = {
  students: ['s1'],
  assignments: [
    { id: 'hw1', dueLocal: '2026-02-10T23:59:00', timeZone: 'America/New_York', maxScore: '100', order: 1 },
  ],
  events: [
    {
      seq: 1,
      type: 'submission_received',
      key: 'sub:7',
      submissionId: '7',
      assignment: 'hw1',
      students: ['s1'],
      createdAt: '2026-02-11T00:30:00-05:00',
    },
    { seq: 2, type: 'submission_graded', key: 'graded:7:1', submissionId: '7', rawScore: '80', status: 'graded' },
  ],
};

interface Ended {
  readonly exitCode: number | undefined;
  readonly printed: unknown;
  readonly stderr: string;
}

async function late(args: readonly string[], input = ''): Promise<Ended> {
  const entry = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.ts');
  const { exitCode, stdout, stderr } = await execa(process.execPath, ['--import', 'tsx', entry, 'late', ...args], {
    input,
    reject: false,
  });
  return { exitCode, printed: stdout === '' ? undefined : JSON.parse(stdout), stderr };
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-late-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('assay late fold', () => {
  const folded = {
    s1: {
      budget: 120,
      used: 1,
      remaining: 119,
      assignments: {
        hw1: {
          effectiveDue: '2026-02-11T04:59:00Z',
          submissionId: '7',
          lateSeconds: 1860,
          hoursLate: 1,
          hoursWaived: 0,
          hoursUsed: 1,
          penaltyHours: 0,
          penaltyBp: 0,
          status: 'late',
          rawScore: '80.00',
          finalScore: '80.00',
        },
      },
    },
  };

  it('prints exactly the ledger of a file, and exits with 0', async () => {
    const file = join(folder, 'ledger.json');
    await writeFile(file, JSON.stringify(DOCUMENT));
    expect(await late(['fold', file])).toEqual({ exitCode: 0, printed: folded, stderr: '' });
  });

  it('reads standard input, a byte order mark included', async () => {
    expect(await late(['fold', '-'], `\uFEFF${JSON.stringify(DOCUMENT)}`)).toMatchObject({ printed: folded });
  });

  it.each([
    ['a document with a mistake', JSON.stringify({ ...DOCUMENT, studnets: [] }), /^studnets: .* Course staff/],
    ['something that is not JSON', '{', /^Standard input is not JSON: .* Course staff/],
    ['JSON that is no document', '[]', /^A ledger document is a JSON object/],
  ])('refuses %s with status 2 and says why', async (_, text, message) => {
    expect(await late(['fold', '-'], text)).toEqual({
      exitCode: 2,
      printed: { error: 'invalid_document', message: expect.stringMatching(message) as string },
      stderr: '',
    });
  });

  it('refuses a file that is not there', async () => {
    const { exitCode, printed } = await late(['fold', join(folder, 'absent.json')]);
    expect({ exitCode, printed }).toMatchObject({ exitCode: 2, printed: { error: 'invalid_document' } });
  });

  it('names the place of a timestamp without offset', async () => {
    const events = [{ ...DOCUMENT.events[0], createdAt: '2026-02-11T00:30:00' }];
    const { exitCode, printed } = await late(['fold', '-'], JSON.stringify({ ...DOCUMENT, events }));
    expect(exitCode).toBe(2);
    expect(printed).toMatchObject({
      error: 'timestamp_without_offset',
      message: expect.stringMatching(/^events\[0\]\.createdAt: /) as string,
    });
  });
});

describe('the other commands', () => {
  it('preview prints the price of one more submission', async () => {
    const query = { student: 's1', assignment: 'hw1', at: '2026-02-11T06:19:00-05:00' };
    expect(await late(['preview', '-'], JSON.stringify({ ...DOCUMENT, query }))).toEqual({
      exitCode: 0,
      printed: {
        accepted: true,
        hoursLate: 7,
        hoursUsed: 7,
        additionalHours: 6,
        penaltyHours: 0,
        penaltyBp: 0,
        remainingAfter: 113,
        currentHourEndsAt: '2026-02-11T11:59:00Z',
      },
      stderr: '',
    });
  });

  it('preview without a query is refused', async () => {
    const { exitCode, printed } = await late(['preview', '-'], JSON.stringify(DOCUMENT));
    expect({ exitCode, printed }).toMatchObject({ exitCode: 2, printed: { error: 'invalid_document' } });
  });

  it('safe-release prints a moment', async () => {
    const text = JSON.stringify({ ...DOCUMENT, query: { assignment: 'hw1' } });
    expect((await late(['safe-release', '-'], text)).printed).toEqual({ safeReleaseAt: '2026-02-20T08:59:00Z' });
  });

  it('regrade-window prints when it closes', async () => {
    const asked = ['--released-at', '2026-03-01T03:00:00Z', '--time-zone', 'America/New_York', '--days', '9'];
    expect(await late(['regrade-window', ...asked])).toEqual({
      exitCode: 0,
      printed: { closesAt: '2026-03-10T03:59:59Z' },
      stderr: '',
    });
  });

  it('regrade-window refuses days that are none', async () => {
    const asked = ['--released-at', '2026-03-01T03:00:00Z', '--time-zone', 'America/New_York', '--days', 'nine'];
    expect(await late(['regrade-window', ...asked])).toMatchObject({
      exitCode: 2,
      printed: { error: 'invalid_document' },
    });
  });
});
