/** The few parts of the Protocol Buffers encoding that Hadoop's remote calls need (protobuf.dev, "Encoding"). */
export type FieldValue = number | string | Buffer;

/** A message from its fields, by their numbers: numbers as varint, text and bytes with their length. */
export function message(fields: readonly (readonly [number, FieldValue])[]): Buffer {
  return Buffer.concat(
    fields.flatMap(([number, value]) => {
      if (typeof value === 'number') return [varint(number * 8), varint(value)];
      const bytes = Buffer.from(value);
      return [varint(number * 8 + 2), varint(bytes.length), bytes];
    }),
  );
}

/** A message with its length in front. */
export function delimited(bytes: Buffer): Buffer {
  return Buffer.concat([varint(bytes.length), bytes]);
}

/** As `sint32` is written: numbers near 0 are short, whatever their sign. */
export function zigzag(number: number): number {
  return number < 0 ? -2 * number - 1 : 2 * number;
}

function varint(number: number): Buffer {
  if (!Number.isSafeInteger(number) || number < 0) throw new RangeError(`${number} is no unsigned integer`);
  const bytes: number[] = [];
  let rest = number;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, rest]);
}

/** Bytes of the message that begins with its length; throws RangeError if it is cut off. */
export function readDelimited(from: Buffer): Buffer {
  const length = readVarint(from, 0);
  const end = length.next + length.value;
  if (end > from.length) throw new RangeError('a message is cut off');
  return from.subarray(length.next, end);
}

/** The fields of a message by their numbers; of those that repeat, the last. Throws RangeError on what is no message. */
export function readMessage(from: Buffer): ReadonlyMap<number, FieldValue> {
  const fields = new Map<number, FieldValue>();
  let at = 0;
  while (at < from.length) {
    const tag = readVarint(from, at);
    const number = Math.floor(tag.value / 8);
    const content = readVarint(from, tag.next);
    switch (tag.value % 8) {
      case 0:
        fields.set(number, content.value);
        at = content.next;
        break;
      case 2:
        at = content.next + content.value;
        if (at > from.length) throw new RangeError('a field is cut off');
        fields.set(number, from.subarray(content.next, at));
        break;
      default:
        throw new RangeError(`field ${number} is of a kind that is not known`);
    }
  }
  return fields;
}

/** Numbers above 2^53 lose their last digits: none of those that are looked at is that large. */
function readVarint(from: Buffer, start: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let place = 0; place < 10; place += 1) {
    const byte = from[start + place];
    if (byte === undefined) throw new RangeError('a number is cut off');
    value += (byte % 128) * 128 ** place;
    if (byte < 128) return { value, next: start + place + 1 };
  }
  throw new RangeError('a number is too long');
}
