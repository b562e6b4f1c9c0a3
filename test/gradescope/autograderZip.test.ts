import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { autograderZip, type AutograderParts } from '../../src/gradescope/autograderZip.js';
import { testFolder } from '../support/folder.js';
import { SECRET } from './faultServer.js';
import { FILES_DIR } from './platform.js';

const config = { server: 'https://assay.example.edu', assignment: 'hw4', kid: 'hw4-1', secret: SECRET } as const;
const parts: AutograderParts = { filesDir: FILES_DIR, config: { ...config, onPending: 'previous' } };

/** Modes, sizes and names, as `zipinfo` would list them, by Python, whose zip reader is not ours. */
async function listOf(zip: Buffer): Promise<[string, number][]> {
  await using folder = await testFolder();
  const file = join(folder.path, 'a.zip');
  await writeFile(file, zip);
  const program =
    'import json, sys, zipfile; zip = zipfile.ZipFile(sys.argv[1]); assert zip.testzip() is None; ' +
    'print(json.dumps([[entry.filename, entry.external_attr >> 16] for entry in zip.infolist()]))';
  const { stdout } = await execa('/usr/bin/python3', ['-I', '-c', program, file]);
  return JSON.parse(stdout) as [string, number][];
}

describe('the autograder zip', () => {
  it('holds the files at its top, the programs executable, the secret for its owner alone', async () => {
    expect(await listOf(await autograderZip({ ...parts, caBundle: Buffer.from('certificates') }))).toEqual([
      ['assay.json', 0o100600],
      ['ca.pem', 0o100644],
      ['forward.py', 0o100644],
      ['not_graded.json', 0o100644],
      ['run_autograder', 0o100755],
      ['setup.sh', 0o100755],
    ]);
  });

  it('is the same bytes when it is made again', async () => {
    expect((await autograderZip(parts)).equals(await autograderZip(parts))).toBe(true);
  });

  it.each([
    ['http://assay.example.edu', /begin with https/u],
    ['https://assay.example.edu/grader', /without a path/u],
    ['https://ada:word@assay.example.edu', /without a path/u],
    ['assay.example.edu', /URL/u],
  ])('cannot be made for the server %s', async (server, reason) => {
    await expect(autograderZip({ ...parts, config: { ...parts.config, server } })).rejects.toThrow(reason);
  });
});

describe('the files of the forwarder', () => {
  it('have Unix line ends', () => {
    for (const name of readdirSync(FILES_DIR)) expect(readFileSync(join(FILES_DIR, name)).includes('\r')).toBe(false);
  });

  it('are Python 3.10 that needs the standard library alone', async () => {
    const program = [
      'import ast, sys',
      'tree = ast.parse(open(sys.argv[1]).read(), feature_version=(3, 10))',
      'nodes = list(ast.walk(tree))',
      'names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]',
      'names += [node.module for node in nodes if isinstance(node, ast.ImportFrom)]',
      'print(sorted({name.split(".")[0] for name in names} - sys.stdlib_module_names), len(names) > 10)',
    ].join('\n');
    const { stdout } = await execa('/usr/bin/python3', ['-I', '-c', program, join(FILES_DIR, 'forward.py')]);
    expect(stdout).toBe('[] True');
  });
});
