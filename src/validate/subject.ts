import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkCatalogue, type CatalogueEntry } from '../course/catalogue.js';
import type { CourseAssignment } from '../course/load.js';
import type { Desk, MadeMutant } from './desk.js';
import type { Material } from './files.js';
import { runToTheEnd, type RanNotebook } from './ranNotebook.js';

/** A check, and the file that it stands in. */
export interface CheckEntry extends CatalogueEntry {
  readonly file: string;
}

/** An assignment with all that is known of it before anything is tried. */
export interface Subject {
  readonly loaded: CourseAssignment;
  readonly material: Material;
  readonly checks: readonly CheckEntry[];
  /** Source by name, of the solution and of the starter. */
  readonly solved: ReadonlyMap<string, string>;
  readonly given: ReadonlyMap<string, string>;
  readonly made: readonly MadeMutant[];
  /** What the odd answers are called, in their order. */
  readonly odd: readonly string[];
  /** Names that the written mutants and variants define, by their source. */
  readonly patched: ReadonlyMap<string, readonly string[]>;
  /** How the cells of the notebooks ended. */
  readonly ran: { readonly solution: RanNotebook; readonly starter: RanNotebook };
}

/**
 * Leaves the starter and the solution open in the desk, the solution last.
 *
 * @throws BrokenChecks where `checks.py` cannot be imported.
 * @throws CourseError where it and the manifest do not agree (numbers, points), or a notebook does not come to its end.
 */
export async function readSubject(desk: Desk, loaded: CourseAssignment, material: Material): Promise<Subject> {
  const announced = await desk.ask('catalogue', {});
  const checks = checkCatalogue(loaded.assignment, announced).map((entry) => ({
    ...entry,
    file: announced.find(({ id }) => id === entry.id)?.file ?? '',
  }));
  const named = async (cells: readonly string[]): Promise<ReadonlyMap<string, string>> =>
    new Map(Object.entries(await desk.ask('definitions', { cells })));
  const sources = [...material.mutants, ...material.variants].map(({ source }) => source);
  const patched = new Map<string, readonly string[]>();
  for (const source of sources) patched.set(source, [...(await named([source])).keys()]);
  return {
    ...{ loaded, material, checks, patched },
    solved: await named(material.solution),
    given: await named(material.starter),
    made: await desk.ask('mutants', { cells: material.solution }),
    odd: await desk.ask('odd', { preload: loaded.assignment.preload }),
    ran: {
      starter: await runToTheEnd(desk, loaded, { file: 'starter.ipynb', cells: material.starter }),
      solution: await runToTheEnd(desk, loaded, { file: 'solution.ipynb', cells: material.solution }),
    },
  };
}

/**
 * For each file with checks, the digest of all that decides what they say: itself, and every other file of the folder
 * that holds no checks. Notebooks and lists are left out; a try names what it takes of them.
 */
export async function digestsOf(dir: string, checks: readonly CheckEntry[]): Promise<ReadonlyMap<string, string>> {
  const files = new Set(checks.map(({ file }) => file));
  const names = (await readdir(dir, { recursive: true })).filter(
    (name) => !/(^|\/)(\.|__pycache__)|\.(ipynb|yaml)$/u.test(name),
  );
  const contents = await Promise.all(
    names.sort().map(async (name) => [name, await readFile(join(dir, name)).catch(() => undefined)] as const),
  );
  return new Map(
    [...files].map((file) => {
      const hash = createHash('sha256');
      for (const [name, bytes] of contents) {
        if (bytes !== undefined && (name === file || !files.has(name))) {
          hash.update(`${name}\0${bytes.length}\0`).update(bytes);
        }
      }
      return [file, hash.digest('hex')];
    }),
  );
}
