/** Bytes that are no message of the DNS, or something that none can hold. The only error of this folder. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}
