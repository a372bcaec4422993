import { z } from 'zod';
import type { Manifest } from '../../../api/object-meta.js';

const templateSchema = z.object({
  template: z.object({
    spec: z.object({
      containers: z.tuple([
        z.object({
          command: z.array(z.string()),
          env: z.array(
            z.object({
              name: z.string(),
              value: z.string().optional(),
              valueFrom: z.object({ secretKeyRef: z.object({ key: z.string() }).optional() }).optional(),
            }),
          ),
          lifecycle: z
            .object({ preStop: z.object({ exec: z.object({ command: z.array(z.string()) }) }) })
            .optional(),
        }),
      ]),
    }),
  }),
});

/** What the only container of a set's pods is started with. */
export function renderedContainer(set: Manifest | undefined) {
  return templateSchema.parse(set?.spec).template.spec.containers[0];
}
