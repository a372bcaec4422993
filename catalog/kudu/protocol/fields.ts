import { ProtobufReader, ProtobufWriter, type RawValue } from './protobuf.js';

/** How one kind of value is written and read: protocol buffers as in Kudu's own `.proto` files. */
export interface Kind<T> {
  write(to: ProtobufWriter, field: number, value: T): void;
  read(raw: RawValue): T;
}

function wrongKind(): never {
  throw new RangeError('a field of another kind than expected');
}

const numeric = (raw: RawValue): bigint => (typeof raw === 'bigint' ? raw : wrongKind());
const bytesOf = (raw: RawValue): Buffer => (typeof raw === 'bigint' ? wrongKind() : raw);

/** `int32`, `int64`, `uint32` and enumerations, within what a number can hold. */
export const int: Kind<number> = {
  write: (to, field, value) => {
    to.varint(field, BigInt(value));
  },
  read: (raw) => Number(BigInt.asIntN(64, numeric(raw))),
};

export const bool: Kind<boolean> = {
  write: (to, field, value) => {
    to.varint(field, value ? 1n : 0n);
  },
  read: (raw) => numeric(raw) !== 0n,
};

/** `string`, and `bytes` that hold text, as ids of Kudu do. */
export const text: Kind<string> = {
  write: (to, field, value) => {
    to.bytes(field, Buffer.from(value));
  },
  read: (raw) => bytesOf(raw).toString(),
};

export const bytes: Kind<Buffer> = {
  write: (to, field, value) => {
    to.bytes(field, value);
  },
  read: bytesOf,
};

interface Field<T> {
  write(to: ProtobufWriter, value: T): void;
  read(all: readonly RawValue[] | undefined): T;
}

export function required<T>(field: number, kind: Kind<T>): Field<T> {
  return {
    write: (to, value) => {
      kind.write(to, field, value);
    },
    read: (all) => {
      const last = all?.at(-1);
      if (last === undefined) throw new RangeError(`field ${field} is missing`);
      return kind.read(last);
    },
  };
}

export function optional<T>(field: number, kind: Kind<T>): Field<T | undefined> {
  return {
    write: (to, value) => {
      if (value !== undefined) kind.write(to, field, value);
    },
    read: (all) => {
      const last = all?.at(-1);
      return last === undefined ? undefined : kind.read(last);
    },
  };
}

export function repeated<T>(field: number, kind: Kind<T>): Field<readonly T[]> {
  return {
    write: (to, values) => {
      for (const value of values) kind.write(to, field, value);
    },
    read: (all) => (all ?? []).map((raw) => kind.read(raw)),
  };
}

/** A message: its fields by our names, each with its number. Fields that are not named are skipped when read. */
export interface Message<T> extends Kind<T> {
  encode(value: T): Buffer;
  decode(from: Buffer): T;
}

type Numbered<T> = { readonly [Name in keyof T]: readonly [number, Field<T[Name]>] };

function build<T extends object>(fields: Numbered<T>): Message<T> {
  const names = Object.keys(fields) as (keyof T)[];
  const encode = (value: T): Buffer => {
    const to = new ProtobufWriter();
    for (const name of names) fields[name][1].write(to, value[name]);
    return to.finish();
  };
  const decode = (from: Buffer): T => {
    const raw = new ProtobufReader(from).fields();
    const read = names.map((name) => [name, fields[name][1].read(raw.get(fields[name][0]))] as const);
    return Object.fromEntries(read) as T;
  };
  return {
    encode,
    decode,
    write: (to, field, value) => {
      to.bytes(field, encode(value));
    },
    read: (raw) => decode(bytesOf(raw)),
  };
}

type Make<T> = (field: number) => Field<T>;

/** `message({ name: [1, one(text)] })` */
export function message<T extends object>(fields: {
  readonly [Name in keyof T]: readonly [number, Make<T[Name]>];
}): Message<T> {
  const numbered = {} as { -readonly [Name in keyof T]: readonly [number, Field<T[Name]>] };
  for (const name of Object.keys(fields) as (keyof T)[]) {
    const [number, make] = fields[name];
    numbered[name] = [number, make(number)];
  }
  return build(numbered);
}

export const one =
  <T>(kind: Kind<T>): Make<T> =>
  (field) =>
    required(field, kind);

export const maybe =
  <T>(kind: Kind<T>): Make<T | undefined> =>
  (field) =>
    optional(field, kind);

export const many =
  <T>(kind: Kind<T>): Make<readonly T[]> =>
  (field) =>
    repeated(field, kind);
