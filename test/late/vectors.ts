import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { parseDocument, parsePreviewDocument, parseSafeReleaseDocument } from '../../src/late/document.js';
import { fold } from '../../src/late/fold.js';
import { formatInstant } from '../../src/late/instant.js';
import { LateError } from '../../src/late/lateError.js';
import { ledgerDocument, previewDocument } from '../../src/late/ledgerDocument.js';
import { preview } from '../../src/late/preview.js';
import { parseRegradeQuery } from '../../src/late/regradeQuery.js';
import { regradeWindowCloses } from '../../src/late/regradeWindow.js';
import { safeReleaseAt } from '../../src/late/safeRelease.js';

const FOLDER = join(import.meta.dirname, 'vectors');

const json = z.record(z.string(), z.unknown());

const vectorSchema = z.strictObject({
  id: z.string(),
  /** The arithmetic behind `expect`, by hand. */
  why: z.string(),
  command: z.enum(['fold', 'preview', 'safe-release', 'regrade-window']).default('fold'),
  policy: json.optional(),
  students: z.array(z.string()).optional(),
  assignments: z.array(z.unknown()).optional(),
  events: z.array(z.unknown()).default([]),
  query: json.optional(),
  /** A part of the output. `ABSENT` is a key that must not be there. */
  expect: json,
});
export type Vector = z.output<typeof vectorSchema>;

const fileSchema = z.strictObject({ section: z.string(), given: json, vectors: z.array(vectorSchema) });

/** A submission and its grade in one line; anything else in `events` is an event as documents have it. */
const submitSchema = z.strictObject({
  submit: z.string(),
  to: z.string().default('hw1'),
  by: z.array(z.string()).default(['s1']),
  at: z.string(),
  raw: z.string().optional(),
  ungradable: z.literal(true).optional(),
});

/** The vectors of one section, each with the file's `given` filled in. */
export function loadVectors(): { section: string; vectors: Vector[] }[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => {
      const { section, given, vectors } = fileSchema.parse(parse(readFileSync(join(FOLDER, name), 'utf8')));
      return { section, vectors: vectors.map((vector) => ({ ...given, ...vector })) };
    });
}

/** What the command of a vector prints. */
export function outputOf(vector: Vector): unknown {
  try {
    return compute(vector);
  } catch (error) {
    if (error instanceof LateError) return { error: error.code, message: error.message };
    throw error;
  }
}

function compute(vector: Vector): unknown {
  const raw = documentOf(vector);
  switch (vector.command) {
    case 'fold':
      return ledgerDocument(fold(parseDocument(raw)));
    case 'preview': {
      const { input, query } = parsePreviewDocument(raw);
      return previewDocument(preview(input, query));
    }
    case 'safe-release': {
      const { input, assignment } = parseSafeReleaseDocument(raw);
      return { safeReleaseAt: formatInstant(safeReleaseAt(input, assignment)) };
    }
    case 'regrade-window': {
      const asked = z.object({ releasedAt: z.string(), timeZone: z.string(), days: z.string() }).parse(vector.query);
      const { releasedAt, timeZone, days } = parseRegradeQuery(asked);
      return { closesAt: formatInstant(regradeWindowCloses(releasedAt, timeZone, days)) };
    }
  }
}

function documentOf({ policy, students, assignments, events, query }: Vector): unknown {
  return {
    ...(policy === undefined ? {} : { policy }),
    students,
    assignments,
    events: events.flatMap(expand).map((event, index) => ({ seq: index + 1, ...event })),
    ...(query === undefined ? {} : { query }),
  };
}

function expand(written: unknown): object[] {
  const short = submitSchema.safeParse(written);
  if (!short.success) return [json.parse(written)];
  const { submit, to, by, at, raw, ungradable } = short.data;
  const received = {
    type: 'submission_received',
    key: `sub:${submit}`,
    submissionId: submit,
    assignment: to,
    students: by,
    createdAt: at,
  };
  const graded = { type: 'submission_graded', submissionId: submit };
  if (ungradable === true) return [received, { ...graded, status: 'ungradable' }];
  return raw === undefined ? [received] : [received, { ...graded, rawScore: raw, status: 'graded' }];
}
