import { z } from 'zod';
import { podTemplateSchema, type PodTemplate } from '../../api/pod-template.js';
import { canonicalJson, withoutNulls } from './canonical-json.js';

/** Characters of names that Kubernetes makes up: no vowels, nothing that looks like another (apimachinery util/rand). */
const safeCharacters = 'bcdfghjklmnpqrstvwxz2456789';

/** Longest part of a set's name in the name of a revision, which must stay below 253 characters. */
const longestPrefix = 223;

/** `data` of the ControllerRevision of a template: a strategic merge patch that puts the template in place. */
export function revisionData(template: PodTemplate): unknown {
  return { spec: { template: { ...template, $patch: 'replace' } } };
}

/** The same as text, byte for byte what apps/v1 stores for the same template. */
export function revisionText(template: PodTemplate): string {
  return canonicalJson(revisionData(template));
}

/**
 * Name of the revision with this data (pkg/controller/history `ControllerRevisionName`, `HashControllerRevision`).
 *
 * @param collisionCount how often a hash met a name taken by other data
 */
export function revisionName(setName: string, text: string, collisionCount: number): string {
  return `${setName.slice(0, longestPrefix)}-${revisionHash(text, collisionCount)}`;
}

/** The hash in the name: FNV-1 of 32 bits over the text and the decimal count, each digit made a safe character. */
export function revisionHash(text: string, collisionCount: number): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text + String(collisionCount))) hash = Math.imul(hash, 0x01000193) ^ byte;
  return Array.from(
    String(hash >>> 0),
    (digit) => safeCharacters[digit.charCodeAt(0) % safeCharacters.length],
  ).join('');
}

/**
 * Whether two revisions' texts mean the same template. Kubernetes up to 1.33 wrote `creationTimestamp: null` where later
 * ones write nothing; such a difference must not restart a single pod.
 */
export function sameTemplate(one: string, other: string): boolean {
  return one === other || normalised(one) === normalised(other);
}

function normalised(text: string): string {
  return canonicalJson(withoutNulls(JSON.parse(text)));
}

const storedSchema = z.object({ spec: z.object({ template: podTemplateSchema }) });

/** The template that the text of a revision holds; undefined if it holds none that can be read. */
export function templateOf(text: string): PodTemplate | undefined {
  const parsed = storedSchema.safeParse(withoutNulls(JSON.parse(text)));
  if (!parsed.success) return undefined;
  const { metadata, spec } = parsed.data.spec.template;
  return { ...(metadata !== undefined && { metadata }), spec };
}
