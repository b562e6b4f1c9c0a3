import { z } from 'zod';
import { assignmentFileSchema } from './schema.js';
import { courseSchema } from './course.js';

const maxLineLength = 120;

/** The JSON Schemas of the course's files, by file name, as text: what editors check and complete YAML with. */
export function jsonSchemas(): Record<string, string> {
  return {
    'course.schema.json': schemaText(courseSchema, 'A course'),
    'assignment.schema.json': schemaText(assignmentFileSchema, 'An assignment'),
  };
}

function schemaText(schema: z.ZodType, title: string): string {
  // What people write, not what loading makes of it: defaults stay optional.
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  const text = JSON.stringify({ $schema, title, ...rest }, null, 2);
  return `${text.replace(/^(.*)\[\n([^[\]{}]*?)\n\s*\]/gm, inOneLine)}\n`;
}

/** Short lists of plain values on one line, as the project's formatter has them. */
function inOneLine(whole: string, before: string, items: string): string {
  const line = `${before}[${items.replace(/\s*\n\s*/g, ' ').trim()}]`;
  return line.length < maxLineLength ? line : whole;
}
