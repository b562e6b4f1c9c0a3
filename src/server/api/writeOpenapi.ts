import { writeFile } from 'node:fs/promises';
import { openApiText } from './openapi.js';

/** Writes the API's description to `docs/openapi.json` of this package. */
await writeFile(new URL('../../../docs/openapi.json', import.meta.url), openApiText());
