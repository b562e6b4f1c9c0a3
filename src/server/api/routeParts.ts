import { z } from '@hono/zod-openapi';
import { errorSchema } from '../httpError.js';

/** Bodies are described here and read by us: what validates them elsewhere would first take them into memory. */
export const raw = (schema: z.ZodType): Record<string, unknown> => z.toJSONSchema(schema);
export const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});
export const errors = {
  '4XX': json(errorSchema, 'Refused. Trying again changes nothing, but for 408 and 429.'),
  '5XX': json(errorSchema, 'The platform failed; nothing that was acknowledged is lost. 503 bears Retry-After.'),
};
