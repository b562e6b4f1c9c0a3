import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import yazl from 'yazl';
import { type ForwarderConfig, forwarderConfigSchema } from './forwarderConfig.js';

/** Zip files store local times; these fields are the same in every zone. */
const FIXED_TIME = new Date(1980, 0, 1);
const PROGRAM = 0o100755;
const PLAIN = 0o100644;
const PRIVATE = 0o100600;
const PROGRAMS: readonly string[] = ['setup.sh', 'run_autograder'];

/** What the zip is made of. */
export interface AutograderParts {
  /** The folder of the forwarder's own files (`gradescope/` in the package). */
  readonly filesDir: string;
  readonly config: Omit<ForwarderConfig, 'caFile'>;
  /** Certificates (PEM) that the forwarder trusts instead of the container's. */
  readonly caBundle?: Buffer;
}

/**
 * The zip that Gradescope builds an assignment's autograder from: the forwarder and `assay.json`, which holds the
 * assignment's secret. The same parts give the same bytes, so that a zip can be compared with the one that was uploaded.
 */
export async function autograderZip(parts: AutograderParts): Promise<Buffer> {
  const zip = new yazl.ZipFile();
  for (const [name, content] of [...(await autograderFiles(parts))].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const mode = PROGRAMS.includes(name) ? PROGRAM : name === 'assay.json' ? PRIVATE : PLAIN;
    zip.addBuffer(content, name, { mode, mtime: FIXED_TIME, forceDosTimestamp: true });
  }
  zip.end();
  return buffer(zip.outputStream);
}

/** What the zip holds, by name. */
export async function autograderFiles({
  filesDir,
  config,
  caBundle,
}: AutograderParts): Promise<ReadonlyMap<string, Buffer>> {
  const contents = new Map<string, Buffer>();
  for (const name of await readdir(filesDir)) contents.set(name, await readFile(join(filesDir, name)));
  if (caBundle !== undefined) contents.set('ca.pem', caBundle);
  const written = forwarderConfigSchema.parse({ ...config, ...(caBundle === undefined ? {} : { caFile: 'ca.pem' }) });
  contents.set('assay.json', Buffer.from(`${JSON.stringify(written, null, 2)}\n`));
  return contents;
}
