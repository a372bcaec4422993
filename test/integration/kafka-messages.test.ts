import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as messages from '../../catalog/kafka/protocol/messages.js';
import { ByteReader, ByteWriter } from '../../catalog/kafka/protocol/bytes.js';
import { jarsFolder } from '../../stack/images/jars.js';
import { kafka } from '../../stack/images/kafka.js';
import { cacheFolder } from '../harness/cache-folder.js';

const run = promisify(execFile);
const jar = join(jarsFolder({ cache: cacheFolder }, kafka), `kafka-clients-${kafka.version}.jar`);

interface Definition {
  readonly name: string;
  readonly type: string;
  readonly versions: string;
  readonly nullableVersions?: string | undefined;
  readonly flexibleVersions?: string | undefined;
  readonly tag?: number | undefined;
  readonly fields?: readonly Definition[] | undefined;
}

const definitionSchema: z.ZodType<Definition> = z.lazy(() =>
  z.object({
    name: z.string(),
    type: z.string(),
    versions: z.string().default('0+'),
    nullableVersions: z.string().optional(),
    flexibleVersions: z.string().optional(),
    tag: z.int().optional(),
    fields: z.array(definitionSchema).optional(),
  }),
);

const messageSchema = z.object({
  apiKey: z.int(),
  validVersions: z.string(),
  flexibleVersions: z.string(),
  fields: z.array(definitionSchema),
  commonStructs: z.array(z.object({ name: z.string(), fields: z.array(definitionSchema) })).default([]),
});
type Message = z.infer<typeof messageSchema>;

const within = (version: number, range = 'none'): boolean => {
  const [, first, more, last] = /^(\d+)(\+|-(\d+))?$/.exec(range) ?? [];
  if (first === undefined) return false;
  if (more === '+') return version >= Number(first);
  return version >= Number(first) && version <= Number(last ?? first);
};

async function published(name: string, kind: 'Request' | 'Response'): Promise<Message> {
  const { stdout } = await run('unzip', ['-p', jar, `common/message/${name}${kind}.json`]);
  return messageSchema.parse(JSON.parse(stdout.replaceAll(/^\s*\/\/.*$/gm, '')));
}

/** The form of a value as Kafka defines it, with numbers that tell every field from its neighbours. */
class Sample {
  #next = 1;

  constructor(
    private readonly message: Message,
    private readonly version: number,
  ) {}

  struct(fields: readonly Definition[]): Readonly<Record<string, unknown>> {
    const present = fields.filter(({ versions, tag }) => within(this.version, versions) && tag === undefined);
    return Object.fromEntries(
      present.map((field) => [field.name.replace(/^./, (first) => first.toLowerCase()), this.value(field)]),
    );
  }

  private value({ type, fields }: Definition): unknown {
    if (type.startsWith('[]')) {
      const element = { name: '', versions: '0+', type: type.slice(2), fields };
      return [this.value(element), this.value(element)];
    }
    this.#next += 1;
    switch (type) {
      case 'bool':
        return this.#next % 2 === 0;
      case 'int8':
      case 'int16':
      case 'int32':
      case 'int64':
      case 'uint16':
        return this.#next % 128;
      case 'string':
        return `text ${this.#next}`;
      case 'uuid':
        return Buffer.alloc(16, this.#next).toString('base64url');
      default:
        return this.struct(
          fields ?? this.message.commonStructs.find(({ name }) => name === type)?.fields ?? [],
        );
    }
  }
}

/** Writes by the definition alone, knowing nothing of our own fields. */
function encode(message: Message, version: number, fields: readonly Definition[], value: unknown): Buffer {
  const to = new ByteWriter();
  const one = ({ type, fields: inner }: Definition, given: unknown): void => {
    if (Array.isArray(given)) {
      to.varint(given.length + 1);
      for (const each of given) one({ name: '', versions: '0+', type: type.slice(2), fields: inner }, each);
    } else if (typeof given === 'number') {
      const sizes = { int8: 1, int16: 2, uint16: 2, int32: 4, int64: 8 } as const;
      const size = sizes[type as keyof typeof sizes];
      const part = Buffer.alloc(size);
      part.writeUInt8(given, size - 1);
      to.raw(part);
    } else if (typeof given === 'boolean') {
      to.int(Number(given), 1);
    } else if (typeof given === 'string' && type === 'uuid') {
      to.raw(Buffer.from(given, 'base64url'));
    } else if (typeof given === 'string') {
      to.varint(given.length + 1);
      to.raw(Buffer.from(given));
    } else {
      structure(inner ?? message.commonStructs.find(({ name }) => name === type)?.fields ?? [], given);
    }
  };
  const structure = (wanted: readonly Definition[], given: unknown): void => {
    const record = z.record(z.string(), z.unknown()).parse(given);
    for (const field of wanted) {
      if (!within(version, field.versions) || field.tag !== undefined) continue;
      one(field, record[field.name.replace(/^./, (first) => first.toLowerCase())]);
    }
    to.varint(0);
  };
  structure(fields, value);
  return to.finish();
}

describe('the messages of Kafka', () => {
  it.each(Object.values(messages).map((exchange) => [exchange.name, exchange] as const))(
    '%s is written and read as Kafka publishes it',
    async (name, exchange) => {
      const { key, version } = exchange;
      for (const kind of ['Request', 'Response'] as const) {
        const message = await published(name, kind);
        expect(message.apiKey).toBe(key);
        expect(within(version, message.validVersions)).toBe(true);
        expect(within(version, message.flexibleVersions)).toBe(true);
        const sample = new Sample(message, version).struct(message.fields);
        const bytes = encode(message, version, message.fields, sample);
        const field = kind === 'Request' ? exchange.request : exchange.reply;
        const from = new ByteReader(bytes);
        expect(field.read(from)).toEqual(sample);
        expect(from.left).toBe(0);
        const to = new ByteWriter();
        field.write(to, sample as never);
        expect(to.finish()).toEqual(bytes);
      }
    },
  );
});
