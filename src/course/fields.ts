import { z } from 'zod';
import { isTimeZone } from './wallTime.js';

export const idSchema = z
  .string()
  .max(64)
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'use small letters, digits and hyphens')
  .describe('Names the thing in paths and records: small letters, digits and hyphens.');
export const titleSchema = z.string().trim().min(1).max(200);
export const timeZoneSchema = z
  .string()
  .refine(isTimeZone, 'is not an IANA time zone such as America/New_York or UTC')
  .describe('An IANA time zone, such as America/New_York.');
