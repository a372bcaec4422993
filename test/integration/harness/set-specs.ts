import { z } from 'zod';
import { changedAt, isFields, type Fields, type Path } from './fields-of.js';

/** A claim named `data`. */
export const claim = (storage: unknown, fields: Fields = {}): Fields => ({
  metadata: { name: 'data' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } }, ...fields },
});

/** A set of five pods, each with a volume. */
export const baseSet: Fields = {
  replicas: 5,
  selector: { matchLabels: { app: 'web' } },
  serviceName: 'web',
  template: {
    metadata: { labels: { app: 'web', tier: 'a' } },
    spec: { containers: [{ name: 'main', image: 'registry.example/web:1' }] },
  },
  volumeClaimTemplates: [claim('2Gi')],
};

/** `baseSet` with other values at some paths: `['template.spec.containers.0.image', 'i:2']`. */
export const specOf = (...changes: readonly (readonly [string, unknown])[]): Fields =>
  changes.reduce<Fields>((spec, [path, value]) => {
    const steps: Path = path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));
    return z.record(z.string(), z.unknown()).parse(put(spec, steps, value));
  }, baseSet);

/** As `changedAt`, making maps on the way. */
function put(spec: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(spec)) return changedAt(spec, [step], (entry) => put(entry, rest, value));
  const fields = isFields(spec) ? spec : {};
  return { ...fields, [step]: put(fields[step], rest, value) };
}
