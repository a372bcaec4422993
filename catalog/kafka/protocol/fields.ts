import type { ByteReader, ByteWriter } from './bytes.js';

/**
 * A field of a message in a flexible version (KIP-482): lengths are varints one larger than they are, 0 stands for null,
 * and each structure ends with tagged fields, of which we send none and skip all.
 */
export interface Field<T> {
  write(to: ByteWriter, value: T): void;
  read(from: ByteReader): T;
}

const integer = (size: 1 | 2 | 4): Field<number> => ({
  write: (to, value) => to.int(value, size),
  read: (from) => from.int(size),
});

export const int8 = integer(1);
export const int16 = integer(2);
export const int32 = integer(4);
export const uint16: Field<number> = {
  write: (to, value) => to.uint16(value),
  read: (from) => from.uint16(),
};
export const int64: Field<number> = {
  write: (to, value) => to.int64(value),
  read: (from) => from.int64(),
};
export const boolean: Field<boolean> = {
  write: (to, value) => to.int(value ? 1 : 0, 1),
  read: (from) => from.int(1) !== 0,
};

/** 16 bytes, as text in the form of Kafka's own Uuid: 22 characters of URL-safe base64. */
export const uuid: Field<string> = {
  write: (to, value) => {
    const bytes = Buffer.from(value, 'base64url');
    if (bytes.length !== 16) throw new RangeError(`"${value}" is no Uuid`);
    to.raw(bytes);
  },
  read: (from) => from.raw(16).toString('base64url'),
};

export const nullableString: Field<string | null> = {
  write: (to, value) => {
    const bytes = value === null ? undefined : Buffer.from(value, 'utf8');
    to.varint(bytes === undefined ? 0 : bytes.length + 1);
    if (bytes !== undefined) to.raw(bytes);
  },
  read: (from) => {
    const size = from.varint();
    return size === 0 ? null : from.raw(size - 1).toString('utf8');
  },
};

export const string: Field<string> = {
  write: (to, value) => nullableString.write(to, value),
  read: (from) => notNull(nullableString.read(from)),
};

export function nullableArray<T>(element: Field<T>): Field<readonly T[] | null> {
  return {
    write: (to, value) => {
      to.varint(value === null ? 0 : value.length + 1);
      for (const each of value ?? []) element.write(to, each);
    },
    read: (from) => {
      const size = from.varint();
      if (size === 0) return null;
      // An element takes at least a byte: a length beyond that is damage, not a reason to fill the memory.
      if (size - 1 > from.left) throw new RangeError(`${size - 1} elements in ${from.left} bytes`);
      return Array.from({ length: size - 1 }, () => element.read(from));
    },
  };
}

export function array<T>(element: Field<T>): Field<readonly T[]> {
  const nullable = nullableArray(element);
  return { write: (to, value) => nullable.write(to, value), read: (from) => notNull(nullable.read(from)) };
}

/** Fields one after the other in the order in which they are written down, then the tagged ones. */
export function struct<T extends object>(fields: { readonly [Name in keyof T]: Field<T[Name]> }): Field<T> {
  const names = Object.keys(fields) as (keyof T)[];
  return {
    write: (to, value) => {
      for (const name of names) fields[name].write(to, value[name]);
      to.varint(0);
    },
    read: (from) => {
      const value: Partial<T> = {};
      for (const name of names) value[name] = fields[name].read(from);
      skipTaggedFields(from);
      // Every field has been read, or reading has thrown.
      return value as T;
    },
  };
}

export function skipTaggedFields(from: ByteReader): void {
  const count = from.varint();
  for (let index = 0; index < count; index += 1) {
    from.varint();
    from.raw(from.varint());
  }
}

function notNull<T>(value: T | null): T {
  if (value === null) throw new RangeError('null where none may be');
  return value;
}
