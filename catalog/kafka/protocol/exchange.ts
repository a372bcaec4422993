import { int16, int8, nullableString, string, struct, uint16, type Field } from './fields.js';

/** A request, its reply, and the one version of both that we speak: all brokers of the catalog's versions know it. */
export interface Exchange<Request, Reply> {
  readonly name: string;
  readonly key: number;
  readonly version: number;
  readonly request: Field<Request>;
  readonly reply: Field<Reply>;
}

export function exchange<Request, Reply>(
  name: string,
  key: number,
  version: number,
  request: Field<Request>,
  reply: Field<Reply>,
): Exchange<Request, Reply> {
  return { name, key, version, request, reply };
}

/** What many replies say of how it went. */
export const error = { errorCode: int16, errorMessage: nullableString };

/** What has settings: a topic, or a broker. */
export const configResource = { resourceType: int8, resourceName: string };

export const listener = struct({ name: string, host: string, port: uint16 });
