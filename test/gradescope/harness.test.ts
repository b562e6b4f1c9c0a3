import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { testFolder } from '../support/folder.js';
import { metadata, runOnPlatform, type Stored, submission } from './platform.js';

const SCRIPTS = {
  slow: '#!/bin/sh\necho \'{"score": 5}\' >results/results.json\nsleep 5\n',
  nothing: '#!/bin/sh\n',
  mark: '#!/bin/sh\nprintf \'\\357\\273\\277{"score": 5}\' >results/results.json\n',
  nan: '#!/bin/sh\necho \'{"score": NaN}\' >results/results.json\n',
  list: "#!/bin/sh\necho '[1]' >results/results.json\n",
  carriage: '#!/bin/sh\r\necho 1\r\n',
  failing: '#!/bin/sh\necho \'{"score": 5}\' >results/results.json\nexit 1\n',
  long: '#!/bin/sh\nhead -c 100001 /dev/zero | tr "\\0" a >text\nprintf \'{"score": 5, "output": "%s"}\' "$(cat text)" >results/results.json\n',
};

/** The platform's ways, on which all that follows rests. */
describe('the harness', () => {
  let stored: Record<keyof typeof SCRIPTS, Stored>;

  beforeAll(async () => {
    await using folder = await testFolder();
    const files = await submission(folder.path, { 'a.ipynb': '{}' });
    const names = Object.keys(SCRIPTS) as (keyof typeof SCRIPTS)[];
    for (const name of names) {
      await mkdir(join(folder.path, name));
      await writeFile(join(folder.path, name, 'run_autograder'), SCRIPTS[name]);
      await chmod(join(folder.path, name, 'run_autograder'), 0o755);
    }
    const runs = names.map((name) => ({
      root: join(folder.path, name),
      metadata: metadata(),
      files,
      timeout: name === 'slow' ? 1 : 30,
    }));
    const all = await runOnPlatform(runs);
    stored = Object.fromEntries(names.map((name, index) => [name, all[index]])) as typeof stored;
  });

  it('puts a zero in the place of a document when the time is over', () => {
    expect(stored.slow.results).toMatchObject({ score: 0, output: expect.stringContaining('timed out') as string });
  });

  it('takes no document, one that is no JSON, or one that cannot be sent, for a failure', () => {
    expect(stored.nothing.results).toBeNull();
    expect(stored.mark.error_code).toBe('invalid_json');
    expect(stored.nan.error_code).toBe('http');
    expect(stored.list.error_code).toBe('http');
    expect(stored.carriage.error_code).toBe('autograder');
  });

  it('takes the document of a program that failed, and cuts long texts', () => {
    expect(stored.failing).toMatchObject({ exit_status: 1, error_code: null, results: { score: 5 } });
    expect(stored.long.results?.output).toContain('[...(truncated)...]');
  });
});
