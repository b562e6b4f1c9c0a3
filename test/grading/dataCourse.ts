import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { testFolder, type TestFolder } from '../support/folder.js';

/** What the data of a test course hold: a file's content, and what it stands for. */
export interface TestData {
  readonly content: string | Buffer;
  readonly urls?: readonly string[];
  readonly names?: readonly string[];
}

/** A course with one assignment, `hw`, with these data and one check; more of its file as YAML in one line each. */
export async function dataCourse(
  files: Readonly<Record<string, TestData>>,
  more: readonly string[] = [],
): Promise<TestFolder> {
  const course = await testFolder();
  const put = async (path: string, content: string | Buffer): Promise<void> => {
    await mkdir(dirname(join(course.path, path)), { recursive: true });
    await writeFile(join(course.path, path), content);
  };
  const listed = Object.entries(files).map(([path, { urls = [], names = [] }]) => ({ path, urls, names }));
  await put('course.yaml', 'schemaVersion: 1\nid: demo\ntitle: Demo\ntimeZone: UTC\n');
  const assignment = [
    'schemaVersion: 1',
    'id: hw',
    'title: One',
    'due: { local: "2027-04-15T23:59" }',
    'questions: [{ number: "1", title: Q, points: 1 }]',
    ...(listed.length === 0 ? [] : ['data:', '  files:', ...listed.map((file) => `    - ${JSON.stringify(file)}`)]),
    ...more,
  ];
  await put('hw/assignment.yaml', `${assignment.join('\n')}\n`);
  const check =
    '@check("1.1 done", points=1, visibility="visible")\ndef done(nb, rng):\n    assert nb.get("done") == 1\n';
  await put('hw/checks.py', `from assay import check\n\n\n${check}`);
  for (const [path, { content }] of Object.entries(files)) await put(`hw/data/${path}`, content);
  return course;
}

/** A file of images or labels in MNIST's format, compressed: zeros, but for its shape. */
export function idx(...shape: number[]): Buffer {
  const head = Buffer.from([0, 0, 8, shape.length]);
  const sizes = Buffer.alloc(4 * shape.length);
  shape.forEach((size, index) => sizes.writeUInt32BE(size, 4 * index));
  return gzipSync(Buffer.concat([head, sizes, Buffer.alloc(shape.reduce((a, b) => a * b))]));
}
