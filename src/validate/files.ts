import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CourseError } from '../course/courseError.js';
import { parseYamlFile, type YamlFile } from '../course/yamlFile.js';
import type { NotebookCell } from '../intake/notebook.js';
import { readNotebook } from '../intake/readNotebook.js';

const patchSchema = z.strictObject({
  name: z.string().min(1).describe('What is wrong, or other, about it; unique in its file.'),
  source: z.string().min(1).describe('Python that runs after the solution and replaces what it defines.'),
});

const mutantsSchema = z
  .array(patchSchema.extend({ fails: z.array(z.string()).min(1).describe('Numbers of checks that must fail.') }))
  .describe('Wrong solutions.');
export type WrittenMutant = Placed<z.infer<typeof mutantsSchema>[number]>;

const variantsSchema = z.array(patchSchema).describe('Right solutions that look different: no check may fail.');
export type Variant = Placed<z.infer<typeof variantsSchema>[number]>;

/** With its place, as `mutants.yaml:12`. */
type Placed<T> = T & { readonly place: string };

const why = z.string().min(1).describe('In a sentence, for whoever reads the report.');

const allowancesSchema = z
  .strictObject({
    starterEarns: z.array(z.string()).default([]).describe('Checks that the starter passes.'),
    lets: z
      .array(z.strictObject({ check: z.string(), answers: z.array(z.string()).min(1), why }))
      .default([])
      .describe('Checks that pass an answer nobody worked for.'),
    equivalent: z
      .array(z.strictObject({ mutant: z.string(), why }))
      .default([])
      .describe('Mutants made by the tool that are no mistakes; a name that ends with * stands for all that begin so.'),
    least: z
      .strictObject({ killed: z.int().nonnegative(), of: z.int().nonnegative() })
      .optional()
      .describe('The mutation score that may not sink, as `assay validate --update` last wrote it.'),
  })
  .describe('What an assignment’s author allows its checks: validate.yaml.');
type Allowances = z.infer<typeof allowancesSchema>;

/** What the author of an assignment wrote beside its checks. */
export interface Material {
  readonly mutants: readonly WrittenMutant[];
  readonly variants: readonly Variant[];
  readonly allowances: Allowances;
  /** The code cells of the notebooks. */
  readonly solution: readonly string[];
  readonly starter: readonly string[];
  /** All cells of the starter. */
  readonly starterCells: readonly NotebookCell[];
}

/** @throws CourseError with file and line; @throws IntakeError where a notebook cannot be read. */
export async function readMaterial(dir: string): Promise<Material> {
  const starterCells = await cellsOf(dir, STARTER_FILE);
  return {
    mutants: await readPatches(dir, 'mutants.yaml', mutantsSchema),
    variants: await readPatches(dir, 'variants.yaml', variantsSchema),
    allowances: (await readYaml(dir, ALLOWANCES_FILE, allowancesSchema, '{}')).value,
    solution: codeOf(await cellsOf(dir, 'solution.ipynb')),
    starter: codeOf(starterCells),
    starterCells,
  };
}

export const ALLOWANCES_FILE = 'validate.yaml';
export const STARTER_FILE = 'starter.ipynb';

async function readPatches<T extends { name: string }>(
  dir: string,
  file: string,
  schema: z.ZodType<T[]>,
): Promise<readonly Placed<T>[]> {
  const { value, placeOf } = await readYaml(dir, file, schema, '[]');
  const names = value.map(({ name }) => name);
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice >= 0) {
    const problem = `two entries are called “${names[twice]}”. Course staff: give each a name of its own.`;
    throw new CourseError([{ place: placeOf([twice, 'name']), text: problem }]);
  }
  return value.map((patch, index) => ({ ...patch, place: `${file}:${placeOf([index]).line}` }));
}

async function readYaml<S extends z.ZodType>(
  dir: string,
  name: string,
  schema: S,
  absent: string,
): Promise<YamlFile<z.output<S>>> {
  const file = join(dir, name);
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return absent;
    throw error;
  });
  return parseYamlFile(text, file, schema);
}

async function cellsOf(dir: string, name: string): Promise<readonly NotebookCell[]> {
  const file = join(dir, name);
  const bytes = await readFile(file).catch(() => {
    const text = 'is not there. Course staff: put the notebook beside assignment.yaml.';
    throw new CourseError([{ place: { file }, text }]);
  });
  return readNotebook(bytes, file).cells;
}

function codeOf(cells: readonly NotebookCell[]): readonly string[] {
  return cells.filter(({ kind }) => kind === 'code').map(({ source }) => source);
}
