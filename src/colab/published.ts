import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseYamlFile } from '../course/yamlFile.js';
import { parsePins, type Pins } from './pins.js';

const versionSchema = z
  .string()
  .regex(/^[\w.!+-]{1,64}$/u, 'is not a version such as 2.1.3; quote it where it has one dot');

const publishedSchema = z.strictObject({
  published: z.iso.date(),
  python: versionSchema,
  packages: z.record(z.string(), versionSchema),
  absent: z.array(z.string()).default([]),
});
/** What the repository keeps of Colab's published list. */
export type Published = z.infer<typeof publishedSchema>;

export async function readPublished(packageDir: string): Promise<Published> {
  return readYaml(join(packageDir, 'docker', 'colab', 'published.yaml'), publishedSchema);
}

const apartSchema = z.array(
  z.strictObject({
    packages: z.array(z.string()).min(1),
    reason: z.string().trim().min(1).max(300),
  }),
);

/** Why a package's version is not Colab's, by package. */
export async function readReasons(packageDir: string): Promise<ReadonlyMap<string, string>> {
  const apart = await readYaml(join(packageDir, 'docker', 'colab', 'apart.yaml'), apartSchema);
  return new Map(apart.flatMap(({ packages, reason }) => packages.map((name) => [name, reason] as const)));
}

/** What the images are made with. */
export async function readLock(packageDir: string): Promise<Pins> {
  return parsePins(await readFile(join(packageDir, 'docker', 'requirements.txt'), 'utf8'));
}

async function readYaml<S extends z.ZodType>(file: string, schema: S): Promise<z.output<S>> {
  return parseYamlFile(await readFile(file, 'utf8'), file, schema, 'Operator').value;
}
