import { mkdir, writeFile } from 'node:fs/promises';
import { jsonSchemas } from './jsonSchemas.js';

/** Writes the JSON Schemas of the course's files to `docs/schemas/` of this package. */
const folder = new URL('../../docs/schemas/', import.meta.url);
await mkdir(folder, { recursive: true });
for (const [name, text] of Object.entries(jsonSchemas())) await writeFile(new URL(name, folder), text);
