import { group } from '../../api/names.js';

/**
 * On a set while it takes over the pods of another, or hands over its own: `<UID>/<generation>` of the other. With it
 * `spec.paused` is the work of `statewright adopt`, and both sets selecting the same pods is no mistake.
 */
export const adoptionAnnotation = `${group}/adoption`;
