import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { PACKAGE_DIR } from './support/engine.js';

/**
 * The rooms of `src`, from the ground up: each names itself and what is below it. ARCHITECTURE.md says what they are. A
 * folder within a room that has a floor of its own is a room of its own; others belong to the room that they are in.
 */
const FLOORS = [
  ['base'],
  ['grade'],
  ['course'],
  ['late', 'colab', 'gradescope', 'sandbox', 'statistics'],
  ['intake', 'gpu', 'machine', 'db', 'gradebook'],
  ['courseImage', 'results', 'scaffold', 'ledger'],
  ['grading', 'written'],
  ['access', 'queue', 'report'],
  ['doctor', 'retention', 'validate', 'work'],
  ['ledger/questions', 'work/dispatch'],
  ['ledger/commands'],
  ['batch', 'server'],
  ['notify', 'regrade'],
  ['cli'],
];
/** They compute: no disk, no network, no clock. */
const PURE = ['late', 'grade', 'gradebook'];
const COMPUTING = ['node:util', 'node:assert'];

const SRC = join(PACKAGE_DIR, 'src');
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/u.test(file));
/** What each file names, types included: files by their path below `src`, packages by their name. */
const named = new Map(files.map((file) => [file, importsOf(file)]));

function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(SRC, file), 'utf8'), true, true);
  return importedFiles.map(({ fileName }) => {
    if (!fileName.startsWith('.')) return fileName;
    const source = join(dirname(file), fileName).replace(/\.js$/u, '.ts');
    return existsSync(join(SRC, source)) ? source : `${source}x`;
  });
}

function roomOf(file: string): string {
  const [room = '', part = ''] = file.split('/');
  return FLOORS.flat().includes(`${room}/${part}`) ? `${room}/${part}` : room;
}
const floorOf = (file: string): number => FLOORS.findIndex((rooms) => rooms.includes(roomOf(file)));

it('every room has its floor, and no floor an empty room', () => {
  expect([...new Set(files.map(roomOf))].sort()).toEqual(FLOORS.flat().sort());
});

it('no arrow between rooms runs up, or along a floor', () => {
  const wrong = [...named].flatMap(([file, targets]) =>
    targets
      .filter((target) => named.has(target) && roomOf(target) !== roomOf(file) && floorOf(target) >= floorOf(file))
      .map((target) => `${file} → ${target}`),
  );
  expect(wrong).toEqual([]);
});

it('no files name each other in a circle', () => {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' → '));
    if (done.has(file) || way.includes(file)) return;
    for (const target of named.get(file) ?? []) if (named.has(target)) visit(target, [...way, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  expect(circles).toEqual([]);
});

it('what computes reaches for nothing outside', () => {
  const wrong = [...named].flatMap(([file, targets]) =>
    PURE.includes(roomOf(file))
      ? targets
          .filter((target) => target.startsWith('node:') && !COMPUTING.includes(target))
          .map((to) => `${file} → ${to}`)
      : [],
  );
  expect(wrong).toEqual([]);
});
